"""QR codes (ISO/IEC 18004, model 2) of versions 1 to 10.

A text is digits, or the 45 signs of the alphanumeric mode, or bytes in UTF-8, announced by an
ECI designator where they are not plain ASCII: without it some scanners take Chinese for Japanese.
Thousands of pages carry a code each, so all modules of a code are one integer.
"""

import re
from functools import lru_cache
from itertools import chain, zip_longest
from operator import itemgetter

from .qr_grid import format_bits, grid
from .qr_penalty import penalty
from .symbol import Symbol

QUIET = 4  # modules left free on each side
LEVELS = "MQH"  # 15, 25 and 30 % may be spoilt; less than M is not enough for a parcel
_CODEWORDS = (26, 44, 70, 100, 134, 172, 196, 242, 292, 346)
# By version and level (table 9): error correction codewords of a block, number of blocks.
_BLOCKS = (
    ((10, 1), (13, 1), (17, 1)),
    ((16, 1), (22, 1), (28, 1)),
    ((26, 1), (18, 2), (22, 2)),
    ((18, 2), (26, 2), (16, 4)),
    ((24, 2), (18, 4), (22, 4)),
    ((16, 4), (24, 4), (28, 4)),
    ((18, 4), (18, 6), (26, 5)),
    ((22, 4), (22, 6), (26, 6)),
    ((22, 5), (20, 8), (24, 8)),
    ((26, 5), (24, 8), (28, 8)),
)
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_UTF_8 = "0111" + f"{26:08b}"
_DIGITS, _ALPHANUMERIC = re.compile("[0-9]+"), re.compile("[0-9A-Z $%*+./:-]+")


@lru_cache(maxsize=256)
def symbol(text):
    """The code of `text` with its quiet zone; ValueError if it is too long for version 10."""
    version, level, data = _fill(text)
    modules, size = _best_mask(version, level, _codewords(version, level, data))
    columns = size + 2 * QUIET
    row = (1 << size) - 1
    rows = tuple((modules >> size * y & row) << QUIET for y in range(size - 1, -1, -1))
    return Symbol(columns, (0,) * QUIET + rows + (0,) * QUIET)


def level_of(text):
    """The level of error correction that `symbol` chose."""
    return _fill(text)[1]


def _fill(text):
    """(version, level, data codewords): the smallest version, then the best level it holds."""
    mode, count, widths, bits = _segment(text)
    for version in range(1, 11):
        used = len(mode) + widths[version == 10] + len(bits)
        for level in reversed(LEVELS):
            room = 8 * _data_size(version, level)
            if used <= room:
                count = f"{count:0{widths[version == 10]}b}"
                return version, level, _pad(f"{mode}{count}{bits}", room)
    raise ValueError(f"{len(text)} signs are too many for a QR code of version 10")


def _data_size(version, level):
    check, blocks = _BLOCKS[version - 1][LEVELS.index(level)]
    return _CODEWORDS[version - 1] - check * blocks


def _pad(bits, room):
    bits += "0" * min(4, room - len(bits))
    bits += "0" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return data + (b"\xec\x11" * room)[: room // 8 - len(data)]


def _segment(text):
    """(mode, count, bits of the count in versions 1 to 9 and in version 10, data), of bits."""
    if _DIGITS.fullmatch(text):
        groups = (text[n : n + 3] for n in range(0, len(text), 3))
        bits = "".join(f"{int(group):0{1 + 3 * len(group)}b}" for group in groups)
        return "0001", len(text), (10, 12), bits
    if _ALPHANUMERIC.fullmatch(text):
        values = [_SIGNS.index(sign) for sign in text]
        pairs = zip(values[::2], values[1::2], strict=False)
        bits = "".join(f"{45 * first + second:011b}" for first, second in pairs)
        return "0010", len(text), (9, 11), bits + (f"{values[-1]:06b}" if len(text) % 2 else "")
    data = text.encode()
    return (
        ("" if text.isascii() else _UTF_8) + "0100",
        len(data),
        (8, 16),
        f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}",
    )


# Error correction: the remainder of a block's division by a generator, over GF(256)


def _powers():
    exponents, value = [], 1
    for _number in range(255):
        exponents.append(value)
        value = value << 1 ^ (0x11D if value & 0x80 else 0)
    return exponents


_EXP = _powers()
_LOG = {value: number for number, value in enumerate(_EXP)}


def _times(first, second):
    return _EXP[(_LOG[first] + _LOG[second]) % 255] if first and second else 0


@lru_cache(maxsize=32)
def _multiples(degree):
    """The generator without its leading 1, times 0 … 255, each as one integer of bytes."""
    generator = [1]
    for root in _EXP[:degree]:
        shifted = [0] + [_times(root, value) for value in generator]
        generator = [a ^ b for a, b in zip([*generator, 0], shifted, strict=True)]
    return [
        int.from_bytes(bytes(_times(factor, value) for value in generator[1:]), "big")
        for factor in range(256)
    ]


def _check_words(block, degree):
    multiples, top = _multiples(degree), 8 * (degree - 1)
    keep, rest = (1 << top) - 1, 0
    for byte in block:
        rest = (rest & keep) << 8 ^ multiples[rest >> top ^ byte]
    return rest.to_bytes(degree, "big")


def _codewords(version, level, data):
    """Data and check words in the order in which they are drawn: a word of each block in turn."""
    degree, count = _BLOCKS[version - 1][LEVELS.index(level)]
    if count == 1:
        return data + _check_words(data, degree)
    short, longer = divmod(len(data), count)
    blocks, start = [], 0
    for number in range(count):
        end = start + short + (number >= count - longer)
        blocks.append(data[start:end])
        start = end
    checks = [_check_words(block, degree) for block in blocks]
    turns = chain(chain(*zip_longest(*blocks)), chain(*zip(*checks, strict=True)))
    return bytes(word for word in turns if word is not None)


# Drawing


@lru_cache(maxsize=10)
def _arrange(version):
    return itemgetter(*grid(version).order)


def _best_mask(version, level, words):
    """(modules, size) with the mask that reads best."""
    size, _order, masks = grid(version)
    bits = f"{int.from_bytes(words, 'big'):0{8 * len(words)}b}01"
    plain = int("".join(_arrange(version)(bits)), 2)
    masked = (
        plain ^ mask | format_bits(version, level, number) for number, mask in enumerate(masks)
    )
    return min(masked, key=lambda modules: penalty(modules, size)), size
