"""A campaign in simulation: yesterday's calls with other settings (the what-if page).

Each call and contact is drawn from what was recorded, by hour of the day; the agents are paced by
the product's own controller. Same settings, history and seed: same figures.
"""

import heapq
import itertools
import random
from collections import deque
from dataclasses import dataclass, field

from .controller import Pacer, progressive
from .shapes import (
    ABANDONED,
    AGENT_CAME,
    AGENT_LEFT,
    ANSWERED,
    CONNECTED,
    DIALLED,
    FAILED,
    NO_ANSWER,
    TALK_ENDED,
    WRAP_ENDED,
    Event,
    View,
)

PREDICTIVE, PROGRESSIVE = "predictive", "progressive"
TICK = 1.0  # seconds between two decisions: half as often as on the floor, for speed


@dataclass(frozen=True)
class Hour:
    """What was recorded in one hour of the day.

    :param calls: [(kind, seconds)]: `answered`, `failed` or `no_answer`, and after how long
    :param talks, wraps: seconds each
    """

    calls: tuple
    talks: tuple
    wraps: tuple = (0.0,)


@dataclass(frozen=True)
class Settings:
    """
    :param agents: at work from begin to end
    :param cap: allowed share of abandoned calls
    :param mode: PREDICTIVE or PROGRESSIVE
    :param begin, end: hours of the day, 9.0 to 17.5
    :param numbers: of the list; each is called once; None: more than can be called
    :param patience: seconds until an answered call without an agent counts as abandoned
    :param lines: most calls at once, ringing and connected; None: no limit
    :param changes: ((hour of the day, agents from then on), …), for breaks
    :param lag: seconds until what happens is seen, less than TICK; the floor's is in its decisions
    :param handover: seconds from an agent's getting ready to his first word with who waits
    """

    agents: int
    cap: float = 0.03
    mode: str = PREDICTIVE
    begin: float = 9.0
    end: float = 17.0
    numbers: int | None = None
    patience: float = 2.0
    lines: int | None = None
    changes: tuple = ()
    lag: float = 0.0
    handover: float = 0.0


@dataclass
class Result:
    """`finished`: hour of the day at which the list was through, or None. `by_hour`: {hour: the
    same counts of that hour}. Occupancy is (talk + wrap-up) / (agents' time), over the shift."""

    dials: int = 0
    answered: int = 0
    abandoned: int = 0
    contacts: int = 0
    occupancy: float = 0.0
    finished: float | None = None
    by_hour: dict = field(default_factory=dict)

    @property
    def abandonment(self):
        return self.abandoned / self.answered if self.answered else 0.0


def simulate(history, settings, seed=0):
    """
    :param history: {hour of the day: Hour}; an hour without a record takes the nearest one's
    :return: Result
    :raises ValueError: when nothing is recorded to draw from, or the hours make no shift
    """
    if settings.end <= settings.begin or settings.agents < 1:
        raise ValueError("the simulation needs at least one agent and an end after the begin")
    usable = {hour: record for hour, record in history.items() if record.calls and record.talks}
    if not usable:
        raise ValueError("there are no recorded calls and talks to simulate from")
    return Shift(usable, settings, random.Random(seed)).run()


