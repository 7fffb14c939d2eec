"""The calls going on, kept as their events."""

from itertools import takewhile

from .events import LOST, Event
from .fold import fold_known, happened, merge

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
        self._events = {}
        self._hosts = {}
        self._guests = {}
        self._dirty = {}
        self._shown = {}
        self._ended = {}
        self._now = 0.0

    def add(self, events):
        """Take events of any calls, in any order, again if need be."""
        by_call = {}
        for event in events:
            if not event.channel.startswith(CONSOLE):
                by_call.setdefault(event.linkedid, []).append(event)
        by_call.pop("", None)
        for linkedid, batch in by_call.items():
            if merge(self._events.setdefault(linkedid, {}), batch):
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
        for each in (linkedid, self._hosts.get(linkedid)):
            if each in self._events:
                self._dirty[each] = True

    def take_dirty(self):
        """The calls that differ from what was taken before, as they are now."""
        calls = [self.call(linkedid) for linkedid in self._dirty]
        self._dirty.clear()
        changed = [call for call in calls if not is_same(self._shown.get(call.linkedid), call)]
        for call in changed:
            self._shown[call.linkedid] = call
        for call in calls:
            self._ended.pop(call.linkedid, None)
            if not call.is_open:  # to the end of the line, so that the oldest come first
                self._ended[call.linkedid] = call.end
        self._forget()
        return changed

    def put_back(self, linkedids):
        """Calls taken but not saved: they are to be taken again."""
        for linkedid in linkedids:
            self._shown.pop(linkedid, None)
            if linkedid in self._events:
                self._dirty[linkedid] = True

    def open_linkedids(self):
        return self._events.keys() - self._ended.keys()

    def open_calls(self, linkedids):
        """Those of `linkedids` that are known and have no end."""
        calls = [self.call(linkedid) for linkedid in linkedids]
        return [call.linkedid for call in calls if call and call.is_open]

    def call(self, linkedid):
        """The call as it is now, None when it is unknown."""
        if not self.knows(linkedid):
            return None
        events = happened(self._events[linkedid])
        for guest in self._guests.get(linkedid, ()):
            events += happened(self._events.get(guest, {}))
        return fold_known(linkedid, events)

    def parts(self, linkedid):
        """The linked ids under which events of this call are on record."""
        return [linkedid, *self._guests.get(linkedid, ())]

    def knows(self, linkedid):
        return linkedid in self._events

    def lose(self, linkedid, time):
        """The PBX knows this call no more and CEL has no end of it."""
        self.add([Event(LOST, time, "", linkedid)])

    def find(self, linkedids):
        """The PBX does know these calls: they were not lost after all."""
        for linkedid in linkedids:
            events = self._events.get(linkedid, {})
            for key in [key for key in events if key[0] == LOST]:
                del events[key]
                self._dirty[linkedid] = True
            if linkedid in self._events and not events:
                del self._events[linkedid]
                self._dirty.pop(linkedid, None)

    def _forget(self):
        limit = self._now - self._keep
        old = takewhile(lambda item: item[1] < limit, self._ended.items())
        for linkedid in [linkedid for linkedid, _end in old if linkedid not in self._dirty]:
            for known in (self._ended, self._events, self._shown, self._hosts, self._guests):
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
