"""Paces one campaign: learns from its events and says how many calls to place now.

What the engine has to do:

- one `Pacer` for each running predictive campaign, made when it starts (`answered_before` and
  `abandoned_before` are the campaign's sums of the 29 days before today); a new one each day;
- `observe` every event of the campaign's calls and of the agents of its share, in order of time
  (`shapes.Event`); an event told twice counts twice;
- two times a second `dials(view)`, and place exactly so many calls, each of which is told as
  `dialled` before the next `dials`; fewer when numbers run out is harmless;
- keep `decision` (JSON-able) where decisions are recorded; `replay(decision)` gives the answer
  again. It is worth a row when it dials or when its reason changed.

All times are seconds of one clock. A campaign in progressive mode needs `progressive(view)` only.
"""

import math
from collections import deque

from . import chance
from .budget import Budget
from .forecast import Forecast, Learned
from .learner import Learner

PREDICTIVE = "predictive"
# why it dials one call per free agent only
BLIND = "blind"
VANISHED = "agents_vanished"
CAP_NEAR = "cap_near"
# or none
NO_AGENT = "no_agent"

# so many agents and ringing calls are reckoned with exactly, more by three moments
_EXACT_UP_TO = 40
_VANISHED_SHARE = 0.25
_VANISHED_FOR = 30.0


def progressive(view):
    """One call for each free agent: nobody who answers is without an agent."""
    wanted = view.free - len(view.ringing) - len(view.waiting) - view.ahead
    return max(0, wanted if view.lines is None else min(wanted, view.lines))


def replay(decision):
    """The number of calls that a recorded decision must have led to."""
    return decide(decision["inputs"])["dials"]


def decide(inputs, forecast=None):
    """The decision from its inputs alone (JSON-able, as in `Pacer.decision["inputs"]`).

    Calls are added as long as the mean chance that the next one, when it is answered, finds nobody
    is at most the limit. The limit is the risk asked for, spread at random between half and one
    and a half of it, as a whole number of calls can't be cut.

    :return: {"dials", "risk": the chance of the last call placed, "next": of the one left out}
    """
    if inputs["reason"] != PREDICTIVE:
        return {"dials": inputs["one_to_one"], "risk": 0.0, "next": None}
    forecast = forecast or Forecast(Learned.from_json(inputs["learned"]))
    outlook = Outlook(inputs, forecast)
    limit = inputs["limit"] * (0.5 + inputs["draw"])
    most = math.inf if inputs["lines"] is None else inputs["lines"]
    dials, risk, following = 0, 0.0, outlook.risk()
    while dials < most and following <= limit:
        dials, risk = dials + 1, following
        outlook.add_call()
        following = outlook.risk()
    return {"dials": dials, "risk": risk, "next": following}


class Outlook:
    """How many will have answered and how many agents will be free when a call dialled now would be
    answered: at several points of time, for each of the chances to answer."""

    def __init__(self, inputs, forecast):
        self._forecast = forecast
        busy = [forecast.talking(age) for age in inputs["talking"]]
        busy += [forecast.wrapping(age) for age in inputs["wrapping"]]
        ringing = [forecast.ringing(age) for age in inputs["ringing"]]
        self._surplus = inputs["free"] - inputs["waiting"] - inputs["ahead"]
        self._is_exact = len(busy) + len(ringing) <= _EXACT_UP_TO
        count = Counted if self._is_exact else Moments
        points = range(len(forecast.points))
        freed = [count.freed([b[k] for b in busy]) for k in points]
        self._cells = [
            (
                weight / len(points),
                new[k],
                count([r[which][k] for r in ringing], freed[k], self._surplus),
            )
            for which, (weight, new) in enumerate(zip(forecast.weights, forecast.new, strict=True))
            for k in points
        ]

    def add_call(self):
        for _, new, cell in self._cells:
            cell.add(new)

    def risk(self):
        """The chance that one more call finds nobody when it is answered."""
        return sum(share * cell.risk() for share, _, cell in self._cells)


