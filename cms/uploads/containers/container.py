"""What is read off a picture's file before it is decoded."""

import struct
from dataclasses import dataclass

from PIL import Image

UPRIGHT, FIRST_ON_SIDE = 1, 5
# Files are cut into fewer parts; millions of empty ones would take seconds to read.
MOST_PARTS = 100_000
ORIENTATION = 0x0112


class BrokenContainerError(ValueError):
    """The bytes do not follow their format."""


class TruncatedError(BrokenContainerError):
    """The bytes end before the picture does."""


@dataclass(frozen=True)
class Container:
    """A picture's header, and the file without metadata.

    `is_costly` marks files whose decoder needs about 16 bytes of memory for a pixel, instead of 4.
    """

    format: str
    width: int
    height: int
    stripped: bytes
    orientation: int = UPRIGHT
    is_animated: bool = False
    is_costly: bool = False
    is_lossless: bool = False

    @property
    def upright_size(self) -> tuple[int, int]:
        """Return the width and height of the picture once it stands upright."""
        lies_on_side = self.orientation >= FIRST_ON_SIDE
        return (self.height, self.width) if lies_on_side else (self.width, self.height)


def orientation_of(exif: bytes) -> int:
    """Return the orientation that EXIF data gives, 1 (upright) when it is missing or invalid."""
    data = Image.Exif()
    try:
        data.load(exif)
        value = data.get(ORIENTATION, UPRIGHT)
    except Exception:  # whatever is wrong with it, the picture is shown as it is stored
        return UPRIGHT
    return value if isinstance(value, int) and 1 <= value <= 8 else UPRIGHT


def unpack(layout: str, data: bytes, offset: int) -> tuple[int, ...]:
    """Return the numbers at an offset. Raises TruncatedError beyond the end."""
    try:
        return struct.unpack_from(layout, data, offset)
    except struct.error as error:
        raise TruncatedError from error
