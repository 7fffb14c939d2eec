"""Code 128 (ISO/IEC 15417): set B, and set C where digits come in pairs."""

import re
from functools import lru_cache
from operator import mul

from .symbol import Symbol

# widths of bar, space, bar, space, bar, space for the values 0…105, then the stop sign
_PATTERNS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
    "2331112",
]
_START_B, _START_C, _TO_B, _TO_C, _STOP = 104, 105, 100, 99, 106
QUIET = 10  # modules left free on both sides


_PRINTABLE = re.compile("[ -~]+")
_PAIRS = re.compile("((?:[0-9]{2}){2,}(?![0-9]))")
_MODULES = [
    "".join("10"[place % 2] * int(width) for place, width in enumerate(pattern))
    for pattern in _PATTERNS
]


def parts(text):
    """(code set B or C, its symbol values) of each part of `text`."""
    if not _PRINTABLE.fullmatch(text):
        raise ValueError(f"{text!r} can't be written in Code 128")
    for number, part in enumerate(_PAIRS.split(text)):
        if number % 2:
            yield "C", [int(part[n : n + 2]) for n in range(0, len(part), 2)]
        elif part:
            yield "B", [byte - 32 for byte in part.encode()]


def values(text):
    """The symbol values of `text` with start, check and stop; ValueError for what has no sign."""
    found = []
    for code_set, part in parts(text):
        found += [_TO_C if code_set == "C" else _TO_B, *part]
    found[0] = _START_C if found[0] == _TO_C else _START_B
    found.append((found[0] + sum(map(mul, found, range(len(found))))) % 103)
    return [*found, _STOP]


@lru_cache(maxsize=256)
def symbol(text):
    """One row of bars with quiet zones on both sides; ValueError for what can't be written."""
    bits = "".join(map(_MODULES.__getitem__, values(text)))
    return Symbol(len(bits) + 2 * QUIET, (int(bits, 2) << QUIET,))
