"""Generators of shapes: skylines, trees, stones, ribbons, grass."""

import itertools
import math
import random
from collections.abc import Sequence

from home.starter.scenes.canvas import HEIGHT, WIDTH, Polygon, lerp, smooth


def ridge(
    rng: random.Random,
    base: float,
    height: float,
    wavelength: float,
    *,
    octaves: int = 5,
    gain: float = 0.48,
    step: float = 5.0,
) -> Polygon:
    """Return the skyline of a relief, from left to right, around the ordinate ``base``."""
    layers: list[tuple[float, float, list[float]]] = []
    amplitude = 1.0
    for _ in range(octaves):
        count = math.ceil((WIDTH + 80) / wavelength) + 3
        layers.append((wavelength, amplitude, [rng.uniform(-1, 1) for _ in range(count)]))
        wavelength *= 0.47
        amplitude *= gain
    total = sum(amplitude for _, amplitude, _ in layers)
    skyline: Polygon = []
    for index in range(math.ceil((WIDTH + 60) / step) + 1):
        x = index * step - 30
        value = 0.0
        for length, amplitude, knots in layers:
            position = (x + 40) / length
            knot = int(position)
            value += amplitude * lerp(knots[knot], knots[knot + 1], smooth(position - knot))
        skyline.append((x, base - height * value / total * 1.4))
    return skyline


def ground(skyline: Polygon, bottom: float = HEIGHT + 20) -> Polygon:
    """Close a skyline downwards."""
    return [*skyline, (skyline[-1][0], bottom), (skyline[0][0], bottom)]


def band(skyline: Polygon, depth: float, offset: float = 0.0) -> Polygon:
    """Return a strip of constant depth which follows a skyline."""
    upper = [(x, y + offset) for x, y in skyline]
    return upper + [(x, y + offset + depth) for x, y in reversed(skyline)]


def height_at(skyline: Polygon, x: float) -> float:
    """Return the ordinate of a skyline at an abscissa."""
    for (x0, y0), (x1, y1) in itertools.pairwise(skyline):
        if x0 <= x <= x1:
            return lerp(y0, y1, (x - x0) / max(1e-6, x1 - x0))
    return skyline[0][1] if x < skyline[0][0] else skyline[-1][1]


def box(left: float, top: float, right: float, bottom: float) -> Polygon:
    """Return a rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def ellipse(x: float, y: float, rx: float, ry: float | None = None) -> Polygon:
    """Return an ellipse as a polygon."""
    ry = rx if ry is None else ry
    count = max(10, min(72, round(max(rx, ry) * 1.6)))
    turn = 2 * math.pi / count
    return [(x + rx * math.cos(i * turn), y + ry * math.sin(i * turn)) for i in range(count)]


def blob(rng: random.Random, x: float, y: float, rx: float, ry: float, wobble: float) -> Polygon:
    """Return an irregular rounded shape."""
    phases = [rng.uniform(0, 2 * math.pi) for _ in range(4)]
    count = max(16, min(80, round(max(rx, ry))))
    shape: Polygon = []
    for i in range(count):
        angle = 2 * math.pi * i / count
        swell = 1 + wobble * sum(
            math.sin((k + 2) * angle + p) / (k + 2) for k, p in enumerate(phases)
        )
        shape.append((x + rx * swell * math.cos(angle), y + ry * swell * math.sin(angle)))
    return shape


def stone(rng: random.Random, x: float, y: float, rx: float, ry: float) -> Polygon:
    """Return an angular, flat-bottomed stone standing on the ordinate ``y``."""
    angles = sorted(rng.uniform(0.05, math.pi - 0.05) for _ in range(6))
    top = [
        (x + rx * math.cos(a), y - ry * 2 * math.sin(a) ** 0.6 * rng.uniform(0.8, 1))
        for a in angles
    ]
    return [
        (x + rx, y),
        *top,
        (x - rx, y),
        (x - rx * 0.6, y + ry * 0.15),
        (x + rx * 0.6, y + ry * 0.15),
    ]


def conifer(rng: random.Random, x: float, y: float, height: float) -> list[Polygon]:
    """Return a fir tree, foot at ``(x, y)``, as ragged stacked tiers."""
    half = height * rng.uniform(0.15, 0.2)
    tiers = max(4, min(9, round(height / 16)))
    left: Polygon = []
    right: Polygon = []
    for tier in range(1, tiers + 1):
        level = y - height + height * 0.94 * tier / tiers
        reach = half * (tier / tiers) ** 0.85
        inner = reach * 0.55
        rise = height / tiers * 0.3
        left += [(x - reach * rng.uniform(0.85, 1.15), level), (x - inner, level - rise)]
        right += [(x + reach * rng.uniform(0.85, 1.15), level), (x + inner, level - rise)]
    trunk = max(0.8, height * 0.018)
    foot: Polygon = [(x - trunk, y - height * 0.1), (x - trunk, y), (x + trunk, y)]
    return [[(x, y - height), *right, *reversed(left)], [*foot, (x + trunk, y - height * 0.1)]]


def foliage(
    rng: random.Random, x: float, y: float, rx: float, ry: float, count: int, size: float
) -> list[Polygon]:
    """Return a cloud of leaves' clumps inside an ellipse."""
    clumps: list[Polygon] = []
    for _ in range(count):
        angle, distance = rng.uniform(0, 2 * math.pi), math.sqrt(rng.random())
        radius = size * rng.uniform(0.55, 1.15)
        centre_x = x + rx * distance * math.cos(angle)
        centre_y = y + ry * distance * math.sin(angle)
        clumps.append(blob(rng, centre_x, centre_y, radius, radius * 0.85, 0.25))
    return clumps


def trail(points: Sequence[tuple[float, float, float]], steps: int = 16) -> Polygon:
    """Return a ribbon through ``(x, y, width)`` points, along a Catmull-Rom curve.

    The width is measured horizontally, as for a path or a river seen in perspective.
    """
    ends = [points[0], *points, points[-1]]
    left: Polygon = []
    right: Polygon = []
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps + 1):
            t = step / steps
            x, y, width = (
                0.5
                * (
                    2 * b
                    + (c - a) * t
                    + (2 * a - 5 * b + 4 * c - d) * t**2
                    + (3 * b - a - 3 * c + d) * t**3
                )
                for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
            )
            left.append((x - width / 2, y))
            right.append((x + width / 2, y))
    return left + right[::-1]


def limb(points: Sequence[tuple[float, float, float]]) -> Polygon:
    """Return a tapering branch through ``(x, y, thickness)`` points, thickness across it."""
    left: Polygon = []
    right: Polygon = []
    for index, (x, y, thickness) in enumerate(points):
        before, after = points[max(0, index - 1)], points[min(len(points) - 1, index + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / length * thickness / 2, dx / length * thickness / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + right[::-1]


def blades(
    rng: random.Random, count: int, area: tuple[float, float, float, float], length: float
) -> list[Polygon]:
    """Return blades of grass whose feet are in the ``(left, top, right, bottom)`` area."""
    grass: list[Polygon] = []
    for _ in range(count):
        x, y = rng.uniform(area[0], area[2]), rng.uniform(area[1], area[3])
        size = length * rng.uniform(0.5, 1.1)
        lean = size * rng.uniform(-0.35, 0.35)
        width = max(0.9, size * 0.035)
        bend = (x + lean * 0.3, y - size * 0.6)
        grass.append(
            [
                (x - width, y),
                (bend[0] - width * 0.7, bend[1]),
                (x + lean, y - size),
                (bend[0] + width * 0.7, bend[1]),
                (x + width, y),
            ]
        )
    return grass
