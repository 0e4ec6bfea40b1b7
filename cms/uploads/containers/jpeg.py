"""JPEG: segments, and scans between them."""

import re

from cms.uploads.containers.container import (
    MOST_PARTS,
    UPRIGHT,
    BrokenContainerError,
    Container,
    TruncatedError,
    orientation_of,
    unpack,
)

SIGNATURE = b"\xff\xd8\xff"
START, END, SCAN = 0xD8, 0xD9, 0xDA
COMMENT, JFIF, EXIF, PROFILE, ADOBE = 0xFE, 0xE0, 0xE1, 0xE2, 0xEE
APPLICATION = range(0xE0, 0xF0)
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
CMYK = 4
# A decoder goes over the whole picture for each scan; cameras and programs write a dozen at most.
MOST_SCANS = 100
JFIF_LENGTH = 16  # without the thumbnail that may follow
# Within a scan, 0xFF is followed by 0 where it is data; restarts and fill bytes belong to it too.
END_OF_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def read(data: bytes) -> Container:
    """Return what the file's header says. Raises BrokenContainerError."""
    parts = [data[:2]]
    width = height = components = 0
    orientation, is_progressive = UPRIGHT, False
    offset, scans = 2, 0
    while len(parts) <= MOST_PARTS:
        marker, start, end = _segment(data, offset)
        if marker == END:
            parts.append(b"\xff\xd9")
            break
        if marker in FRAMES:
            height, width, components = unpack(">HHB", data, start + 1)
            is_progressive = marker in PROGRESSIVE
        elif marker == EXIF and data[start:end].startswith(b"Exif\0") and orientation == UPRIGHT:
            orientation = orientation_of(data[start:end])
        if marker == SCAN:
            scans += 1
            if scans > MOST_SCANS:
                raise BrokenContainerError
            found = END_OF_SCAN.search(data, end)
            if found is None:
                raise TruncatedError
            end = found.start()
        parts.append(_without_metadata(marker, data[start - 2 : end]))
        offset = end
    else:
        raise BrokenContainerError
    return Container(
        "JPEG",
        width,
        height,
        b"".join(parts),
        orientation=orientation,
        is_costly=is_progressive and components == CMYK,
    )


def _segment(data: bytes, offset: int) -> tuple[int, int, int]:
    """Return the marker at an offset, and where its contents begin and end."""
    if offset >= len(data):
        raise TruncatedError
    if data[offset] != 0xFF:
        raise BrokenContainerError
    while data[offset : offset + 1] == b"\xff":  # fill bytes may repeat
        offset += 1
    (marker,) = unpack(">B", data, offset)
    start = offset + 1
    if marker == END:
        return marker, start, start
    (length,) = unpack(">H", data, start)
    if length < 2 or marker in {0, START}:
        raise BrokenContainerError
    if start + length > len(data):
        raise TruncatedError
    return marker, start + 2, start + length


def _without_metadata(marker: int, segment: bytes) -> bytes:
    """Return the bytes of a segment (its length, its contents), nothing for metadata."""
    contents = segment[2:]
    if marker == JFIF and contents.startswith(b"JFIF\0"):
        segment = JFIF_LENGTH.to_bytes(2, "big") + contents[: JFIF_LENGTH - 4] + b"\0\0"
    elif marker == COMMENT or (
        marker in APPLICATION
        and not (marker == PROFILE and contents.startswith(b"ICC_PROFILE\0"))
        and not (marker == ADOBE and contents.startswith(b"Adobe"))
    ):
        return b""
    return bytes((0xFF, marker)) + segment
