"""Bank lines against what should come over the bank: remittances, and what customers pay ahead.

A line is matched only if there is one way to read it; everything else is for a person.
"""

import re
from datetime import date
from typing import NamedTuple

MATCHED, AMOUNT, SEVERAL, UNKNOWN = CAUSES = ("matched", "amount", "several", "unknown")
# Of one payer, as many payments are tried together.
TOGETHER = 60
_WORD = re.compile(r"[0-9A-Z](?:[0-9A-Z._/-]*[0-9A-Z])?")


class BankLine(NamedTuple):
    """`amount` in cents; `payer` is an id, or None if the bank names none that is known."""

    amount: int
    text: str
    payer: int | None
    day: date


class Expected(NamedTuple):
    """`marks` are numbers by which the bank's text may name it; `key` tells it apart."""

    key: object
    amount: int
    marks: tuple
    payer: int | None
    day: date


class Match(NamedTuple):
    """`difference` is what the line brought more than was expected under `keys`, cents."""

    keys: tuple
    difference: int
    cause: str


def match_line(line, pools, tolerance=0):
    """The Match of a line with one or several of what is expected.

    What its text names is looked for first, in all pools; then what its payer owes: one payment,
    or several that follow each other.

    :param pools: lists of Expected; a line is paid from one of them, the first that fits
    :param tolerance: cents by which a line may differ
    """
    words = set(_WORD.findall(line.text.upper()))
    named = [_of_names(line, words, pool, tolerance) for pool in pools]
    of_payer = [_of_payer(line, pool, tolerance) for pool in pools]
    found = [match for match in (*named, *of_payer) if match]
    for cause in (MATCHED, AMOUNT, SEVERAL):
        if best := next((match for match in found if match.cause == cause), None):
            return best
    return Match((), line.amount, UNKNOWN)


def match_lines(lines, pools, tolerance=0):
    """`{key: Match}` of `(key, BankLine)`; what one line pays is not there for the next."""
    found = {}
    left = [sorted(pool, key=lambda one: (one.day, str(one.key))) for pool in pools]
    for key, line in sorted(lines, key=lambda pair: (pair[1].day, str(pair[0]))):
        found[key] = match = match_line(line, left, tolerance)
        if match.cause == MATCHED:
            left = [[one for one in pool if one.key not in match.keys] for pool in left]
    return found


def _of_names(line, words, pool, tolerance):
    named = [one for one in pool if words & {mark.upper() for mark in one.marks}]
    if not named:
        return None
    difference = line.amount - sum(one.amount for one in named)
    cause = MATCHED if abs(difference) <= tolerance else AMOUNT
    return Match(tuple(one.key for one in named), difference, cause)


def _of_payer(line, pool, tolerance):
    owed = [one for one in pool if line.payer and one.payer == line.payer]
    owed = sorted(owed, key=lambda one: (one.day, str(one.key)))[-TOGETHER:]
    runs = []
    for first in range(len(owed)):
        total = 0
        for last in range(first, len(owed)):
            total += owed[last].amount
            if abs(line.amount - total) <= tolerance:
                keys = tuple(one.key for one in owed[first : last + 1])
                runs.append(Match(keys, line.amount - total, MATCHED))
    if len(runs) > 1:
        return Match((), line.amount, SEVERAL)
    return runs[0] if runs else None
