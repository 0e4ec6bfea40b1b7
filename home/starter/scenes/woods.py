"""Wood, standing and worked: the chestnut grove and the workshop."""

import math

from home.starter.scenes.canvas import HEIGHT, WIDTH, Painter, Polygon, lerp, mix
from home.starter.scenes.scenery import dry_wall
from home.starter.scenes.shapes import (
    band,
    blob,
    box,
    ellipse,
    foliage,
    ground,
    limb,
    ridge,
)


def chataigneraie() -> Painter:
    """Paint an old chestnut grove in autumn, with the light passing between the trunks."""
    painter = Painter("chataigneraie", ["#e9cf9a", "#f3dcab", "#fbeac4", "#f5d9a0", "#d9ab68"])
    rng = painter.rng
    painter.glow((980, 430), 700, "#fffae4", 1.0)
    for i, (tone, size) in enumerate((("#e0c388", 44.0), ("#cda465", 50.0), ("#b3854a", 58.0))):
        trunks = []
        for _ in range(11 - i * 2):
            x = rng.uniform(0, WIDTH)
            width = (12 + 11 * i) * rng.uniform(0.7, 1.3)
            lean = rng.uniform(-40, 40)
            trunks.append(
                limb(
                    [
                        (x, 640 + 30 * i, width * 1.5),
                        (x + lean * 0.2, 560, width),
                        (x + lean, 60, width * 0.6),
                    ]
                )
            )
        painter.fill(
            trunks,
            mix(tone, "#6f5636", 0.35),
            mix(tone, "#5d4630", 0.35),
            alpha=0.75,
            blur=2.2 - i * 0.7,
        )
        leaves = foliage(rng, 800, 130 - 20 * i, 950, 210 - 20 * i, 150, size)
        painter.fill(
            leaves, tone, mix(tone, "#a86f35", 0.35), alpha=0.7, blur=3 - i, texture=(22, 20, 0.1)
        )
        painter.haze(260, 640, "#fff0cb", 0.42 - 0.08 * i, 0.4)
    floor = ridge(rng, 640, 22, 620, octaves=3, gain=0.3)
    painter.fill([ground(floor)], "#d9ac66", "#b47b40", "#85532d", "#553521", texture=(46, 9, 0.2))
    painter.glow((980, 690), 560, "#fff0bd", 0.7, clip=[ground(floor)])
    dry_wall(
        painter,
        [(x, 716 + 8 * math.sin(x / 130) + x * 0.01, 34) for x in range(-40, 1700, 60)],
        "#cfb48c",
    )
    painter.fill(
        [band([(float(x), 720 + x * 0.01) for x in range(-40, 1700, 60)], 40)],
        "#5a3d22",
        alpha=0.35,
        blur=10,
    )
    for tone, count in (("#6f4022", 420), ("#b86f30", 420), ("#e0a94c", 330), ("#f2d388", 120)):
        litter = []
        for _ in range(count):
            y = 735 + 280 * rng.random() ** 0.8
            size = lerp(2.5, 10, (y - 730) / 280) * rng.uniform(0.6, 1.2)
            litter.append(
                limb(leaf_points(rng.uniform(0, WIDTH), y, size, rng.uniform(0, math.pi)))
            )
        painter.fill(litter, tone, alpha=0.85)
    for x, y, width in ((250.0, 905.0, 150.0), (1330, 930, 176), (760, 800, 84)):
        chestnut(painter, x, y, width)
    for tone, count, size in (
        ("#7d4a24", 120, 34.0),
        ("#a5652b", 170, 25.0),
        ("#c98a39", 230, 16.0),
    ):
        crown: list[Polygon] = []
        for cx, cy, rx, ry in (
            (120, 20, 420, 230),
            (560, -20, 360, 190),
            (1010, -30, 380, 170),
            (1450, 10, 400, 250),
        ):
            crown += foliage(rng, cx, cy, rx, ry, count // 2, size)
        painter.fill(crown, tone, mix(tone, "#6b3f20", 0.3), alpha=0.9, texture=(14, 12, 0.12))
    for tone in ("#8a5226", "#b8742f", "#d9a044", "#e6b75e"):
        leaves = []
        for cx, cy, rx, ry in (
            (120, 60, 460, 260),
            (560, 20, 380, 220),
            (1010, 0, 400, 200),
            (1450, 40, 430, 290),
        ):
            for _ in range(70):
                angle, distance = rng.uniform(0, math.pi), rng.random() ** 0.4
                leaves.append(
                    limb(
                        leaf_points(
                            cx + rx * distance * math.cos(angle),
                            cy + ry * distance * math.sin(angle),
                            rng.uniform(7, 14),
                            rng.uniform(0.4, math.pi - 0.4),
                            1.0,
                        )
                    )
                )
        painter.fill(leaves, tone, alpha=0.9)
    beams = [
        [
            (700.0 + i * 130, -20.0),
            (770.0 + i * 130, -20),
            (420 + i * 150.0, 900),
            (250 + i * 150.0, 900),
        ]
        for i in range(4)
    ]
    painter.fill(beams, "#fff3cc", alpha=0.15, blur=18)
    burrs = [(rng.uniform(60, 1540), rng.uniform(890, 985), rng.uniform(10, 15)) for _ in range(11)]
    painter.fill(
        [ellipse(x - 4, y + r * 0.7, r * 1.3, r * 0.4) for x, y, r in burrs],
        "#2c1b12",
        alpha=0.5,
        blur=2,
    )
    painter.fill([ellipse(x, y, r, r * 0.86) for x, y, r in burrs], "#8a4a26", "#43200f")
    painter.fill(
        [ellipse(x + r * 0.3, y - r * 0.3, r * 0.3, r * 0.2) for x, y, r in burrs],
        "#e6b98a",
        alpha=0.8,
    )
    return painter


def leaf_points(
    x: float, y: float, size: float, angle: float, flat: float = 0.5
) -> list[tuple[float, float, float]]:
    """Return the axis of a leaf, with its thickness; ``flat`` below 1 lays it on the ground."""
    dx, dy = math.cos(angle) * size, math.sin(angle) * size * flat
    return [(x - dx, y - dy, 0.4), (x - dx * 0.2, y - dy * 0.2, size * 0.6), (x + dx, y + dy, 0.4)]


def chestnut(painter: Painter, x: float, y: float, width: float) -> None:
    """Raise an old trunk, flared at the foot, with its great branches."""
    rng = painter.rng
    painter.fill(
        [ellipse(x - width * 0.9, y + 6, width * 2.0, width * 0.17)], "#3a2415", alpha=0.55, blur=12
    )
    lean = rng.uniform(-0.25, 0.25) * width
    fork = y - width * 2.3
    foot = [
        (x + side * width * reach, y + drop)
        for side, reach, drop in ((-1, 1.05, 14), (-0.4, 1.0, 26), (0.3, 1.0, 20), (1, 1.1, 10))
    ]
    trunk = [
        (x - width * 0.62, y - width * 0.3),
        *foot,
        (x + width * 0.66, y - width * 0.32),
        (x + width * 0.5 + lean * 0.4, y - width * 1.2),
        (x + width * 0.52 + lean, fork),
        (x - width * 0.46 + lean, fork),
        (x - width * 0.47 + lean * 0.4, y - width * 1.2),
    ]
    shapes = [trunk]
    for side, spread, thickness in ((-1.0, 2.4, 0.62), (1.0, 2.2, 0.6), (0.25, 1.0, 0.46)):
        bough: list[tuple[float, float, float]] = []
        for i in range(13):
            t = i / 12
            bend = math.sin(t * 5 + side) * 0.06
            bough.append(
                (
                    x + lean + side * width * (0.14 + spread * t**1.15 * 0.55 + bend),
                    fork + width * 0.4 - t * (fork + width * 0.4 + 20),
                    width * lerp(thickness, 0.14, t**0.7),
                )
            )
        shapes.append(limb(bough))
    painter.fill(shapes, "#6b4c35", "#644530", "#3f2a1e", texture=(width * 0.07, width * 1.1, 0.2))
    shifts = [width * (0.3 if i else 0.62) for i in range(len(shapes))]
    light = [[(px + d, py) for px, py in shape] for d, shape in zip(shifts, shapes, strict=True)]
    dark = [
        [(px - d * 1.1, py) for px, py in shape] for d, shape in zip(shifts, shapes, strict=True)
    ]
    painter.fill([light[0], light[2]], "#f5cf8e", alpha=0.42, blur=width * 0.14, clip=shapes)
    painter.fill([dark[0], dark[1]], "#24170f", alpha=0.48, blur=width * 0.16, clip=shapes)
    furrows = []
    for _ in range(26):
        fx, fy = x + lean * 0.5 + rng.uniform(-0.6, 0.6) * width, y - rng.uniform(0.1, 2.2) * width
        size = rng.uniform(0.15, 0.5) * width
        furrows.append(
            limb(
                [
                    (fx, fy, 0.6),
                    (fx + size * 0.05, fy + size * 0.5, width * 0.024),
                    (fx, fy + size, 0.6),
                ]
            )
        )
    painter.fill(furrows, "#23150d", alpha=0.6, clip=shapes)


def atelier() -> Painter:
    """Paint a woodworking shop: a bench, boards, hanging tools and a slanting light."""
    painter = Painter("atelier", ["#8a6b50", "#a6835f", "#b08d67", "#8f6c4c", "#5a4232"])
    rng = painter.rng
    wall_tones = ("#b5926b", "#a9855f", "#bd9c76", "#a17d58")
    for i in range(11):
        left = i * 150 - 20.0
        tone = wall_tones[i * 3 % 4]
        painter.fill(
            [box(left, -5, left + 149, 690)],
            tone,
            mix(tone, "#5d4431", 0.5),
            texture=(5, 260, 0.055),
        )
        painter.fill([box(left + 148, -5, left + 151, 690)], "#4f3929", alpha=0.65)
    window = box(150, 90, 560, 470)
    painter.fill([box(132, 72, 578, 488)], "#6b4d36", "#50392a", texture=(120, 4, 0.15))
    painter.fill([window], "#dce6df", "#f7ecd0", "#f3d5a2")
    hills = ridge(rng, 350, 40, 260, octaves=4)
    painter.fill([ground(hills, 480)], "#a9b6a8", "#cfc79c", clip=[window])
    painter.fill(
        [ground(ridge(rng, 405, 24, 200, octaves=4), 480)], "#7b8f6c", "#a4a367", clip=[window]
    )
    painter.fill([box(347, 90, 363, 470), box(150, 262, 560, 276)], "#6b4d36", "#543c2b")
    beams = [
        [(150, 90), (560, 90), (1420, 700), (760, 700)],
        [(150, 280), (560, 280), (1160, 700), (560, 700)],
    ]
    painter.fill(
        [[(float(x), float(y)) for x, y in beam] for beam in beams],
        "#ffe6b4",
        "#ffdca0",
        alpha=0.26,
        blur=16,
    )
    painter.glow((355, 270), 430, "#fff2d0", 0.5)
    rack(painter)
    boards = [
        (1330.0, 60.0, 74.0, 56.0, "#d8b07a"),
        (1412, 120, 62, 40, "#b98452"),
        (1480, 20, 84, 30, "#e4c391"),
        (1575, 90, 60, 14, "#a87446"),
    ]
    for x, top, width, lean, tone in boards:
        board = [(x + lean, top), (x + lean + width, top + 6), (x + width, 705), (x, 705)]
        painter.fill([[(px - 22, py + 6) for px, py in board]], "#33241a", alpha=0.4, blur=10)
        painter.fill(
            [board], mix(tone, "#fff0cc", 0.15), mix(tone, "#5a3c26", 0.3), texture=(7, 420, 0.16)
        )
        painter.fill(
            [[board[0], (board[0][0] + 5, top), (x + 5, 705), (x, 705)]], "#fff0cf", alpha=0.4
        )
    painter.fill([box(-10, 690, WIDTH + 10, 780)], "#e2bd88", "#c79660", texture=(340, 5, 0.14))
    painter.fill([box(-10, 690, WIDTH + 10, 697)], "#ffeabf", alpha=0.7, blur=2)
    painter.fill([box(-10, 780, WIDTH + 10, 842)], "#8f643f", "#74502f", texture=(360, 6, 0.14))
    painter.fill(
        [box(-10, 842, WIDTH + 10, HEIGHT + 10)], "#4c3526", "#2c2019", texture=(200, 8, 0.08)
    )
    painter.fill([box(-10, 842, WIDTH + 10, 880)], "#1f1611", alpha=0.5, blur=10)
    legs = [box(180, 842, 270, 1010), box(1290, 842, 1380, 1010)]
    painter.fill(legs, "#7d5637", "#553a26", texture=(5, 180, 0.14))
    painter.fill([box(270, 905, 1290, 950)], "#6b4a30", "#4d3524", texture=(240, 5, 0.14))
    drawer = box(620, 793, 940, 834)
    painter.fill([box(615, 788, 945, 839)], "#3d2a1b", alpha=0.75)
    painter.fill([drawer], "#a87a4e", "#8c6340", texture=(180, 5, 0.12))
    painter.fill([ellipse(780, 812, 9)], "#e5c890", "#7a5736")
    bench_objects(painter)
    painter.glow((860, 700), 520, "#ffe3ad", 0.35)
    return painter


def rack(painter: Painter) -> None:
    """Hang tools on the wall: saw, hammer, square, chisels."""
    tools: list[tuple[list[Polygon], str, str]] = []
    saw = [(700.0, 130.0), (985, 202), (985, 224), (700, 240)]
    teeth = [
        [
            (700 + i * 11.0, 239 - i * 0.6),
            (711 + i * 11.0, 239 - i * 0.6),
            (706 + i * 11.0, 247 - i * 0.6),
        ]
        for i in range(26)
    ]
    tools.append(([saw, *teeth], "#d5d8d2", "#8f9896"))
    handle = [(706.0, 116.0), (650, 124), (616, 160), (614, 200), (636, 244), (706, 252)]
    tools.append(([handle], "#8a5432", "#5f3822"))
    tools.append(([box(1070, 196, 1086, 430)], "#c9935a", "#9c6a3d"))
    tools.append(
        (
            [[(1020, 168), (1104, 168), (1138, 178), (1138, 196), (1104, 206), (1020, 206)]],
            "#6d7677",
            "#454d50",
        )
    )
    tools.append(([box(1190, 170, 1207, 400), box(1190, 170, 1310, 187)], "#b9bfba", "#7d8786"))
    for i, (length, tone) in enumerate(
        ((76, "#b0703f"), (64, "#c78b52"), (82, "#8f5836"), (70, "#b98350"))
    ):
        x = 690.0 + i * 78
        tools.append(
            (
                [[(x - 10, 300), (x + 10, 300), (x + 13, 300 + length), (x - 13, 300 + length)]],
                tone,
                mix(tone, "#3f2a1c", 0.4),
            )
        )
        tools.append(([box(x - 8 - i, 300 + length, x + 8 + i, 428 + i * 6)], "#cfd3cd", "#848d8c"))
    shadows = [[(x + 14, y + 12) for x, y in shape] for shapes, _, _ in tools for shape in shapes]
    painter.fill(shadows, "#38281c", alpha=0.5, blur=5)
    for shapes, light, dark in tools:
        painter.fill(shapes, light, dark, texture=(40, 6, 0.07))
    painter.fill([blob(painter.rng, 660, 184, 19, 30, 0.1)], "#a5835f")
    painter.fill([box(652, 318, 972, 322)], "#2f2118", alpha=0.5, blur=3)
    painter.fill([box(650, 304, 974, 320)], "#7a553a", "#573b28", texture=(120, 5, 0.1))


def bench_objects(painter: Painter) -> None:
    """Lay a plane, a mallet, a log slice and shavings on the bench."""
    rng = painter.rng
    shadow = [ellipse(470, 702, 190, 13), ellipse(905, 704, 170, 12), ellipse(1180, 703, 110, 12)]
    painter.fill(shadow, "#4a3220", alpha=0.6, blur=6)
    body = [(320.0, 694.0), (320, 640), (348, 626), (560, 626), (610, 650), (616, 694)]
    painter.fill([body], "#c98f56", "#8c5b34", texture=(130, 5, 0.14))
    painter.fill(
        [[(342, 634), (352, 566), (386, 556), (398, 578), (378, 634)]], "#8f5634", "#643a23"
    )
    painter.fill([[(438, 630), (472, 546), (494, 552), (478, 630)]], "#c9cdc7", "#7f8887")
    painter.fill([box(551, 618, 567, 634), ellipse(559, 607, 23, 20)], "#a3683e", "#6b4026")
    centre = (905.0, 600.0)
    painter.fill([blob(rng, *centre, 110, 102, 0.04)], "#6b4a33", "#4a3324", texture=(9, 9, 0.2))
    painter.fill([blob(rng, *centre, 102, 96, 0.04)], "#ecd0a0", "#d0a56d", texture=(40, 40, 0.08))
    for i in range(8):
        radius = 92.0 - i * 11.5
        painter.fill(
            [blob(rng, centre[0] + 4, centre[1] + 2, radius, radius * 0.94, 0.05)],
            "#a8733f",
            alpha=0.55,
        )
        painter.fill(
            [blob(rng, centre[0] + 4, centre[1] + 2, radius - 3.2, radius * 0.94 - 3.2, 0.05)],
            mix("#ecd0a0", "#c98f52", i / 9),
        )
    painter.fill(
        [[(902, 596), (1000, 566), (1001, 571)], [(905, 600), (880, 686), (875, 685)]],
        "#7d5330",
        alpha=0.8,
    )
    painter.fill([box(1086, 610, 1196, 694)], "#b97f4a", "#8a5934", texture=(70, 5, 0.14))
    painter.fill([[(1196, 642), (1330, 652), (1330, 672), (1196, 664)]], "#d9aa6e", "#a87443")
    for _ in range(30):
        x, y = rng.uniform(610, 800), rng.uniform(692, 768)
        size = rng.uniform(7, 20)
        spiral = [
            (
                x + size * (1 - i / 26) * math.cos(i * 0.42),
                y + size * 0.6 * (1 - i / 26) * math.sin(i * 0.42),
                3.4 - i * 0.07,
            )
            for i in range(22)
        ]
        painter.fill([[(px + 3, py + 3) for px, py, _ in spiral]], "#7a5432", alpha=0.4)
        painter.fill([limb(spiral)], "#f8e0b2", "#dcb27a")
