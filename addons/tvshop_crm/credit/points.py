"""Points against a customer, from what became of parcels."""

from datetime import date
from typing import NamedTuple

REFUSED, UNPAID, RETURNED = "refused", "unpaid", "returned"
KINDS = (REFUSED, UNPAID, RETURNED)
NONE, WARN, DEPOSIT, NO_COD, STOP = "none", "warn", "deposit", "no_cod", "stop"


class Incident(NamedTuple):
    kind: str
    day: date


class Rules(NamedTuple):
    """`weights` by kind, halved after each `half_life` days; never, if that is 0."""

    weights: dict
    half_life: int


def points(incidents, rules, today):
    """The sum of the incidents' weights, each by its age; rounded to hundredths.

    An exponential decay: nothing is forgotten on a certain day, and what happened lately counts
    most. Incidents of the future count in full.
    """
    return round(sum(_weight(incident, rules, today) for incident in incidents), 2)


def _weight(incident, rules, today):
    age = max(0, (today - incident.day).days)
    fading = 0.5 ** (age / rules.half_life) if rules.half_life else 1
    return rules.weights.get(incident.kind, 0) * fading


def level(levels, amount):
    """The one of `levels`, pairs of points and level, rising, that `amount` reaches; else None."""
    return next((one for least, one in reversed(levels) if amount >= least), None)
