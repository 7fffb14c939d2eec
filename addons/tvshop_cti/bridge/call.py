"""A call, as the bridge folds it and Odoo puts it on record."""

from typing import NamedTuple

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

    `reached_at` is when the telephone that was called answered, `cause` the Q.850 cause of its end:
    both of calls out. `talk` is the time a customer (internally: a second agent) shared a bridge
    with an agent, holds included; `hold` the part of it on hold. `current_extension` is the agent
    who talks, or whose phone rings; of an ended call, who talked last. `channels` are those still
    up. `marks` are the dialplan's other notes, in order.
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
    reached_at: float | None = None
    cause: int | None = None

    @property
    def is_open(self):
        return self.end is None
