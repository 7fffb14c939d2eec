"""Waybill numbers: a serial between a prefix and a suffix, with a check digit where one is due.

The S10 check digit is that of the Universal Postal Union's standard S10: the eight digits are
weighted 8 6 4 2 3 5 9 7, summed, and 11 minus the remainder by 11 is the digit (10 → 0, 11 → 5).
"""

import re

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
S10 = re.compile(r"([A-Z]{2})(\d{8})(\d)([A-Z]{2})")


def s10_digit(serial):
    """The check digit, as a string, of eight digits."""
    if not re.fullmatch(r"[0-9]{8}", serial):
        raise ValueError(f"{serial!r} is not eight digits")
    remainder = sum(w * int(digit) for w, digit in zip(S10_WEIGHTS, serial, strict=True)) % 11
    return {0: "5", 1: "0"}.get(remainder, str(11 - remainder))


def is_s10(number):
    """Whether `number` is an S10 identifier with the right check digit."""
    match = S10.fullmatch(number)
    return bool(match) and s10_digit(match[2]) == match[3]


def compose(serial, prefix="", suffix="", check="none"):
    """The number printed for a serial (digits with leading zeros); `check` is none or s10."""
    digit = s10_digit(serial) if check == "s10" else ""
    return f"{prefix}{serial}{digit}{suffix}"


def serials(first, count):
    """`count` serials from `first` on, as wide as `first`."""
    start, width = int(first), len(first)
    return [f"{number:0{width}d}" for number in range(start, start + count)]
