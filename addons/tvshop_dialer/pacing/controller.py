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

from .budget import Budget
from .forecast import Forecast, Learned
from .learner import Learner
from .outlook import Outlook

PREDICTIVE = "predictive"
# why it dials one call per free agent only
BLIND = "blind"
VANISHED = "agents_vanished"
CAP_NEAR = "cap_near"
# or none
NO_AGENT = "no_agent"

_VANISHED_SHARE = 0.25
_DRAWN = 0.2  # of the limit
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

    Calls are added as long as the risk of the next one (`Outlook.risk`) is at most the limit, which
    is drawn a little around the one asked for, as a whole number of calls can't be cut.

    :return: {"dials", "risks": of each call placed, "next": the risk of the one left out}
    """
    if inputs["reason"] != PREDICTIVE:
        return {"dials": inputs["one_to_one"], "risks": [], "next": None}
    outlook = Outlook(inputs, forecast or Forecast(Learned.from_json(inputs["learned"])))
    limit = inputs["limit"] * (1.0 + _DRAWN * (inputs["draw"] - 0.5))
    most = math.inf if inputs["lines"] is None else inputs["lines"]
    risks, following = [], outlook.risk()
    while len(risks) < most and following <= limit:
        risks.append(following)
        outlook.add_call()
        following = outlook.risk()
    return {"dials": len(risks), "risks": risks, "next": following}


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
            answer_chance = self._forecast.answer_chance
            self.budget.placed(result["risks"], inputs["limit"], answer_chance)
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
            "rate": round(self.budget.rate(view.agents), 6),
            "limit": round(self.budget.limit(view.agents), 6),
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
        return PREDICTIVE if self.budget.limit(view.agents) > 0.0 else CAP_NEAR


class Presence:
    """Whether many agents went away at once."""

    def __init__(self):
        # (when, agents), fewer with each: the most of the last seconds stands first
        self._most, self._until = deque(), -math.inf

    def look(self, view):
        most, agents = self._most, view.agents
        while most and most[-1][1] <= agents:
            most.pop()
        most.append((view.now, agents))
        while view.now - most[0][0] > _VANISHED_FOR:
            most.popleft()
        if most[0][1] - agents >= max(2, _VANISHED_SHARE * most[0][1]):
            self._until = view.now + _VANISHED_FOR
            most.clear()

    def has_vanished(self, now):
        return now < self._until
