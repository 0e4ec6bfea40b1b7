"""WebP: chunks in a RIFF file."""

from collections.abc import Iterator

from cms.uploads.containers.container import (
    MOST_PARTS,
    BrokenContainerError,
    Container,
    TruncatedError,
    orientation_of,
    unpack,
)

EXTENDED, LOSSY, LOSSLESS = b"VP8X", b"VP8 ", b"VP8L"
PICTURE_CHUNKS = frozenset({EXTENDED, LOSSY, LOSSLESS, b"ALPH", b"ICCP", b"ANIM", b"ANMF"})
HAS_EXIF, HAS_XMP, HAS_ANIMATION = 0x08, 0x04, 0x02


def read(data: bytes) -> Container:
    """Return what the file's header says. Raises BrokenContainerError."""
    parts, exif = [], b""
    sizes, is_animated, is_lossless = [], False, False
    for name, start, end in _chunks(data):
        contents = data[start:end]
        if name == EXTENDED:
            flags = unpack("<B", data, start)[0]
            is_animated = is_animated or bool(flags & HAS_ANIMATION)
            sizes.append((_number(contents[4:7]) + 1, _number(contents[7:10]) + 1))
            contents = bytes((flags & ~(HAS_EXIF | HAS_XMP),)) + contents[1:]
        elif name == LOSSY:
            wide, high = unpack("<HH", data, start + 6)
            sizes.append((wide & 0x3FFF, high & 0x3FFF))
        elif name == LOSSLESS:
            (bits,) = unpack("<I", data, start + 1)
            sizes.append(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
            is_lossless = True
        elif name == b"ANMF":
            is_animated = True
        elif name == b"EXIF":
            exif = contents
        if name in PICTURE_CHUNKS:
            parts.append(
                name + len(contents).to_bytes(4, "little") + contents + b"\0" * (len(contents) % 2)
            )
    if not sizes:
        raise BrokenContainerError
    body = b"WEBP" + b"".join(parts)
    return Container(
        "WEBP",
        max(width for width, _height in sizes),
        max(height for _width, height in sizes),
        b"RIFF" + len(body).to_bytes(4, "little") + body,
        orientation=orientation_of(exif),
        is_animated=is_animated,
        is_costly=True,
        is_lossless=is_lossless,
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name, start and end of each chunk's contents."""
    (size,) = unpack("<I", data, 4)
    if size + 8 > len(data):
        raise TruncatedError
    offset, last = 12, size + 8
    for _part in range(MOST_PARTS):
        if offset + 8 > last:
            return
        (length,) = unpack("<I", data, offset + 4)
        start, end = offset + 8, offset + 8 + length
        if end > last:
            raise TruncatedError
        yield data[offset : offset + 4], start, end
        offset = end + length % 2
    raise BrokenContainerError


def _number(three_bytes: bytes) -> int:
    return int.from_bytes(three_bytes, "little")
