"""Outings: the lake and the footpath."""

import math

from PIL import Image, ImageFilter

from home.starter.scenes.canvas import HEIGHT, WIDTH, Painter, Point, Polygon, lerp, mix
from home.starter.scenes.scenery import boulder, clouds
from home.starter.scenes.shapes import (
    band,
    blades,
    box,
    conifer,
    ellipse,
    foliage,
    ground,
    height_at,
    limb,
    ridge,
    trail,
)


def lac() -> Painter:
    """Paint a still lake which mirrors its shores."""
    painter = Painter(
        "lac", ["#7397a6", "#9db6bb", "#d3d8c9", "#f6dfb6", "#f3c998", "#f3c998", "#f3c998"]
    )
    rng = painter.rng
    shore = 560
    painter.glow((980, 470), 640, "#fff0cc", 0.95)
    clouds(painter, 11, 70, 340, "#fdeed6")
    for i, (base, high, tone) in enumerate(
        [(430, 66, "#adb7b0"), (470, 54, "#8fa29b"), (510, 40, "#6f8a7f")]
    ):
        line = ridge(rng, base, high, 640 - 60 * i, octaves=4, gain=0.36)
        painter.fill([ground(line, shore)], tone, mix(tone, "#efd9b0", 0.5), texture=(90, 16, 0.06))
        painter.haze(base, base + 110, "#f7e2bf", 0.5)
    bank = [
        (x, shore - 4 - max(0.0, (420 - x) * 0.12) - max(0.0, (x - 1180) * 0.1))
        for x in map(float, range(-30, 1640, 10))
    ]
    painter.fill([ground(bank, shore)], "#c0b176", "#86854f", texture=(60, 5, 0.15))
    for colour, count, low, high_ in (("#48655a", 90, 26, 60), ("#34524a", 60, 36, 92)):
        trees: list[Polygon] = []
        for _ in range(count):
            x = rng.choice(
                (rng.uniform(-20, 470), rng.uniform(1130, WIDTH + 20), rng.uniform(-20, 300))
            )
            trees += conifer(rng, x, height_at(bank, x) + 3, rng.uniform(low, high_))
        painter.fill(trees, colour, mix(colour, "#9d9d68", 0.3), texture=(14, 20, 0.1))
    for colour, low, high_ in (("#6d7247", 5, 13), ("#94854c", 4, 10), ("#b5914f", 3, 8)):
        crowns: list[Polygon] = []
        for _ in range(34):
            x = rng.choice((rng.gauss(400, 95), rng.gauss(1180, 80)))
            size = rng.uniform(low, high_)
            crowns += foliage(rng, x, shore - size, size * 1.5, size * 0.7, 9, size * 0.55)
        painter.fill(crowns, colour, mix(colour, "#34402f", 0.4), texture=(8, 8, 0.12))
    reflect(painter, shore)
    painter.haze(shore - 34, shore + 40, "#fbe8c8", 0.5, 0.5)
    ripples: list[Polygon] = []
    for _ in range(170):
        y = shore + 14 + 420 * rng.random() ** 1.4
        scale = (y - shore) / 440
        ripples.append(
            ellipse(rng.gauss(930, 330), y, rng.uniform(14, 120) * (0.2 + scale), 0.8 + 1.9 * scale)
        )
    painter.fill(ripples[:100], "#fdf0d4", alpha=0.32, blur=0.6)
    painter.fill(ripples[100:], "#466a72", alpha=0.25, blur=0.6)
    jetty(painter)
    for left, right, count in ((-30, 290, 44), (1360, 1630, 34)):
        for light, dark in (("#6f7350", "#2f3f36"), ("#a89a5c", "#4f5537")):
            painter.fill(blades(rng, count, (left, 980, right, 1090), 270), light, dark, alpha=0.95)
        heads = [
            limb([(x, y - 24, 5), (x, y + 8, 7), (x, y + 12, 3)])
            for x, y in ((rng.uniform(left, right), rng.uniform(830, 930)) for _ in range(9))
        ]
        stems = [
            [
                (s[0][0] - 1.2, s[0][1] + 20),
                (s[0][0] + 1.2, s[0][1] + 20),
                (s[0][0] + 2, 1010),
                (s[0][0] - 2, 1010),
            ]
            for s in heads
        ]
        painter.fill(stems, "#55583a")
        painter.fill(heads, "#7a5335", "#4a3122")
    return painter


