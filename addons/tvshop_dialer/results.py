"""What became of a dialled number, from SIP codes and Q.850 causes, as values."""

LIVE, ABANDONED, MACHINE = "live", "abandoned", "machine"
BUSY, NO_ANSWER, UNREACHABLE = "busy", "no_answer", "unreachable"
REFUSED, VACANT, CONGESTION, FAILED = "refused", "vacant", "congestion", "failed"
LIMIT, UNKNOWN, WITHDRAWN, SKIPPED = "limit", "unknown", "withdrawn", "skipped"

# Somebody, or something, has answered.
ANSWERED = (LIVE, ABANDONED, MACHINE)
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
    if call.reached_at is not None:
        return ABANDONED
    if call.outcome == "lost":
        return UNKNOWN
    if call.outbox_id and not call.callee_raw:  # the agent's telephone was not answered
        return WITHDRAWN
    return _not_answered(call.cause, call.end - call.start)


def _not_answered(cause, seconds):
    if cause in _OF_CAUSE:
        return _OF_CAUSE[cause]
    if cause in _ABSENT_CAUSES:
        return UNREACHABLE if seconds < _RUNG_IN_VAIN else NO_ANSWER
    return NO_ANSWER if cause in _GIVEN_UP_CAUSES else FAILED
