"""Pictures: their limits, their orientation and their metadata.

A picture that stands upright keeps its pixels byte for byte: only metadata is cut out of its file.
One that its EXIF data turn is encoded again, JPEG with its own quantization tables.
"""

import io
from collections.abc import Callable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from PIL import Image, JpegImagePlugin

from cms.image_decoding import (
    DecoderBusyError,
    UndecodablePictureError,
    max_pixels,
    one_at_a_time,
    opened_within_limits,
)
from cms.uploads.containers import avif, gif, jpeg, png, webp
from cms.uploads.containers.container import (
    UPRIGHT,
    BrokenContainerError,
    Container,
    TruncatedError,
)
from cms.uploads.refusals import ANIMATED, BUSY, EMPTY, TRUNCATED, UNREADABLE, UploadRefusedError

READERS: dict[str, Callable[[bytes], Container]] = {
    "JPEG": jpeg.read,
    "PNG": png.read,
    "GIF": gif.read,
    "WEBP": webp.read,
    "AVIF": avif.read,
}
FORMAT_OF_EXTENSION = {
    "jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF",
}  # fmt: skip
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MEGAPIXEL = 1_000_000
JPEG_SUBSAMPLING = {0: "4:4:4", 2: "4:2:0"}  # another one does not survive a quarter turn
HIGH_QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95},
    "PNG": {},
    "WEBP": {"quality": 95},
    "AVIF": {"quality": 90, "speed": 8},
}


def picture_format(data: bytes) -> str | None:
    """Return the format that the first bytes of a picture show."""
    if data.startswith(jpeg.SIGNATURE):
        return "JPEG"
    if data.startswith(png.SIGNATURE):
        return "PNG"
    if data.startswith(gif.SIGNATURES):
        return "GIF"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in avif.BRANDS:
        return "AVIF"
    return None


def read_picture(data: bytes) -> Container:
    """Return what a picture's header says. Raises UploadRefusedError; decodes nothing."""
    if not data:
        raise UploadRefusedError(EMPTY)
    found = picture_format(data)
    if found is None:
        raise UploadRefusedError(UNREADABLE)
    try:
        container = READERS[found](data)
    except TruncatedError as error:
        raise UploadRefusedError(TRUNCATED) from error
    except (BrokenContainerError, IndexError, KeyError) as error:
        raise UploadRefusedError(UNREADABLE) from error
    if not (container.width and container.height):
        raise UploadRefusedError(UNREADABLE)
    return container


def clean_picture(data: bytes, extension: str) -> bytes:
    """Return a picture upright and without metadata. Raises UploadRefusedError with the reason."""
    container = read_picture(data)
    expected = FORMAT_OF_EXTENSION.get(extension)
    if container.format != expected:
        raise UploadRefusedError(
            _(
                "Le nom de ce fichier finit par « .%(extension)s », mais c’est une image "
                "%(format)s. Changez la fin de son nom, ou enregistrez-la dans le format voulu."
            ),
            extension=extension,
            format=container.format,
        )
    refuse_large(container)
    if container.is_animated:
        raise UploadRefusedError(ANIMATED)
    return _decoded(container)


def refuse_large(container: Container) -> None:
    """Raise UploadRefusedError for more pixels than may be decoded."""
    limit = max_pixels(is_costly=container.is_costly)
    kind: Any = container.format
    if container.is_costly:
        kind = _("JPEG progressive en CMJN") if kind == "JPEG" else kind
        if container.orientation != UPRIGHT:
            limit //= 2  # to encode it again takes as much memory as to decode it
            kind = _("%(kind)s à redresser (l’appareil était tourné)") % {"kind": kind}
    if container.width * container.height > limit:
        raise UploadRefusedError(
            _(
                "Cette image est trop grande : %(width)s × %(height)s pixels. Une image %(kind)s "
                "a %(limit)s millions de pixels au plus. Réduisez-la, par exemple à 2400 pixels "
                "de large, puis téléversez-la de nouveau."
            ),
            width=container.width,
            height=container.height,
            kind=kind,
            limit=number_format(f"{limit / MEGAPIXEL:g}"),
        )


def _decoded(container: Container) -> bytes:
    """Return the picture's file once all of it was decoded; turned, if it lies on its side."""
    try:
        with one_at_a_time():
            if container.orientation != UPRIGHT:
                return _encoded(*_turned(container), container.format)
            with opened_within_limits(io.BytesIO(container.stripped)) as picture:
                # An eighth of a JPEG is enough to read all of its data.
                picture.draft(picture.mode, (1, 1))
                picture.load()
            return container.stripped
    except DecoderBusyError as error:
        raise UploadRefusedError(BUSY) from error
    except UndecodablePictureError as error:
        is_truncated = "truncated" in str(error)
        raise UploadRefusedError(TRUNCATED if is_truncated else UNREADABLE) from error


def _turned(container: Container) -> tuple[Image.Image, dict[str, Any]]:
    """Return the picture upright, free of its decoder, and how it is encoded again."""
    options = dict(HIGH_QUALITY[container.format])
    with opened_within_limits(io.BytesIO(container.stripped)) as picture:
        if isinstance(picture, JpegImagePlugin.JpegImageFile):
            subsampling = JPEG_SUBSAMPLING.get(JpegImagePlugin.get_sampling(picture), "4:4:4")
            options = {"qtables": picture.quantization, "subsampling": subsampling}
        if container.is_lossless:
            options = {"lossless": True}
        picture.load()
        for name in ("icc_profile", "transparency"):
            if (value := picture.info.get(name)) is not None:
                options[name] = value
        turned = picture.transpose(TURNS[container.orientation])
    turned.info.clear()
    return turned, options


def _encoded(turned: Image.Image, options: dict[str, Any], file_format: str) -> bytes:
    output = io.BytesIO()
    try:
        turned.save(output, file_format, **options)
    except (
        OSError,
        ValueError,
        TypeError,
    ) as error:  # of what its format cannot hold
        raise UndecodablePictureError(str(error)) from error
    return READERS[file_format](output.getvalue()).stripped
