"""Channel events → calls, by pure code.

A call is a function of the set of its events: their order of arrival, repetitions and whether
they came live or from the table make no difference. Times are epoch seconds (UTC), durations
seconds.
"""

import re
from itertools import chain, zip_longest
from operator import attrgetter
from typing import NamedTuple

from .channel import AGENT, AGENT_NAME, TRUNK, Channel
from .events import (  # noqa: F401 - the vocabulary is imported from here
    LOST,
    USER_DEFINED,
    Event,
    event_from_ami,
    event_from_row,
)
from .intervals import intersect, length, union

INBOUND = "in"
OUTBOUND = "out"
INTERNAL = "internal"

ANSWERED = "answered"
ABANDONED = "abandoned"
CLOSED = "closed"
REJECTED = "rejected"
MENU = "menu"
CALLBACK = "callback"
NO_ANSWER = "no_answer"
BUSY = "busy"
FAILED = "failed"
WAS_LOST = "lost"

# What the dialplan notes when it, or an agent, turns a blacklisted caller away.
_TURNED_AWAY = frozenset(("announce", "reject", "refused"))
# Q.850: busy; no user responding, no answer, subscriber absent.
_BUSY_CAUSES = frozenset((17,))
_NO_ANSWER_CAUSES = frozenset((18, 19, 20))

_order = attrgetter("time", "type", "uniqueid")
_OWN_DIAL = re.compile(r"D(\d+)\Z")
_OURS = "TVSHOP_"
_WITHHELD = frozenset(("anonymous", "unknown", "restricted", "unavailable", "private"))


class Leg(NamedTuple):
    """An agent's part in a call; `cause` is the Q.850 cause of its end."""

    extension: str
    ring_start: float
    answer: float | None
    end: float | None
    cause: int | None


class Transfer(NamedTuple):
    """`kind` is blind or attended; `to` an extension, as dialled or as reached."""

    kind: str
    from_ext: str
    to: str
    time: float


class Mark(NamedTuple):
    """What the dialplan noted with `CELGenUserEvent(TVSHOP_<NAME>,<value>)`, name in lower case."""

    name: str
    value: str
    time: float


class Call(NamedTuple):
    """What is known of a call. `outcome` and `hangup_by` are empty while it is open.

    `talk` is the time a customer (internally: a second agent) shared a bridge with an agent,
    holds included; `hold` the part of it on hold. `current_extension` is the agent who talks, or
    whose phone rings; of an ended call, who talked last. `channels` are those still up. `marks`
    are the dialplan's other notes, in order.
    """

    linkedid: str
    direction: str
    did: str
    caller_raw: str
    caller_name: str
    callee_raw: str
    outbox_id: int | None
    start: float
    answered_at: float | None
    end: float | None
    queue: str
    queue_enter: float | None
    queue_leave: float | None
    legs: tuple
    talk: float
    hold: float
    hangup_by: str
    outcome: str
    transfers: tuple
    marks: tuple
    channels: tuple
    current_extension: str
    talking: bool

    @property
    def is_open(self):
        return self.end is None


