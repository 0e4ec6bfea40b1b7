"""The high country: Aubrac, Margeride, and mist in the valleys."""

import math

from home.starter.scenes.canvas import WIDTH, Painter, Point, Polygon, lerp, mix
from home.starter.scenes.scenery import beech, boulder, clouds, dry_wall
from home.starter.scenes.shapes import (
    band,
    blades,
    conifer,
    ellipse,
    foliage,
    ground,
    height_at,
    limb,
    ridge,
)


def aubrac() -> Painter:
    """Paint rolling pastures with dry-stone walls and a herdsman's hut."""
    painter = Painter("aubrac", ["#7f9fae", "#a3bcc1", "#cfd7cb", "#f0e3c3", "#f4d6a6"])
    rng = painter.rng
    painter.glow((420, 430), 700, "#fff0cd", 0.85)
    clouds(painter, 12, 60, 330, "#fbf1df")
    for i, (base, high, tone) in enumerate(
        [(430, 40, "#b3bdb3"), (468, 46, "#a0ae98"), (510, 40, "#93a27c")]
    ):
        hills = ridge(rng, base, high, 760 - i * 80, octaves=3, gain=0.3)
        painter.fill(
            [ground(hills, 700)], tone, mix(tone, "#eedcae", 0.55), texture=(180, 14, 0.06)
        )
        painter.haze(base - 20, base + 120, "#f5e3bf", 0.4)
    trees: list[Polygon] = []
    for centre, reach, count in ((1190, 190, 30), (200, 130, 17), (640, 90, 9)):
        for _ in range(count):
            x, size = centre + rng.uniform(-reach, reach), rng.uniform(7, 15)
            trees += foliage(
                rng, x, height_at(hills, x) - size * 0.3, size, size * 0.6, 7, size * 0.5
            )
    painter.fill(trees, "#8b9a75", "#66785a", texture=(9, 9, 0.12))
    meadows = [
        (560, 34, "#b5b573", "#99a05d"),
        (628, 44, "#a9ac62", "#84904c"),
        (735, 58, "#9aa050", "#6f7f3f"),
        (880, 52, "#87913f", "#505f30"),
    ]
    lines: list[Polygon] = []
    for i, (base, high, light, dark) in enumerate(meadows):
        hill = ridge(rng, base, high, 980 - 60 * i, octaves=2, gain=0.25)
        lines.append(hill)
        painter.fill(
            [ground(hill)], light, dark, span=(base - high, base + 190), texture=(120, 10, 0.11)
        )
        painter.fill(
            [band(hill, 30 + 14 * i)], "#fdeab0", alpha=0.3, blur=10 + 4 * i, clip=[ground(hill)]
        )
        scale = (i + 1.2) ** 1.35
        wall = [(x, y + 2, 4.2 * scale) for x, y in hill[:: max(4, 9 - i)] if i % 2 or x < 1180]
        painter.fill(
            [
                [(x - 6, y) for x, y, _ in wall]
                + [(x - 20, y + 5 * scale) for x, y, _ in wall[::-1]]
            ],
            "#3f4a2c",
            alpha=0.4,
            blur=3,
        )
        if i < 3:
            dry_wall(painter, wall, mix("#cfc5b2", "#a9a293", i / 3))
        if i in (0, 1):
            side = [
                (
                    lerp(840, 470, t) + 260 * i,
                    lerp(base + 2, base + 120, t**1.4),
                    lerp(5, 13, t) * (1 + i * 0.5),
                )
                for t in (j / 14 for j in range(15))
            ]
            side = [(x, y + height_at(hill, x) - base, h) for x, y, h in side]
            dry_wall(painter, side, "#c9bfac")
        if i == 1:
            hut(painter, 1130, height_at(hill, 1130) + 8, 0.86)
            beech(painter, 1318, height_at(hill, 1318) + 16, 112)
    painter.glow((360, 700), 520, "#fff0b8", 0.28)
    dry_wall(
        painter,
        [(x, 892 + 14 * math.sin(x / 260) - 0.03 * x, 46) for x in range(-40, 1700, 90)],
        "#b9b1a2",
    )
    painter.fill(blades(rng, 900, (0, 890, WIDTH, 1030), 48), "#77823c", "#3f4d29", alpha=0.9)
    painter.fill(blades(rng, 420, (0, 910, WIDTH, 1040), 64), "#cdbf74", "#8a8a45", alpha=0.75)
    flowers = [
        ellipse(rng.uniform(0, WIDTH), rng.uniform(905, 1000), rng.uniform(2, 4.6))
        for _ in range(110)
    ]
    painter.fill(flowers[:70], "#f3d36b")
    painter.fill(flowers[70:], "#f7efe0")
    return painter


