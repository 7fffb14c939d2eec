"""What was heard, as a value."""

from typing import NamedTuple

# While it rings, after the answer, and while a message waits for the beep.
EARLY, ANSWERED, BEEP = 1, 2, 3

LIVE, MACHINE, FAX, MODEM = "live", "machine", "fax", "modem"
BUSY, CONGESTION, VACANT = "busy", "congestion", "vacant"
FOUND = "beep"


class Decision(NamedTuple):
    """`confidence` is 0–1, `at` seconds since the first frame, `evidence` plain ASCII."""

    result: str
    confidence: float
    at: float
    evidence: str
