"""Abstract geometric marks, which stand for logos in the demonstration content."""

import colorsys
import io
import math
import random

from PIL import Image, ImageDraw

from home.starter.scenes.canvas import Point

MARK_SIZE = 600


PALETTES = (
    ("#1f4d4a", "#d98e4a", "#f3e2c0"),
    ("#5a3a4a", "#c9793f", "#f0dcc4"),
    ("#2f4a63", "#d9a441", "#f1e6cf"),
    ("#3f5a34", "#e0b04e", "#f4ead0"),
    ("#7a3b2a", "#e2a85c", "#f6e6cc"),
    ("#24505c", "#c96a4a", "#f2e3cd"),
    ("#4a4a2f", "#c98b3c", "#efe6cc"),
    ("#3a3f5c", "#d7845c", "#f1e0d0"),
)


def draw_mark(key: str) -> bytes:
    """Return an abstract geometric mark as a 600×600 PNG file, for any key.

    It has no letters: it stands for the logo of an organisation in the demonstration content.
    """
    rng = random.Random(f"mark:{key}")  # noqa: S311 - a drawing, no secret
    dark, accent, light = PALETTES[rng.randrange(len(PALETTES))]
    hue_shift = rng.uniform(-0.02, 0.02)
    colours = [_shifted(colour, hue_shift) for colour in (dark, accent, light)]
    scale = 2
    side = MARK_SIZE * scale
    image = Image.new("RGB", (side, side), "#ffffff")
    mask = Image.new("L", (side, side), 0)
    shape = rng.choice(("circle", "square", "arch", "leaf"))
    _badge(ImageDraw.Draw(mask), shape, side)
    inside = Image.new("RGB", (side, side), colours[2])
    rng.choice((_sun_and_hills, _furrows, _tiles, _rings, _branch))(
        ImageDraw.Draw(inside), rng, colours, side
    )
    image.paste(inside, (0, 0), mask)
    output = io.BytesIO()
    image.reduce(scale).quantize(64, dither=Image.Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()


def _shifted(colour: str, shift: float) -> str:
    """Turn the hue of a colour slightly, so that two marks seldom share their tints."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    hue, lightness, saturation = colorsys.rgb_to_hls(channels[0], channels[1], channels[2])
    turned = colorsys.hls_to_rgb((hue + shift) % 1, lightness, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in turned)


def _badge(draw_on: ImageDraw.ImageDraw, shape: str, side: int) -> None:
    """Draw the outer form of a mark."""
    margin, end = side * 0.1, side * 0.9
    if shape == "circle":
        draw_on.ellipse((margin, margin, end, end), fill=255)
    elif shape == "square":
        draw_on.rounded_rectangle((margin, margin, end, end), side * 0.14, fill=255)
    elif shape == "arch":
        draw_on.ellipse((margin, margin, end, end), fill=255)
        draw_on.rectangle((margin, side * 0.5, end, end), fill=255)
    else:
        corners = (True, False, True, False)
        draw_on.rounded_rectangle(
            (margin, margin, end, end), side * 0.34, fill=255, corners=corners
        )


def _sun_and_hills(
    draw_on: ImageDraw.ImageDraw, rng: random.Random, colours: list[str], side: int
) -> None:
    """Put a sun behind rounded hills."""
    x, radius = side * rng.uniform(0.35, 0.65), side * rng.uniform(0.13, 0.18)
    y = side * rng.uniform(0.34, 0.42)
    draw_on.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colours[1])
    tints = (_mixed(colours[0], colours[2], 0.55), _mixed(colours[0], colours[2], 0.28), colours[0])
    for level, tint in enumerate(tints):
        phase, height = rng.uniform(0, 6.28), side * rng.uniform(0.04, 0.08)
        base = side * (0.5 + 0.13 * level)
        line = [
            (i * side / 100, base + height * math.sin(i / 100 * 5.2 + phase)) for i in range(101)
        ]
        draw_on.polygon([*line, (side, side), (0, side)], fill=tint)


def _furrows(
    draw_on: ImageDraw.ImageDraw, rng: random.Random, colours: list[str], side: int
) -> None:
    """Make bands converge towards a point of the horizon, under a disc."""
    horizon, x = side * 0.44, side * rng.uniform(0.4, 0.6)
    radius = side * 0.15
    draw_on.ellipse((x - radius, horizon - radius, x + radius, horizon + radius), fill=colours[1])
    draw_on.rectangle((0, horizon, side, side), fill=colours[0])
    count = rng.choice((5, 7))
    for i in range(-count, count + 1):
        left = x + i * side * 0.24
        draw_on.polygon(
            [(x, horizon), (left - side * 0.055, side), (left + side * 0.055, side)],
            fill=colours[2] if i % 2 else colours[1],
        )


def _tiles(draw_on: ImageDraw.ImageDraw, rng: random.Random, colours: list[str], side: int) -> None:
    """Assemble quarter discs on a grid, like tiles."""
    count = rng.choice((3, 4))
    cell = side * 0.8 / count
    tints = [colours[0], colours[1], _mixed(colours[0], colours[2], 0.5)]
    draw_on.rectangle((0, 0, side, side), fill=colours[2])
    for row in range(count):
        for place in range(count):
            left, top = side * 0.1 + place * cell, side * 0.1 + row * cell
            turn = rng.randrange(4)
            x = left - cell if turn in (1, 2) else left
            y = top - cell if turn in (2, 3) else top
            start = (180, 270, 0, 90)[turn]
            draw_on.pieslice(
                (x, y, x + 2 * cell, y + 2 * cell), start, start + 90, fill=rng.choice(tints)
            )


def _rings(draw_on: ImageDraw.ImageDraw, rng: random.Random, colours: list[str], side: int) -> None:
    """Nest rings like those of a tree trunk."""
    x, y = side * rng.uniform(0.36, 0.64), side * rng.uniform(0.4, 0.66)
    draw_on.rectangle((0, 0, side, side), fill=colours[0])
    tints = (colours[1], colours[0], colours[2], colours[0], colours[1], colours[2])
    for level, tint in enumerate(tints):
        radius = side * (0.46 - 0.076 * level)
        draw_on.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tint)


def _branch(
    draw_on: ImageDraw.ImageDraw, rng: random.Random, colours: list[str], side: int
) -> None:
    """Open leaves on both sides of a stem."""
    draw_on.rectangle((0, 0, side, side), fill=colours[0])
    middle, pairs = side / 2, 3
    draw_on.rectangle(
        (middle - side * 0.011, side * 0.2, middle + side * 0.011, side), fill=colours[2]
    )
    accent = rng.randrange(pairs)
    for level in range(pairs):
        y, length = side * (0.8 - 0.5 * level / pairs), side * (0.3 - 0.035 * level)
        for direction in (-1, 1):
            tip = (middle + direction * length, y - length * 0.75)
            leaf: list[Point] = []
            for i in range(41):
                t = i / 20 if i <= 20 else (40 - i) / 20
                bulge = (0.25 if i <= 20 else -0.25) * length * math.sin(math.pi * t)
                leaf.append(
                    (
                        middle + (tip[0] - middle) * t + bulge * 0.6 * direction,
                        y + (tip[1] - y) * t + bulge * 0.8,
                    )
                )
            draw_on.polygon(leaf, fill=colours[1] if level == accent else colours[2])
    top = side * 0.24
    draw_on.ellipse(
        (middle - side * 0.045, top - side * 0.06, middle + side * 0.045, top + side * 0.06),
        fill=colours[1],
    )


def _mixed(first: str, second: str, ratio: float) -> str:
    """Mix two colours written ``#rrggbb``."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * ratio):02x}" for a, b in pairs)
