"""Who will answer and which agents will be free within the seconds to come."""

import math
from bisect import bisect_right
from copy import copy
from dataclasses import dataclass, replace
from itertools import accumulate

from .learning import EDGES

# an answered call without an agent for so long counts as abandoned
PATIENCE = 2.0
# the moments at which a new call's answer is looked at: shares of those who answer
_POINTS = (0.1, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True)
class Learned:
    """All that the forecast knows, as plain numbers.

    :param answer: [(chance of one that does not fail to answer, weight)]
    :param failed: chance to fail
    :param answered_by, failed_by, unanswered_by: of the calls that end so, the share that has by
        0, 1, 2, … s
    :param talk, wrap: ends per second, by the bins of `learning.EDGES`
    """

    answer: tuple
    failed: float
    answered_by: tuple
    failed_by: tuple
    unanswered_by: tuple
    talk: tuple
    wrap: tuple

    def to_json(self):
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_json(cls, values):
        return cls(**values)


def share_by(shares, seconds):
    """Of shares by second, the one at a moment."""
    whole = int(seconds)
    if whole >= len(shares) - 1:
        return 1.0
    return shares[whole] + (shares[whole + 1] - shares[whole]) * (seconds - whole)


class Survival:
    """P(longer than t) of a piecewise constant hazard."""

    def __init__(self, hazards):
        self._hazards = hazards
        steps = [h * (b - a) for h, a, b in zip(hazards, EDGES, EDGES[1:], strict=False)]
        self._hazard_by = [0.0, *accumulate(steps)]

    def hazard_by(self, seconds):
        """The cumulative hazard."""
        k = bisect_right(EDGES, seconds) - 1
        return self._hazard_by[k] + self._hazards[k] * (seconds - EDGES[k])


class Row:
    """Chances of one event by cell, and their three moments: all means, variances, thirds."""

    __slots__ = ("chances", "moments")

    def __init__(self, chances):
        spreads = [p * (1.0 - p) for p in chances]
        thirds = [s * (1.0 - 2.0 * p) for s, p in zip(spreads, chances, strict=True)]
        self.chances, self.moments = tuple(chances), (*chances, *spreads, *thirds)


class Forecast:
    """Chances by what is known of each call and agent. All are kept, by age in half seconds."""

    def __init__(self, learned):
        self.learned = learned
        self.points = [self._answer_time(share) for share in _POINTS]
        self._talk, self._wrap = Survival(learned.talk), Survival(learned.wrap)
        self._talking, self._wrapping = {}, {}
        by = [
            1.0 - math.exp(-self._wrap.hazard_by(t + 0.5)) for t in range(int(self.points[-1]) + 4)
        ]
        self._wrapped_by = by
        self._use(learned)

    def with_answer(self, answer):
        """The same with other chances to answer, unless they hardly differ."""
        if is_like(answer, self.learned.answer):
            return self
        changed = copy(self)
        changed._use(replace(self.learned, answer=answer))
        return changed

    def _use(self, learned):
        self.learned = learned
        self.weights = [weight for _, weight in learned.answer]
        self.answer_chance = (1.0 - learned.failed) * sum(c * w for c, w in learned.answer)
        self._ringing = {}
        # of a call dialled now: answered by each point, for each chance
        self.new = self.ringing(0.0)

    def _answer_time(self, share):
        by = self.learned.answered_by
        k = max(1, next(i for i, s in enumerate(by) if s >= share))
        step = by[k] - by[k - 1]
        return k - 1 + ((share - by[k - 1]) / step if step > 0 else 1.0)

    def ringing(self, age):
        """A call that rang for `age`: P(answered by each point), for each chance to answer."""
        key = int(age * 2.0 + 0.5)
        if key not in self._ringing:
            self._ringing[key] = Row(self._answering(key / 2.0))
        return self._ringing[key]

    def _answering(self, age):
        learned = self.learned
        before = share_by(learned.answered_by, age)
        gains = [share_by(learned.answered_by, age + point) - before for point in self.points]
        failing = learned.failed * (1.0 - share_by(learned.failed_by, age))
        giving_up = 1.0 - share_by(learned.unanswered_by, age)
        chances = []
        for chance, _ in learned.answer:
            chance *= 1.0 - learned.failed
            left = chance * (1.0 - before) + failing
            left += (1.0 - learned.failed - chance) * giving_up
            scale = chance / left if left > 1e-9 else 0.0
            chances += [min(1.0, gain * scale) for gain in gains]
        return chances

    def wrapping(self, age):
        """An agent in wrap-up for `age`: P(free within patience after each point)."""
        key = _age_key(age)
        if key not in self._wrapping:
            now = self._wrap.hazard_by(key)
            horizons = [key + point + PATIENCE for point in self.points]
            ends = [1.0 - math.exp(now - self._wrap.hazard_by(at)) for at in horizons]
            self._wrapping[key] = Row(ends)
        return self._wrapping[key]

    def talking(self, age):
        """The same of an agent who has talked for `age` seconds: the rest of the talk, then all
        of the wrap-up, by second."""
        key = _age_key(age)
        if key not in self._talking:
            horizon = int(self.points[-1] + PATIENCE) + 1
            now = self._talk.hazard_by(key)
            left = [math.exp(now - self._talk.hazard_by(key + s)) for s in range(horizon + 1)]
            ends = [a - b for a, b in zip(left, left[1:], strict=False)]
            self._talking[key] = Row([self._free_by(ends, p + PATIENCE) for p in self.points])
        return self._talking[key]

    def _free_by(self, ends, seconds):
        whole = int(seconds)
        part = seconds - whole
        by = self._wrapped_by
        sure = sum(end * by[whole - 1 - s] for s, end in enumerate(ends[:whole]))
        later = sum(end * by[whole - s] for s, end in enumerate(ends[: whole + 1]))
        return sure + part * (later - sure)


def is_like(answer, other):
    return len(answer) == len(other) and all(
        abs(a - b) < 0.02 * b for (a, _), (b, _) in zip(answer, other, strict=True)
    )


def _age_key(age):
    """Ages told apart: each second at first, coarser later."""
    if age < 20.0:
        return int(age + 0.5)
    step = 3.0 if age < 60.0 else 10.0
    return int(age / step + 0.5) * step
