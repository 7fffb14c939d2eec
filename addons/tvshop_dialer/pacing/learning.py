"""What a campaign teaches: who answers, after how long, and how long agents are busy."""

import math
from bisect import bisect_right

import numpy as np

from .shapes import ANSWERED, FAILED, NO_ANSWER

# of the chance to answer: from 1 in 100 to nearly all, in steps of 9%
_STEPS = 54
LEVELS = 0.01 * 1.0895 ** np.arange(_STEPS)
_LOG_HIT, _LOG_MISS = np.log(LEVELS), np.log1p(-LEVELS)
_PRIOR = np.full(_STEPS, 1.0 / _STEPS)
# a change of list, hour or region makes the rate another one: about once in so many seconds
_CHANGES_EVERY = 6000.0
# a fall is hedged against what was believed lately: averaged over so many seconds
_LATELY = 120.0
_IS_A_FALL = 1.6  # believed lately / now
_HEDGE = 0.25  # weight of what was believed lately


class AnswerRate:
    """A Bayes filter of the chance that a call which does not fail is answered; it may jump.

    The posterior is kept on a grid of chances. Between two looks a part of it moves to the prior
    (a change point; Adams & MacKay 2007 with a constant hazard), then it is multiplied by the
    Bernoulli likelihood of what happened since.
    """

    def __init__(self):
        self.posterior = _PRIOR
        self._lately = self._mean()

    def learn(self, seconds, answered, trials):
        """:param trials: calls that did not fail; a ringing one as far as its answer was due"""
        missed = trials - answered
        jump = min(0.5, seconds / _CHANGES_EVERY)
        expected = (1.0 - jump) * self.posterior + jump * _PRIOR
        weights = expected * np.exp(answered * _LOG_HIT + missed * _LOG_MISS)
        self.posterior = weights / weights.sum()
        self._lately += (self._mean() - self._lately) * (1.0 - math.exp(-seconds / _LATELY))

    def _mean(self):
        return float(LEVELS @ self.posterior)

    def chances(self):
        """[(chance, weight)] to reckon with instead of the posterior: means of its parts.

        A run of unanswered calls may be a passing disturbance of the network, after which people
        answer as before. So a fall is hedged for about two minutes: what was believed before keeps
        a weight of its own.
        """
        parts = self._parts()
        if self._lately < _IS_A_FALL * self._mean():
            return parts
        hedged = [(chance, weight * (1.0 - _HEDGE)) for chance, weight in parts]
        return [*hedged, (self._lately, _HEDGE)]

    def _parts(self):
        parts = split_mean(self.posterior, (0.25, 0.5, 0.25))
        spread = parts[2][0] / parts[0][0]
        if spread < 1.1:
            return [(sum(chance * share for chance, share in parts), 1.0)]
        return parts if spread < 1.6 else split_mean(self.posterior, _BROAD)


_BROAD = (0.1, 0.2, 0.25, 0.2, 0.15, 0.07, 0.03)


def split_mean(posterior, shares):
    """The means of the lowest, next, … share of a distribution over LEVELS, with the shares."""
    by_level = np.zeros((2, _STEPS + 1))
    np.cumsum([posterior, LEVELS * posterior], axis=1, out=by_level[:, 1:])
    below = np.interp(np.cumsum([0.0, *shares]), *by_level)
    means = (below[1:] - below[:-1]) / shares
    return list(zip(means.tolist(), shares, strict=True))


LONGEST = 60  # seconds of ringing that are told apart


class RingTimes:
    """After how many seconds calls are answered, fail or are given up.

    By second: what happened / the calls that still rang then, calls that ring now included, so
    that an answer still to come is no missing one; from these hazards the cumulative incidence of
    each end (Aalen & Johansen 1978). The prior is weak and late.
    """

    _MEMORY = 0.999  # by call
    _PRIOR_CALLS = 4.0
    _SECONDS = np.arange(1, LONGEST + 1)
    _PRIORS = {
        ANSWERED: 0.01 * _SECONDS * np.exp(-_SECONDS / 6.0),
        FAILED: 0.02 * np.exp(-_SECONDS / 4.0),
        NO_ANSWER: np.zeros(LONGEST),
    }

    def __init__(self):
        self._ended = {kind: self._PRIOR_CALLS * prior for kind, prior in self._PRIORS.items()}
        self._rang = np.full(LONGEST, self._PRIOR_CALLS)
        self.answers = 8.0  # that the times rest on
        self._weight = 1.0  # of the next call; it grows, instead of all others fading

    def learn(self, kind, seconds):
        """:param kind: ANSWERED, FAILED or NO_ANSWER"""
        last = min(LONGEST - 1, max(0, int(seconds)))
        self._weight /= self._MEMORY
        self._ended[kind][last] += self._weight
        self._rang[: last + 1] += self._weight
        self.answers += kind == ANSWERED
        if self._weight > 1e9:
            self._fade()

    def _fade(self):
        for values in (*self._ended.values(), self._rang):
            values /= self._weight
        self._weight = 1.0

    def incidence(self, ringing=()):
        """
        :param ringing: for how long the calls have rung that ring now
        :return: {kind: the share of all calls that has ended so by 0, 1, 2, … s}
        """
        rang = np.maximum(self._at_risk(ringing), 1e-9)
        hazards = {kind: ended / rang for kind, ended in self._ended.items()}
        left = np.cumprod(np.maximum(0.0, 1.0 - sum(hazards.values())))
        left = np.concatenate([[1.0], left[:-1]])
        return {
            kind: np.concatenate([[0.0], np.cumsum(left * hazard)])
            for kind, hazard in hazards.items()
        }

    def _at_risk(self, ringing):
        reached = np.bincount([min(LONGEST, int(seconds)) for seconds in ringing] or [0],
                              minlength=LONGEST + 1)  # fmt: skip
        beyond = np.cumsum(reached[:0:-1])[::-1]
        return self._rang + self._weight * beyond


# seconds; each bin about a quarter longer than the one before
EDGES = (0, 1, 2, 4, 6, 8, 11, 14, 18, 23, 29, 36, 45, 57, 71, 89, 111, 139, 174, 217, 271, 339,
         424, 530, 662)  # fmt: skip


class Durations:
    """How long a talk or a wrap-up still takes: a piecewise constant hazard.

    In each bin of age: ends / time spent there, with a Gamma prior whose mean is the hazard of all
    bins together (an exponential time), so that a bin nobody reached yet claims nothing of its
    own. Times that are not over yet count with what they have lasted (censored; Holford 1976).
    """

    _PRIOR = 6.0  # observations of each bin
    _PRIOR_OF_ALL = 2.0
    _MEMORY = 0.998  # by observation

    def __init__(self, mean):
        """:param mean: in seconds, of the prior for all bins"""
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
        prior, of_all = self._PRIOR, self._PRIOR_OF_ALL
        overall = (sum(self._ends) + of_all) / (sum(spent) + of_all * self._mean)
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
