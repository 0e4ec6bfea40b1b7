"""The presets: for each use of a picture the sizes that exist, and the formats of its files.

A rendition's `filter_spec` is Wagtail's own grammar, such as "fill-320x240|format-avif"; the
format at its end is what tells our renditions from those that the admin makes for itself.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from wagtail.images.models import Filter

if TYPE_CHECKING:
    from cms.models import CustomImage

AVIF, WEBP, JPEG, PNG = "avif", "webp", "jpeg", "png"
IMAGE_FORMATS = frozenset({AVIF, WEBP, JPEG, PNG})
# What every browser reads.
FALLBACKS = frozenset({JPEG, PNG})
# Flat colours and lettering, which JPEG smears.
DRAWN_EXTENSIONS = {".gif", ".png"}
OUR_SPEC = re.compile(rf"(width|fill|max)-[0-9x]+\|format-({AVIF}|{WEBP}|{JPEG}|{PNG})")


@dataclass(frozen=True)
class Size:
    """One size: Wagtail's operation (width, fill or max) and the box that it fills."""

    operation: str
    width: int
    height: int | None = None

    def __str__(self) -> str:
        box = f"{self.width}x{self.height}" if self.height else str(self.width)
        return f"{self.operation}-{box}"

    def is_beyond(self, width: int, height: int) -> bool:
        """Return whether a picture of these dimensions is too small for a larger size."""
        narrow = width <= self.width
        low = self.height is not None and height <= self.height
        if self.operation == "max":
            return narrow and low
        return narrow or low


@dataclass(frozen=True)
class Recipe:
    """How the files of a preset are made; the sizes go from small to large."""

    description: str
    sizes: tuple[Size, ...]
    sizes_attribute: str
    jpeg_only: bool = False


def _widths(*widths: int) -> tuple[Size, ...]:
    return tuple(Size("width", width) for width in widths)


def _boxes(operation: str, *boxes: tuple[int, int]) -> tuple[Size, ...]:
    return tuple(Size(operation, width, height) for width, height in boxes)


class ImagePreset(Enum):
    """The uses of a picture; `docs/graphql.md` shows them to front-end developers."""

    HERO = Recipe(
        "Full page width, uncropped: 800, 1200 and 1600 pixels wide.",
        _widths(800, 1200, 1600),
        "100vw",
    )
    CONTENT = Recipe(
        "Within the text, uncropped: 400, 800 and 1200 pixels wide.",
        _widths(400, 800, 1200),
        "(min-width: 50em) 50em, 100vw",
    )
    CARD = Recipe(
        "Card in a list, cropped to 4:3 around the focal point: 320, 640 and 960 pixels wide.",
        _boxes("fill", (320, 240), (640, 480), (960, 720)),
        "(min-width: 64em) 20em, (min-width: 40em) 50vw, 100vw",
    )
    THUMBNAIL = Recipe(
        "Small square, cropped around the focal point: 160 and 320 pixels wide.",
        _boxes("fill", (160, 160), (320, 320)),
        "160px",
    )
    LOGO = Recipe(
        "Logo, uncropped: fits within a square of 300 or 600 pixels.",
        _boxes("max", (300, 300), (600, 600)),
        "300px",
    )
    SOCIAL = Recipe(
        "Preview image for social networks: JPEG only, cropped to 1200 × 630 around the "
        "focal point.",
        _boxes("fill", (1200, 630)),
        "1200px",
        jpeg_only=True,
    )


def fallback_format(image: CustomImage) -> str:
    """Return the format for browsers that read neither AVIF nor WebP."""
    extension = PurePath(image.file.name).suffix.lower()
    return PNG if image.has_transparency or extension in DRAWN_EXTENSIONS else JPEG


def formats_of(image: CustomImage, preset: ImagePreset) -> list[str]:
    """Return the formats of a picture's files, best first; an SVG needs none."""
    if image.is_svg():
        return []
    return [JPEG] if preset.value.jpeg_only else [AVIF, WEBP, fallback_format(image)]


def sizes_of(image: CustomImage, preset: ImagePreset) -> list[Size]:
    """Return the sizes of a picture's files, smallest first.

    Nothing is enlarged, so that the last one is the first that the picture does not exceed.
    """
    found = []
    for size in preset.value.sizes:
        found.append(size)
        if size.is_beyond(image.width, image.height):
            break
    return found


def spec_of(size: Size, file_format: str) -> str:
    """Return the `filter_spec` of a rendition."""
    return f"{size}|format-{file_format}"


@cache
def specs_of(preset: ImagePreset, formats: Set[str]) -> frozenset[str]:
    """Return the specs of a preset's files in these formats, whatever the picture."""
    sizes = preset.value.sizes
    return frozenset(spec_of(size, file_format) for size in sizes for file_format in formats)


def wanted_specs(image: CustomImage) -> dict[str, str]:
    """Return the specs of all files that a picture should have, with their focal point keys."""
    return {
        spec_of(size, file_format): filter_of(str(size)).get_cache_key(image)
        for preset in ImagePreset
        for file_format in formats_of(image, preset)
        for size in sizes_of(image, preset)
    }


@cache
def filter_of(spec: str) -> Filter:
    """Return Wagtail's filter for a spec; it remembers the operations that it has parsed."""
    return Filter(spec)
