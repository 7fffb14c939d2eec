"""The choice among carriers."""

from typing import NamedTuple

from .parcel import Area
from .success import Rate, Score, smoothed

FIXED, CHEAPEST, BEST = "fixed", "cheapest", "best"
# What a decision rests on, beside a rule.
METHOD, DEFAULT, NOBODY = "method", "default", "nobody"


class Rule(NamedTuple):
    """Conditions, all of which hold, and a choice. A limit of zero and an empty set ask nothing.

    `payment` is "cod", "paid" or empty; `carrier` counts for the choice FIXED.
    """

    id: int
    choice: str
    carrier: int = 0
    methods: frozenset = frozenset()
    area: Area = Area()
    min_weight: float = 0.0
    max_weight: float = 0.0
    max_volume: float = 0.0
    min_amount: float = 0.0
    max_amount: float = 0.0
    payment: str = ""

    def applies(self, parcel):
        return (
            (not self.methods or parcel.method in self.methods)
            and (self.area.is_empty or self.area.covers(parcel.place))
            and parcel.weight >= self.min_weight
            and (not self.max_weight or parcel.weight < self.max_weight)
            and (not self.max_volume or parcel.volume < self.max_volume)
            and parcel.amount >= self.min_amount
            and (not self.max_amount or parcel.amount < self.max_amount)
            and self.payment in ("", "cod" if parcel.is_cod else "paid")
        )


class Option(NamedTuple):
    """A carrier that can take the parcel; `cost` is None where no contract tells."""

    carrier: int
    cost: float | None
    rate: Rate


class LeftOut(NamedTuple):
    carrier: int
    why: str
    limit: float


class Decision(NamedTuple):
    """`carrier` and `rule` are ids or 0; `basis` is the rule's choice or one of those above."""

    carrier: int
    basis: str
    rule: int
    options: tuple
    left_out: tuple


class World(NamedTuple):
    """What all decisions of a company share. `scores` by (carrier, state or 0, city or 0)."""

    rules: tuple
    carriers: tuple
    scores: dict


def decide(parcel, world):
    """The carrier for a parcel.

    The carrier that the customer pays for carries, unless a rule names this delivery method. Where
    the method leaves it open, or can't, the first rule that applies and has a carrier decides;
    without one, the cheapest does.
    """
    options, left_out = _options(parcel, world)
    able = {option.carrier for option in options}

    def made(carrier, basis, rule=0):
        return Decision(carrier, basis, rule, options, left_out)

    if not options:
        return made(0, NOBODY)
    is_promised = parcel.method in able
    for rule in world.rules:
        if rule.applies(parcel) and (rule.methods or not is_promised):
            carrier = _choose(rule.choice, options, rule.carrier)
            if carrier:
                return made(carrier, rule.choice, rule.id)
    if is_promised:
        return made(parcel.method, METHOD)
    return made(_choose(CHEAPEST, options), DEFAULT)


def _options(parcel, world):
    options, left_out = [], []
    for carrier in world.carriers:
        if refusal := carrier.refusal(parcel):
            left_out.append(LeftOut(carrier.id, *refusal))
        else:
            rate = _rate(world.scores, carrier.id, parcel.place)
            options.append(Option(carrier.id, carrier.cost(parcel), rate))
    return tuple(options), tuple(left_out)


def _rate(scores, carrier, place):
    none = Score()
    return smoothed(
        scores.get((carrier, place.state, place.city), none) if place.city else none,
        scores.get((carrier, place.state, 0), none) if place.state else none,
        scores.get((carrier, 0, 0), none),
    )


def _choose(choice, options, fixed=0):
    """The chosen carrier's id; equal ones by the company's own order of carriers."""
    if choice == FIXED:
        return fixed if any(option.carrier == fixed for option in options) else 0
    if choice == BEST:
        return max(options, key=lambda option: option.rate.rate).carrier
    return min(options, key=_by_cost).carrier


def _by_cost(option):
    return (option.cost is None, option.cost or 0.0)
