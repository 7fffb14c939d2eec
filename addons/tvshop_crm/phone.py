"""Phone numbers as values: reading what people type, masking, telling the region.

Nothing here knows Odoo. Numbers are E.164 strings (`+8613800001234`).
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phone import Phone
from phonenumbers import NumberParseException, PhoneNumberType, geocoder

MAX_RAW_LENGTH = 40
_FORMATTING = re.compile(r"[\s\-\u2010-\u2015\u2212().·/]+")
_DIGITS = re.compile(r"\+?[0-9]+")
# 400/800 hotlines and service short codes are no customer's number to phonenumbers,
# but a customer at work may well call from one.
_UNIFORM = re.compile(r"^(?:\+86)?([48]00\d{7})$")
_UNREADABLE = {
    NumberParseException.TOO_LONG: "long",
    NumberParseException.TOO_SHORT_NSN: "short",
    NumberParseException.TOO_SHORT_AFTER_IDD: "short",
}


class NumberError(ValueError):
    """A text that is no phone number. `reason` is letters, short, long, empty or invalid."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Number(NamedTuple):
    """A phone number: `e164`, and `kind`, either "mobile" or "landline"."""

    e164: str
    kind: str


def normalize(raw, country="CN"):
    """Read a number as typed, dialled or signalled.

    Full-width digits, blanks, dashes, `+` and a leading `00` are understood.
    Returns None for an empty value; raises NumberError for what is no number.
    """
    text = _clean(raw)
    if not text:
        return None
    if uniform := _UNIFORM.match(text):
        return Number(f"+86{uniform[1]}", "landline")
    try:
        parsed = phonenumbers.parse(text, country)
    except NumberParseException as error:
        raise NumberError(_UNREADABLE.get(error.error_type, "invalid")) from error
    _check_length(parsed)
    if not phonenumbers.is_valid_number(parsed):
        raise NumberError("invalid")
    return Number(
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        _kind(parsed),
    )


def _clean(raw):
    text = unicodedata.normalize("NFKC", str(raw or "")).strip()
    text = _FORMATTING.sub("", text)
    if not text:
        return ""
    if not _DIGITS.fullmatch(text):
        raise NumberError("letters")
    if len(text) >= MAX_RAW_LENGTH:
        raise NumberError("long")
    return f"+{text[2:]}" if text.startswith("00") else text


def _check_length(parsed):
    possible = phonenumbers.is_possible_number_with_reason(parsed)
    if possible == phonenumbers.ValidationResult.TOO_SHORT:
        raise NumberError("short")
    if possible == phonenumbers.ValidationResult.TOO_LONG:
        raise NumberError("long")


def _kind(parsed):
    mobile = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return "mobile" if phonenumbers.number_type(parsed) in mobile else "landline"


def mask(e164):
    """Hide the middle of a number: `+8613800001234` → `138****1234`."""
    national = national_digits(e164)
    if not national:
        return ""
    if len(national) < 8:
        return "*" * (len(national) - 2) + national[-2:]
    head = min(4, len(national) - 8)
    return f"{national[:head]}****{national[-4:]}"


def national_digits(e164):
    """What one dials inside China; numbers of other countries keep `00` and the country."""
    if not e164:
        return ""
    if not e164.startswith("+86"):
        return f"00{e164[1:]}"
    rest = e164[3:]
    is_direct = _UNIFORM.match(rest) or (len(rest) == 11 and rest.startswith("1"))
    return rest if is_direct else f"0{rest}"


@lru_cache(maxsize=1)
def _mobile_regions():
    return Phone()


def region(e164, lang="zh"):
    """Where a number is at home, as text, without asking the network; "" when unknown."""
    if not e164:
        return ""
    if e164.startswith("+861") and len(e164) == 14:
        found = _mobile_regions().find(e164[3:]) or {}
        if found:
            return _join_region(found["province"], found["city"])
    try:
        return geocoder.description_for_number(phonenumbers.parse(e164), lang)
    except NumberParseException:
        return ""


def _join_region(province, city):
    return province if province == city else f"{province}{city}"
