"""What contracts with suppliers deduct from a period."""

from decimal import Decimal
from typing import NamedTuple

from ..matching.cents import exact, round_to

PURCHASE, CONSIGNMENT, COMMISSION = KINDS = ("purchase", "consignment", "commission")
MONTH, QUARTER = PERIODS = ("month", "quarter")


class Terms(NamedTuple):
    """A contract.

    `tiers` are `(from, percent)` of the period's sale, in cents and of 100: each slice of the
    sale has its own percentage, those of the commission, which is at least `minimum`.
    `media_share` is what the supplier pays towards media, of 100; `storage` is for the period.
    """

    tiers: tuple = ()
    minimum: int = 0
    media_share: float = 0.0
    storage: int = 0


class Deductions(NamedTuple):
    commission: int
    media: int
    storage: int


def deduct(terms, base, unit=1):
    """The Deductions from a whole period in which `base` cents were sold, less the returns borne.

    :param unit: cents of the currency's smallest amount, to which each is rounded
    """
    commission = max(terms.minimum, _commission(terms.tiers, base, unit))
    media = max(0, round_to(base * exact(terms.media_share) / 100, unit))
    return Deductions(commission, media, terms.storage)


def deduct_rest(terms, bases, before, unit=1, end=None):
    """The Deductions of a statement from each period, so that all statements of a period together
    deduct what one for the whole of it would.

    :param bases: of this statement, `{first day of the period: cents sold less returns borne}`
    :param before: of the contract's other statements, `[(first day, cents sold, Deductions)]`
    :param end: the contract's last day; what comes back in a later period costs nothing
    :return: `{first day: Deductions}`; negative where the others have taken too much
    """
    rest = {}
    for start, base in bases.items():
        others = [(sold, taken) for day, sold, taken in before if day == start]
        whole = base + sum(sold for sold, _taken in others)
        due = Deductions(0, 0, 0) if end and start > end else deduct(terms, whole, unit)
        rest[start] = Deductions(
            *(
                amount - sum(taken[place] for _sold, taken in others)
                for place, amount in enumerate(due)
            )
        )
    return rest


def first_day(day, period):
    """The first day of the period, one of PERIODS, that `day` is in."""
    return day.replace(day=1, month=day.month if period == MONTH else (day.month - 1) // 3 * 3 + 1)


def _commission(tiers, base, unit):
    """Each slice of `base` by the percentage of its tier; nothing for a negative one."""
    total = Decimal(0)
    bounds = sorted(tiers)
    for place, (start, percent) in enumerate(bounds):
        end = bounds[place + 1][0] if place + 1 < len(bounds) else base
        total += max(0, min(base, end) - start) * exact(percent) / 100
    return round_to(total, unit)
