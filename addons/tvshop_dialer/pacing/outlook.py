"""The risk of the next call: how many will have answered, and how many agents will be free."""

import numpy as np

from . import chance

# so many agents and ringing calls are reckoned with exactly, more by three moments
_EXACT_UP_TO = 24


class Outlook:
    """What is expected when a call dialled now would be answered: a cell for each of the chances to
    answer and each of several points of time."""

    def __init__(self, inputs, forecast):
        busy = [forecast.talking(age) for age in inputs["talking"]]
        busy += [forecast.wrapping(age) for age in inputs["wrapping"]]
        ringing = forecast.ringing(inputs["ringing"])
        surplus = inputs["free"] - inputs["waiting"] - inputs["ahead"]
        self._weights, points = forecast.weights, len(forecast.points)
        self._harm = np.full(points, 0.5 / points)
        self._harm[-1] += 0.5
        make = Counted if len(busy) + len(ringing) <= _EXACT_UP_TO else Estimated
        busy = np.array(busy).reshape(-1, 1, points)
        self._cells = make(busy, ringing, forecast.new, surplus)

    def add_call(self):
        self._cells.add()

    def risk(self):
        """The harm of one more call: the mean of two chances. That it finds nobody when it is
        answered; and that by the last point of time agents lack, so that it would have taken the
        agent of another call."""
        return float(self._weights @ self._cells.risk() @ self._harm)


class Counted:
    """P(answered - freed >= surplus), exactly: then nobody is free for one more."""

    def __init__(self, busy, ringing, new, surplus):
        """
        :param busy: P(free by each point of time), by agent
        :param ringing: P(answered by each point of time) for each of the chances, by call
        :param new: the same of a call dialled now
        """
        freed_by = np.cumsum(chance.poisson_binomial(busy), axis=0)
        # P(somebody is free for one more) after 0, 1, … answers; after more than these nobody is
        spare = np.ones((max(0, surplus), *freed_by.shape[1:]))
        self._served = np.concatenate([spare, 1.0 - freed_by[max(0, -surplus) : -1]])
        self._answered = chance.poisson_binomial(ringing, len(self._served))
        self._new = new

    def add(self):
        chance.add_chance(self._answered, self._new)

    def risk(self):
        return 1.0 - (self._answered * self._served).sum(axis=0)


class Estimated:
    """The same from mean, variance and third central moment of answered - freed."""

    def __init__(self, busy, ringing, new, surplus):
        mean, variance, third = chance.moments(busy)
        self._moments = chance.moments(ringing) + np.array([-mean, variance, -third])
        self._new = chance.moments(new[None])
        self._surplus = surplus

    def add(self):
        self._moments += self._new

    def risk(self):
        return chance.chance_at_least(*self._moments, self._surplus)
