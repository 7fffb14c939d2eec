"""A number as the network signals it → what a call keeps of it. Values in, values out."""

from typing import NamedTuple

from odoo.addons.tvshop_crm.phone import NumberError, mask, normalize, region

WITHHELD = frozenset(("", "anonymous", "unknown", "restricted", "unavailable", "private"))
SHORT_CODE_LENGTH = 5
MAX_SHOWN = 40


class CallerNumber(NamedTuple):
    """`masked` is for everybody's eyes, `e164` is empty for what is no number."""

    raw: str
    e164: str
    masked: str
    region: str
    is_withheld: bool


def read_caller(raw):
    """What is known of a number from the network, from which anything may come."""
    raw = (raw or "").strip()
    if raw.lower() in WITHHELD:
        return CallerNumber(raw, "", "", "", True)
    try:
        number = normalize(raw)
    except NumberError:
        number = None
    if number is None:
        return CallerNumber(raw, "", _mask_text(raw), "", False)
    return CallerNumber(raw, number.e164, mask(number.e164), region(number.e164), False)


def _mask_text(raw):
    if len(raw) <= SHORT_CODE_LENGTH:
        return raw
    return f"{raw[:2]}{'*' * min(len(raw) - 4, MAX_SHOWN)}{raw[-2:]}"
