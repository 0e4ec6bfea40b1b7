"""Decoding pictures within limits: one at a time in a process, and none that is too large.

A decoder needs up to 16 bytes of memory for a pixel, so what a picture costs is read off its header
first. `docs/performance.md` has measured figures.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import IO

from django.conf import settings
from PIL import Image, ImageCms, ImageOps
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

# Formats whose decoder holds a picture several times over.
COSTLY_FORMATS = frozenset({"AVIF", "WEBP"})
SIXTEEN_BITS = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I"})
# How much larger than what is wanted a picture stays when it is shrunk before it is converted.
GAP = 2

_lock = RLock()


class UndecodablePictureError(SourceImageIOError):
    """A stored picture that is broken or too large; Wagtail shows a broken picture in its place."""


class DecoderBusyError(UndecodablePictureError):
    """Other pictures took all the time that a request may wait."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the process's only place for decoding. Raises DecoderBusyError after a bounded wait."""
    if not _lock.acquire(timeout=settings.CMS_IMAGE_DECODING_WAIT_SECONDS):
        raise DecoderBusyError
    try:
        yield
    finally:
        _lock.release()


def max_pixels(*, is_costly: bool) -> int:
    """Return how many pixels a picture may have."""
    if is_costly:
        return min(settings.CMS_IMAGE_MAX_PIXELS, settings.CMS_IMAGE_MAX_COSTLY_PIXELS)
    return int(settings.CMS_IMAGE_MAX_PIXELS)


@contextmanager
def opened_within_limits(file: IO[bytes]) -> Iterator[Image.Image]:
    """Open a stored picture, of which nothing is decoded yet, and hold the place for decoding.

    Raises UndecodablePictureError when it is too large, or when the block meets broken data.
    """
    with one_at_a_time():
        try:
            with Image.open(file) as picture:
                is_costly = picture.format in COSTLY_FORMATS
                if picture.width * picture.height > max_pixels(is_costly=is_costly):
                    raise UndecodablePictureError(
                        f"{picture.width} × {picture.height} is too large."
                    )
                yield picture
        except (UndecodablePictureError, InvalidFilterSpecError):
            raise
        except Exception as error:  # Pillow's decoders raise a dozen kinds for broken data
            raise UndecodablePictureError(str(error)) from error


def decode(file: IO[bytes], width: int, height: int) -> Image.Image:
    """Return a stored picture upright, as RGB or RGBA in sRGB, without metadata.

    It is shrunk, if it is much larger, to no less than this width and this height.
    """
    with opened_within_limits(file) as picture:
        picture.draft(picture.mode, (width, height))
        picture.load()
        return _normalised(picture, width, height)


def to_eight_bits(picture: Image.Image) -> Image.Image:
    """Return a greyscale picture of 16 bits in 8 bits; Pillow itself clips, which gives white."""
    if picture.mode not in SIXTEEN_BITS:
        return picture
    if picture.mode == "I":
        scaled = picture.point(lambda value: value * (1 / 256)).convert("L")
    else:
        is_big_endian = picture.mode == "I;16B"
        high_bytes = picture.tobytes()[0 if is_big_endian else 1 :: 2]
        scaled = Image.frombytes("L", picture.size, high_bytes)
    scaled.info = dict(picture.info)
    if isinstance(level := scaled.info.get("transparency"), int):
        scaled.info["transparency"] = level >> 8
    return scaled


def _normalised(picture: Image.Image, width: int, height: int) -> Image.Image:
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    # A new image: the opened file keeps its decoder, which may hold the picture twice more.
    shrunk = to_eight_bits(picture)
    if shrunk.mode in {"1", "P", "PA"} or "transparency" in shrunk.info:
        shrunk = shrunk.convert(mode)
    factor = min(picture.width // (GAP * width), picture.height // (GAP * height))
    shrunk = shrunk.reduce(factor) if factor > 1 else shrunk.copy()
    shrunk.info["exif"] = picture.info.get("exif", b"")
    ImageOps.exif_transpose(shrunk, in_place=True)
    if profile and shrunk.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            if shrunk.mode == mode:  # without a third picture beside the opened one and its copy
                ImageCms.profileToProfile(shrunk, source, target, inPlace=True)
            else:
                converted = ImageCms.profileToProfile(shrunk, source, target, outputMode=mode)
                shrunk = converted or shrunk
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that can't be read changes nothing
    if shrunk.mode != mode:
        shrunk = shrunk.convert(mode)
    shrunk.info.clear()
    return shrunk
