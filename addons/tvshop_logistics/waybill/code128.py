"""Code 128 (ISO/IEC 15417) as bar widths: set B, and set C where digits come in pairs."""

from functools import lru_cache

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


def values(text):
    """The symbol values of `text` with start, check and stop; ValueError for what has no sign."""
    if not text or not all(32 <= ord(char) < 127 for char in text):
        raise ValueError(f"{text!r} can't be written in Code 128")
    found, is_pairs, place = [], _digits(text, 0) >= 4, 0
    found.append(_START_C if is_pairs else _START_B)
    while place < len(text):
        digits = _digits(text, place)
        if is_pairs and digits < 2:
            found.append(_TO_B)
            is_pairs = False
        elif not is_pairs and digits >= 4 and digits % 2 == 0:
            found.append(_TO_C)
            is_pairs = True
        if is_pairs:
            found.append(int(text[place : place + 2]))
            place += 2
        else:
            found.append(ord(text[place]) - 32)
            place += 1
    check = (found[0] + sum(n * value for n, value in enumerate(found[1:], 1))) % 103
    return [*found, check, _STOP]


def _digits(text, place):
    end = place
    while end < len(text) and text[end] in "0123456789":
        end += 1
    return end - place


@lru_cache(maxsize=4096)
def bars(text):
    """([(x, width) of each bar], columns), in modules, quiet zones counted."""
    found, x = [], QUIET
    for value in values(text):
        for number, width in enumerate(map(int, _PATTERNS[value])):
            if number % 2 == 0:
                found.append((x, width))
            x += width
    return tuple(found), x + QUIET
