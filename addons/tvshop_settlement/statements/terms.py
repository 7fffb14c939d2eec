"""What contracts with suppliers deduct from a period."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ..matching.cents import exact

PURCHASE, CONSIGNMENT, COMMISSION = KINDS = ("purchase", "consignment", "commission")


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


def deduct(terms, base):
    """The Deductions from a period in which `base` cents were sold, less the returns borne."""
    commission = max(terms.minimum, _commission(terms.tiers, base))
    media = max(0, _whole(base * exact(terms.media_share) / 100))
    return Deductions(commission, media, terms.storage)


def _commission(tiers, base):
    """Each slice of `base` by the percentage of its tier; nothing for a negative one."""
    total = Decimal(0)
    bounds = sorted(tiers)
    for place, (start, percent) in enumerate(bounds):
        end = bounds[place + 1][0] if place + 1 < len(bounds) else base
        total += max(0, min(base, end) - start) * exact(percent) / 100
    return _whole(total)


def _whole(cents):
    return int(cents.to_integral_value(ROUND_HALF_UP))
