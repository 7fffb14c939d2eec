"""What a campaign teaches: who answers, after how long, and how long agents are busy."""

import math
from bisect import bisect_right

from .shapes import ANSWERED, FAILED, NO_ANSWER

# of the chance to answer: from 1 in 100 to nearly all, in steps of 9%
_STEPS = 54
LEVELS = tuple(0.01 * 1.0895**step for step in range(_STEPS))
# a change of list, hour or region makes the rate another one: about once in so many seconds
_CHANGES_EVERY = 6000.0


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
        parts = split_mean(self.posterior, (0.25, 0.5, 0.25))
        spread = parts[2][0] / parts[0][0]
        if spread < 1.1:
            return [(sum(chance * share for chance, share in parts), 1.0)]
        return parts if spread < 1.6 else split_mean(self.posterior, _BROAD)


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


class RingTimes:
    """After how many seconds calls are answered, fail or are given up.

    By second: what happened / the calls that still rang then, calls that ring now included, so
    that an answer still to come is no missing one; from these hazards the cumulative incidence of
    each end (Aalen & Johansen 1978). The prior is weak and late.
    """

    _MEMORY = 0.999  # by call
    _PRIOR_CALLS = 4.0
    _PRIORS = {
        ANSWERED: [0.01 * t * math.exp(-t / 6.0) for t in range(1, LONGEST + 1)],
        FAILED: [0.02 * math.exp(-t / 4.0) for t in range(1, LONGEST + 1)],
        NO_ANSWER: [0.0] * LONGEST,
    }

    def __init__(self):
        self._ended = {
            kind: [self._PRIOR_CALLS * p for p in prior] for kind, prior in self._PRIORS.items()
        }
        self._rang = [self._PRIOR_CALLS] * LONGEST
        self.answers = 8.0  # that the times rest on
        self._weight = 1.0  # of the next call; it grows, instead of all others fading

    def learn(self, kind, seconds):
        """:param kind: ANSWERED, FAILED or NO_ANSWER"""
        last = min(LONGEST - 1, max(0, int(seconds)))
        self._weight /= self._MEMORY
        self._ended[kind][last] += self._weight
        for second in range(last + 1):
            self._rang[second] += self._weight
        self.answers += kind == ANSWERED
        if self._weight > 1e9:
            self._fade()

    def _fade(self):
        for values in (*self._ended.values(), self._rang):
            values[:] = [v / self._weight for v in values]
        self._weight = 1.0

    def incidence(self, ringing=()):
        """
        :param ringing: for how long the calls have rung that ring now
        :return: {kind: the share of all calls that has ended so by 0, 1, 2, … s}
        """
        rang = self._at_risk(ringing)
        left, ended = 1.0, {kind: [0.0] for kind in self._ended}
        for second in range(LONGEST):
            hazard_of_one = left / max(rang[second], 1e-9)
            for kind, shares in ended.items():
                now = hazard_of_one * self._ended[kind][second]
                shares.append(shares[-1] + now)
                left -= now
            left = max(0.0, left)
        return ended

    def _at_risk(self, ringing):
        reached = [0.0] * (LONGEST + 1)
        for seconds in ringing:
            reached[min(LONGEST, int(seconds))] += self._weight
        return [r + more for r, more in zip(self._rang, at_least(reached), strict=True)]


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
