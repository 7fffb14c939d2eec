"""Cells into values, and why one is none."""

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

MAX_AMOUNT = Decimal(10_000_000)
MAX_TEXT = 200

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")
# The minus sign that Chinese input methods and Excel write, and brackets.
_NEGATIVE = re.compile(r"[－−–]([\d.]+)|[(（]([\d.]+)[)）]")
_MONEY_MARKS = str.maketrans("", "", "¥￥元, ")
# What most files have: it needs no looking at.
_PLAIN_AMOUNT = re.compile(r"\d{1,7}\.\d\d", re.ASCII).fullmatch


class Unreadable(Exception):
    """A row that can't be taken: `code` names why, `value` is what stood there."""

    def __init__(self, code, value=""):
        super().__init__(code, value)
        self.code = code
        self.value = str(value)[:80]


class BadRow(NamedTuple):
    line: int
    cells: list
    code: str
    value: str


def normal_word(word):
    return " ".join(str(word).split()).casefold()


def read_amount(value, signed=False):
    """A sum of money with two decimals at most; None for an empty cell.

    :param signed: it may be negative: -12.50, or as accountants write it, (12.50)
    :raises Unreadable: amount
    """
    if type(value) is str and _PLAIN_AMOUNT(value):
        return Decimal(value)
    text = str(value if value is not None else "").translate(_MONEY_MARKS)
    if not text:
        return None
    if signed and (negative := _NEGATIVE.fullmatch(text)):
        text = f"-{negative[1] or negative[2]}"
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise Unreadable("amount", value) from error
    if not amount.is_finite():
        raise Unreadable("amount", value)
    if (amount < 0 and not signed) or abs(amount) > MAX_AMOUNT or amount != round(amount, 2):
        raise Unreadable("amount", value)
    return round(amount, 2)


def read_text(value, limit=MAX_TEXT):
    return _UNPRINTABLE.sub(" ", str(value or "")).strip()[:limit]
