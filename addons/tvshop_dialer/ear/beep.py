"""The beep after which a message is recorded."""

from .decision import FOUND, Decision
from .spectrum import SECOND
from .tone import QUIETEST

_LOWEST, _HIGHEST = 380.0, 2300.0
PURE = 0.8
SHORTEST = 0.14
# A beep keeps its pitch; a sung or spoken vowel doesn't.
_STEADY = 12.0
AFTER = 0.2
QUIET = 2.0
LONGEST = 25.0


class Beep:
    """Listens to a machine until a message can be left: behind its beep, or in its silence."""

    def __init__(self):
        self._freq = 0.0
        self._steady = 0
        self._rest = None
        self._quiet = 0

    def feed(self, frame, now):
        loud = frame.level > QUIETEST
        self._quiet = 0 if loud else self._quiet + 1
        if loud and frame.purity > PURE and _LOWEST <= frame.freq <= _HIGHEST:
            is_same = abs(frame.freq - self._freq) <= _STEADY
            self._steady = self._steady + 1 if is_same else 1
            self._freq = frame.freq
        elif self._steady >= SHORTEST * SECOND and not loud:
            self._rest = (self._rest or 0) + 1
            if self._rest >= AFTER * SECOND:
                return Decision(FOUND, 0.95, now, f"beep {self._freq:.0f} Hz")
        else:
            self._steady, self._rest = 0, None
        if self._quiet >= QUIET * SECOND:
            return Decision(FOUND, 0.6, now, "silence")
        if now >= LONGEST:
            return Decision(FOUND, 0.3, now, "no beep")
        return None
