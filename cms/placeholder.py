"""Computes the placeholder (ThumbHash) of an image file, and whether it has transparency."""

import base64
import io
import logging
from dataclasses import dataclass
from typing import IO

from PIL import Image
from thash import encode, thumb_hash_to_rgba
from wagtail.images.models import AbstractImage

from cms.image_decoding import decode

logger = logging.getLogger(__name__)

# Maximum width and height in pixels: of the thumbnail that is hashed, and of the placeholder.
HASHED_SIDE = 48
SHOWN_SIDE = 32


@dataclass(frozen=True)
class Look:
    """Properties of an image: the data URL of its placeholder, and its transparency."""

    placeholder: str = ""
    has_transparency: bool = False


def look_at(image: AbstractImage) -> Look:
    """Compute the look of an image file; logs and returns an empty one if it can't be decoded."""
    try:
        with image.open_file() as file:
            small = _thumbnail(file)
        alpha = small.getchannel("A").getextrema()
        return Look(_data_url(small), has_transparency=alpha[0] < 255)  # type: ignore[operator]  # of one band
    except Exception:  # decoders raise many types; the image is stored in any case
        logger.exception("Can't compute a placeholder for the file of image %r.", image.title)
        return Look()


def _thumbnail(file: IO[bytes]) -> Image.Image:
    """Return the image upright, as RGBA, at most `HASHED_SIDE` pixels wide and high."""
    small = decode(file, 2 * HASHED_SIDE, 2 * HASHED_SIDE)
    small.thumbnail((HASHED_SIDE, HASHED_SIDE))
    return small.convert("RGBA")


def _data_url(small: Image.Image) -> str:
    """Return the decoded ThumbHash as a WebP data URL, which is five times smaller than PNG."""
    width, height, pixels = thumb_hash_to_rgba(encode(small), base_size=SHOWN_SIDE)
    output = io.BytesIO()
    Image.frombytes("RGBA", (width, height), pixels).save(output, "WEBP", quality=60, method=6)
    return f"data:image/webp;base64,{base64.b64encode(output.getvalue()).decode()}"
