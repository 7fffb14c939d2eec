"""What became of a parcel: a function of the set of what was told, whatever the order."""

from datetime import datetime
from typing import NamedTuple

from .rows import DELIVERED, IN_TRANSIT, LOST, REFUSED, RETURNED

# Of two things told for the same second, the later one of this order is taken as the later.
RANK = {
    status: rank for rank, status in enumerate((IN_TRANSIT, LOST, REFUSED, DELIVERED, RETURNED))
}
FAILED = (REFUSED, RETURNED, LOST)


class Outcome(NamedTuple):
    """`status` is the last that says more than "in transit"; `reason` is why it failed first.

    `delivered_on` is the first time it is said to have been handed over, None if never.

    `contradictions` are codes: "after_delivered" (refused, returned or lost later),
    "after_returned" (delivered later), "amounts" (told differently), "due" (another amount
    collected than was due).
    """

    status: str
    delivered_on: datetime | None
    is_failed: bool
    reason: str
    contradictions: tuple

    @property
    def is_undone(self):
        """The last that was told is a failure."""
        return self.status in FAILED


def fold(events, due=None):
    """The outcome of one parcel's events, in any order and repeated.

    :param due: what had to be collected, None if nothing is known
    """
    told = sorted({event.key: event for event in events}.values(), key=_moment)
    telling = [event for event in told if event.status != IN_TRANSIT] or told
    failed = [event for event in told if event.status in FAILED]
    return Outcome(
        status=telling[-1].status,
        delivered_on=next((event.time for event in told if event.status == DELIVERED), None),
        is_failed=bool(failed),
        reason=next((event.reason for event in failed if event.reason), ""),
        contradictions=tuple(_contradictions(told, due)),
    )


def _moment(event):
    amount = -1 if event.amount is None else event.amount
    return event.time, RANK[event.status], amount


def _contradictions(told, due):
    delivered = [event for event in told if event.status == DELIVERED]
    if not delivered:
        return
    first, last = delivered[0].time, delivered[-1].time
    if any(event.status in FAILED and event.time >= first for event in told):
        yield "after_delivered"
    if any(event.status == RETURNED and event.time < last for event in told):
        yield "after_returned"
    amounts = {event.amount for event in delivered if event.amount is not None}
    if len(amounts) > 1:
        yield "amounts"
    if due is not None and any(amount != due for amount in amounts):
        yield "due"