def hut(painter: Painter, x: float, y: float, scale: float) -> None:
    """Build a low stone hut with a heavy slate roof."""

    def at(*points: Point) -> Polygon:
        return [(x + px * scale, y + py * scale) for px, py in points]

    painter.fill([at((-120, 0), (70, 0), (60, 16), (-170, 14))], "#3c4629", alpha=0.5, blur=5)
    painter.fill(
        [at((-70, 0), (-70, -44), (60, -44), (60, 0))], "#cbbfa8", "#9c917f", texture=(9, 5, 0.22)
    )
    painter.fill(
        [at((60, 0), (60, -44), (84, -92), (108, -44), (108, 0))],
        "#8d8577",
        "#6f685e",
        texture=(9, 5, 0.2),
    )
    painter.fill(
        [at((-80, -40), (-58, -95), (84, -95), (62, -40))],
        "#7f8789",
        "#596165",
        texture=(16, 4, 0.2),
    )
    painter.fill(
        [at((84, -97), (62, -40), (68, -38), (84, -84), (112, -38), (116, -42))], "#4a5054"
    )
    painter.fill([at((-8, 0), (-8, -28), (12, -28), (12, 0))], "#3b352f")
    painter.fill([at((-52, -18), (-52, -30), (-40, -30), (-40, -18))], "#3b352f")


def margeride() -> Painter:
    """Paint the fir forests of a granite mountain at dawn."""
    painter = Painter("margeride", ["#6f8f9b", "#9db2b1", "#d3cfba", "#f3d7a9", "#eeb98a"])
    rng = painter.rng
    painter.glow((560, 400), 640, "#ffe8bd", 0.95)
    painter.fill([ellipse(560, 372, 44)], "#fff6dd", alpha=0.95, blur=1.5)
    clouds(painter, 7, 70, 290, "#f9e3c4")
    layers = [
        (410, 62, "#aab5af", 0.0),
        (460, 70, "#8fa3a0", 12.0),
        (525, 76, "#6f8b88", 24.0),
        (610, 74, "#527370", 42.0),
        (715, 66, "#395a57", 72.0),
        (850, 50, "#274440", 125.0),
    ]
    for i, (base, high, tone, size) in enumerate(layers):
        line = ridge(rng, base, high, 620 - 40 * i, octaves=4, gain=0.36)
        pale = mix(tone, "#e9d3ac", 0.42 - 0.06 * i)
        painter.fill(
            [ground(line)], tone, pale, span=(base - high, base + 190), texture=(70, 24, 0.07)
        )
        if size:
            for row in range(3):
                trees: list[Polygon] = []
                x = -20.0
                while x < WIDTH + 20:
                    tall = size * rng.uniform(0.55, 1.15)
                    foot = (
                        height_at(line, x) + size * (0.12 + 0.42 * row) + rng.uniform(0, size * 0.3)
                    )
                    if rng.random() < 0.9:
                        trees += conifer(rng, x, foot, tall)
                    x += size * rng.uniform(0.1, 0.34)
                dark = mix(tone, "#14261f", 0.05 + 0.09 * row + 0.03 * i)
                painter.fill(
                    trees,
                    dark,
                    mix(dark, pale, 0.35),
                    span=(base - high - size, base + size + 70),
                    texture=(18, 22, 0.1),
                )
        painter.haze(base + 10, base + 170, "#f2dcb8", max(0.1, 0.62 - 0.11 * i), 0.6)
    floor = ridge(rng, 930, 26, 500, octaves=3)
    painter.fill([ground(floor)], "#4f5b3c", "#2c3729", texture=(70, 10, 0.2))
    for x, y, size in [
        (250.0, 960.0, 120.0),
        (420, 985, 70),
        (120, 1000, 80),
        (1290, 975, 96),
        (1420, 1000, 60),
    ]:
        boulder(painter, x, y, size, "#b9b2a8")
    painter.fill(blades(rng, 500, (0, 950, WIDTH, 1040), 46), "#7f8050", "#333f2b", alpha=0.85)
    heather: list[Polygon] = []
    for _ in range(34):
        x, y = rng.uniform(0, WIDTH), rng.uniform(958, 1000)
        heather += foliage(rng, x, y, 44, 9, 26, 3.6)
    painter.fill(heather, "#9a7083", "#5e4456", alpha=0.8)
    return painter


