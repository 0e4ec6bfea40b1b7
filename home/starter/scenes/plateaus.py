"""Limestone country: the causse and its gorges."""

import math

from home.starter.scenes.canvas import WIDTH, Painter, Point, Polygon, lerp, mix, smooth
from home.starter.scenes.scenery import boulder, clouds, dry_wall, mesas
from home.starter.scenes.shapes import (
    band,
    blades,
    blob,
    ellipse,
    foliage,
    ground,
    height_at,
    ridge,
    trail,
)


def causse() -> Painter:
    """Paint a limestone plateau under a wide sky."""
    painter = Painter("causse", ["#8fb0bd", "#b7cbc9", "#e3dfc8", "#f7e3bd", "#f5d9ae", "#f0cf9f"])
    rng = painter.rng
    painter.glow((1190, 440), 760, "#fff0cf", 0.85)
    clouds(painter, 9, 70, 330, "#fdf3e0")
    far = mesas(rng, 520, 110, [(-200, 560), (690, 1800)])
    painter.fill([ground(far, 640)], "#a9b4b0", "#d7cdb4", texture=(60, 20, 0.05))
    middle = mesas(rng, 570, 150, [(930, 1800)])
    painter.fill([ground(middle, 660)], "#8d9a8b", "#c6bd97", texture=(46, 18, 0.1))
    painter.fill(
        [band([p for p in middle if p[1] < 452], 34, 4)],
        "#e6d3ae",
        "#cdb996",
        alpha=0.6,
        texture=(7, 60, 0.25),
    )
    painter.haze(450, 660, "#f6e2bd", 0.55, 0.4)
    near = mesas(rng, 620, 190, [(-200, 470)])
    painter.fill([ground(near, 700)], "#77866c", "#b3ac7d", texture=(34, 16, 0.14))
    painter.fill(
        [band([p for p in near if p[1] < 462], 44, 5)],
        "#ecd9b4",
        "#c4ac86",
        alpha=0.85,
        texture=(8, 70, 0.3),
    )
    painter.haze(540, 700, "#f3deb4", 0.5, 0.4)

    plain = ridge(rng, 640, 16, 700, octaves=4)
    painter.fill([ground(plain)], "#d3bd82", "#c3a45f", "#a98747", "#86693a", texture=(150, 9, 0.2))
    painter.glow((1150, 660), 620, "#ffe9b8", 0.5, clip=[ground(plain)])
    for _ in range(26):
        y = 660 + 300 * rng.random() ** 1.5
        scale = (y - 600) / 400
        patch = blob(rng, rng.uniform(0, WIDTH), y, 260 * scale + 30, 16 * scale + 2, 0.4)
        painter.fill([patch], "#6f7447", alpha=0.4, blur=2 + 5 * scale)
    bushes: list[tuple[float, float, float]] = []
    for _ in range(70):
        y = 648 + 190 * rng.random() ** 2.2
        x = rng.uniform(-20, WIDTH + 20)
        if x > 1040 or y < 712:
            bushes.append((y, x, 4 + (y - 640) * 0.16 * rng.uniform(0.6, 1.3)))
    shadows = [ellipse(x - size * 0.9, y, size * 1.7, size * 0.24) for y, x, size in bushes]
    painter.fill(shadows, "#4c4a35", alpha=0.4, blur=1.5)
    body = [
        s for y, x, r in bushes for s in foliage(rng, x, y - r * 0.6, r * 0.8, r * 0.5, 7, r * 0.5)
    ]
    painter.fill(body, "#5f6b4a", "#3c4a35", texture=(10, 10, 0.15))
    lit = [
        s
        for y, x, r in bushes
        for s in foliage(rng, x + r * 0.3, y - r * 0.9, r * 0.5, r * 0.3, 4, r * 0.3)
    ]
    painter.fill(lit, "#97996a", alpha=0.7)
    wall = [
        (x, 742 + 0.05 * x + 9 * math.sin(x / 170), 24 + x * 0.016)
        for x in map(float, range(-40, 1000, 60))
    ]
    painter.fill(
        [[(x - 34, y + 3) for x, y, _ in wall] + [(x - 60, y + 20) for x, y, _ in wall[::-1]]],
        "#4c4430",
        alpha=0.35,
        blur=4,
    )
    dry_wall(painter, wall, "#e3d3b4")
    rocks = [
        (1290.0, 850.0, 88.0),
        (1430, 872, 62),
        (1195, 868, 40),
        (1350, 905, 50),
        (1120, 838, 26),
        (330, 908, 46),
        (420, 925, 26),
        (1060, 720, 14),
        (1240, 716, 18),
        (1480, 760, 24),
    ]
    for x, y, size in sorted(rocks, key=lambda rock: rock[1]):
        boulder(painter, x, y, size, "#ded0b4")
    painter.fill(blades(rng, 900, (0, 800, WIDTH, 1010), 34), "#d8bf7c", "#b08e4c", alpha=0.75)
    painter.fill(blades(rng, 520, (0, 900, WIDTH, 1030), 66), "#8a7440", "#5f5231", alpha=0.85)
    painter.fill(blades(rng, 420, (0, 920, WIDTH, 1040), 76), "#e8d191", "#a98a4c", alpha=0.8)
    return painter


