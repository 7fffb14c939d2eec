"""Initials of Chinese names, for those who type `dfg` to find 电饭锅."""

import re
from itertools import combinations, islice, product

from pypinyin import Style, lazy_pinyin, load_phrases_dict, pinyin

# As a place's name it is always Chaoyang.
load_phrases_dict({"朝阳": [["cháo"], ["yáng"]], "朝阳市": [["cháo"], ["yáng"], ["shì"]]})

_CITY = re.compile(r"^(.+?(?:市|地区|自治州|盟))(.+)$")
MAX_READINGS = 48
_ENDINGS = re.compile(r"(?:特别行政区|自治区|自治州|自治县|地区|省|市|区|县|盟|旗)$")


def initials(text):
    """The first letter of every Chinese syllable; Latin letters and digits stay as they are.

    `电饭锅 4L` → `dfg4l`.
    """
    parts = lazy_pinyin(text or "", style=Style.FIRST_LETTER, errors="default")
    return _plain("".join(parts))


def readings(text):
    """The initials of `text` in all the ways its characters are read, the usual one first.

    `不粘锅` → `[bng, fng, bzg, fzg]`. Of a long name, those that differ from the usual reading
    in the fewest characters, at most `MAX_READINGS`.
    """
    options = [_letters(char, usual) for char, usual in _usual_letters(text or "")]
    return list(dict.fromkeys(islice(_by_deviation(options), MAX_READINGS)))


def _usual_letters(text):
    """(character, its initial in this text) for each character."""
    parts = lazy_pinyin(text, style=Style.FIRST_LETTER, errors=list)
    return zip(text, parts, strict=True)


def _letters(char, usual):
    known = pinyin(char, style=Style.FIRST_LETTER, heteronym=True, errors="default")[0]
    return list(dict.fromkeys(map(_plain, (usual, *known))))


def _by_deviation(options):
    """Words of one option from each place, by the number of places that differ from the usual."""
    words = [choices[0] for choices in options]
    several = [place for place, choices in enumerate(options) if len(choices) > 1]
    for size in range(len(several) + 1):
        for places in combinations(several, size):
            for others in product(*(options[place][1:] for place in places)):
                changed = dict(zip(places, others, strict=True))
                yield "".join(changed.get(n, word) for n, word in enumerate(words))


def _plain(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def division_keys(state, name):
    """All the initials by which a division may be asked for, each after a blank.

    People leave out 省, 市, 区 and what comes first: `广东省`, `深圳市南山区` →
    ` gdsszsnsq gdsszsns gdssznsq … szns nsq ns`.
    """
    found = _CITY.match(name or "")
    parts = [state or "", *(found.groups() if found else (name or "",))]
    parts = [part for part in parts if part]
    forms = [_forms(part) for part in parts]
    keys = dict.fromkeys(
        "".join(words) for start in range(len(forms)) for words in product(*forms[start:])
    )
    return "".join(f" {key}" for key in keys if key)


def _forms(part):
    return dict.fromkeys((initials(part), initials(_ENDINGS.sub("", part) or part)))
