"""What a campaign teaches: who answers, after how long, and how long agents are busy."""

import math
from bisect import bisect_right

from .shapes import ANSWERED, FAILED

# of the chance to answer: from 1 in 100 to nearly all, in steps of 9%
_STEPS = 54
LEVELS = tuple(0.01 * 1.0895**step for step in range(_STEPS))
# a change of list, hour or region makes the rate another one: about once in so many seconds
_CHANGES_EVERY = 1800.0


class AnswerRate:
    """A Bayes filter of the chance that a call which does not fail is answered; it may jump.

    The posterior is kept on a grid of chances. Between two looks a part of it moves to the prior
    (a change point; Adams & MacKay 2007 with a constant hazard), then it is multiplied by the
    Bernoulli likelihood of what happened since.
    """

    def __init__(self):
        self._log = [(math.log(p), math.log1p(-p)) for p in LEVELS]
        self._prior = [1.0 / _STEPS] * _STEPS
        self.posterior = list(self._prior)

    def learn(self, seconds, answered, trials):
        """:param trials: calls that did not fail; a ringing one as far as its answer was due"""
        missed = trials - answered
        jump = min(0.5, seconds / _CHANGES_EVERY)
        stay = 1.0 - jump
        weights = [
            (stay * old + jump * prior) * math.exp(answered * hit + missed * miss)
            for old, prior, (hit, miss) in zip(self.posterior, self._prior, self._log, strict=True)
        ]
        total = sum(weights)
        self.posterior = [w / total for w in weights]

    def chances(self):
        """[(chance, weight)] to reckon with instead of the posterior: means of its parts."""
        mean = sum(p * w for p, w in zip(LEVELS, self.posterior, strict=True))
        square = sum(p * p * w for p, w in zip(LEVELS, self.posterior, strict=True))
        is_narrow = square < 1.04 * mean * mean
        return split_mean(self.posterior, (0.25, 0.5, 0.25) if is_narrow else _BROAD)


_BROAD = (0.1, 0.2, 0.25, 0.2, 0.15, 0.07, 0.03)


def split_mean(posterior, shares):
    """The means of the lowest, next, … share of a distribution over LEVELS, with the shares."""
    parts, k, mass = [], 0, posterior[0]
    for share in shares:
        missing, weighted = share, 0.0
        while mass < missing and k < _STEPS - 1:
            weighted += LEVELS[k] * mass
            missing -= mass
            k += 1
            mass = posterior[k]
        weighted += LEVELS[k] * missing
        mass -= missing
        parts.append((weighted / share, share))
    return parts


LONGEST = 60  # seconds of ringing that are told apart
_PRIOR_CALLS = 4.0
_ANSWER_PRIOR = [0.01 * t * math.exp(-t / 6.0) for t in range(1, LONGEST + 1)]
_FAILURE_PRIOR = [0.02 * math.exp(-t / 4.0) for t in range(1, LONGEST + 1)]


class RingTimes:
    """After how many seconds calls are answered or fail.

    By second: what happened / the calls that still rang then, calls that ring now included, so
    that an answer still to come is no missing one; from these hazards the cumulative incidence of
    either end (Aalen & Johansen 1978). The prior is weak and late.
    """

    _MEMORY = 0.999  # by call

    def __init__(self):
        self._answered, self._failed, self._rang = ([0.0] * LONGEST for _ in range(3))
        self._weight = 1.0  # of the next call; grows, instead of all others fading
        self._limit = LONGEST

    def learn(self, kind, seconds):
        """:param kind: ANSWERED, FAILED or NO_ANSWER"""
        last = min(LONGEST - 1, max(0, int(seconds)))
        self._weight /= self._MEMORY
        for second in range(last + 1):
            self._rang[second] += self._weight
        if kind == ANSWERED:
            self._answered[last] += self._weight
        elif kind == FAILED:
            self._failed[last] += self._weight
        else:
            self._limit = last + 1
        if self._weight > 1e9:
            self._fade()

    def _fade(self):
        for values in (self._answered, self._failed, self._rang):
            values[:] = [v / self._weight for v in values]
        self._weight = 1.0

    def incidence(self, ringing=()):
        """
        :param ringing: for how long the calls have rung that ring now
        :return: (answered by 0, 1, 2, … s, failed by …): shares of all calls
        """
        rang = self._at_risk(ringing)
        left, answered, failed = 1.0, [0.0], [0.0]
        for k in range(self._limit):
            calls = rang[k] / self._weight + _PRIOR_CALLS
            due = (
                left * (self._answered[k] / self._weight + _PRIOR_CALLS * _ANSWER_PRIOR[k]) / calls
            )
            lost = (
                left * (self._failed[k] / self._weight + _PRIOR_CALLS * _FAILURE_PRIOR[k]) / calls
            )
            answered.append(answered[-1] + due)
            failed.append(failed[-1] + lost)
            left = max(0.0, left - due - lost)
        return answered, failed

    def _at_risk(self, ringing):
        reached = [0.0] * (LONGEST + 1)
        for seconds in ringing:
            reached[min(LONGEST, int(seconds))] += self._weight
        return [r + more for r, more in zip(self._rang, at_least(reached), strict=True)]

    def answers(self):
        """How many answers the times rest on."""
        return sum(self._answered) / self._weight


def at_least(counts):
    """How many lie above each index."""
    total, sums = 0.0, []
    for count in reversed(counts[1:]):
        total += count
        sums.append(total)
    return sums[::-1]


# seconds; each bin about a quarter longer than the one before
EDGES = (0, 1, 2, 4, 6, 8, 11, 14, 18, 23, 29, 36, 45, 57, 71, 89, 111, 139, 174, 217, 271, 339,
         424, 530, 662)  # fmt: skip


class Durations:
    """How long a talk or a wrap-up still takes: a piecewise constant hazard.

    In each bin of age: ends / time spent there, with a Gamma prior whose mean is the hazard of all
    bins together (an exponential time), so that a bin nobody reached yet claims nothing of its
    own. Times that are not over yet count with what they have lasted (censored; Holford 1976).
    """

    _PRIOR = 2.0
    _MEMORY = 0.998

    def __init__(self, mean):
        """:param mean: in seconds, worth two observations"""
        self._mean = mean
        self._ends = [0.0] * len(EDGES)
        self._spent = [0.0] * len(EDGES)

    def learn(self, seconds):
        self._ends = [e * self._MEMORY for e in self._ends]
        self._spent = [s * self._MEMORY for s in self._spent]
        self._ends[bin_of(seconds)] += 1.0
        spend(self._spent, seconds)

    def hazards(self, unfinished=()):
        """Ends per second by bin. `unfinished`: how long those have lasted that are not over."""
        spent = list(self._spent)
        for seconds in unfinished:
            spend(spent, seconds)
        prior = self._PRIOR
        overall = (sum(self._ends) + prior) / (sum(spent) + prior * self._mean)
        return [
            float(f"{(e + prior) / (s + prior / overall):.5g}")
            for e, s in zip(smooth(self._ends), smooth(spent), strict=True)
        ]


def bin_of(seconds):
    return bisect_right(EDGES, max(0.0, seconds)) - 1


def spend(spent, seconds):
    """Add a time to what was spent in each bin of age."""
    last = bin_of(seconds)
    for k in range(last):
        spent[k] += EDGES[k + 1] - EDGES[k]
    spent[last] += max(0.0, seconds) - EDGES[last]


def smooth(values):
    """Each bin with half of its neighbours."""
    padded = [0.0, *values, 0.0]
    return [
        0.5 * before + at + 0.5 * after
        for before, at, after in zip(padded, values, padded[2:], strict=False)
    ]