def gorges() -> Painter:
    """Paint limestone gorges with a river at the bottom."""
    painter = Painter("gorges", ["#a8c3c6", "#cfd9cb", "#f1e4c4", "#f8deb0", "#f3cf9d"])
    rng = painter.rng
    painter.glow((830, 330), 620, "#fff3d6", 0.95)
    clouds(painter, 5, 60, 200, "#fff6e6")
    far = mesas(rng, 470, 120, [(300, 700), (980, 1240)])
    painter.fill([ground(far)], "#b9bfb4", "#e3d4b1")
    painter.haze(380, 620, "#fae6c0", 0.7)
    course = [
        (830.0, 552.0, 10.0),
        (800, 590, 30),
        (862, 645, 66),
        (836, 705, 130),
        (735, 800, 260),
        (770, 900, 460),
        (860, 1040, 800),
    ]
    floor: Polygon = [(-20, 565), (1620, 565), (1620, 1020), (-20, 1020)]
    painter.fill([floor], "#d8cf9f", "#98a069", "#5f6f47", "#3f5138", texture=(40, 10, 0.14))
    bank = trail([(x, y + 2, width * 1.25 + 10) for x, y, width in course])
    painter.fill([bank], "#eadbb2", "#cdb080", "#a98d60", texture=(30, 7, 0.16))
    river = trail(course)
    painter.fill(
        [river], "#f2e3bf", "#b6c6b4", "#6d9a93", "#41746f", "#2e5a58", texture=(130, 5, 0.12)
    )
    painter.glow((800, 640), 220, "#fff4d8", 0.6, clip=[river])
    ripples = []
    for _ in range(130):
        y = 640 + 360 * rng.random() ** 1.3
        scale = (y - 560) / 440
        ripples.append(ellipse(rng.uniform(450, 1250), y, rng.uniform(20, 90) * scale, 1.6 * scale))
    painter.fill(ripples, "#e7edd9", alpha=0.4, clip=[river])
    tones = [
        ("#c9bb9c", "#a3a184"),
        ("#d0b48a", "#8a8f68"),
        ("#cba577", "#66754f"),
        ("#ba8b62", "#40543f"),
    ]
    edges = {-1: river[: len(river) // 2], 1: river[len(river) // 2 :]}
    for depth, (cliff, slope) in enumerate(tones):
        t = (depth + 1) / len(tones)
        for side in (-1, 1):
            gap = (
                lerp(70, 560, t**1.25) * (1.0 if side < 0 else 0.92)
                + (30 if depth % 2 else -24) * side
            )
            top = lerp(360, 60, t**1.1) + (34 if side > 0 else 0)
            foot = lerp(590, 985, t**1.3) + (0 if side > 0 else 18)
            water = min(edges[side], key=lambda point: abs(point[1] - foot))[0]
            inner = abs(water - 815) + lerp(6, 40, t)
            gorge_side(painter, side, 815, (gap, max(inner, 20)), (top, foot), t, (cliff, slope))
        painter.haze(lerp(430, 560, t), lerp(700, 960, t), "#f7e3c0", 0.5 * (1 - t) + 0.06, 0.4)
    for x, y, size in [(470.0, 850.0, 30.0), (540, 900, 44), (1120, 930, 52), (1010, 860, 24)]:
        boulder(painter, x, y, size, "#dcc9a6")
    for x, y, size in [
        (40.0, 1010.0, 190.0),
        (230, 1040, 150),
        (1580, 1000, 210),
        (1370, 1040, 150),
    ]:
        painter.fill(
            foliage(rng, x, y - size * 0.4, size * 0.8, size * 0.5, 40, size * 0.22),
            "#3f5138",
            "#26352b",
            texture=(12, 12, 0.14),
        )
        painter.fill(
            foliage(rng, x - 20, y - size * 0.6, size * 0.6, size * 0.34, 60, size * 0.08),
            "#6f7c4a",
            alpha=0.8,
        )
    return painter


def gorge_side(
    painter: Painter,
    side: int,
    axis: float,
    gaps: Point,
    levels: Point,
    near: float,
    tones: tuple[str, str],
) -> None:
    """Raise one side of a gorge: a plateau edge, a banded cliff and a wooded slope."""
    rng = painter.rng
    rough = ridge(rng, 0, 1, 130, octaves=5, gain=0.6)
    (gap, foot_gap), (top, foot) = gaps, levels
    drop = lerp(110, 330, near)
    steps = 60
    edge: Polygon = []
    for i in range(steps + 1):
        t = i / steps
        wobble = height_at(rough, t * 1500) * lerp(10, 34, near) * (1 - t**3)
        slide = 0.1 * smooth(t / 0.35) + 0.9 * (max(0.0, t - 0.34) / 0.66) ** 1.1
        reach = lerp(gap * 1.22, foot_gap, slide)
        edge.append((axis + side * (reach + wobble), lerp(top, foot, t)))
    border = axis + side * 1700
    plateau = [
        (axis + side * (gap * 1.25 + i * 60), top - 10 * i**0.6 + height_at(rough, i * 67) * 14)
        for i in range(25, 0, -1)
    ]
    shape = [
        (border, foot + 30),
        (border, plateau[0][1]),
        *plateau,
        *edge,
        (edge[-1][0] + side * 90, foot + 26),
    ]
    cliff, slope = tones
    painter.fill([shape], cliff, mix(cliff, slope, 0.35), slope, slope, texture=(26, 120, 0.1))
    strata = []
    for i in range(9):
        y = top + drop * (i + 0.4) / 9
        line = [
            (x, y + height_at(rough, (x * side + i * 90) % 1500) * 9)
            for x in map(float, range(-40, 1680, 40))
        ]
        strata.append(band(line, lerp(1.5, 5, near)))
    painter.fill(strata, mix(cliff, "#4f4038", 0.62), alpha=0.42, clip=[shape], blur=0.8)
    cracks = []
    for _ in range(46):
        x = axis + side * (gap + rng.uniform(-20, 760))
        y = top + rng.uniform(0.05, 0.75) * drop
        size = rng.uniform(20, 75) * (0.3 + near)
        cracks.append(
            [(x, y), (x + 2 + 5 * near, y + size * 0.5), (x + 1, y + size), (x - 2, y + size * 0.5)]
        )
    painter.fill(cracks, mix(cliff, "#433834", 0.7), alpha=0.35, clip=[shape], blur=0.6)
    inner = [(x + side * lerp(20, 90, near), y) for x, y in edge]
    painter.fill(
        [edge + inner[::-1]],
        "#ffe9c0",
        alpha=0.34 if side < 0 else 0.14,
        clip=[shape],
        blur=lerp(6, 22, near),
    )
    size = lerp(5, 19, near)
    scrub: list[Polygon] = []
    for _ in range(round(lerp(150, 230, near))):
        away = abs(rng.gauss(0, 0.45)) * lerp(300, 900, near)
        t = 0.42 + 0.58 * rng.random() ** 0.7
        x0, y0 = edge[round(t * steps)]
        scrub.append(
            blob(
                rng,
                x0 + side * away,
                y0 + 14 - away * 0.10,
                size * rng.uniform(0.5, 1.3),
                size * 0.75,
                0.4,
            )
        )
    for x, y in plateau:
        scrub += [
            blob(rng, x + rng.uniform(-40, 40), y + 4, size, size * 0.6, 0.4) for _ in range(3)
        ]
    clip = [[*shape, (border, -50)]]
    painter.fill(scrub, mix(slope, "#22332a", 0.35), alpha=0.85, clip=clip, texture=(9, 9, 0.12))
    lights = [[(x + size * 0.3, y - size * 0.35) for x, y in s] for s in scrub[::2]]
    painter.fill(lights, mix(slope, "#d9c98a", 0.32), alpha=0.55, clip=clip)
