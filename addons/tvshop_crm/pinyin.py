"""Initials of Chinese names, for those who type `dfg` to find 电饭锅."""

import re
from itertools import product

from pypinyin import Style, lazy_pinyin, load_phrases_dict

# As a place's name it is always Chaoyang.
load_phrases_dict({"朝阳": [["cháo"], ["yáng"]], "朝阳市": [["cháo"], ["yáng"], ["shì"]]})

_CITY = re.compile(r"^(.+?(?:市|地区|自治州|盟))(.+)$")
_ENDINGS = re.compile(r"(?:特别行政区|自治区|自治州|自治县|地区|省|市|区|县|盟|旗)$")


def initials(text):
    """The first letter of every Chinese syllable; Latin letters and digits stay as they are.

    `电饭锅 4L` → `dfg4l`.
    """
    parts = lazy_pinyin(text or "", style=Style.FIRST_LETTER, errors="default")
    return re.sub(r"[^a-z0-9]", "", "".join(parts).lower())


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
