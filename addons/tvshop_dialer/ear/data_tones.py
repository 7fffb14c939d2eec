"""Fax and modem answer tones.

CNG: 1100 ± 38 Hz, 0.5 s in every 3.5 s; CED: 2100 ± 15 Hz for 2.6–4 s (ITU-T T.30). A modem's
answer tone is 2100 Hz whose phase turns around every 450 ± 25 ms (V.25, V.8), 2225 Hz (Bell 103,
212A), or V.21's 980, 1180, 1650 and 1850 Hz.
"""

import math
from statistics import median

from .decision import FAX, MODEM, Decision
from .spectrum import SECOND
from .tone import QUIETEST, is_near

CED, CNG, BELL = 2100.0, 1100.0, 2225.0
# Two turns of the phase would fall in it.
_CED_SECONDS = 0.56
_CNG_SECONDS = 0.32
_MARK_SECONDS = 0.3
# Frames over which the phase is compared, of those remembered, and what passes for half a circle.
_APART, _PHASES, _HALF = 3, 14, 2.3
_MARKS = (980.0, 1180.0, 1650.0, 1850.0)


class DataTones:
    """Listens after the answer."""

    def __init__(self):
        self._ced = self._cng = self._bell = self._mark = self._rest = 0
        self._phases = []
        self._turns = self._turned = 0

    def feed(self, frame, now):
        self._count(frame)
        if self._bell >= _MARK_SECONDS * SECOND:
            return Decision(MODEM, 0.97, now, "2225 Hz")
        if self._mark >= _MARK_SECONDS * SECOND:
            return Decision(MODEM, 0.95, now, f"V.21 {frame.freq:.0f} Hz")
        if self._cng >= _CNG_SECONDS * SECOND:
            return Decision(FAX, 0.97, now, "CNG 1100 Hz")
        if self._ced >= _CED_SECONDS * SECOND:
            if self._turns:
                return Decision(MODEM, 0.95, now, "2100 Hz, phase reversed")
            return Decision(FAX, 0.95, now, "CED 2100 Hz")
        return None

    def _count(self, frame):
        self._bell = self._bell + 1 if is_near(frame, BELL, 22) else max(0, self._bell - 4)
        self._cng = self._cng + 1 if is_near(frame, CNG, 45) else max(0, self._cng - 2)
        is_mark = any(is_near(frame, mark, 20) for mark in _MARKS)
        self._mark = self._mark + 1 if is_mark else max(0, self._mark - 2)
        self._count_ced(frame)

    def _count_ced(self, frame):
        if is_near(frame, CED, 30):
            self._rest = 0
        elif self._ced and frame.level > QUIETEST and abs(frame.freq - CED) < 120:
            self._rest += 1  # while the phase turns, there are two peaks beside 2100 Hz
        else:
            self._rest += 3
        if self._rest > 4:
            self._ced = self._turns = 0
            self._phases = []
        elif self._ced or not self._rest:
            self._ced += 1
            self._turn(frame)

    def _turn(self, frame):
        """The phase runs on by the same step each frame, until it turns by half a circle."""
        if frame.level < QUIETEST:  # a lost packet
            return
        self._phases = [*self._phases, frame.phase][-_PHASES:]
        if len(self._phases) > _APART + 1:
            pairs = zip(self._phases, self._phases[1:], strict=False)
            step = median(_wrap(after - before) for before, after in pairs)
            turned = _wrap(self._phases[-1] - self._phases[-1 - _APART] - _APART * step)
            self._turned = self._turned + 1 if abs(turned) > _HALF else 0
            self._turns += self._turned == 2


def _wrap(angle):
    return (angle + math.pi) % (2 * math.pi) - math.pi
