"""The stone village."""

import math

from home.starter.scenes.canvas import Painter, Polygon, mix
from home.starter.scenes.scenery import beech, clouds, dry_wall
from home.starter.scenes.shapes import (
    band,
    blades,
    box,
    ellipse,
    foliage,
    ground,
    limb,
    ridge,
    trail,
)

STONES = ("#d9c5a3", "#cbb693", "#e2d2b4", "#c4ab88", "#d3bd9c")


SHUTTERS = ("#6f8a92", "#8a5a48", "#7c8a6a", "#a0895f", "#64787c")


def slates(painter: Painter, roof: Polygon, tile: float) -> None:
    """Cover a roof with rounded stone slates."""
    rng = painter.rng
    painter.fill([roof], "#8f979a", "#626b70", texture=(tile * 4, tile * 1.5, 0.14))
    left, right = min(x for x, _ in roof), max(x for x, _ in roof)
    top, bottom = min(y for _, y in roof), max(y for _, y in roof)
    edges: list[Polygon] = []
    pale: list[Polygon] = []
    dark: list[Polygon] = []
    for row in range(round((bottom - top) / tile) + 1):
        y = top + row * tile
        x = left - rng.uniform(0, tile)
        while x < right:
            half = tile * rng.uniform(0.55, 0.85)
            arc = [
                (x + half * math.cos(a), y + tile * 0.75 * math.sin(a))
                for a in (0.1, 0.8, 1.57, 2.34, 3.04)
            ]
            edges.append(arc + [(px, py - tile * 0.16) for px, py in arc[::-1]])
            if rng.random() < 0.3:
                rng.choice((pale, dark)).append(
                    [*arc, (x - half, y - tile * 0.2), (x + half, y - tile * 0.2)]
                )
            x += half * 2
    painter.fill(pale, "#b4b9b6", alpha=0.4, clip=[roof])
    painter.fill(dark, "#4b5358", alpha=0.35, clip=[roof])
    painter.fill(edges, "#3b4246", alpha=0.5, clip=[roof])


def house(
    painter: Painter, x: float, y: float, width: float, wall: float, roof: float, gable: float
) -> None:
    """Build a stone house: long lit front on the left, shaded gable on the right."""
    rng = painter.rng
    tone, shutter = rng.choice(STONES), rng.choice(SHUTTERS)
    eave, top = y - wall, y - wall - roof
    right = x + width
    scale = wall / 90
    painter.fill(
        [box(x, eave - 4, right, y + 60)],
        tone,
        mix(tone, "#8d7a62", 0.4),
        texture=(11, 6, 0.13),
        span=(eave, y + 40),
    )
    side = [
        (right, y + 60),
        (right, eave),
        (right + gable / 2, top + 4),
        (right + gable, eave),
        (right + gable, y + 60),
    ]
    painter.fill(
        [side],
        mix(tone, "#5f5a58", 0.45),
        mix(tone, "#4f4a48", 0.62),
        texture=(11, 6, 0.12),
        span=(top, y + 40),
    )
    painter.fill([box(x, eave - 2, right, eave + 13 * scale)], "#3f3328", alpha=0.4, blur=3)
    lean = gable / 2
    chimney = box(x + width * 0.24, top - 24 * scale, x + width * 0.24 + 20 * scale, top + 14)
    painter.fill([chimney], tone, mix(tone, "#5f5a58", 0.5), texture=(6, 4, 0.14))
    painter.fill(
        [box(chimney[0][0] - 4, chimney[0][1] - 5, chimney[1][0] + 4, chimney[0][1])], "#6a7073"
    )
    slope = [
        (x - 8, eave + 7),
        (x - 8 + lean * 0.55, top),
        (right + lean + 2, top),
        (right + 3, eave + 7),
    ]
    slates(painter, slope, max(7.0, 11 * scale))
    verge = [
        (right + lean, top - 4),
        (right + 1, eave + 8),
        (right + 9, eave + 9),
        (right + lean, top + 10),
        (right + gable - 2, eave + 9),
        (right + gable + 9, eave + 8),
    ]
    painter.fill([verge], "#4c5458", "#3f464a")
    count = max(2, round(width / (64 * scale)))
    for floor in range(2 if wall > 100 else 1):
        for i in range(count):
            middle = x + width * (i + 0.5) / count + rng.uniform(-3, 3)
            sill = eave + (46 + 62 * floor) * scale
            half, high = 8.5 * scale, 27 * scale
            painter.fill(
                [box(middle - half, sill - high, middle + half, sill)], "#4b4a48", "#2f3234"
            )
            panels = [
                box(middle - half * 2, sill - high, middle - half, sill),
                box(middle + half, sill - high, middle + half * 2, sill),
            ]
            if rng.random() < 0.8:
                painter.fill(panels, shutter, mix(shutter, "#3a3a3a", 0.25))
            painter.fill(
                [box(middle - half * 1.2, sill, middle + half * 1.2, sill + 3 * scale)],
                "#efe3ca",
                alpha=0.8,
            )
    hole = box(
        right + gable / 2 - 5 * scale, eave - 2, right + gable / 2 + 5 * scale, eave + 20 * scale
    )
    painter.fill([hole], "#2f3234", alpha=0.8)


