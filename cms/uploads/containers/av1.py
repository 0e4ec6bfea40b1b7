"""AV1: the size in the header of a coded picture (AV1 bitstream specification, 5.5.1)."""

from cms.uploads.containers.container import BrokenContainerError

SEQUENCE_HEADER = 1


class _Bits:
    """Reads one number of some bits after another."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data, "big"), 8 * len(data)

    def number(self, count: int) -> int:
        """Return the next number. Raises BrokenContainerError beyond the end."""
        self._left -= count
        if self._left < 0:
            raise BrokenContainerError
        return self._value >> self._left & ((1 << count) - 1)


def coded_size(data: bytes) -> tuple[int, int]:
    """Return the largest width and height that the sequence headers allow a frame to have."""
    sizes, offset = [], 0
    while offset < len(data):
        header = data[offset]
        kind, has_extension, has_size = header >> 3 & 15, header & 4, header & 2
        offset += 2 if has_extension else 1
        if has_size:
            length, offset = _length(data, offset)
        else:
            length = len(data) - offset
        if kind == SEQUENCE_HEADER:
            sizes.append(_size(_Bits(data[offset : offset + min(length, 1000)])))
        offset += length
    if not sizes:
        raise BrokenContainerError
    return max(width for width, _height in sizes), max(height for _width, height in sizes)


def _length(data: bytes, offset: int) -> tuple[int, int]:
    """Return a number in the form that AV1 calls leb128, and the offset after it."""
    value = 0
    for position in range(8):
        if offset + position >= len(data):
            break
        byte = data[offset + position]
        value |= (byte & 0x7F) << (7 * position)
        if not byte & 0x80:
            return value, offset + position + 1
    raise BrokenContainerError


def _size(bits: _Bits) -> tuple[int, int]:
    bits.number(4)  # profile, still picture
    if bits.number(1):  # a reduced header
        bits.number(5)
    else:
        _skip_operating_points(bits)
    width_bits, height_bits = bits.number(4) + 1, bits.number(4) + 1
    return bits.number(width_bits) + 1, bits.number(height_bits) + 1


def _skip_operating_points(bits: _Bits) -> None:
    delay_bits = 0
    if bits.number(1):  # timing
        bits.number(64)
        if bits.number(1):  # equal intervals, in a number of variable length
            zeros = 0
            while not bits.number(1):
                zeros += 1
            bits.number(min(zeros, 32) if zeros < 32 else 0)
        if bits.number(1):  # decoder model
            delay_bits = bits.number(5) + 1
            bits.number(42)
    has_initial_delay = bits.number(1)
    for _point in range(bits.number(5) + 1):
        bits.number(12)
        if bits.number(5) > 7:
            bits.number(1)
        if delay_bits and bits.number(1):
            bits.number(2 * delay_bits + 1)
        if has_initial_delay and bits.number(1):
            bits.number(4)
