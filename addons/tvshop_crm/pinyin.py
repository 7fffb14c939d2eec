"""Initials of Chinese names, for those who type `dfg` to find 电饭锅."""

import re

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

    `广东省`, `深圳市南山区` → ` gdsszsnsq szsnsq nsq gdszns szns ns`.
    """
    found = _CITY.match(name or "")
    parts = [state or "", *(found.groups() if found else (name or "",))]
    parts = [part for part in parts if part]
    keys = {}
    for words in (parts, [_ENDINGS.sub("", part) or part for part in parts]):
        for start in range(len(words)):
            keys["".join(initials(word) for word in words[start:])] = True
    return "".join(f" {key}" for key in keys if key)