def church(painter: Painter, x: float, y: float) -> None:
    """Build a small church with an open belfry wall, two bells and a stone roof."""
    tone = "#d8c7a8"
    front = [
        (x, y + 40),
        (x, y - 190),
        (x + 12, y - 206),
        (x + 12, y - 262),
        (x + 62, y - 306),
        (x + 112, y - 262),
        (x + 112, y - 206),
        (x + 124, y - 190),
        (x + 124, y + 40),
    ]
    nave = [(x + 118, y - 120), (x + 160, y - 186), (x + 372, y - 186), (x + 330, y - 120)]
    painter.fill(
        [box(x + 118, y - 124, x + 326, y + 40)],
        mix(tone, "#7a6b58", 0.3),
        mix(tone, "#6a5d50", 0.5),
        texture=(12, 6, 0.12),
    )
    painter.fill(
        [
            [
                (x + 326, y + 40),
                (x + 326, y - 120),
                (x + 362, y - 180),
                (x + 398, y - 120),
                (x + 398, y + 40),
            ]
        ],
        mix(tone, "#5f5a58", 0.55),
        texture=(12, 6, 0.12),
    )
    slates(painter, nave, 11)
    painter.fill(
        [
            [
                (x + 360, y - 190),
                (x + 326, y - 116),
                (x + 336, y - 114),
                (x + 362, y - 172),
                (x + 398, y - 114),
                (x + 408, y - 116),
            ]
        ],
        "#454c50",
    )
    painter.fill([front], "#eadab8", "#b9a482", texture=(12, 6, 0.12))
    painter.fill(
        [
            [
                (x + 124, y + 40),
                (x + 124, y - 190),
                (x + 112, y - 206),
                (x + 112, y - 262),
                (x + 120, y - 258),
                (x + 120, y - 206),
                (x + 134, y - 190),
                (x + 134, y + 40),
            ]
        ],
        mix(tone, "#4f4a48", 0.6),
    )
    arches = []
    for left in (x + 24, x + 68):
        arches.append(
            [
                (left, y - 212),
                (left, y - 242),
                (left + 5, y - 254),
                (left + 14, y - 259),
                (left + 23, y - 254),
                (left + 28, y - 242),
                (left + 28, y - 212),
            ]
        )
    painter.fill(arches, "#c9d0c6", "#e8dcbd")
    bells = [
        [
            (left + 9, y - 246),
            (left + 19, y - 246),
            (left + 21, y - 228),
            (left + 25, y - 220),
            (left + 3, y - 220),
            (left + 7, y - 228),
        ]
        for left in (x + 24, x + 68)
    ]
    painter.fill(bells, "#8a6a3c", "#57452c")
    painter.fill([box(x + 6, y - 192, x + 118, y - 186)], "#f3e6c8", alpha=0.7)
    painter.fill([ellipse(x + 62, y - 130, 17)], "#4b4a48")
    for i in range(4):
        angle = math.pi * i / 4
        dx, dy = 17 * math.cos(angle), 17 * math.sin(angle)
        painter.fill(
            [limb([(x + 62 - dx, y - 130 - dy, 2), (x + 62 + dx, y - 130 + dy, 2)])], "#d8c7a8"
        )
    windows = [box(x + 160 + i * 58, y - 96, x + 176 + i * 58, y - 46) for i in range(3)]
    painter.fill(windows, "#3b3f40")


