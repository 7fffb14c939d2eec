"""The tones of Chinese networks: 450 Hz in different cadences.

Cadences are those of ITU-T E.180 Supplement 2 (China); frequency and durations may be off as Q.35
allows, and by what a frame of 20 ms can't tell.
"""

from .decision import BUSY, CONGESTION, VACANT, Decision
from .spectrum import SECOND
from .tone import QUIETEST, Runs, is_near

FREQ, WIDTH = 450.0, 35.0
# dB by which a pause must be quieter.
BELOW = 10.0
# Seconds of on and off, shortest to longest.
_BUSY = (0.29, 0.42)
_CONGESTION = (0.6, 0.82)
_SHORT = (0.05, 0.16)
_LONG = (0.34, 0.47)
# on and off in turn
PATTERNS = (
    (BUSY, "450 Hz 0.35/0.35", (_BUSY,) * 3),
    (CONGESTION, "450 Hz 0.7/0.7", (_CONGESTION,) * 2),
    (VACANT, "450 Hz 4x0.1 0.4", (_SHORT,) * 5),
)
_LONGEST = max(len(pattern) for _result, _name, pattern in PATTERNS)


class Cadence:
    """Listens while it rings."""

    def __init__(self):
        self._runs = Runs()
        self._past = []
        self._level = 0.0
        self._others = 0

    def feed(self, frame, now):
        is_on = is_near(frame, FREQ, WIDTH)
        self._note_others(frame, is_on)
        ended = self._runs.feed(is_on)
        if ended is None:
            return None
        was_on, frames = ended
        self._past = [*self._past, frames / SECOND][-_LONGEST:]
        for result, name, pattern in PATTERNS:
            begins_on = was_on == (len(pattern) % 2 == 1)
            last = self._past[-len(pattern) :]
            if begins_on and len(last) == len(pattern) and _fits(last, pattern):
                return Decision(result, 0.97, now, name)
        return None

    def _note_others(self, frame, is_on):
        """Music comes by 450 Hz too, but isn't silent in between."""
        if is_on:
            self._level, self._others = frame.level, 0
        elif frame.level > max(self._level - BELOW, QUIETEST):
            self._others += 1
            if self._others > 2:
                self._past = []
        else:
            self._others = 0


def _fits(runs, pattern):
    return all(low <= run <= high for run, (low, high) in zip(runs, pattern, strict=True))
