"""The canvas of the starter artwork: colours, soft fills, textures, light and mist.

Everything is drawn in a 1600×1000 coordinate space. The outline of every shape is rasterised at
twice that size and scaled down, so that edges are smooth. All randomness comes from one seeded
generator: the same seed gives the same picture.
"""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

WIDTH = 1600


HEIGHT = 1000


SUPERSAMPLING = 2


RGB = tuple[int, int, int]


Point = tuple[float, float]


Polygon = list[Point]


Texture = tuple[float, float, float]
"""Width and height of a texture cell, in pixels, and its strength between 0 and 1."""


WARM_LIGHT: RGB = (255, 240, 208)


COOL_SHADE: RGB = (38, 48, 60)


def rgb(colour: str) -> RGB:
    """Return the red, green and blue values of a CSS colour."""
    values = ImageColor.getrgb(colour)
    return values[0], values[1], values[2]


def blend(first: RGB, second: RGB, ratio: float) -> RGB:
    """Mix two colours; ``ratio`` is the share of the second one."""
    red, green, blue = (round(a + (b - a) * ratio) for a, b in zip(first, second, strict=True))
    return red, green, blue


def mix(first: str, second: str, ratio: float) -> str:
    """Mix two CSS colours; ``ratio`` is the share of the second one."""
    return "#{:02x}{:02x}{:02x}".format(*blend(rgb(first), rgb(second), ratio))


def smooth(value: float) -> float:
    """Ease a number between 0 and 1 in and out."""
    value = min(1.0, max(0.0, value))
    return value * value * (3 - 2 * value)


def lerp(first: float, second: float, ratio: float) -> float:
    """Interpolate between two numbers."""
    return first + (second - first) * ratio


def column(stops: Sequence[RGB], height: int) -> Image.Image:
    """Return a one pixel wide vertical gradient through evenly spaced colours."""
    pixels = bytearray()
    last = len(stops) - 1
    for row in range(height):
        position = row / max(1, height - 1) * last
        index = min(int(position), max(0, last - 1))
        pixels += bytes(blend(stops[index], stops[min(last, index + 1)], position - index))
    return Image.frombytes("RGB", (1, height), bytes(pixels))