class _Fold:
    """The walk over the events of one call."""

    def __init__(self, linkedid, events):
        self.linkedid = linkedid
        self.channels = {}
        self.did = self.callee = ""
        self.outbox_id = self.direction = self.end = self.lost = None
        self.is_closed_hours = False
        self.waits = []
        self.transfers = []
        self.marks = []
        self.opening = None
        self.start = events[0].time
        self.last = events[-1].time
        self._walk(events)

    def _walk(self, events):
        channels, handlers = self.channels, _HANDLERS
        for event in events:
            kind = event.type
            if kind == "LINKEDID_END":
                if event.linkedid == self.linkedid:
                    self.end = event.time
            elif kind == LOST:
                self.lost = event.time
            else:
                channel = channels.get(event.uniqueid)
                if channel is None:
                    channel = channels[event.uniqueid] = Channel(event)
                if event.channel != channel.name:
                    channel.rename(event.channel)
                handler = handlers.get(kind)
                if handler is not None:
                    handler(self, channel, event)
        if self.end is not None:
            self.lost = None

    def _chan_start(self, channel, event):
        if self.opening is None:
            self.opening = (channel, event)

    def _answer(self, channel, event):
        if channel.answer is None:
            channel.answer = event.time
        self._own_dial(channel, event)

    def _own_dial(self, channel, event):
        """An agent's leg rung for its own dial shows the row of the outbox as caller."""
        match = channel.kind == AGENT and _OWN_DIAL.match(event.cid_num)
        if match and not self.outbox_id:
            self.direction, self.outbox_id = OUTBOUND, int(match[1])

    def _hangup(self, channel, event):
        details = event.details
        channel.hangup = event.time
        channel.cause = _int(details.get("hangupcause"))
        channel.source = details.get("hangupsource") or ""
        self._own_dial(channel, event)
        self._stop_wait(channel, event.time)

    def _chan_end(self, channel, event):
        channel.end = event.time
        self._stop_wait(channel, event.time)

    def _bridge_enter(self, channel, event):
        channel.enter(event.details.get("bridge_id"), event.time)
        if channel.answer is None:
            channel.answer = event.time

    def _bridge_exit(self, channel, event):
        channel.leave(event.details.get("bridge_id"), event.time)

    def _app_start(self, channel, event):
        app = event.app.lower()
        if app == "queue":
            queue = event.appdata.partition(",")[0]
            if not self._waiting(channel):
                self.waits.append([channel, queue, event.time, None])
        elif app == "dial" and self.direction == OUTBOUND and not self.callee:
            self.callee = event.exten

    def _app_end(self, channel, event):
        if event.app.lower() == "queue":
            self._stop_wait(channel, event.time)

    def _waiting(self, channel):
        return next((wait for wait in self.waits if wait[0] is channel and wait[3] is None), None)

    def _stop_wait(self, channel, time):
        wait = self._waiting(channel)
        if wait:
            wait[3] = time

    def _user_event(self, channel, event):
        extra = str(event.details.get("extra") or "")
        handler = _USER_HANDLERS.get(event.userdef)
        if handler is not None:
            handler(self, channel, event, extra)
        elif event.userdef.startswith(_OURS):
            name = event.userdef.removeprefix(_OURS).lower()
            self.marks.append(Mark(name, extra, event.time))

    def _hotline(self, _channel, event, extra):
        self.direction, self.did = INBOUND, extra or event.exten

    def _queued(self, channel, event, extra):
        self.waits.append([channel, extra, event.time, None])

    def _closed(self, _channel, _event, _extra):
        self.is_closed_hours = True

    def _out(self, _channel, event, extra):
        self.direction, self.callee = OUTBOUND, event.exten
        self.outbox_id = _int(extra) or self.outbox_id

    def _blind_transfer(self, channel, event):
        to = str(event.details.get("extension") or event.exten)
        self.transfers.append(Transfer("blind", channel.extension, to, event.time))

    def _attended_transfer(self, channel, event):
        target = event.details.get("transfer_target_channel_name") or event.details.get(
            "channel2_name", ""
        )
        match = AGENT_NAME.match(target)
        to = match[1] if match else target
        self.transfers.append(Transfer("attended", channel.extension, to, event.time))

    def _stream_begin(self, channel, event):
        """Music in a bridge is hold; other streams are files, which have no class."""
        if "class" in event.details and channel.open_bridges():
            channel.hold(event.time)

    def _stream_end(self, channel, event):
        channel.unhold(event.time)

    # What the walk found, as a call

    def call(self):
        end = self.lost if self.end is None else self.end
        until = self.last if end is None else end
        agents, customers = self._sides()
        talks = self._talks(agents, customers, until)
        answered_at = talks[0][0] if talks else None
        queue, enter, leave = self._queue(answered_at)
        caller, name = self._caller()
        return Call(
            linkedid=self.linkedid,
            direction=self._direction(),
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
            hold=length(intersect(_holds(customers, until), talks)),
            hangup_by=self._hangup_by(agents, customers) if end is not None else "",
            outcome=self._outcome(talks, customers) if end is not None else "",
            transfers=tuple(self.transfers),
            marks=tuple(self.marks),
            channels=self._up() if end is None else (),
            current_extension=self._current(agents, customers),
            talking=end is None and self._is_talking(agents, customers),
        )

    def _direction(self):
        if self.direction:
            return self.direction
        first = self.opening[0] if self.opening else next(iter(self.channels.values()), None)
        return INBOUND if first and first.kind == TRUNK else INTERNAL

    def _sides(self):
        """Agents' channels, and those of who they talk with: internally, the other agents."""
        channels = self.channels.values()
        agents = [channel for channel in channels if channel.kind == AGENT]
        customers = [channel for channel in channels if channel.kind == TRUNK]
        if not customers and self._direction() == INTERNAL:
            customers = agents
        return agents, customers

    def _dialled(self):
        if self._direction() == INBOUND and self.opening:
            return self.opening[1].exten
        return ""

    def _caller(self):
        """Number and name as the network gave them, before the dialplan masked them."""
        if self._direction() != INBOUND or self.opening is None:
            return "", ""
        event = self.opening[1]
        number = event.cid_num or event.cid_ani
        return "" if number.lower() in _WITHHELD else number, event.cid_name

    def _talks(self, agents, customers, until):
        by_agent = [(channel, channel.bridged(until)) for channel in agents]
        by_customer = [(channel, channel.bridged(until)) for channel in customers]
        shared = []
        for agent, stays in by_agent:
            for customer, others in by_customer:
                if agent is not customer:
                    for bridge in stays.keys() & others.keys():
                        shared += intersect(stays[bridge], others[bridge])
        return union(shared)

    def _queue(self, answered_at):
        """The last queue, when the waiting began, and when it ended."""
        if not self.waits:
            return "", None, None
        enter = self.waits[0][2]
        waits = [w for w in self.waits if answered_at is None or w[2] <= answered_at]
        leave = waits[-1][3] if waits else None
        if answered_at is not None and (leave is None or leave > answered_at):
            leave = max(answered_at, enter)
        return self.waits[-1][1], enter, leave

    def _legs(self, end):
        return tuple(
            Leg(
                channel.extension,
                channel.start,
                channel.answer,
                end if channel.closed_at is None else channel.closed_at,
                channel.cause,
            )
            for channel in self.channels.values()
            if channel.kind == AGENT
        )

    def _up(self):
        return tuple(
            (channel.uniqueid, channel.name, channel.kind)
            for channel in self.channels.values()
            if channel.closed_at is None and channel.name
        )

    def _is_talking(self, agents, customers):
        return any(
            agent is not customer and agent.open_bridges() & customer.open_bridges()
            for agent in agents
            for customer in customers
        )

    def _current(self, agents, customers):
        live = [channel for channel in agents if channel.closed_at is None]
        with_customer = [a for a in live if self._is_talking([a], customers)]
        for choice in (with_customer, [a for a in live if a.answer], live):
            if choice:
                return max(choice, key=lambda channel: channel.start).extension
        talked = [agent for agent in agents if agent.stays]
        return max(talked, key=lambda channel: channel.stays[-1][1]).extension if talked else ""

    def _hangup_by(self, agents, customers):
        """Who ended it, by the source Asterisk names at the end of the customer's channel."""
        if self.lost is not None:
            return "system"
        agent_names = {channel.name for channel in agents}
        customer_names = {channel.name for channel in customers} - agent_names
        ended = sorted(
            (channel for channel in (*customers, *agents) if channel.hangup is not None),
            key=lambda channel: (channel not in customers, -channel.hangup),
        )
        for channel in ended:
            if channel.source in customer_names:
                return "caller"
            if channel.source in agent_names:
                return "agent"
        return "system"

    def _outcome(self, talks, customers):
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
        direction = self._direction()
        if direction == INTERNAL and any(channel.stays for channel in customers):
            return ANSWERED
        if direction == INBOUND:
            return ABANDONED if self._left_by_itself(customers) else NO_ANSWER
        return self._not_reached(customers)

    def _left_by_itself(self, customers):
        return any(channel.source == channel.name for channel in customers)

    def _not_reached(self, customers):
        """Why a number (internally: a colleague) wasn't reached, by the cause of its leg."""
        called = customers[-1] if customers else None
        if called is None or called.kind == AGENT and called is self._first():
            return FAILED
        if called.kind == TRUNK and called.answer is not None:
            return ANSWERED
        if called.cause in _BUSY_CAUSES:
            return BUSY
        if called.cause in _NO_ANSWER_CAUSES or called.cause in (16, 26, 127, 0, None):
            return NO_ANSWER
        return FAILED

    def _first(self):
        return self.opening[0] if self.opening else None


