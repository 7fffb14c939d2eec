"""The calls going on, kept as their events."""

from collections import defaultdict
from itertools import takewhile

from .events import LOST, lost
from .fold import fold
from .telling import in_order

CONFERENCE = "conference"  # the dialplan's context
ROOM = "c"  # and the linked id

KEEP_ENDED = 600.0
# Channels on which Asterisk's console evaluates functions: nobody's call.
CONSOLE = "CLIEval/"
# Between the live stream's time of an event and the record's.
TOLERANCE = 0.25


class CallBook:
    """Events in, changed calls out. Time is that of the events."""

    def __init__(self, keep=KEEP_ENDED):
        self._keep = keep
        # linked id → events, in order and each once
        self._heard = {}
        self._record = {}
        self._hosts = {}
        self._guests = {}
        self._dirty = {}
        self._shown = {}
        self._ended = {}
        self._now = 0.0

    def hear(self, events):
        """Take live events of any calls, in any order, again if need be."""
        self._add(self._heard, events)

    def read(self, events):
        """Take events of the table, likewise."""
        self._add(self._record, events)

    def _add(self, known, events):
        by_call = defaultdict(list)
        for event in events:
            by_call[event.linkedid].append(event)
        by_call.pop("", None)
        for linkedid, batch in by_call.items():
            before = known.get(linkedid, ())
            after = in_order([*before, *batch])
            if len(after) > len(before) and not batch[0].channel.startswith(CONSOLE):
                known[linkedid] = after
                self._now = max(self._now, batch[-1].time)
                self._find_host(linkedid, batch)
                self._touch(linkedid)

    def _find_host(self, linkedid, events):
        """Asterisk keeps who is called into a conference apart; the room names the call."""
        if linkedid in self._hosts:
            return
        for event in events:
            if event.context == CONFERENCE and event.exten.startswith(ROOM):
                host = event.exten.removeprefix(ROOM)
                if host != linkedid:
                    self._hosts[linkedid] = host
                    self._guests.setdefault(host, []).append(linkedid)
                return

    def _touch(self, linkedid):
        self._dirty[linkedid] = True
        host = self._hosts.get(linkedid)
        if host and self.knows(host):
            self._dirty[host] = True

    @property
    def is_dirty(self):
        return bool(self._dirty)

    def take_dirty(self, most=None):
        """The calls that differ from what was taken before, as they are now.

        :param most: no more of them, those first that came to an agent; the others stay for the
            next time
        """
        calls = [self.call(linkedid) for linkedid in self._dirty]
        self._dirty.clear()
        changed = [call for call in calls if not is_same(self._shown.get(call.linkedid), call)]
        if most:
            changed.sort(key=self._has_come, reverse=True)  # the others by how long they wait
            self._dirty.update(dict.fromkeys((call.linkedid for call in changed[most:]), True))
            changed = changed[:most]
        for call in changed:
            self._shown[call.linkedid] = call
        for call in calls:
            self._ended.pop(call.linkedid, None)
            if not call.is_open:  # to the end of the line, so that the oldest come first
                self._ended[call.linkedid] = call.end
        self._forget()
        return changed

    def _has_come(self, call):
        """Whether it rings an agent's phone, or was answered there, and that is news."""
        shown = self._shown.get(call.linkedid)
        return any(leg.end is None for leg in call.legs[len(shown.legs) if shown else 0 :])

    def put_back(self, linkedids):
        """Calls taken but not saved: they are to be taken again."""
        for linkedid in linkedids:
            self._shown.pop(linkedid, None)
            if self.knows(linkedid):
                self._dirty[linkedid] = True

    def open_linkedids(self):
        return (self._heard.keys() | self._record.keys()) - self._ended.keys()

    def open_calls(self, linkedids):
        """Those of `linkedids` that are known and have no end."""
        calls = [self.call(linkedid) for linkedid in linkedids]
        return [call.linkedid for call in calls if call and call.is_open]

    def call(self, linkedid):
        """The call as it is now, None when it is unknown."""
        if not self.knows(linkedid):
            return None
        return fold(linkedid, *(self._told(linkedid, by) for by in (self._heard, self._record)))

    def _told(self, linkedid, by):
        events = by.get(linkedid, [])
        if linkedid not in self._guests:
            return events
        return in_order(event for part in self.parts(linkedid) for event in by.get(part, ()))

    def parts(self, linkedid):
        """The linked ids under which events of this call are on record."""
        return [linkedid, *self._guests.get(linkedid, ())]

    def knows(self, linkedid):
        return linkedid in self._heard or linkedid in self._record

    def lose(self, linkedid, time):
        """The PBX knows this call no more and CEL has no end of it."""
        self.hear([lost(linkedid, time)])

    def find(self, linkedids):
        """The PBX does know these calls: they were not lost after all."""
        for linkedid in linkedids:
            heard = self._heard.pop(linkedid, [])
            is_lost = any(event.type == LOST for event in heard)
            if heard := [event for event in heard if event.type != LOST]:
                self._heard[linkedid] = heard
            if is_lost and self.knows(linkedid):
                self._dirty[linkedid] = True
            elif is_lost:
                self._dirty.pop(linkedid, None)

    def _forget(self):
        limit = self._now - self._keep
        old = takewhile(lambda item: item[1] < limit, self._ended.items())
        for linkedid in [linkedid for linkedid, _end in old if linkedid not in self._dirty]:
            for known in (
                self._ended, self._heard, self._record, self._shown, self._hosts, self._guests,
            ):  # fmt: skip
                known.pop(linkedid, None)


def is_same(known, call):
    """Whether a call tells nothing new. An ended one is new when anything differs.

    Of an open one, the durations grow with every event and are not news, and times need to be
    equal within TOLERANCE only.
    """
    if known is None or not call.is_open:
        return known == call
    return _is_near(known._replace(talk=0.0, hold=0.0), call._replace(talk=0.0, hold=0.0))


def _is_near(left, right):
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) <= TOLERANCE
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(_is_near, left, right))
    return left == right