def village() -> Painter:
    """Paint a stone village with slate roofs, gathered round its church."""
    painter = Painter("village", ["#86a7b3", "#b3c7c4", "#e3dec4", "#f8dfb2", "#f4cd98"])
    rng = painter.rng
    painter.glow((380, 330), 640, "#fff1cf", 0.9)
    clouds(painter, 8, 50, 230, "#fff2dd")
    for base, high, tone in ((330, 90, "#aab6b0"), (400, 80, "#8fa396"), (470, 60, "#7d9276")):
        hills = ridge(rng, base, high, 640, octaves=4, gain=0.36)
        painter.fill([ground(hills, 800)], tone, mix(tone, "#efdcb0", 0.55), texture=(60, 18, 0.08))
        painter.haze(base, base + 140, "#f6e2bd", 0.45, 0.3)
    slope = [
        (float(x), 560 - 60 * math.exp(-(((x - 800) / 420) ** 2))) for x in range(-30, 1660, 30)
    ]
    painter.fill([ground(slope)], "#a3a768", "#7d8a4e", "#55663a", texture=(90, 12, 0.13))
    trees = []
    for x in (70.0, 150.0, 215.0, 1330.0, 1420.0, 1500.0, 1580.0):
        trees += foliage(rng, x, 530, 46, 40, 22, 17)
    painter.fill(trees, "#7f9060", "#4d6044", texture=(10, 10, 0.13))
    for args in (
        (330.0, 560.0, 150.0, 74.0, 62.0, 74.0),
        (1090, 556, 160, 78, 64, 78),
        (520, 536, 120, 80, 60, 66),
    ):
        house(painter, *args)
    church(painter, 700, 540)
    rows = (
        (150.0, 640.0, 190.0, 88.0, 74.0, 92.0),
        (470, 632, 170, 94, 72, 84),
        (1180, 636, 200, 90, 76, 96),
        (760, 650, 200, 92, 78, 90),
        (1000, 662, 130, 108, 72, 84),
        (310, 742, 230, 112, 92, 108),
        (1080, 752, 240, 116, 96, 112),
        (690, 770, 240, 110, 94, 110),
    )
    for i, args in enumerate(rows):
        house(painter, *args)
        if i in (0, 2, 4, 7):
            x, y, width = args[0] + args[2] + args[5] + 34, args[1] + 26, 46.0
            painter.fill(
                foliage(rng, x, y - 34, width, 42, 30, 15),
                "#6f8050",
                "#435439",
                texture=(9, 9, 0.13),
            )
            painter.fill(
                foliage(rng, x - 12, y - 52, width * 0.6, 24, 26, 7), "#aaac68", alpha=0.75
            )
    lane = ridge(rng, 812, 14, 500, octaves=2)
    painter.fill([ground(lane)], "#a8ab62", "#78863f", "#4a5a30", texture=(110, 10, 0.13))
    painter.fill([band(lane, 26)], "#39402a", alpha=0.3, blur=9)
    path = trail([(800.0, 800.0, 60.0), (760, 850, 96), (850, 920, 180), (760, 1040, 360)])
    painter.fill([path], "#e3cfa2", "#bfa070", texture=(60, 8, 0.12))
    dry_wall(painter, [(x, 868 - x * 0.015, 40) for x in range(-40, 720, 70)], "#cfc0a4")
    dry_wall(painter, [(x, 850 + (x - 940) * 0.02, 40) for x in range(940, 1700, 70)], "#cfc0a4")
    beech(painter, 122, 900, 150)
    beech(painter, 1510, 880, 130)
    painter.fill([path], "#e3cfa2", alpha=0.25)
    for left, right in ((0, 660), (960, 1600)):
        painter.fill(
            blades(rng, 380, (left, 910, right, 1040), 50), "#7d8742", "#46542d", alpha=0.85
        )
        painter.fill(
            blades(rng, 160, (left, 920, right, 1040), 60), "#d8c97c", "#93924a", alpha=0.75
        )
        flowers = [
            ellipse(rng.uniform(left, right), rng.uniform(905, 1000), rng.uniform(2.4, 5))
            for _ in range(54)
        ]
        painter.fill(flowers[:30], "#f6ead6")
        painter.fill(flowers[30:], "#c9705a")
    painter.glow((330, 620), 560, "#ffe6b0", 0.3)
    return painter