class Shift:
    """The event loop. Times are seconds since midnight."""

    def __init__(self, history, settings, rng):
        self._history, self._settings, self._rng = history, settings, rng
        self._pacer = Pacer(settings.cap, random.Random(rng.random()))
        self._queue, self._order = [], itertools.count()
        self._ringing, self._waiting = {}, {}
        self._idle = deque(range(settings.agents))
        self._coming = 0  # ready, and not yet found by the telephone system
        self._busy = {}  # agent: (TALK_ENDED or WRAP_ENDED that comes next, since)
        self._present, self._leaving = settings.agents, 0
        self._left = settings.numbers
        self._worked = self._staffed = 0.0
        self._result = Result()

    def run(self):
        now, end = self._settings.begin * 3600.0, self._settings.end * 3600.0
        self._at(now, self._look)
        for hour, agents in self._settings.changes:
            self._at(max(now, hour * 3600.0), self._change_agents, agents)
        while self._queue:
            at, _, step, values = heapq.heappop(self._queue)
            if at >= end or self._result.finished is not None:
                break
            self._worked += len(self._busy) * (at - now)
            self._staffed += self._present * (at - now)
            now = at
            step(now, *values)
        self._result.occupancy = self._worked / self._staffed if self._staffed else 0.0
        return self._result

    def _at(self, when, step, *values):
        heapq.heappush(self._queue, (when, next(self._order), step, values))

    def _record(self, now):
        hour = int(now // 3600)
        nearest = min(self._history, key=lambda known: (abs(known - hour), known))
        return self._history[nearest]

    def _count(self, name, now, amount=1):
        setattr(self._result, name, getattr(self._result, name) + amount)
        hour = self._result.by_hour.setdefault(int(now // 3600), {})
        hour[name] = hour.get(name, 0) + amount

    def _tell(self, kind, now, lasted=0.0):
        event = Event(kind, now, lasted)
        if self._settings.lag:
            self._at(now + self._settings.lag, self._observe, event)
        else:
            self._pacer.observe(event)

    def _observe(self, _now, event):
        self._pacer.observe(event)

    def _look(self, now):
        """What is seen now is decided upon `lag` later."""
        self._at(now + self._settings.lag, self._tick, self._view(now))
        self._at(now + TICK, self._look)

    def _tick(self, now, view):
        for _ in range(self._dials(view)):
            self._dial(now)
        if self._left == 0 and not (self._ringing or self._waiting or self._busy):
            self._result.finished = now / 3600.0

    def _view(self, now):
        lines = self._settings.lines
        if lines is not None:
            talking = sum(kind == TALK_ENDED for kind, _ in self._busy.values())
            lines = max(0, lines - len(self._ringing) - len(self._waiting) - talking)
        return View(
            now,
            len(self._idle) + self._coming,
            self._since(TALK_ENDED, now),
            self._since(WRAP_ENDED, now),
            list(self._ringing.values()),
            list(self._waiting.values()),
            lines=lines,
        )

    def _since(self, state, now):
        """As the floor's own plan has them: free by the handover later."""
        handover = self._settings.handover
        return [min(at + handover, now) for kind, at in self._busy.values() if kind == state]

    def _dials(self, view):
        is_predictive = self._settings.mode == PREDICTIVE
        dials = self._pacer.dials(view) if is_predictive else progressive(view)
        return dials if self._left is None else min(dials, self._left)

    def _dial(self, now):
        if self._left is not None:
            self._left -= 1
        self._count("dials", now)
        call = self._result.dials
        self._ringing[call] = now
        self._tell(DIALLED, now)
        kind, after = self._rng.choice(self._record(now).calls)
        self._at(now + after, self._resolve, call, kind, after)

    def _resolve(self, now, call, kind, after):
        del self._ringing[call]
        self._tell(kind, now, after)
        if kind == ANSWERED:
            self._count("answered", now)
            self._waiting[call] = now
            self._at(now + self._settings.patience, self._give_up, call)
            self._connect(now)

    def _give_up(self, now, call):
        if self._waiting.pop(call, None) is not None:
            self._count("abandoned", now)
            self._tell(ABANDONED, now)

    def _connect(self, now):
        while self._waiting and self._idle:
            del self._waiting[next(iter(self._waiting))]
            agent = self._idle.popleft()
            self._count("contacts", now)
            self._tell(CONNECTED, now)
            talk = self._rng.choice(self._record(now).talks)
            self._busy[agent] = (TALK_ENDED, now)
            self._at(now + talk, self._end_talk, agent, talk)

    def _end_talk(self, now, agent, talk):
        self._tell(TALK_ENDED, now, talk)
        wraps = self._record(now).wraps
        wrap = self._rng.choice(wraps) if wraps else 0.0
        self._busy[agent] = (WRAP_ENDED, now)
        self._at(now + wrap, self._end_wrap, agent, wrap)

    def _end_wrap(self, now, agent, wrap):
        self._tell(WRAP_ENDED, now, wrap)
        del self._busy[agent]
        self._coming += 1
        self._at(now + self._settings.handover, self._found, agent)

    def _found(self, now, agent):
        self._coming -= 1
        self._idle.append(agent)
        self._let_leave(now)
        self._connect(now)

    def _change_agents(self, now, agents):
        self._leaving = max(0, self._present - agents)
        for _ in range(agents - self._present):
            self._idle.append(self._settings.agents + next(self._order))
            self._present += 1
            self._tell(AGENT_CAME, now)
        self._let_leave(now)
        self._connect(now)

    def _let_leave(self, now):
        """Who is in a call leaves after it."""
        while self._leaving and self._idle:
            self._idle.popleft()
            self._leaving -= 1
            self._present -= 1
            self._tell(AGENT_LEFT, now)


__all__ = [
    "ANSWERED", "FAILED", "NO_ANSWER", "PREDICTIVE", "PROGRESSIVE",
    "Hour", "Result", "Settings", "simulate",
]  # fmt: skip