class Painter:
    """A picture being painted, from the background to the foreground."""

    def __init__(self, seed: str, sky: Sequence[str]) -> None:
        """Start with a sky whose colours follow one another from top to bottom."""
        self.rng = random.Random(seed)  # noqa: S311 - a drawing, no secret
        gradient = column([rgb(colour) for colour in sky], HEIGHT)
        self.image = gradient.resize((WIDTH, HEIGHT), Image.Resampling.NEAREST)

    def noise(self, size: tuple[int, int], cell: tuple[float, float]) -> Image.Image:
        """Return smooth random values, one independent value per cell."""
        columns = max(2, round(size[0] / cell[0]))
        rows = max(2, round(size[1] / cell[1]))
        values = Image.frombytes("L", (columns, rows), self.rng.randbytes(columns * rows))
        return values.resize(size, Image.Resampling.BICUBIC)

    def fill(
        self,
        shapes: Sequence[Polygon],
        *colours: str,
        alpha: float = 1.0,
        texture: Texture | None = None,
        blur: float = 0.0,
        clip: Sequence[Polygon] | None = None,
        span: tuple[float, float] | None = None,
    ) -> None:
        """Paint shapes with one colour or a vertical gradient.

        ``span`` gives the ordinates between which the gradient runs, when they are not those of
        the shapes; ``clip`` keeps the paint inside other shapes.
        """
        ordinates = [y for shape in shapes for _, y in shape]
        abscissas = [x for shape in shapes for x, _ in shape]
        if not ordinates:
            return
        margin = math.ceil(blur * 2.5)
        left = max(0, math.floor(min(abscissas)) - margin)
        right = min(WIDTH, math.ceil(max(abscissas)) + margin)
        top = max(0, math.floor(min(ordinates)) - margin)
        bottom = min(HEIGHT, math.ceil(max(ordinates)) + margin)
        if left >= right or top >= bottom:
            return
        box = (left, top, right, bottom)
        mask = outline(shapes, box)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur))
        if clip is not None:
            mask = ImageChops.multiply(mask, outline(clip, box))
        if alpha < 1:
            mask = mask.point([round(level * alpha) for level in range(256)])
        start, end = span or (min(ordinates), max(ordinates))
        paint = self._paint([rgb(colour) for colour in colours], box, (start, end), texture)
        self.image.paste(paint, box, mask)

    def _paint(
        self,
        stops: list[RGB],
        box: tuple[int, int, int, int],
        span: tuple[float, float],
        texture: Texture | None,
    ) -> Image.Image:
        """Return the rectangle of paint that a mask then cuts out."""
        width, height = box[2] - box[0], box[3] - box[1]
        if len(stops) == 1:
            gradient = Image.new("RGB", (1, height), stops[0])
        else:
            full = column(stops, 256)
            scale = 255 / max(1.0, span[1] - span[0])
            pixels = bytearray()
            for row in range(height):
                level = (box[1] + row - span[0]) * scale
                index = min(254, max(0, int(level)))
                pixels += bytes(
                    blend(
                        full.getpixel((0, index)),  # type: ignore[arg-type]  # of one band
                        full.getpixel((0, index + 1)),  # type: ignore[arg-type]  # of one band
                        min(1.0, max(0.0, level - index)),
                    )
                )
            gradient = Image.frombytes("RGB", (1, height), bytes(pixels))
        if texture is None:
            return gradient.resize((width, height), Image.Resampling.NEAREST)
        cell_width, cell_height, strength = texture
        lit = Image.blend(gradient, Image.new("RGB", gradient.size, WARM_LIGHT), strength)
        dark = Image.blend(gradient, Image.new("RGB", gradient.size, COOL_SHADE), strength)
        nearest = Image.Resampling.NEAREST
        grain = self.noise((width, height), (cell_width, cell_height))
        return Image.composite(
            lit.resize((width, height), nearest), dark.resize((width, height), nearest), grain
        )

    def glow(
        self,
        centre: Point,
        radius: float,
        colour: str,
        alpha: float,
        clip: Sequence[Polygon] | None = None,
    ) -> None:
        """Spread a round light, strongest at its centre."""
        radius *= 1.3
        size = round(radius * 2)
        # The built-in gradient reaches 255 in the corners, hence about 180 at mid-edge.
        falloff = [round(255 * alpha * smooth(1 - level / 180) ** 1.3) for level in range(256)]
        mask = Image.radial_gradient("L").point(falloff)
        mask = mask.resize((size, size), Image.Resampling.BICUBIC)
        left, top = round(centre[0] - radius), round(centre[1] - radius)
        if clip is not None:
            mask = ImageChops.multiply(mask, outline(clip, (left, top, left + size, top + size)))
        self.image.paste(Image.new("RGB", mask.size, rgb(colour)), (left, top), mask)

    def haze(
        self, top: float, bottom: float, colour: str, alpha: float, wisps: float = 0.0
    ) -> None:
        """Lay a band of mist, densest at mid-height; ``wisps`` makes it uneven."""
        height = round(bottom - top)
        profile = bytes(
            round(255 * alpha * math.sin(math.pi * row / max(1, height - 1)) ** 2)
            for row in range(height)
        )
        mask = Image.frombytes("L", (1, height), profile).resize((WIDTH, height))
        if wisps:
            uneven = self.noise((WIDTH, height), (420, 60)).point(
                [round(255 * (1 - wisps * (1 - smooth(level / 255)))) for level in range(256)]
            )
            mask = ImageChops.multiply(mask, uneven)
        self.image.paste(Image.new("RGB", (WIDTH, height), rgb(colour)), (0, round(top)), mask)

    def finish(self, vignette: float = 0.16, grain: float = 0.028) -> Image.Image:
        """Darken the corners slightly, add a paper grain, and return the picture."""
        size = (WIDTH, HEIGHT)
        falloff = [round(255 * vignette * smooth((level - 90) / 165)) for level in range(256)]
        corners = Image.radial_gradient("L").point(falloff).resize(size)
        self.image.paste(Image.new("RGB", size, (46, 34, 30)), (0, 0), corners)
        fine = self.noise(size, (1.5, 1.5))
        paper = Image.merge("RGB", (fine, fine, fine))
        neutral = ImageChops.soft_light(self.image, paper)
        self.image = Image.blend(self.image, neutral, grain * 4)
        return self.image


def outline(shapes: Sequence[Polygon], box: tuple[int, int, int, int]) -> Image.Image:
    """Return the smooth-edged mask of shapes inside a rectangle."""
    scale = SUPERSAMPLING
    left, top, right, bottom = box
    mask = Image.new("L", ((right - left) * scale, (bottom - top) * scale), 0)
    draw = ImageDraw.Draw(mask)
    for shape in shapes:
        if len(shape) > 2:
            draw.polygon([((x - left) * scale, (y - top) * scale) for x, y in shape], fill=255)
    return mask.reduce(scale)
