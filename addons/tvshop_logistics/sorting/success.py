"""How likely a carrier is to hand a parcel over in a district, told from few parcels too."""

from typing import NamedTuple

WEIGHT = 20


class Score(NamedTuple):
    """Parcels handed over, of those whose end is known."""

    delivered: int = 0
    ended: int = 0


class Rate(NamedTuple):
    """`rate` from 0 to 1, with the district's own numbers it was told from."""

    rate: float
    delivered: int
    ended: int


def smoothed(district, province, country):
    """The posterior mean of a beta-binomial, with the next larger place as its prior.

    `p(country) = (d + 1) / (n + 2)` (Laplace's rule of succession), then for the province and for
    the district `p = (d + m·p(larger)) / (n + m)` with m = 20 parcels: a place with many parcels
    speaks for itself, one with few for those around it. See Gelman et al., Bayesian Data Analysis,
    3rd edition, section 2.4 and chapter 5.
    """
    larger = (country.delivered + 1) / (country.ended + 2)
    for score in (province, district):
        larger = (score.delivered + WEIGHT * larger) / (score.ended + WEIGHT)
    return Rate(larger, district.delivered, district.ended)