_HANDLERS = {
    "CHAN_START": _Fold._chan_start,
    "ANSWER": _Fold._answer,
    "HANGUP": _Fold._hangup,
    "CHAN_END": _Fold._chan_end,
    "BRIDGE_ENTER": _Fold._bridge_enter,
    "BRIDGE_EXIT": _Fold._bridge_exit,
    "APP_START": _Fold._app_start,
    "APP_END": _Fold._app_end,
    "BLINDTRANSFER": _Fold._blind_transfer,
    "ATTENDEDTRANSFER": _Fold._attended_transfer,
    USER_DEFINED: _Fold._user_event,
    "STREAM_BEGIN": _Fold._stream_begin,
    "STREAM_END": _Fold._stream_end,
}
_USER_HANDLERS = {
    "TVSHOP_HOTLINE": _Fold._hotline,
    "TVSHOP_QUEUE": _Fold._queued,
    "TVSHOP_CLOSED": _Fold._closed,
    "TVSHOP_OUT": _Fold._out,
}


def _holds(channels, until):
    return union(
        (start, stop if stop is not None else channel.closed_at or until)
        for channel in channels
        for start, stop in channel.holds
    )


def _int(value):
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def merge(known, events):
    """Add events to `known` (key → [the events with it]); True when something changed.

    What has the same source, key and time is one event, told again.
    """
    has_changed = False
    for event in events:
        key = event.key
        alike = known.get(key)
        if alike is None:
            known[key] = [event]
        elif any(event.time == one.time and event.is_live is one.is_live for one in alike):
            continue
        else:
            alike.append(event)
        has_changed = True
    return has_changed


def happened(known):
    """What happened, as a list: the n-th of a key in the table is the n-th of it that came live.

    Of the two the earlier counts: a live event has the time of its sending, which is never before
    that of its happening. So a table that is whole has the last word.
    """
    events = list(chain.from_iterable(known.values()))
    if len(events) > len(known):
        events = list(chain.from_iterable(map(_told_once, known.values())))
    return events


def _told_once(alike):
    live = sorted((event for event in alike if event.is_live), key=_order)
    record = sorted((event for event in alike if not event.is_live), key=_order)
    for pair in zip_longest(record, live):
        yield min(filter(None, pair), key=_order)


def fold(events):
    """The call that these events make; at least one is needed.

    Its linked id is that of the first event: a conference brings in a call that began later.
    """
    known = {}
    merge(known, events)
    events = happened(known)
    return fold_known(min(events, key=_order).linkedid, events)


def fold_known(linkedid, events):
    """The same for events that are known to be different from each other."""
    return _Fold(linkedid, sorted(events, key=_order)).call()