class Counted:
    """P(answered >= free agents), exactly."""

    freed = staticmethod(lambda chances: chance.below(chance.poisson_binomial(chances)))

    def __init__(self, answering, freed_by, surplus):
        self._answered = chance.poisson_binomial(answering)
        self._freed_by, self._surplus = freed_by, surplus

    def add(self, new):
        self._answered = chance.add_chance(self._answered, new)

    def risk(self):
        """Nobody is free for one more if answered >= surplus + freed."""
        by, surplus = self._freed_by, self._surplus
        last = len(by) - 1
        return sum(
            p * by[min(last, count - surplus)]
            for count, p in enumerate(self._answered)
            if count >= surplus
        )


class Moments:
    """The same from mean, variance and third moment."""

    freed = staticmethod(lambda chances: chance.moments(chances))

    def __init__(self, answering, freed, surplus):
        mean, variance, third = chance.moments(answering)
        self._mean, self._variance, self._third = (
            mean - freed[0], variance + freed[1], third - freed[2])  # fmt: skip
        self._surplus = surplus

    def add(self, new):
        mean, variance, third = chance.moments((new,))
        self._mean += mean
        self._variance += variance
        self._third += third

    def risk(self):
        return chance.chance_at_least(self._mean, self._variance, self._third, self._surplus)


class Pacer:
    """One campaign's pacing on one day."""

    def __init__(self, cap, rng, answered_before=0, abandoned_before=0):
        """
        :param cap: allowed share of abandoned among answered calls, 0.03 for 3%
        :param rng: a random.Random: decisions between two whole numbers are drawn
        """
        self._rng = rng
        self.budget = Budget(cap, answered_before, abandoned_before)
        self.learner = Learner()
        self._forecast = None
        self._presence = Presence()
        self._draw = round(rng.random(), 4)
        self.decision = {}

    def observe(self, event):
        """Learn from one event."""
        self.budget.observe(event)
        self.learner.observe(event)

    def dials(self, view):
        """How many calls to place now; `decision` says why."""
        self._presence.look(view)
        self._forecast = self.learner.forecast(view, self._forecast)
        inputs = self._inputs(view)
        result = decide(inputs, self._forecast)
        if result["dials"]:
            self._draw = round(self._rng.random(), 4)
            if inputs["reason"] == PREDICTIVE:
                self.budget.placed(
                    result["dials"], result["risk"], inputs["limit"], self._forecast.answer_chance
                )
        self.decision = {"at": view.now, "inputs": inputs, **result}
        return result["dials"]

    def _inputs(self, view):
        now = view.now
        reason = self._reason(view)
        return {
            "reason": reason,
            "free": view.free,
            "waiting": len(view.waiting),
            "ahead": view.ahead,
            "talking": [round(now - at, 2) for at in view.talking],
            "wrapping": [round(now - at, 2) for at in view.wrapping],
            "ringing": [round(now - at, 2) for at in view.ringing],
            "lines": view.lines,
            "one_to_one": progressive(view),
            "answered": self.budget.answered,
            "abandoned": self.budget.abandoned,
            "credit": round(self.budget.credit, 4),
            "rate": round(self.budget.rate(), 6),
            "limit": round(self.budget.limit(), 6),
            "draw": self._draw,
            "learned": self._forecast.learned.to_json(),
        }

    def _reason(self, view):
        if view.agents <= 0:
            return NO_AGENT
        if view.is_blind:
            return BLIND
        if self._presence.has_vanished(view.now):
            return VANISHED
        return PREDICTIVE if self.budget.limit() > 0.0 else CAP_NEAR


class Presence:
    """Whether many agents went away at once."""

    def __init__(self):
        self._seen, self._until = deque(), -math.inf

    def look(self, view):
        self._seen.append((view.now, view.agents))
        while view.now - self._seen[0][0] > _VANISHED_FOR:
            self._seen.popleft()
        most = max(agents for _, agents in self._seen)
        if most - view.agents >= max(2, _VANISHED_SHARE * most):
            self._until = view.now + _VANISHED_FOR
            self._seen.clear()

    def has_vanished(self, now):
        return now < self._until