def reflect(painter: Painter, shore: int) -> None:
    """Mirror the upper part of the picture in the water."""
    depth = HEIGHT - shore
    mirror = painter.image.crop((0, shore - depth, WIDTH, shore)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    soft = mirror.filter(ImageFilter.BoxBlur((2, 7)))
    soft = Image.blend(soft, Image.new("RGB", soft.size, (54, 92, 100)), 0.22)
    ripple = painter.noise((WIDTH, depth), (150, 5)).point(
        [round(level * 0.22) for level in range(256)]
    )
    soft.paste(Image.new("RGB", soft.size, (40, 78, 88)), (0, 0), ripple)
    fade = (
        Image.linear_gradient("L")
        .resize((WIDTH, depth))
        .point([round(level * 0.42) for level in range(256)])
    )
    soft.paste(Image.new("RGB", soft.size, (30, 62, 70)), (0, 0), fade)
    painter.image.paste(soft, (0, shore))


def jetty(painter: Painter) -> None:
    """Lay a wooden jetty on the water."""

    def at(t: float, side: float) -> Point:
        return lerp(560, 742, t**0.8) + side * lerp(128, 30, t), lerp(1010, 700, t**0.8)

    piles: list[Polygon] = []
    for t in (0.25, 0.55, 0.8, 0.98):
        for side in (-1.0, 1.0):
            x, y = at(t, side)
            size = lerp(13, 4, t)
            piles.append(
                [
                    (x - size, y - size * 2.6),
                    (x + size, y - size * 2.6),
                    (x + size, y + size * 7),
                    (x - size, y + size * 7),
                ]
            )
    deck = [at(i / 20, -1) for i in range(21)] + [at(i / 20, 1) for i in range(20, -1, -1)]
    painter.fill([[(x + 6, y + 26) for x, y in deck]], "#22424a", alpha=0.5, blur=6)
    painter.fill(piles, "#5b4a3a", "#2f2d2b", alpha=0.9)
    painter.fill([deck], "#d9b98a", "#8f6e4c", texture=(60, 4, 0.12))
    gaps = []
    for i in range(26):
        t = (i / 26) ** 0.8
        (x0, y0), (x1, y1) = at(t, -1), at(t, 1)
        gaps.append([(x0, y0), (x1, y1), (x1, y1 + lerp(3.2, 1, t)), (x0, y0 + lerp(3.2, 1, t))])
    painter.fill(gaps, "#4f3b2a", alpha=0.75)


def sentier() -> Painter:
    """Paint a footpath winding through heather and broom towards a pass."""
    painter = Painter("sentier", ["#7d9fb0", "#a9c0c2", "#dcdcc6", "#f7dfb3", "#f2c994"])
    rng = painter.rng
    painter.glow((960, 360), 660, "#fff0cb", 0.95)
    clouds(painter, 10, 60, 280, "#fff1dc")
    for i, (base, high, tone) in enumerate(
        ((400, 100, "#a9b6b3"), (450, 84, "#8fa5a0"), (505, 70, "#7b9585"))
    ):
        hills = ridge(rng, base, high, 560 - 40 * i, octaves=5, gain=0.42)
        painter.fill([ground(hills, 800)], tone, mix(tone, "#efd9b0", 0.5), texture=(60, 20, 0.08))
        painter.haze(base + 10, base + 150, "#f7e1ba", 0.5, 0.4)
    far = [
        (
            float(x),
            560
            - 70 * math.exp(-(((x - 350) / 330) ** 2))
            - 50 * math.exp(-(((x - 1400) / 300) ** 2))
            + 26 * math.exp(-(((x - 930) / 200) ** 2)),
        )
        for x in range(-30, 1660, 15)
    ]
    painter.fill(
        [ground(far)], "#a9a86c", "#8b9156", "#6b7844", span=(500, 760), texture=(110, 12, 0.13)
    )
    upper = trail(
        [
            (936.0, height_at(far, 936), 7.0),
            (972, 602, 13),
            (900, 634, 22),
            (960, 672, 34),
            (1076, 712, 46),
            (1106, 764, 62),
        ]
    )
    painter.fill([upper], "#f0dcae", "#dfc48f", texture=(30, 6, 0.1))
    near = [
        (
            float(x),
            716
            + 50 * math.exp(-(((x - 900) / 420) ** 2))
            - 50 * math.exp(-((x / 300) ** 2))
            - 26 * math.exp(-(((x - 1600) / 260) ** 2)),
        )
        for x in range(-30, 1660, 15)
    ]
    heath(painter, (0, 570, 1600, 720), 60, 0.35)
    painter.fill([upper], "#f0dcae", "#dfc48f", alpha=0.85)
    painter.fill([ground(near)], "#989c52", "#727d40", "#4a5830", texture=(110, 12, 0.14))
    painter.fill([band(near, 40)], "#f6e2a4", alpha=0.3, blur=16, clip=[ground(near)])
    lower = trail(
        [
            (1098.0, height_at(near, 1098) - 1, 60.0),
            (1000, 800, 100),
            (720, 866, 176),
            (700, 940, 270),
            (860, 1060, 430),
        ]
    )
    painter.fill([[(x - 9, y + 4) for x, y in lower]], "#3b4426", alpha=0.35, blur=7)
    painter.fill([lower], "#efd9aa", "#d8b982", "#b8945f", texture=(60, 8, 0.14))
    pebbles = [(rng.uniform(560, 1080), rng.uniform(800, 1000)) for _ in range(240)]
    painter.fill(
        [ellipse(x, y, (y - 740) * 0.022, (y - 740) * 0.012) for x, y in pebbles[:130]],
        "#96784e",
        alpha=0.6,
        clip=[lower],
    )
    painter.fill(
        [ellipse(x, y, (y - 740) * 0.022, (y - 740) * 0.011) for x, y in pebbles[130:]],
        "#fbeecb",
        alpha=0.7,
        clip=[lower],
    )
    for x, y, size in (
        (620.0, 812.0, 26.0),
        (1160, 812, 34),
        (1230, 836, 20),
        (480, 900, 44),
        (1110, 968, 50),
        (1190, 990, 30),
    ):
        boulder(painter, x, y, size, "#d8ccb6")
    heath(painter, (-20, 770, 560, 1010), 34, 1.0)
    heath(painter, (1120, 790, 1620, 1010), 30, 1.0)
    signpost(painter, 1268, 900)
    painter.fill(blades(rng, 330, (-10, 900, 560, 1040), 56), "#8b8f48", "#46532d", alpha=0.85)
    painter.fill(blades(rng, 300, (1090, 900, 1610, 1040), 56), "#8b8f48", "#46532d", alpha=0.85)
    painter.fill(
        blades(rng, 150, (-10, 930, 500, 1050), 70) + blades(rng, 130, (1180, 930, 1610, 1050), 70),
        "#e6d48a",
        "#9c9750",
        alpha=0.75,
    )
    painter.glow((940, 640), 560, "#ffeab6", 0.3)
    return painter


def heath(
    painter: Painter, area: tuple[float, float, float, float], count: int, scale: float
) -> None:
    """Scatter tufts of heather and bushes of broom."""
    rng = painter.rng
    spots = sorted(
        (rng.uniform(area[1], area[3]), rng.uniform(area[0], area[2])) for _ in range(count)
    )
    for y, x in spots:
        size = scale * lerp(24, 62, (y - area[1]) / (area[3] - area[1])) * rng.uniform(0.7, 1.2)
        painter.fill(
            [ellipse(x - size * 0.4, y, size * 1.2, size * 0.16)],
            "#2f3820",
            alpha=0.4,
            blur=max(1.0, size * 0.06),
        )
        broom = rng.random() < 0.36
        base, bloom = ("#5d6b37", "#e6c04e") if broom else ("#5c5340", "#a2758c")
        high = 0.62 if broom else 0.34
        painter.fill(
            foliage(rng, x, y - size * high * 0.8, size * 0.8, size * high * 0.7, 18, size * 0.2),
            base,
            mix(base, "#252c1c", 0.4),
        )
        painter.fill(
            foliage(
                rng,
                x + size * 0.08,
                y - size * high,
                size * 0.72,
                size * high * 0.66,
                60,
                size * 0.055,
            ),
            bloom,
            alpha=0.9,
        )


def signpost(painter: Painter, x: float, y: float) -> None:
    """Plant a waymarking post with two blank boards."""
    painter.fill([ellipse(x - 60, y + 2, 86, 8)], "#2f3820", alpha=0.45, blur=4)
    painter.fill([box(x - 8, y - 210, x + 8, y)], "#a37c53", "#6d4f35", texture=(4, 90, 0.14))
    painter.fill([[(x - 8, y - 210), (x, y - 220), (x + 8, y - 210)]], "#c39a6a")
    boards = [
        [
            (x - 130, y - 176),
            (x - 108, y - 196),
            (x + 22, y - 196),
            (x + 22, y - 156),
            (x - 108, y - 156),
        ],
        [
            (x + 118, y - 126),
            (x + 98, y - 144),
            (x - 22, y - 144),
            (x - 22, y - 108),
            (x + 98, y - 108),
        ],
    ]
    for board in boards:
        painter.fill([[(px - 5, py + 6) for px, py in board]], "#3b2c1e", alpha=0.4, blur=3)
        painter.fill([board], "#dcb988", "#b08655", texture=(80, 4, 0.12))
    painter.fill([box(x - 60, y - 180, x - 20, y - 172)], "#f7efe0")
    painter.fill([box(x - 60, y - 170, x - 20, y - 162)], "#b5533c")
