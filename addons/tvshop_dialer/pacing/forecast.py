"""Who will answer and which agents will be free within the seconds to come."""

import math
from bisect import bisect_right
from copy import copy
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

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


class Forecast:
    """Chances by what is known of each call and agent, as arrays. All are kept by age."""

    def __init__(self, learned):
        self.learned = learned
        self.points = [self._answer_time(share) for share in _POINTS]
        self._talk, self._wrap = Survival(learned.talk), Survival(learned.wrap)
        self._talking, self._wrapping, self._ringing = {}, {}, {}
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
        self._chances, self.weights = np.array(learned.answer).T
        self.answer_chance = (1.0 - learned.failed) * float(self._chances @ self.weights)
        # of a call dialled now
        self.new = self.ringing([0.0])[0]

    def _answer_time(self, share):
        by = self.learned.answered_by
        k = max(1, next(i for i, s in enumerate(by) if s >= share))
        step = by[k] - by[k - 1]
        return k - 1 + ((share - by[k - 1]) / step if step > 0 else 1.0)

    def ringing(self, ages):
        """Calls that rang for `ages`: P(answered by each point) for each chance to answer, by call.

        :return: an array by call, chance and point
        """
        rows = [self._times_after(int(age * 2.0 + 0.5)) for age in ages]
        rows = np.array(rows).reshape(-1, 3 + len(self.points))
        before, failing, giving_up = rows[:, :3, None].transpose(1, 0, 2)
        failed = self.learned.failed
        chances = self._chances * (1.0 - failed)
        left = chances * (1.0 - before) + failing + (1.0 - failed - chances) * giving_up
        scale = np.divide(chances, left, out=np.zeros_like(left), where=left > 1e-9)
        return np.minimum(1.0, scale[:, :, None] * rows[:, None, 3:])

    def _times_after(self, half_seconds):
        """After so long a ring: the shares answered before, to fail and to be given up; then the
        share answered by each point, if all were answered in the end."""
        if half_seconds not in self._ringing:
            learned, age = self.learned, half_seconds / 2.0
            before = share_by(learned.answered_by, age)
            self._ringing[half_seconds] = (
                before,
                learned.failed * (1.0 - share_by(learned.failed_by, age)),
                1.0 - share_by(learned.unanswered_by, age),
                *(share_by(learned.answered_by, age + point) - before for point in self.points),
            )
        return self._ringing[half_seconds]

    def wrapping(self, age):
        """An agent in wrap-up for `age`: P(free within patience after each point)."""
        key = _age_key(age)
        if key not in self._wrapping:
            now = self._wrap.hazard_by(key)
            horizons = [key + point + PATIENCE for point in self.points]
            ends = [1.0 - math.exp(now - self._wrap.hazard_by(at)) for at in horizons]
            self._wrapping[key] = ends
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
            self._talking[key] = [self._free_by(ends, p + PATIENCE) for p in self.points]
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
