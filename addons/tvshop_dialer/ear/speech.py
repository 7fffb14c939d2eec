"""A person or a machine, by how long it speaks after the answer.

A person says "喂" or "喂，您好，哪位", then waits for us. A machine goes on, or beeps.
"""

from .decision import LIVE, MACHINE, Decision
from .spectrum import SECOND

# Seconds. Whoever has spoken no longer than this and then pauses is a person.
GREETING = 1.9
PAUSE = 0.56
# A single syllable is followed by a longer pause in machines' greetings too.
SHORT, SHORT_PAUSE = 0.45, 0.7
# Speech within so long a time is a machine's.
TALK, TALK_SHARE = 2.3, 0.75
SILENT = 3.0
# dB above the noise, and below the loudest, at which speech begins.
ABOVE_NOISE, BELOW_PEAK = 9.0, 28.0
_FLOOR, _LOUDEST_NOISE = -62.0, -38.0


class Speech:
    """Listens after the answer."""

    def __init__(self):
        self._noise = -50.0
        self._peak = -45.0
        self._first = None
        self._frames = 0
        self._spoken = 0
        self._pause = 0

    def feed(self, frame, now):
        self._frames += 1
        if self._sounds(frame.level):
            if self._first is None:
                self._first = self._frames
            self._spoken += 1
            self._pause = 0
        elif self._first is None:
            if self._frames >= SILENT * SECOND:
                return Decision(LIVE, 0.5, now, "silence")
            return None
        else:
            self._pause += 1
        return self._judge(now)

    def _sounds(self, level):
        self._peak = max(level, self._peak - 0.05)
        if level < self._noise:
            self._noise = max(_FLOOR, self._noise + 0.3 * (level - self._noise))
        else:
            self._noise = min(_LOUDEST_NOISE, self._noise + 0.04)
        return level > self._noise + ABOVE_NOISE and level > self._peak - BELOW_PEAK

    def _judge(self, now):
        since = (self._frames - self._first + 1) / SECOND
        spoken, pause = self._spoken / SECOND, self._pause / SECOND
        if spoken < 0.08:
            if pause > 0.2:  # a click
                self._first, self._spoken, self._pause = None, 0, 0
            return None
        length = since - pause
        evidence = f"speech {length:.2f} s pause {pause:.2f} s"
        if length >= TALK and spoken >= TALK_SHARE * TALK:
            return Decision(MACHINE, 0.9, now, evidence)
        if pause >= (SHORT_PAUSE if length < SHORT else PAUSE):
            if length <= GREETING:
                return Decision(LIVE, 0.9, now, evidence)
            if pause >= SHORT_PAUSE:
                return Decision(LIVE, 0.6, now, evidence)
        return None
