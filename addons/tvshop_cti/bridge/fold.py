"""Channel events → calls, by pure code.

A call is a function of the set of its events: their order of arrival, repetitions and whether
they came live or from the table make no difference. Times are epoch seconds (UTC), durations
seconds.
"""

from operator import attrgetter

from .call import (
    ABANDONED,
    ANSWERED,
    BUSY,
    CALLBACK,
    CLOSED,
    FAILED,
    INBOUND,
    INTERNAL,
    MENU,
    NO_ANSWER,
    OUTBOUND,
    REJECTED,
    WAS_LOST,
    Call,
    Leg,
)
from .channel import AGENT, TRUNK
from .intervals import intersect, length, union
from .telling import happened
from .walk import Walk

# What the dialplan notes when it, or an agent, turns a blacklisted caller away.
_TURNED_AWAY = frozenset(("announce", "reject", "refused"))
# Q.850: busy; no user responding, no answer, subscriber absent.
_BUSY_CAUSES = frozenset((17,))
_NO_ANSWER_CAUSES = frozenset((18, 19, 20))

_WITHHELD = frozenset(("anonymous", "unknown", "restricted", "unavailable", "private"))
_start = attrgetter("start")
_hangup = attrgetter("hangup")


class _Fold(Walk):
    """What the walk found, as a call."""

    def __init__(self, linkedid, events):
        super().__init__(linkedid, events)
        channels = self.channels.values()
        self.agents = [channel for channel in channels if channel.kind == AGENT]
        # those of who they talk with: internally, the other agents
        self.customers = [channel for channel in channels if channel.kind == TRUNK]
        if not self.customers and self.direction == INTERNAL:
            self.customers = self.agents

    def call(self):
        end = self.lost if self.end is None else self.end
        until = self.last if end is None else end
        talks = self._talks(until)
        answered_at = talks[0][0] if talks else None
        queue, enter, leave = self._queue(answered_at)
        caller, name = self._caller()
        return Call(
            linkedid=self.linkedid,
            direction=self.direction,
            did=self.did or self._dialled(),
            caller_raw=caller,
            caller_name=name,
            callee_raw=self.callee,
            outbox_id=self.outbox_id,
            start=self.start,
            answered_at=answered_at,
            end=end,
            queue=queue,
            queue_enter=enter,
            queue_leave=leave,
            legs=self._legs(end),
            talk=length(talks),
            hold=self._hold(talks, until),
            hangup_by=self._hangup_by() if end is not None else "",
            outcome=self._outcome(talks) if end is not None else "",
            transfers=tuple(self.transfers),
            marks=tuple(self.marks),
            channels=self._up() if end is None else (),
            current_extension=self._current(),
            talking=end is None and self._is_talking(self.agents),
            **self._called(),
        )

    def _dialled(self):
        if self.direction == INBOUND and self.opening:
            return self.opening[1].exten
        return ""

    def _caller(self):
        """Number and name as the network gave them, before the dialplan masked them."""
        if self.direction != INBOUND or self.opening is None:
            return "", ""
        event = self.opening[1]
        number = event.cid_num or event.cid_ani
        return "" if number.lower() in _WITHHELD else number, event.cid_name

    def _talks(self, until):
        """When an agent shared a bridge with a customer. A moment counts: what just began has no
        length yet."""
        stays = [(one, *stay) for one in self.customers for stay in one.bridged(until)]
        shared = []
        for agent in self.agents:
            for bridge, enter, leave in agent.bridged(until):
                shared += [
                    (max(enter, begin), min(leave, end))
                    for customer, other, begin, end in stays
                    if other == bridge and customer is not agent and begin <= leave and enter <= end
                ]
        return union(shared)

    def _hold(self, talks, until):
        holds = [hold for channel in self.customers for hold in channel.held(until)]
        return length(intersect(union(holds), talks)) if holds else 0.0

    def _queue(self, answered_at):
        """The last queue, when the waiting began, and when it ended."""
        if not self.waits:
            return "", None, None
        _queue, enter, _leave = self.waits[0]
        waits = [wait for wait in self.waits if answered_at is None or wait[1] <= answered_at]
        leave = waits[-1][2] if waits else None
        if answered_at is not None and (leave is None or leave > answered_at):
            leave = max(answered_at, enter)
        return self.waits[-1][0], enter, leave

    def _legs(self, end):
        return tuple(
            [
                Leg(
                    channel.extension,
                    channel.start,
                    channel.answer,
                    end if channel.closed_at is None else channel.closed_at,
                    channel.cause,
                )
                for channel in self.agents
            ]
        )

    def _called(self):
        if self.direction != OUTBOUND or not self.customers:
            return {}
        return {"reached_at": self.customers[-1].answer, "cause": self.customers[-1].cause}

    def _up(self):
        return tuple(
            (channel.uniqueid, channel.name, channel.kind)
            for channel in self.channels.values()
            if channel.closed_at is None and channel.name
        )

    def _is_talking(self, agents):
        return any(
            agent is not customer and agent.open_bridges() & customer.open_bridges()
            for agent in agents
            for customer in self.customers
        )

    def _current(self):
        live = [channel for channel in self.agents if channel.closed_at is None]
        if live:
            with_customer = [agent for agent in live if self._is_talking([agent])]
            answered = [agent for agent in live if agent.answer]
            return max(with_customer or answered or live, key=_start).extension
        talked = [agent for agent in self.agents if agent.stays]
        return max(talked, key=lambda agent: agent.stays[-1][1]).extension if talked else ""

    def _hangup_by(self):
        """Who ended it, by the source Asterisk names at the end of the customer's channel."""
        if self.lost is not None:
            return "system"
        sides = {channel.name: "caller" for channel in self.customers}
        sides.update((channel.name, "agent") for channel in self.agents)
        for side in (self.customers, self.agents):
            ended = [channel for channel in side if channel.hangup is not None]
            for channel in sorted(ended, key=_hangup, reverse=True):
                if channel.source in sides:
                    return sides[channel.source]
        return "system"

    def _outcome(self, talks):
        if any(mark.name == "blacklist" and mark.value in _TURNED_AWAY for mark in self.marks):
            return REJECTED
        if talks:
            return ANSWERED
        if self.lost is not None:
            return WAS_LOST
        marked = {mark.name for mark in self.marks}
        if CALLBACK in marked:
            return CALLBACK
        if self.is_closed_hours and not self.waits:
            return CLOSED
        if MENU in marked and not self.waits:
            return MENU
        if self.direction == INTERNAL and any(channel.stays for channel in self.customers):
            return ANSWERED
        if self.direction == INBOUND:
            return ABANDONED if self._left_by_itself() else NO_ANSWER
        if self.direction == OUTBOUND and self.waits:
            return ABANDONED
        return self._not_reached()

    def _left_by_itself(self):
        return any(channel.source == channel.name for channel in self.customers)

    def _not_reached(self):
        """Why a number (internally: a colleague) wasn't reached, by the cause of its leg."""
        called = self.customers[-1] if self.customers else None
        if called is None or called.kind == AGENT and called is self.first:
            return FAILED
        if called.kind == TRUNK and called.answer is not None:
            return ANSWERED
        if called.cause in _BUSY_CAUSES:
            return BUSY
        if called.cause in _NO_ANSWER_CAUSES or called.cause in (16, 26, 127, 0, None):
            return NO_ANSWER
        return FAILED


def fold(linkedid, heard, record=()):
    """The call that these events make, at least one.

    A conference has the linked id of the call that it grew from, and the events of all.

    :param heard: those that came live, in order (`telling.in_order`)
    :param record: those on record, in order
    """
    return _Fold(linkedid, happened(heard, record)).call()
