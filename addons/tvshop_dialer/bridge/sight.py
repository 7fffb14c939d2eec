"""What the dialler sees of the floor, as values, and what changed between two looks.

Times are epoch seconds (UTC).
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from ..results import ABANDONED as WAS_ABANDONED
from ..results import LIVE, NO_ANSWER, NOT_DIALLED, UNKNOWN

CLAIMED, RINGING, WAITING, TALKING, DONE = "claimed", "ringing", "waiting", "talking", "done"
FULL, UNRECORDED = "daily_limit", "unrecorded"
READY, ON_CALL, WRAP_UP = "ready", "on_call", "wrap_up"
WORKING = (READY, ON_CALL, WRAP_UP)


class Agent(NamedTuple):
    """An agent who is signed in. `queues` are the ids of the skills, `campaign_id` is that of the
    call that he is in or wraps up."""

    id: int
    state: str
    since: float
    queues: frozenset
    campaign_id: int | None = None


class Attempt(NamedTuple):
    id: int
    campaign_id: int
    agent_id: int | None
    state: str
    result: str | None
    start: float
    reached_at: float | None
    connected_at: float | None
    end: float | None
    is_late: bool = False


class Campaign(NamedTuple):
    """A running campaign; `cap` is the allowed share of abandoned calls, `day` today's date where
    the company is, `has_number` whether a number of its lists is due."""

    id: int
    mode: str
    queue_id: int
    is_open: bool
    cap: float = 0.03
    day: str = ""
    has_number: bool = True


@dataclass
class Sight:
    """All that the dialler decides from, read in one transaction.

    :param campaigns: by priority
    :param attempts: {id: Attempt} of those in the air, and of those asked for besides
    :param callers: {queue id: callers who wait there for an agent}
    :param arrived: callers who have come since the sight before
    :param call_backs: fresh call-backs that are due
    :param lines: how many more calls the trunk has room for
    :param is_full: the telephone system dials nobody else today
    :param is_unrecorded: calls have to be recorded and can't be
    """

    now: float
    campaigns: list = field(default_factory=list)
    agents: dict = field(default_factory=dict)
    attempts: dict = field(default_factory=dict)
    callers: dict = field(default_factory=dict)
    arrived: int = 0
    call_backs: int = 0
    lines: int = 0
    is_full: bool = False
    is_unrecorded: bool = False

    @property
    def hindrance(self):
        """Why nobody is dialled for any campaign, or None."""
        return UNRECORDED if self.is_unrecorded else FULL if self.is_full else None


class Happening(NamedTuple):
    """As `pacing.shapes.Event`."""

    kind: str
    at: float
    lasted: float = 0.0


def happenings(before, after):
    """{campaign id: what happened between two sights, in order of time}"""
    found = {}
    for attempt in after.attempts.values():
        known = before.attempts.get(attempt.id)
        events = _of_attempt(known, attempt)
        found.setdefault(attempt.campaign_id, []).extend(events)
    for campaign in after.campaigns:
        events = found.setdefault(campaign.id, [])
        events += _of_agents(team(before, campaign.queue_id), team(after, campaign.queue_id), after)
        events.sort(key=lambda event: event.at)
    return found


def team(sight, queue_id):
    """{id: Agent} of those who work and have this skill."""
    return {
        agent.id: agent
        for agent in sight.agents.values()
        if agent.state in WORKING and queue_id in agent.queues
    }


def _of_attempt(known, attempt):
    events = []
    if known is None and attempt.result not in NOT_DIALLED:
        events.append(Happening("dialled", attempt.start))
    if not _is_resolved(known) and _is_resolved(attempt):
        events += _resolved(attempt)
    if attempt.connected_at and not (known and known.connected_at):
        events.append(Happening("connected", attempt.connected_at))
        if attempt.is_late:
            events.append(Happening("abandoned", attempt.connected_at))
    if attempt.result == WAS_ABANDONED and not (known and known.result):
        events.append(Happening("abandoned", attempt.end or attempt.start))
    return events


def _is_resolved(attempt):
    return attempt is not None and attempt.state in (WAITING, TALKING, DONE)


def _resolved(attempt):
    if attempt.result in NOT_DIALLED:
        return []
    if attempt.reached_at and attempt.result in (None, LIVE, WAS_ABANDONED):
        return [Happening("answered", attempt.reached_at, attempt.reached_at - attempt.start)]
    end = attempt.end or attempt.start
    kind = "no_answer" if attempt.result in (NO_ANSWER, UNKNOWN) else "failed"
    return [Happening(kind, end, end - attempt.start)]


def _of_agents(before, after, sight):
    events = [Happening("agent_left", sight.now) for key in before.keys() - after.keys()]
    for key, agent in after.items():
        known = before.get(key)
        if known is None:
            events.append(Happening("agent_came", agent.since))
        elif known.state == ON_CALL != agent.state:
            events.append(Happening("talk_ended", agent.since, agent.since - known.since))
        elif known.state == WRAP_UP != agent.state:
            events.append(Happening("wrap_ended", agent.since, agent.since - known.since))
    return events
