"""How much of a product to buy: what the coming spots and the other days sell, less what is there.

What a spot will sell is estimated from earlier spots of the product on the same channel in the
same part of the day. A few of them say little, so their mean is drawn towards that of the channel,
this towards that of the product, and this towards that of all spots: n spots weigh n / (n + k)
(Bühlmann, Experience Rating and Credibility, 1967). Quantities are in the product's unit.
"""

from collections import Counter
from math import ceil
from typing import NamedTuple

CREDIBILITY = 4  # k, in spots
ROUNDING = 1e-6


class Past(NamedTuple):
    """The product's earlier spots on a channel in a part of the day, and what they sold of it."""

    channel: int
    part: int
    spots: int
    sold: float


class Coming(NamedTuple):
    """A planned spot of the product; `day` is days from now."""

    channel: int
    part: int
    day: float


class Stock(NamedTuple):
    """What is there, owed to orders, on its way from suppliers, and coming back fit for sale."""

    on_hand: float
    owed: float = 0
    incoming: float = 0
    returns: float = 0

    @property
    def free(self):
        return self.on_hand - self.owed + self.incoming + self.returns


class Group(NamedTuple):
    """Coming spots that are alike: how many, what each sells, from how many earlier ones."""

    channel: int
    part: int
    spots: int
    each: float
    known: int


class Need(NamedTuple):
    groups: tuple
    by_spots: float
    by_rate: float
    missing: float
    quantity: float
    lasts: float | None  # days from now until nothing is left; none within the period


def expected(past, overall, channel, part):
    """(what one spot sells, from how many earlier ones alike).

    :param past: all Past of the product
    :param overall: what a spot sells of its product on the mean of all
    """
    same_channel = [row for row in past if row.channel == channel]
    same_part = [row for row in same_channel if row.part == part]
    mean = overall
    for rows in (past, same_channel, same_part):
        spots, sold = sum(row.spots for row in rows), sum(row.sold for row in rows)
        mean = (sold + CREDIBILITY * mean) / (spots + CREDIBILITY)
    return mean, sum(row.spots for row in same_part)


def need(past, overall, coming, rate, days, stock, minimum=0):
    """What will be missing `days` from now, and how much to order against it.

    :param coming: the product's Coming spots; those after `days` don't count
    :param rate: what is sold a day without spots
    :param minimum: the least the supplier takes
    """
    coming = [spot for spot in coming if spot.day <= days]
    counts = Counter((spot.channel, spot.part) for spot in coming)
    groups = []
    for (channel, part), spots in sorted(counts.items()):
        each, known = expected(past, overall, channel, part)
        groups.append(Group(channel, part, spots, each, known))
    by_spots = sum(group.spots * group.each for group in groups)
    missing = by_spots + rate * days - stock.free
    quantity = max(ceil(missing - ROUNDING), minimum) if missing > ROUNDING else 0
    each = {(group.channel, group.part): group.each for group in groups}
    sales = [(spot.day, each[spot.channel, spot.part]) for spot in coming]
    lasts = _lasts(sorted(sales), rate, days, stock.free)
    return Need(tuple(groups), by_spots, rate * days, max(missing, 0), quantity, lasts)


def _lasts(sales, rate, days, free):
    """When what is free is sold: spots sell at once, the rest evenly."""
    day = 0.0
    for at, sold in [*sales, (days, 0)]:
        if free < 0:
            return day
        if rate * (at - day) > free:
            return day + free / rate
        free -= rate * (at - day) + sold
        day = at
        if free < -ROUNDING:
            return day
    return None
