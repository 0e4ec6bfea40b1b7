"""Market gardening: the vegetable garden and the market."""

import math

from home.starter.scenes.canvas import WIDTH, Painter, Polygon, lerp, mix
from home.starter.scenes.scenery import cabbage, clouds
from home.starter.scenes.shapes import blob, box, ellipse, foliage, ground, ridge


def potager() -> Painter:
    """Paint the rows of a vegetable garden, running towards the hills."""
    painter = Painter("potager", ["#8fb2bb", "#bccfc6", "#ede4c6", "#f8dcae", "#f5cf9c"])
    rng = painter.rng
    painter.glow((1120, 350), 600, "#fff1cf", 0.9)
    clouds(painter, 8, 50, 230, "#fff4e2")
    for base, high, tone in ((330, 60, "#b0b9ac"), (375, 52, "#95a48b"), (415, 36, "#7b8f6c")):
        hills = ridge(rng, base, high, 560, octaves=4, gain=0.34)
        painter.fill([ground(hills, 600)], tone, mix(tone, "#f0dcae", 0.55), texture=(60, 16, 0.08))
        painter.haze(base, base + 110, "#f7e4bf", 0.45)
    painter.fill([box(-10, 444, 1610, 464)], "#4f6145")
    hedge = foliage(rng, 800, 446, 860, 18, 190, 17)
    painter.fill(hedge, "#6f8055", "#435439", texture=(9, 9, 0.14))
    painter.fill(foliage(rng, 810, 436, 850, 12, 150, 8), "#a3a765", alpha=0.7)
    tunnel(painter, 250, 470)
    horizon = 458.0
    soil = ground([(-30.0, horizon + 4), (WIDTH + 30.0, horizon + 4)])
    painter.fill([soil], "#c79a68", "#a06d45", "#7a4d33", "#553627", texture=(70, 8, 0.16))
    centre = 850.0
    crops = [
        ("#4d6b3a", "#839950"),
        ("#6f8b3f", "#b7bd62"),
        ("#5f3b45", "#a0606a"),
        ("#3d6248", "#7fa07a"),
        ("#7d9440", "#ccc86f"),
    ]
    for row in range(-15, 16):
        slope = row * 205.0
        dark, light = crops[(row * 7 + 105) % 5]
        ridge_shape = [
            (centre + slope * 0.02 - 1, horizon),
            (centre + slope * 0.02 + 1, horizon),
            (centre + slope * 1.5 + 95, 1080),
            (centre + slope * 1.5 - 95, 1080),
        ]
        painter.fill(
            [ridge_shape],
            mix("#b98757", "#8a5a3a", 0.3),
            "#5c3a28",
            texture=(22, 7, 0.2),
            clip=[soil],
        )
        plants: list[tuple[float, float, float]] = []
        depth = 1.0
        while depth < 34:
            y = horizon + 640 / depth
            plants.append(
                (
                    lerp(centre + slope * 0.02, centre + slope * 1.5, (y - horizon) / 622),
                    y,
                    62 / depth,
                )
            )
            depth *= 1.0 + 0.062 * max(1.0, depth * 0.42)
        seen = [p for p in plants if -90 < p[0] < WIDTH + 90]
        painter.fill(
            [ellipse(x - r * 0.4, y + r * 0.25, r * 1.15, r * 0.34) for x, y, r in seen],
            "#2f211b",
            alpha=0.5,
            blur=2,
        )
        small = [p for p in seen if p[2] <= 17]
        painter.fill([ellipse(x, y - r * 0.3, r, r * 0.7) for x, y, r in small], dark)
        lit = [ellipse(x + r * 0.15, y - r * 0.5, r * 0.68, r * 0.42) for x, y, r in small]
        painter.fill(lit, mix(light, dark, 0.2))
        for x, y, r in reversed(seen[: len(seen) - len(small)]):
            cabbage(painter, x, y, r, dark, light)
    painter.glow((1080, 520), 620, "#fff0c0", 0.32)
    return painter


