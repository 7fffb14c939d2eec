"""From what a customer brought in to his grade."""

from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

TOTAL, YEAR, ROLLING = "total", "year", "rolling"
KEEP, STEP, REACHED = "keep", "step", "reached"


class Scheme(NamedTuple):
    """`steps` are pairs of amount and grade, rising; `period` and `fall` constants from above.

    Who no longer reaches his grade keeps it for `hold_months` after he got it, then falls.
    """

    steps: tuple
    period: str
    months: int
    fall: str
    hold_months: int


def period_start(scheme, today):
    """The first day that counts on `today`; None: all do."""
    if scheme.period == YEAR:
        return date(today.year, 1, 1)
    if scheme.period == ROLLING:
        return today - relativedelta(months=scheme.months) + timedelta(days=1)
    return None


def decide(scheme, amount, current, since, today):
    """The grade from `today` on of somebody who brought in `amount` in the period.

    :param current: the grade he has, None for none or one that the scheme doesn't know
    :param since: the day on which he got it, None if nobody knows
    :return: a grade of the scheme, or None if the amount reaches none
    """
    ranks = {grade: rank for rank, (_amount, grade) in enumerate(scheme.steps)}
    rank = ranks.get(current, -1)
    reached = max(
        (i for i, (least, _grade) in enumerate(scheme.steps) if amount >= least), default=-1
    )
    if reached < rank:
        reached = _fallen(scheme, rank, reached, since, today)
    return scheme.steps[reached][1] if reached >= 0 else None


def _fallen(scheme, rank, reached, since, today):
    is_held = since and today < since + relativedelta(months=scheme.hold_months)
    if scheme.fall == KEEP or is_held:
        return rank
    return max(reached, rank - 1) if scheme.fall == STEP else reached


def next_step(scheme, amount):
    """`(what is missing, grade)` for the next higher grade; None at the top."""
    return next(((least - amount, grade) for least, grade in scheme.steps if least > amount), None)
