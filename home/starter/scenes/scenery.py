"""Elements which several scenes share: clouds, plateaus, walls, boulders, trees, leafy plants."""

import itertools
import math
import random

from home.starter.scenes.canvas import WIDTH, Painter, Point, Polygon, lerp, mix, smooth
from home.starter.scenes.shapes import blob, ellipse, foliage, limb, ridge, stone


def clouds(painter: Painter, count: int, top: float, bottom: float, colour: str) -> None:
    """Stretch a few soft clouds across the sky."""
    rng = painter.rng
    for _ in range(count):
        x, y = rng.uniform(-100, WIDTH + 100), rng.uniform(top, bottom)
        size = rng.uniform(120, 330) * lerp(1.0, 0.6, (y - top) / max(1.0, bottom - top))
        puffs = [
            blob(rng, x + rng.uniform(-size, size), y + rng.uniform(-7, 7), size * 0.6, 9, 0.3)
            for _ in range(6)
        ]
        painter.fill(puffs, colour, alpha=0.5, blur=9)


def mesas(rng: random.Random, base: float, height: float, spans: list[Point]) -> Polygon:
    """Return the skyline of flat-topped plateaus edged with cliffs."""
    rough = ridge(rng, 0, 1, 90, octaves=4)
    skyline: Polygon = []
    for x, wobble in rough:
        level = 0.0
        for start, end in spans:
            outside = max(start - x, x - end, 0.0)
            cliff = smooth(outside / 26)
            talus = math.exp(-outside / 150)
            level = max(level, (1 - cliff) * 0.36 + 0.64 * talus)
        skyline.append((x, base - height * level + wobble * height * (0.045 + 0.05 * (1 - level))))
    return skyline


def dry_wall(painter: Painter, path: list[tuple[float, float, float]], light: str) -> None:
    """Build a dry-stone wall along ``(x, y, height)`` points."""
    rng = painter.rng
    shade: list[Polygon] = []
    tones: list[list[Polygon]] = [[], [], []]
    for (x0, y0, h0), (x1, y1, h1) in itertools.pairwise(path):
        shade.append([(x0, y0 - h0 * 0.9), (x1, y1 - h1 * 0.9), (x1, y1 + 2), (x0, y0 + 2)])
        length = math.hypot(x1 - x0, y1 - y0)
        count = min(70, max(2, round(length / max(2.5, (h0 + h1) * 0.22))))
        for row in range(4):
            for i in range(count):
                t = (i + rng.uniform(0.1, 0.9)) / count
                high = lerp(h0, h1, t)
                x, y = lerp(x0, x1, t), lerp(y0, y1, t) - high * (row / 4 + 0.02)
                size = high * rng.uniform(0.17, 0.26)
                rng.choice(tones).append(stone(rng, x, y, size, high * 0.125))
    painter.fill(shade, mix(light, "#3a2f28", 0.72))
    for shapes, ratio in zip(tones, (0.05, 0.24, 0.42), strict=True):
        painter.fill(shapes, mix(light, "#5c4e42", ratio), texture=(14, 8, 0.12))


def boulder(painter: Painter, x: float, y: float, size: float, light: str) -> None:
    """Lay a boulder lit from the right."""
    rng = painter.rng
    shape = stone(rng, x, y, size, size * 0.42)
    shade = ellipse(x - size * 0.5, y + size * 0.04, size * 1.3, size * 0.17)
    painter.fill([shade], "#3d3626", alpha=0.5, blur=max(1.5, size * 0.08))
    tones = (mix(light, "#fff6e0", 0.3), mix(light, "#6e5f4e", 0.42))
    painter.fill([shape], *tones, texture=(size * 0.5, size * 0.16, 0.16))
    facet: Polygon = [
        (x - size * 1.2, y - size * 1.2),
        (x - size * 0.1, y - size * 1.2),
        (x + size * 0.12, y - size * 0.5),
        (x - size * 0.2, y + size * 0.3),
        (x - size * 1.2, y + size * 0.3),
    ]
    painter.fill([facet], "#564a46", alpha=0.4, clip=[shape], blur=1.2)


def beech(painter: Painter, x: float, y: float, size: float) -> None:
    """Plant a lone broad-leaved tree lit from the left."""
    rng = painter.rng
    painter.fill(
        [ellipse(x + size * 0.6, y + 2, size * 1.0, size * 0.09)], "#35402a", alpha=0.5, blur=5
    )
    painter.fill(
        [limb([(x, y, size * 0.15), (x - 2, y - size * 0.5, size * 0.1), (x, y - size, 3)])],
        "#55483c",
    )
    crown = y - size * 1.05
    for colour, dx, dy, reach, count, clump, alpha in (
        ("#46552f", 6, 6, 0.72, 46, 0.2, 1.0),
        ("#66743a", -4, -4, 0.62, 70, 0.13, 0.9),
        ("#a39c4e", -14, -14, 0.5, 60, 0.075, 0.85),
    ):
        leaves = foliage(
            rng, x + dx, crown + dy, size * reach, size * reach * 0.82, count, size * clump
        )
        painter.fill(leaves, colour, alpha=alpha, texture=(8, 8, 0.1))


def cabbage(painter: Painter, x: float, y: float, radius: float, dark: str, light: str) -> None:
    """Plant a leafy vegetable, leaves opening like a rosette."""
    rng = painter.rng
    turn = rng.uniform(0, 1)
    for ring, (reach, size, ratio) in enumerate(
        ((0.78, 0.5, 0.0), (0.5, 0.42, 0.4), (0.22, 0.34, 0.8))
    ):
        leaves = []
        for i in range(7 - ring):
            angle = 2 * math.pi * (i + turn + ring * 0.5) / (7 - ring)
            centre = (
                x + radius * reach * math.cos(angle),
                y - radius * (0.3 + ring * 0.14) + radius * reach * 0.5 * math.sin(angle),
            )
            leaves.append(blob(rng, *centre, radius * size, radius * size * 0.8, 0.22))
        tone = mix(dark, light, ratio)
        if ring:
            painter.fill(
                [[(px - radius * 0.05, py + radius * 0.07) for px, py in leaf] for leaf in leaves],
                mix(dark, "#1d241c", 0.45),
                alpha=0.45,
            )
        painter.fill(leaves, mix(tone, "#fff0c0", 0.12), mix(tone, dark, 0.5))
