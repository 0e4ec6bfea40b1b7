"""GIF: blocks."""

from collections.abc import Iterator

from cms.uploads.containers.container import (
    MOST_PARTS,
    BrokenContainerError,
    Container,
    TruncatedError,
    unpack,
)

SIGNATURES = (b"GIF87a", b"GIF89a")
EXTENSION, PICTURE, TRAILER = 0x21, 0x2C, 0x3B
GRAPHIC_CONTROL = 0xF9


def read(data: bytes) -> Container:
    """Return what the file's header says. Raises BrokenContainerError."""
    width, height, flags = unpack("<HHB", data, 6)
    offset = 13 + _palette(flags)
    parts, control, pictures = [data[:offset]], b"", 0
    blocks = iter(range(MOST_PARTS))
    for _block in blocks:
        (kind,) = unpack("<B", data, offset)
        if kind == TRAILER:
            break
        start = offset
        if kind == EXTENSION:
            offset = _blocks_end(data, offset + 2, blocks)
            if data[start + 1] == GRAPHIC_CONTROL:
                control = data[start:offset]
        elif kind == PICTURE:
            left, top, wide, high, flags = unpack("<HHHHB", data, offset + 1)
            width, height = max(width, left + wide), max(height, top + high)
            offset = _blocks_end(data, offset + 10 + _palette(flags) + 1, blocks)
            pictures += 1
            parts += [control, data[start:offset]]
            control = b""  # it is that of one picture
        else:
            raise BrokenContainerError
    else:
        raise BrokenContainerError
    if not pictures:
        raise BrokenContainerError
    parts.append(bytes((TRAILER,)))
    return Container("GIF", width, height, b"".join(parts), is_animated=pictures > 1)


def _palette(flags: int) -> int:
    """Return the length of the palette that follows."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(data: bytes, offset: int, blocks: Iterator[int]) -> int:
    """Return where a series of blocks ends; each takes one of `blocks`."""
    for _block in blocks:
        (length,) = unpack("<B", data, offset)
        offset += 1 + length
        if offset > len(data):
            raise TruncatedError
        if not length:
            return offset
    raise BrokenContainerError