def brume() -> Painter:
    """Paint valleys full of morning mist."""
    painter = Painter("brume", ["#c5cfcd", "#dcdccf", "#f1e2c8", "#f6d8b0", "#f3cda3", "#f6dfc2"])
    rng = painter.rng
    painter.glow((1060, 360), 700, "#fff3d8", 1.0)
    painter.fill([ellipse(1060, 340, 60)], "#fffaf0", blur=2)
    tones = ["#d5cfbf", "#bfc2b6", "#a3afa8", "#839893", "#64807d", "#466564"]
    for i, tone in enumerate(tones):
        base = 400 + 78 * i + 5 * i * i * 0.6
        line = ridge(rng, base, 62 + 5 * i, 560 - 30 * i, octaves=5, gain=0.42)
        if i % 2:
            line = [(WIDTH - x, y) for x, y in reversed(line)]
        painter.fill(
            [ground(line)],
            tone,
            mix(tone, "#f5e4cb", 0.72),
            mix(tone, "#f8ead4", 0.9),
            span=(base - 70, base + 190),
        )
        if i >= 2:
            trees: list[Polygon] = []
            for _ in range(46 + 22 * i):
                x = rng.uniform(0, WIDTH)
                if math.sin(x / (170 + 20 * i) + i * 2) > 0.0:
                    trees += conifer(
                        rng,
                        x,
                        height_at(line, x) + 4 + i,
                        (4 + i * i * 1.5) * rng.uniform(0.7, 1.3),
                    )
            painter.fill(trees, mix(tone, "#2c4644", 0.2))
        painter.haze(base + 30, base + 180, "#faecd6", 0.7 - 0.05 * i, 0.7)
    near = ridge(rng, 905, 40, 700, octaves=4, gain=0.4)
    trees = []
    for x, tall in [
        (90.0, 300.0),
        (165, 230),
        (30, 250),
        (240, 160),
        (1340, 130),
        (1400, 190),
        (1475, 270),
        (1555, 220),
    ]:
        trees += conifer(rng, x, height_at(near, x) + 34, tall * 1.06)
    painter.fill(trees, "#2b4746", "#203a39", texture=(20, 30, 0.08))
    painter.fill([ground(near)], "#32504e", "#1f3534", texture=(60, 14, 0.1))
    birds = []
    for x, y, size in [(700.0, 250.0, 16.0), (748, 232, 13), (770, 262, 11), (640, 228, 10)]:
        birds += [
            limb(
                [
                    (x - size, y - size * 0.3, 0.5),
                    (x - size * 0.45, y - size * 0.45, 2.2),
                    (x, y, 2.6),
                ]
            ),
            limb(
                [
                    (x, y, 2.6),
                    (x + size * 0.45, y - size * 0.5, 2.2),
                    (x + size, y - size * 0.2, 0.5),
                ]
            ),
        ]
    painter.fill(birds, "#5f7472", alpha=0.8)
    painter.haze(820, 990, "#f3e2c9", 0.28, 0.8)
    return painter
