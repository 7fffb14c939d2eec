"""The calls going on, kept as their events."""

from .events import LOST, Event
from .fold import fold_known, merge

KEEP_ENDED = 600.0


class CallBook:
    """Events in, changed calls out. Time is that of the events."""

    def __init__(self, keep=KEEP_ENDED):
        self._keep = keep
        self._events = {}
        self._dirty = {}
        self._ended = {}
        self._now = 0.0

    def add(self, events):
        """Take events of any calls, in any order, again if need be."""
        by_call = {}
        for event in events:
            by_call.setdefault(event.linkedid, []).append(event)
        for linkedid, batch in by_call.items():
            if not linkedid:
                continue
            if merge(self._events.setdefault(linkedid, {}), batch):
                self._dirty[linkedid] = True
                self._now = max(self._now, batch[-1].time)

    def take_dirty(self):
        """The calls that changed since the last time, as they are now."""
        calls = [fold_known(self._events[linkedid]) for linkedid in self._dirty]
        self._dirty.clear()
        for call in calls:
            if not call.is_open:
                self._ended[call.linkedid] = call.end
        self._forget()
        return calls

    def put_back(self, linkedids):
        """Calls taken but not saved: they are dirty again."""
        self._dirty.update((linkedid, True) for linkedid in linkedids if linkedid in self._events)

    def open_linkedids(self):
        return self._events.keys() - self._ended.keys()

    def lose(self, linkedid, time):
        """The PBX knows this call no more and CEL has no end of it."""
        self.add([Event(LOST, time, "", linkedid)])

    def _forget(self):
        limit = self._now - self._keep
        for linkedid in [key for key, end in self._ended.items() if end < limit]:
            if linkedid not in self._dirty:
                del self._ended[linkedid], self._events[linkedid]