def tunnel(painter: Painter, x: float, y: float) -> None:
    """Set a garden tunnel at the end of the rows."""
    arch = [
        (x + 150 * math.cos(math.pi * i / 24), y - 92 * math.sin(math.pi * i / 24))
        for i in range(25)
    ]
    body = [*arch, *[(px - 330, py - 8) for px, py in reversed(arch)]]
    painter.fill([body], "#f1ead9", "#b9c0b3", alpha=0.92, texture=(60, 30, 0.07))
    painter.fill([arch], "#dfe0d2", "#94a392", alpha=0.95)
    hoops = []
    for i in range(5):
        shift = -70 * i
        hoops.append(
            [(px + shift, py - i) for px, py in arch]
            + [(px + shift, py + 3 - i) for px, py in arch[::-1]]
        )
    painter.fill(hoops, "#7d8a80", alpha=0.5, clip=[body])
    painter.fill([box(x - 36, y - 66, x + 36, y)], "#6b7a66", "#55624f", alpha=0.85)


def marche() -> Painter:
    """Paint a market stall: crates of vegetables and fruit under striped awnings."""
    painter = Painter("marche", ["#c9d2c8", "#e6dfc8", "#f3e1bd", "#e9cb9b", "#d1a877"])
    rng = painter.rng
    painter.glow((800, 330), 640, "#fff3d6", 0.9)
    for x, width, high, tone in (
        (-20.0, 330.0, 190.0, "#d9c3a0"),
        (300, 260, 150, "#c9b18f"),
        (1010, 280, 165, "#d3bb97"),
        (1280, 360, 200, "#c4ab88"),
    ):
        painter.fill([box(x, high, x + width, 620)], tone, mix(tone, "#9c7f5e", 0.4), blur=5)
        painter.fill(
            [
                [
                    (x - 14.0, high + 8),
                    (x + 40, high - 60),
                    (x + width - 40, high - 60),
                    (x + width + 14, high + 8),
                ]
            ],
            "#8b9294",
            "#70787b",
            blur=5,
        )
        windows = [
            box(x + 50 + i * 90, high + 70 + j * 110, x + 84 + i * 90, high + 130 + j * 110)
            for i in range(int(width // 100))
            for j in range(2)
        ]
        painter.fill(windows, "#7d7468", alpha=0.75, blur=4)
    painter.fill(foliage(rng, 790, 400, 170, 110, 60, 36), "#98a573", "#71835a", blur=5)
    painter.fill([box(770, 470, 796, 620)], "#6b5646", blur=4)
    painter.haze(330, 640, "#fbe9c6", 0.5)
    painter.fill([box(-10, 596, 1610, 1010)], "#a98660", "#6f5139", "#3f2c20")
    posts = [box(60, 120, 78, 700), box(800, 120, 818, 700), box(1528, 120, 1546, 700)]
    painter.fill(posts, "#a37a50", "#7a5737", texture=(5, 120, 0.12))
    awning(painter, -40, 800, 176, "#b5654a")
    awning(painter, 816, 1650, 176, "#7c9070")
    for row, (y, high, depth, kinds) in enumerate(
        ((560.0, 78.0, 84.0, (3, 6, 7, 5, 8)), (800.0, 104.0, 112.0, (2, 0, 1, 4)))
    ):
        count = len(kinds)
        width = 1520 / count
        painter.fill(
            [box(-10, y + high - 6, 1610, y + high + 30)],
            "#c79f6c",
            "#9a7347",
            texture=(260, 5, 0.13),
        )
        painter.fill(
            [box(-10, y + high + 30, 1610, y + high + 200)],
            "#5b4230",
            "#38281d",
            texture=(200, 12, 0.06),
        )
        for i, kind in enumerate(kinds):
            x = 40 + i * width + (0 if row else 6)
            opening = crate(painter, x + 12, y, width - 24, depth)
            produce(painter, opening, kind, depth)
            slats(painter, x + 12, y + 2, width - 24, high)
    painter.glow((800, 420), 760, "#ffedc4", 0.3)
    return painter


def awning(painter: Painter, left: float, right: float, bottom: float, stripe: str) -> None:
    """Stretch a striped canvas over a stall, edged with scallops."""
    count = 9
    width = (right - left) / count
    shade: list[Polygon] = []
    for i in range(count):
        x = left + i * width
        mid = (left + right) / 2
        top = [(mid + (x + width - mid) * 0.86, -10), (mid + (x - mid) * 0.86, -10)]
        arc = [
            (
                x + width / 2 - width / 2 * math.cos(math.pi * k / 10),
                bottom + 30 * math.sin(math.pi * k / 10),
            )
            for k in range(11)
        ]
        tone = stripe if i % 2 else "#f4e8cf"
        panel = [*arc, *top]
        painter.fill(
            [panel],
            mix(tone, "#fff2d4", 0.25),
            tone,
            mix(tone, "#6b4a38", 0.3),
            texture=(60, 40, 0.05),
        )
        shade.append([(px, py - 36) for px, py in arc] + [(px, py - 30) for px, py in arc[::-1]])
    painter.fill([box(left, bottom - 6, right, bottom + 2)], "#4a3428", alpha=0.35, blur=3)


def crate(painter: Painter, x: float, y: float, width: float, depth: float) -> Polygon:
    """Put down a slatted wooden crate; return the opening where the produce shows."""
    inset = width * 0.07
    opening = [(x + inset, y - depth), (x + width - inset, y - depth), (x + width, y), (x, y)]
    painter.fill(
        [[(px + 4, py + depth * 0.75) for px, py in box(x - 10, y, x + width + 10, y + 26)]],
        "#2f1f15",
        alpha=0.45,
        blur=9,
    )
    rim = [
        (x + inset - 6, y - depth - 8),
        (x + width - inset + 6, y - depth - 8),
        (x + width + 5, y + 4),
        (x - 5, y + 4),
    ]
    painter.fill([rim], "#b78a58", "#99703f", texture=(60, 4, 0.12))
    painter.fill([opening], "#4a3322", "#3a281b")
    return opening


def slats(painter: Painter, x: float, y: float, width: float, height: float) -> None:
    """Nail the front slats of a crate."""
    gap = height / 3
    painter.fill([box(x + 2, y, x + width - 2, y + height)], "#4a3322")
    for i in range(3):
        plank = box(x - 4, y + i * gap, x + width + 4, y + (i + 0.82) * gap)
        painter.fill([plank], "#ddb680", "#b98c56", texture=(120, 4, 0.13))
    posts = [
        box(x - 2, y - 3, x + 18, y + height),
        box(x + width - 18, y - 3, x + width + 2, y + height),
    ]
    painter.fill(posts, "#c99b63", "#9c7244", texture=(5, 60, 0.12))


def produce(painter: Painter, opening: Polygon, kind: int, depth: float) -> None:
    """Fill a crate with rounded fruit or vegetables, or with leafy ones."""
    rng = painter.rng
    left, right = opening[3][0], opening[2][0]
    bottom = opening[3][1]
    dark, light, rx, ry = (
        ("#8f3a2a", "#d4694a", 25.0, 23.0),
        ("#9c7a2c", "#e3c063", 25, 24),
        ("#4f6a38", "#9db35c", 34, 28),
        ("#a85a24", "#e2934a", 36, 29),
        ("#43304a", "#7d5c80", 19, 27),
        ("#8c6a44", "#cfa877", 24, 18),
        ("#6f8438", "#b9c468", 24, 23),
        ("#5e2f38", "#9c5560", 33, 27),
        ("#34503c", "#7d9c70", 30, 27),
    )[kind]
    for row in range(4):
        y = bottom - depth * (1 - row / 3) * 0.95 - 10
        inset = (right - left) * 0.07 * (1 - row / 3)
        reach = right - left - 2 * inset - 2.3 * rx
        count = max(1, round(reach / (rx * 1.7)) + (row % 2))
        for place in range(count):
            x = left + inset + 1.15 * rx + reach * place / max(1, count - 1)
            px, py = x + rng.uniform(-3, 3), y + rng.uniform(-5, 3)
            if kind in (2, 7):
                cabbage(painter, px, py + 14, rx * 1.15, dark, light)
            else:
                sx, sy = rx * rng.uniform(0.9, 1.08), ry * rng.uniform(0.92, 1.08)
                painter.fill([ellipse(px + 2, py + 5, sx * 1.04, sy)], "#2a1b14", alpha=0.4, blur=3)
                painter.fill([blob(rng, px, py, sx, sy, 0.05)], light, mix(light, dark, 0.5), dark)
                painter.fill(
                    [ellipse(px - sx * 0.3, py - sy * 0.4, sx * 0.3, sy * 0.2)],
                    "#fff3dc",
                    alpha=0.4,
                    blur=2.5,
                )
