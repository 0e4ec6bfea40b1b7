"""PNG: chunks."""

from collections.abc import Iterator

from cms.uploads.containers.container import (
    MOST_PARTS,
    BrokenContainerError,
    Container,
    TruncatedError,
    orientation_of,
    unpack,
)

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# The picture and its colours; texts, EXIF, dates and private chunks are left out.
PICTURE_CHUNKS = frozenset(
    (
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"sBIT", b"pHYs",
        b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"mDCV", b"cLLI",
    )
)  # fmt: skip


def read(data: bytes) -> Container:
    """Return what the file's header says. Raises BrokenContainerError."""
    parts, exif, frames = [SIGNATURE], b"", 1
    width = height = 0
    for name, start, end in _chunks(data):
        if name == b"IHDR":
            width, height = unpack(">II", data, start)
        elif name == b"eXIf":
            exif = data[start:end]
        elif name == b"acTL":
            frames = unpack(">I", data, start)[0]
        if name in PICTURE_CHUNKS:
            parts.append(data[start - 8 : end + 4])
    return Container(
        "PNG",
        width,
        height,
        b"".join(parts),
        orientation=orientation_of(exif),
        is_animated=frames > 1,
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name, start and end of each chunk's contents, up to the last one of the picture."""
    offset = len(SIGNATURE)
    if data[offset + 4 : offset + 8] != b"IHDR":
        raise BrokenContainerError
    for _part in range(MOST_PARTS):
        (length,) = unpack(">I", data, offset)
        name, start = data[offset + 4 : offset + 8], offset + 8
        if start + length + 4 > len(data):
            raise TruncatedError
        yield name, start, start + length
        if name == b"IEND":
            return
        offset = start + length + 4
    raise BrokenContainerError
