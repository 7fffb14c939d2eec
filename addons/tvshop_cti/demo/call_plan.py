"""What the phones did in a month, as calls the way the bridge folds them. Pure.

Every order taken on the phone has its call; around these come the others: questions, people who
gave up waiting, the company's own calls. An agent has one call at a time.
"""

from bisect import bisect_left, insort
from typing import NamedTuple

from ..bridge.call import Call, Leg, Mark

WITHHELD = 0.03
STRANGERS = 0.4
ABANDONED = 0.11
MISSED = 0.06
HELD = 0.08
OUT_OUTCOMES = {"answered": 64, "no_answer": 23, "busy": 9, "failed": 4}
WRAP = 25
OPEN_HOURS = range(9, 21)

# Nobody spoke in these calls: none of them lacks its recording.
NO_RECORDING = Mark("recording", "off", 0.0)


class OrderCall(NamedTuple):
    """`at`, `number`, `extension` of an order; `did` is empty when the company called."""

    at: float
    did: str
    number: str
    extension: str


class Desks:
    """Who is busy when, so that no agent has two calls at once."""

    def __init__(self, extensions):
        self.extensions = tuple(extensions)
        self._busy = {extension: [] for extension in extensions}

    def take(self, extensions, start, end):
        """The first of `extensions` who is free all the time, kept busy from now on, or ""."""
        for extension in extensions:
            if self._is_free(self._busy[extension], start, end):
                insort(self._busy[extension], (start, end + WRAP))
                return extension
        return ""

    def _is_free(self, busy, start, end):
        at = bisect_left(busy, (start, start))
        is_before_free = at == 0 or busy[at - 1][1] <= start
        return is_before_free and (at == len(busy) or busy[at][0] >= end + WRAP)


class CallPlan:
    """Draws calls one by one.

    :param numbers: numbers of customers, as dialled
    :param stranger: called for the number of somebody new
    """

    def __init__(self, rng, system_name, desks, numbers, stranger):
        self._rng = rng
        self._system_name = system_name
        self._desks = desks
        self._numbers = numbers
        self._stranger = stranger
        self._serial = 0

    def of_order(self, order, extensions):
        """The call in which an order was taken, by its own agent if that one can have it."""
        before, after = self._rng.uniform(90, 380), self._rng.uniform(5, 60)
        wait, answer = self._draw_wait(), order.at - before
        mine = [order.extension, *(ext for ext in extensions if ext != order.extension)]
        extension = self._desks.take(mine, answer, order.at + after)
        if not extension:
            return None
        if not order.did:
            return self._out(answer - 15, order.number, extension, before + after, "answered")
        course = answer - wait, answer, order.at + after
        return self._answered(order.did, "sales", order.number, extension, *course)

    def inbound(self, at, did, extensions):
        """A call for the sales queue that made no order."""
        if self._rng.random() < ABANDONED:
            return self._abandoned(at, did, "sales")
        return self._attended(at, did, "sales", extensions)

    def service(self, at, hour, did, extensions):
        if hour not in OPEN_HOURS:
            return self._make(at, did, end=at + 14, outcome="closed", hangup_by="system")
        return self._attended(at, did, "service", extensions)

    def outbound(self, at, extensions):
        outcome = self._rng.choices(list(OUT_OUTCOMES), OUT_OUTCOMES.values())[0]
        return self.dialled(at, self._rng.choice(self._numbers), outcome, extensions)

    def dialled(self, at, number, outcome, extensions):
        """A call of the company's own by whoever is free; None if nobody is."""
        talk = self._rng.gammavariate(2, 70) if outcome == "answered" else 0
        order = self._shuffled(extensions)
        extension = self._desks.take(order, at, at + 30 + talk)
        return self._out(at, number, extension, talk, outcome) if extension else None

    def _attended(self, at, did, queue, extensions):
        wait, talk = self._draw_wait(), 15 + self._rng.gammavariate(2, 65)
        extension = self._desks.take(self._shuffled(extensions), at + wait, at + wait + talk)
        if not extension:
            return self._abandoned(at, did, queue)
        return self._answered(
            did, queue, self._draw_number(), extension, at, at + wait, at + wait + talk
        )

    def _answered(self, did, queue, number, extension, start, answer, end):
        legs = [Leg(extension, answer - self._rng.uniform(2, 7), answer, end, 16)]
        if self._rng.random() < MISSED and answer - start > 26:
            other = self._rng.choice([e for e in self._desks.extensions if e != extension])
            legs.insert(0, Leg(other, answer - 26, None, answer - 8, 19))
        talk = end - answer
        return self._make(
            start, did, number, end, "answered", answered_at=answer, legs=tuple(legs), talk=talk,
            hold=self._rng.uniform(8, talk / 2) if self._rng.random() < HELD else 0,
            hangup_by="caller" if self._rng.random() < 0.68 else "agent",
            queue=queue, queue_enter=start, queue_leave=answer, current_extension=extension,
        )  # fmt: skip

    def _abandoned(self, at, did, queue):
        end = at + 8 + self._rng.gammavariate(2, 28)
        return self._make(
            at, did, self._draw_number(), end, "abandoned", hangup_by="caller",
            queue=queue, queue_enter=at, queue_leave=end,
        )  # fmt: skip

    def _out(self, at, number, extension, talk, outcome):
        answered = at + 15 if outcome == "answered" else None
        end = answered + talk if answered else at + self._rng.uniform(8, 30)
        return self._make(
            at, "", "", end, outcome, direction="out", callee_raw=number, answered_at=answered,
            legs=(Leg(extension, at, at + 1, end, 16),), talk=talk, current_extension=extension,
            hangup_by="caller" if self._rng.random() < 0.5 else "agent",
        )  # fmt: skip

    def _make(self, start, did, number="", end=None, outcome="", **values):
        self._serial += 1
        course = {
            "direction": "in", "caller_raw": number, "caller_name": "", "callee_raw": "",
            "outbox_id": None, "answered_at": None, "queue": "", "queue_enter": None,
            "queue_leave": None, "legs": (), "talk": 0, "hold": 0, "hangup_by": "",
            "transfers": (), "marks": (NO_RECORDING,), "channels": (), "current_extension": "",
            "talking": False,
        }  # fmt: skip
        linkedid = f"{self._system_name}-{int(start)}.{self._serial}"
        return Call(linkedid, did=did, start=start, end=end, outcome=outcome, **course | values)

    def _draw_number(self):
        draw = self._rng.random()
        if draw < WITHHELD:
            return "anonymous"
        return self._stranger() if draw < WITHHELD + STRANGERS else self._rng.choice(self._numbers)

    def _draw_wait(self):
        return 6 + self._rng.gammavariate(1.2, 11)

    def _shuffled(self, extensions):
        return self._rng.sample(extensions, len(extensions))
