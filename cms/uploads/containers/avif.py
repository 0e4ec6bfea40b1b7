"""AVIF: boxes, and items that the `meta` box describes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cms.uploads.containers.av1 import coded_size
from cms.uploads.containers.container import BrokenContainerError, Container, TruncatedError, unpack

BRANDS = frozenset({b"avif", b"avis"})
# Payloads of items of metadata, padded to the length of what they replace: the places of all that
# follows stay the same. An empty TIFF directory, after its offset of four bytes.
EMPTY_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
PICTURE_ITEMS = frozenset({b"av01", b"grid", b"iden", b"iovl", b"tmap"})
# Boxes beside the first `meta` whose contents a decoder reads; those of all others are blanked.
READ = frozenset({b"ftyp", b"mdat"})
# An item has a few extents, and no two share their bytes. A file that says otherwise could have its
# bytes read thousands of times.
MAX_EXTENTS = 10_000
# Turn in quarters against the clock, then mirror: the EXIF orientation of each.
ORIENTATIONS = {
    (0, None): 1, (0, 1): 2, (2, None): 3, (0, 0): 4, (1, 0): 5, (3, None): 6, (3, 0): 7,
    (1, None): 8, (3, 1): 5, (1, 1): 7, (2, 1): 4, (2, 0): 2,
}  # fmt: skip


@dataclass
class _Item:
    kind: bytes = b""
    extents: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class _Meta:
    items: dict[int, _Item] = field(default_factory=dict)
    in_own_data: list[tuple[int, int, int]] = field(default_factory=list)
    own_data: int | None = None
    sizes: list[tuple[int, int]] = field(default_factory=list)
    turn: int = 0
    mirror: int | None = None


def read(data: bytes) -> Container:
    """Return what the file's header says. Raises BrokenContainerError."""
    meta, is_animated = None, False
    stripped = bytearray(data)
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind == b"moov":
            is_animated = True
        elif kind == b"meta" and meta is None:
            meta = _read_meta(data, start + 4, end)
        elif kind not in READ:
            stripped[start:end] = bytes(end - start)
    if meta is None or not meta.sizes:
        raise BrokenContainerError
    for number, first, length in meta.in_own_data:
        if meta.own_data is None:
            raise BrokenContainerError
        meta.items[number].extents.append((meta.own_data + first, length))
    if sum(length for item in meta.items.values() for _first, length in item.extents) > len(data):
        raise BrokenContainerError
    sizes = [*meta.sizes, *_coded_sizes(data, meta)]
    for item in meta.items.values():
        if item.kind not in PICTURE_ITEMS:
            _overwrite(stripped, item)
    return Container(
        "AVIF",
        max(width for width, _height in sizes),
        max(height for _width, height in sizes),
        bytes(stripped),
        orientation=ORIENTATIONS[meta.turn, meta.mirror],
        is_animated=is_animated,
        is_costly=True,
    )


def _coded_sizes(data: bytes, meta: _Meta) -> Iterator[tuple[int, int]]:
    """Yield the sizes that the decoder meets, which may exceed those that the boxes promise."""
    for item in meta.items.values():
        if item.kind == b"av01":
            if any(first + length > len(data) for first, length in item.extents):
                raise TruncatedError
            coded = b"".join(data[first : first + length] for first, length in item.extents)
            yield coded_size(coded)


def _overwrite(stripped: bytearray, item: _Item) -> None:
    empty = EMPTY_EXIF if item.kind == b"Exif" else b""
    fill = b"\0" if item.kind == b"Exif" else b" "
    for first, length in item.extents:
        if first + length > len(stripped):
            raise TruncatedError
        stripped[first : first + length] = empty[:length].ljust(length, fill)
        empty = b""


# --- Boxes ---------------------------------------------------------------------------------------


def _boxes(data: bytes, offset: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind, start and end of each box's contents."""
    while offset + 8 <= end:
        (size,) = unpack(">I", data, offset)
        kind, start = data[offset + 4 : offset + 8], offset + 8
        if size == 1:
            (size,) = unpack(">Q", data, start)
            start += 8
        elif size == 0:
            size = end - offset
        if size < start - offset:
            raise BrokenContainerError
        if offset + size > end:
            raise TruncatedError
        yield kind, start, offset + size
        offset += size


def _read_meta(data: bytes, start: int, end: int) -> _Meta:
    meta = _Meta()
    for kind, first, last in _boxes(data, start, end):
        if kind == b"iinf":
            version = data[first]
            inner = first + (6 if version == 0 else 8)
            for name, begin, _end in _boxes(data, inner, last):
                if name == b"infe":
                    _read_item(data, begin, meta)
        elif kind == b"iloc":
            _read_places(data, first, meta)
        elif kind == b"iprp":
            for name, begin, finish in _boxes(data, first, last):
                if name == b"ipco":
                    _read_properties(data, begin, finish, meta)
        elif kind == b"idat":
            meta.own_data = first
    return meta


def _read_item(data: bytes, start: int, meta: _Meta) -> None:
    version = unpack(">B", data, start)[0]
    number, length = (unpack(">H", data, start + 4)[0], 2)
    if version == 3:
        number, length = (unpack(">I", data, start + 4)[0], 4)
    kind = start + 4 + length + 2
    meta.items.setdefault(number, _Item()).kind = data[kind : kind + 4]


def _read_places(data: bytes, start: int, meta: _Meta) -> None:
    version, sizes, more = unpack(">B3xBB", data, start)
    offset_size, length_size = sizes >> 4, sizes & 15
    base_size, index_size = more >> 4, more & 15 if version else 0
    cursor = _Cursor(data, start + 6)
    wide = 4 if version == 2 else 2
    extents = 0
    for _item in range(cursor.number(wide)):
        number = cursor.number(wide)
        method = cursor.number(2) & 15 if version else 0
        cursor.number(2)  # of the file that holds the data: always this one
        base = cursor.number(base_size)
        count = cursor.number(2)
        extents += count
        if extents > MAX_EXTENTS:
            raise BrokenContainerError
        for _extent in range(count):
            cursor.number(index_size)
            first, length = base + cursor.number(offset_size), cursor.number(length_size)
            if method == 1:
                meta.in_own_data.append((number, first, length))
                meta.items.setdefault(number, _Item())
            elif method == 0:
                meta.items.setdefault(number, _Item()).extents.append((first, length))
            else:
                raise BrokenContainerError


def _read_properties(data: bytes, start: int, end: int, meta: _Meta) -> None:
    for kind, first, _last in _boxes(data, start, end):
        if kind == b"ispe":
            width, height = unpack(">II", data, first + 4)
            meta.sizes.append((width, height))
        elif kind == b"irot":
            meta.turn = unpack(">B", data, first)[0] & 3
        elif kind == b"imir":
            meta.mirror = unpack(">B", data, first)[0] & 1


class _Cursor:
    """Reads one number of some bytes after another."""

    def __init__(self, data: bytes, offset: int) -> None:
        self._data, self._offset = data, offset

    def number(self, size: int) -> int:
        """Return the next number, 0 of no bytes. Raises TruncatedError."""
        value = self._data[self._offset : self._offset + size]
        if len(value) < size:
            raise TruncatedError
        self._offset += size
        return int.from_bytes(value, "big")
