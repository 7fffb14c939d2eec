"""What a carrier may charge for a parcel by its contract."""

from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from .cents import exact, to_cents


class Fees(NamedTuple):
    """In cents."""

    delivery: int = 0
    cod: int = 0
    back: int = 0

    @property
    def total(self):
        return sum(self)


def fees(terms, weight, cod, is_returned):
    """The fees of one parcel.

    :param terms: a contract's line, `tvshop_logistics.sorting.parcel.Tariff`
    :param weight: kg
    :param cod: cents collected; collecting costs nothing if there was nothing to collect
    :param is_returned: the parcel was brought back
    """
    return Fees(
        to_cents(_delivery(terms, exact(weight))),
        _collecting(terms, cod) if cod else 0,
        to_cents(terms.return_fee) if is_returned else 0,
    )


def _delivery(terms, weight):
    extra = max(Decimal(0), weight - exact(terms.first_weight))
    steps = (extra / exact(terms.step_weight)).to_integral_value(ROUND_CEILING)
    return exact(terms.first_fee) + steps * exact(terms.step_fee)


def _collecting(terms, cod):
    share = to_cents(Decimal(cod) / 100 * exact(terms.cod_percent) / 100)
    return max(to_cents(terms.cod_minimum), share)
