"""What a carrier may charge for a parcel by its contract."""

from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from .cents import exact, round_to, to_cents


class Fees(NamedTuple):
    """In cents."""

    delivery: int = 0
    cod: int = 0
    back: int = 0

    @property
    def total(self):
        return sum(self)


def fees(terms, weight, cod, is_returned, unit=1):
    """The fees of one parcel.

    :param terms: a contract's line, `tvshop_logistics.sorting.parcel.Tariff`
    :param weight: kg
    :param cod: cents collected; collecting costs nothing if there was nothing to collect
    :param is_returned: the parcel was brought back
    :param unit: cents of the currency's smallest amount, to which each fee is rounded
    """
    return Fees(
        to_cents(_delivery(terms, exact(weight)), unit),
        _collecting(terms, cod, unit) if cod else 0,
        to_cents(terms.return_fee, unit) if is_returned else 0,
    )


def _delivery(terms, weight):
    extra = max(Decimal(0), weight - exact(terms.first_weight))
    steps = (extra / exact(terms.step_weight)).to_integral_value(ROUND_CEILING)
    return exact(terms.first_fee) + steps * exact(terms.step_fee)


def _collecting(terms, cod, unit):
    share = round_to(cod * exact(terms.cod_percent) / 100, unit)
    return max(to_cents(terms.cod_minimum, unit), share)
