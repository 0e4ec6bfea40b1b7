"""Files that are drawn and written for these tests."""

import io
import struct
import zlib
from functools import cache

from PIL import Image, PngImagePlugin

SECRET = "SECRETCAM"
POSITION, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112
NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:h="http://www.w3.org/1999/xhtml" xmlns:x="http://www.w3.org/2000/svg"'
)
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}


def svg(body="<path d='M0 0h9v6z'/>", attributes='viewBox="0 0 90 60"'):
    return f"<svg {NAMESPACES} {attributes}>{body}</svg>".encode()


@cache
def corners(width=96, height=64):
    """Return a picture whose upper left quarter is red, on blue."""
    drawn = Image.new("RGB", (width, height), "blue")
    drawn.paste("red", (0, 0, width // 2, height // 2))
    return drawn


def encoded(drawn, file_format, **options):
    output = io.BytesIO()
    drawn.save(output, file_format, **options)
    return output.getvalue()


def exif(orientation=1):
    data = Image.Exif()
    data[ORIENTATION], data[MAKER] = orientation, SECRET
    data[POSITION] = {1: "N", 2: (44.0, 31.0, 5.0)}
    return data


# What turns an upright picture into what the sensor of a turned camera sees.
INVERSES = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def photo(file_format="JPEG", orientation=1, **options):
    """Return the file of a photo: upright it is 96 × 64, red in its upper left quarter."""
    turn = INVERSES[orientation]
    drawn = corners() if turn is None else corners().transpose(turn)
    if file_format == "GIF":
        return encoded(drawn, "GIF", comment=SECRET.encode(), **options)
    if file_format == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", SECRET)
        texts.add_text("Comment", SECRET * 9, zip=True)
        texts.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SECRET}</x:xmpmeta>")
        return encoded(drawn, "PNG", exif=exif(orientation), pnginfo=texts, **options)
    if file_format == "JPEG":
        options = {"comment": SECRET, "quality": 92, **options}
    xmp = f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()
    return encoded(drawn, file_format, exif=exif(orientation), xmp=xmp, **options)


def decoded(data):
    drawn = Image.open(io.BytesIO(data))
    drawn.load()
    return drawn


def shows_red_corner(data):
    """Return whether a picture is 96 × 64 with red in its upper left quarter only."""
    drawn = decoded(data).convert("RGB")
    if drawn.size != (96, 64):
        return False
    points = ((20, 15), (75, 15), (20, 48), (75, 48))
    return [drawn.getpixel(point)[0] > 150 for point in points] == [True, False, False, False]


def png_chunk(name, contents):
    checksum = zlib.crc32(name + contents)
    return struct.pack(">I", len(contents)) + name + contents + struct.pack(">I", checksum)


def with_png_chunk(data, name, contents):
    """Return a PNG with one chunk more, after its header."""
    return data[:33] + png_chunk(name, contents) + data[33:]


def with_size(data, width, height):
    """Return a PNG whose header promises another size."""
    header = struct.pack(">II", width, height) + data[24:29]
    return data[:8] + png_chunk(b"IHDR", header) + data[33:]


def animation(file_format):
    return encoded(
        corners(),
        file_format,
        save_all=True,
        append_images=[Image.new("RGB", (96, 64), "green")],
        duration=100,
    )


def bomb(file_format):
    """Return a small file of a picture of 36 megapixels."""
    side = 6000
    if file_format == "PNG":
        return with_size(encoded(corners(), "PNG"), side, side)
    if file_format == "JPEG":
        data = photo()
        place = data.index(b"\xff\xc0") + 5
        return data[:place] + struct.pack(">HH", side, side) + data[place + 4 :]
    if file_format == "GIF":
        data = photo("GIF")
        return data[:6] + struct.pack("<HH", side, side) + data[10:]
    if file_format == "WEBP":
        data = encoded(corners(), "WEBP")
        place = data.index(b"\x9d\x01\x2a") + 3
        return data[:place] + struct.pack("<HH", side, side) + data[place + 4 :]
    data = encoded(corners(), "AVIF")
    place = data.index(b"ispe") + 8
    return data[:place] + struct.pack(">II", side, side) + data[place + 8 :]
