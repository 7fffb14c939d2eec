"""The risk of the next call: how many will have answered, and how many agents will be free."""

from . import chance

# so many agents and ringing calls are reckoned with exactly, more by three moments
_EXACT_UP_TO = 24


class Outlook:
    """What is expected when a call dialled now would be answered: a cell for each of several points
    of time and each of the chances to answer."""

    def __init__(self, inputs, forecast):
        busy = [forecast.talking(age) for age in inputs["talking"]]
        busy += [forecast.wrapping(age) for age in inputs["wrapping"]]
        ringing = [forecast.ringing(age) for age in inputs["ringing"]]
        surplus = inputs["free"] - inputs["waiting"] - inputs["ahead"]
        self._new, self._weights = forecast.new.chances, forecast.weights
        self._points = len(forecast.points)
        make = counted if len(busy) + len(ringing) <= _EXACT_UP_TO else estimated
        self._cells = make(busy, ringing, surplus, forecast)

    def add_call(self):
        for cell, new in zip(self._cells, self._new, strict=True):
            cell.add(new)

    def risk(self):
        """The harm of one more call: the mean of two chances. That it finds nobody when it is
        answered; and that by the last point of time agents lack, so that it would have taken the
        agent of another call."""
        total, points = 0.0, self._points
        for first in range(0, len(self._cells), points):
            risks = [cell.risk() for cell in self._cells[first : first + points]]
            own = sum(risks) / points
            total += self._weights[first // points] * (0.5 * own + 0.5 * risks[-1])
        return total


def counted(busy, ringing, surplus, forecast):
    """Exact cells."""
    points = len(forecast.points)
    freed = columns([row.chances for row in busy], points)
    freed_by = [chance.below(chance.poisson_binomial(column)) for column in freed]
    answering = columns([row.chances for row in ringing], len(forecast.new.chances))
    return [
        Counted(chance.poisson_binomial(column), freed_by[k % points], surplus)
        for k, column in enumerate(answering)
    ]


def estimated(busy, ringing, surplus, forecast):
    """Cells of three moments."""
    points, cells = len(forecast.points), len(forecast.new.chances)
    freed = [sum(column) for column in columns([row.moments for row in busy], 3 * points)]
    answering = [sum(column) for column in columns([row.moments for row in ringing], 3 * cells)]
    return [
        Estimated(
            answering[k] - freed[k % points],
            answering[k + cells] + freed[k % points + points],
            answering[k + 2 * cells] - freed[k % points + 2 * points],
            surplus,
        )
        for k in range(cells)
    ]


def columns(rows, width):
    return zip(*rows, strict=True) if rows else [()] * width


class Counted:
    """P(answered - freed >= surplus), exactly: then nobody is free for one more."""

    def __init__(self, answered, freed_by, surplus):
        self._answered, self._freed_by, self._surplus = answered, freed_by, surplus

    def add(self, new):
        self._answered = chance.add_chance(self._answered, new)

    def risk(self):
        by, surplus = self._freed_by, self._surplus
        last = len(by) - 1
        return sum(
            p * by[min(last, count - surplus)]
            for count, p in enumerate(self._answered)
            if count >= surplus
        )


class Estimated:
    """The same from mean, variance and third central moment of answered - freed."""

    def __init__(self, mean, variance, third, surplus):
        self._mean, self._variance, self._third = mean, variance, third
        self._surplus = surplus

    def add(self, new):
        spread = new * (1.0 - new)
        self._mean += new
        self._variance += spread
        self._third += spread * (1.0 - 2.0 * new)

    def risk(self):
        return chance.chance_at_least(self._mean, self._variance, self._third, self._surplus)
