"""The fixed part of a QR code (ISO/IEC 18004, model 2) by version: what lies where."""

from functools import lru_cache
from itertools import product
from typing import NamedTuple

# Centres of the alignment patterns, versions 1 to 10 (Annex E).
_CENTRES = (
    (), (6, 18), (6, 22), (6, 26), (6, 30),
    (6, 34), (6, 22, 38), (6, 24, 42), (6, 26, 46), (6, 28, 50),
)  # fmt: skip
_MASKS = (
    lambda x, y: (x + y) % 2,
    lambda x, y: y % 2,
    lambda x, y: x % 3,
    lambda x, y: (x + y) % 3,
    lambda x, y: (y // 2 + x // 3) % 2,
    lambda x, y: x * y % 2 + x * y % 3,
    lambda x, y: (x * y % 2 + x * y % 3) % 2,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2,
)
LEVEL_BITS = {"L": 1, "M": 0, "Q": 3, "H": 2}


class Grid(NamedTuple):
    """A version's modules, row by row, the top left one being the highest bit of an int."""

    size: int
    order: tuple  # for each module its place in the codewords' bits; -1 is dark, -2 is light
    masks: tuple  # the eight masks, of the encoding region only


def _bits(size, is_dark):
    cells = ("1" if is_dark(x, y) else "0" for y in range(size) for x in range(size))
    return int("".join(cells), 2)


@lru_cache(maxsize=10)
def grid(version):
    size = 17 + 4 * version
    fixed = _fixed(version, size)
    order = [-1 if fixed.get((x, y)) else -2 for y in range(size) for x in range(size)]
    free = [cell for cell in _zigzag(size) if cell not in fixed]
    # What is left over at the end stays light before masking.
    for number, (x, y) in enumerate(free[: len(free) // 8 * 8]):
        order[y * size + x] = number
    region = set(free)
    masks = tuple(
        _bits(size, lambda x, y, mask=mask: (x, y) in region and not mask(x, y)) for mask in _MASKS
    )
    return Grid(size, tuple(order), masks)


def _fixed(version, size):
    """{(x, y): is dark} of function patterns; the format's places are light as yet."""
    found = {}
    for x, y in ((3, 3), (size - 4, 3), (3, size - 4)):
        _square(found, x, y, 4, size, lambda ring: ring not in (2, 4))
    for place in range(8, size - 8):
        found[place, 6] = found[6, place] = place % 2 == 0
    for x, y in product(_CENTRES[version - 1], repeat=2):
        if (x, y) not in ((6, 6), (6, size - 7), (size - 7, 6)):  # the finders' corners
            _square(found, x, y, 2, size, lambda ring: ring != 1)
    for x, y in _format_cells(size):
        found[x, y] = False
    found[8, size - 8] = True
    if version >= 7:
        code = _with_remainder(version, 12, 0x1F25)
        for bit in range(18):
            x, y = size - 11 + bit % 3, bit // 3
            found[x, y] = found[y, x] = bool(code >> bit & 1)
    return found


def _square(found, x, y, reach, size, is_dark):
    """Concentric rings around (x, y), as far as they lie on the grid."""
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            if 0 <= x + right < size and 0 <= y + down < size:
                found[x + right, y + down] = is_dark(max(abs(right), abs(down)))


def _format_cells(size):
    """The 30 places of the format: of bit 0 to 14, then once more."""
    first = [(8, y) for y in (0, 1, 2, 3, 4, 5, 7, 8)]
    first += [(x, 8) for x in (7, 5, 4, 3, 2, 1, 0)]
    second = [(size - 1 - bit, 8) for bit in range(8)]
    second += [(8, size - 15 + bit) for bit in range(8, 15)]
    return first + second


@lru_cache(maxsize=320)
def format_bits(version, level, mask):
    size = 17 + 4 * version
    code = _with_remainder(LEVEL_BITS[level] << 3 | mask, 10, 0x537) ^ 0x5412
    dark = {cell for n, cell in enumerate(_format_cells(size)) if code >> n % 15 & 1}
    return _bits(size, lambda x, y: (x, y) in dark)


def _with_remainder(value, degree, divisor):
    """`value` followed by the remainder of its division, as BCH codes have it."""
    rest = value << degree
    while rest.bit_length() > degree:
        rest ^= divisor << rest.bit_length() - degree - 1
    return value << degree | rest


def _zigzag(size):
    """All modules in the order in which the codewords' bits fill them."""
    rights = [right - (right <= 6) for right in range(size - 1, 0, -2)]
    for number, right in enumerate(rights):
        rows = range(size) if number % 2 else range(size - 1, -1, -1)
        for y in rows:
            yield right, y
            yield right - 1, y
