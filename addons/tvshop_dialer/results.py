"""What became of a dialled number, from SIP codes, Q.850 causes and the ear, as values."""

from typing import NamedTuple

LIVE, ABANDONED, MACHINE = "live", "abandoned", "machine"
FAX, MODEM = "fax", "modem"
BUSY, NO_ANSWER, UNREACHABLE = "busy", "no_answer", "unreachable"
SWITCHED_OFF, SUSPENDED, CALL_WAITING = "switched_off", "suspended", "call_waiting"
REFUSED, VACANT, CONGESTION, FAILED = "refused", "vacant", "congestion", "failed"
LIMIT, UNKNOWN, WITHDRAWN, SKIPPED = "limit", "unknown", "withdrawn", "skipped"

# Somebody, or something, has answered.
ANSWERED = (LIVE, ABANDONED, MACHINE, FAX, MODEM)
# What tells without an ear whether a number is in service: announcements end like calls that nobody
# answers.
TELLING = (*ANSWERED, BUSY, VACANT)
# What the ear may be sure of: before the answer, and behind it.
HEARD_RINGING = (
    BUSY, CONGESTION, VACANT, REFUSED, SWITCHED_OFF, UNREACHABLE, SUSPENDED, CALL_WAITING
)  # fmt: skip
HEARD_ANSWERED = (MACHINE, FAX, MODEM, *HEARD_RINGING)
# Within so many seconds of the greeting's end an agent is there, or the call counts as abandoned.
AGENT_WITHIN = 2.0
# The network never heard of these.
NOT_DIALLED = (LIMIT, WITHDRAWN, SKIPPED)

# ITU-T Q.850, to which Asterisk brings SIP's codes.
_OF_CAUSE = {
    1: VACANT,  # unallocated (404)
    2: VACANT,
    3: VACANT,
    17: BUSY,  # 486, 600
    18: NO_ANSWER,  # 408
    21: REFUSED,  # 403, 603
    22: VACANT,  # number changed (410)
    27: UNREACHABLE,  # destination out of order (502)
    28: VACANT,  # invalid format (484)
    34: CONGESTION,  # 503
    38: CONGESTION,
    41: CONGESTION,
    42: CONGESTION,
    44: CONGESTION,
    47: CONGESTION,
}
# No user responding, no answer, subscriber absent (480): so soon, no telephone has rung in vain.
_ABSENT_CAUSES = (19, 20)
_RUNG_IN_VAIN = 15.0
_GIVEN_UP_CAUSES = (None, 0, 16, 26, 127)


class Heard(NamedTuple):
    """What the ear noted of a call: `at` in ms from when it began to hear, `confidence` 0–1."""

    phase: int
    result: str
    confidence: float
    at: int
    evidence: str


RINGING, ANSWER = 1, 2


def heard(call):
    """{phase: Heard} of a folded call; what can't be read is left out."""
    found = {}
    for mark in call.marks:
        if mark.name == "heard":
            try:
                phase, result, confidence, at, evidence = mark.value.split("|", 4)
                one = Heard(int(phase), result, float(confidence), int(at), evidence)
            except ValueError:
                continue
            found.setdefault(one.phase, one)
    return found


def result_of(call):
    """The result of a folded call that the dialler made and that has ended, or was given up.

    :param call: `tvshop_cti.bridge.fold.Call`
    """
    marks = {mark.name: mark.value for mark in call.marks}
    if "dial_refused" in marks:
        return LIMIT
    if call.answered_at is not None:
        return LIVE
    if marks.get("machine"):
        return MACHINE
    said = {phase: one.result for phase, one in heard(call).items()}
    if call.reached_at is not None:
        return said[ANSWER] if said.get(ANSWER) in HEARD_ANSWERED else ABANDONED
    if said.get(RINGING) in HEARD_RINGING:
        return said[RINGING]
    if call.outcome == "lost":
        return UNKNOWN
    if call.outbox_id and not call.callee_raw:  # the agent's telephone was not answered
        return WITHDRAWN
    return _not_answered(call.cause, call.end - call.start)


def is_late(call):
    """Whether an agent came to a folded call that the dialler made, and came too late.

    The greeting ends with the answer or, where machines are looked for, when a person was told.
    """
    begun = call.reached_at if call.queue_enter is None else call.queue_enter
    is_own = call.outbox_id is None  # whom an agent dials has one
    return bool(is_own and begun and call.answered_at and call.answered_at - begun > AGENT_WITHIN)


def _not_answered(cause, seconds):
    if cause in _OF_CAUSE:
        return _OF_CAUSE[cause]
    if cause in _ABSENT_CAUSES:
        return UNREACHABLE if seconds < _RUNG_IN_VAIN else NO_ANSWER
    return NO_ANSWER if cause in _GIVEN_UP_CAUSES else FAILED
