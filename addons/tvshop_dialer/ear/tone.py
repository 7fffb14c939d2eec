"""A tone's beginnings and ends, from frames."""

# Under this nothing is a tone, dBm0: the quietest that a network gives, less what the line takes.
QUIETEST = -43.0
PURE = 0.7
# Frames in which a tone may fail before it counts as over: a lost packet.
GAP = 1


def is_near(frame, freq, width):
    return frame.level > QUIETEST and frame.purity > PURE and abs(frame.freq - freq) <= width


class Runs:
    """On and off of a tone, in frames: `feed` gives the run that has just ended, if one has."""

    def __init__(self):
        self.is_on = False
        self.length = 0  # of the run that goes on
        self._doubt = 0

    def feed(self, is_on):
        """:return: (was on, frames) of a run that ended, or None"""
        if is_on == self.is_on:
            self.length += 1 + self._doubt
            self._doubt = 0
            return None
        self._doubt += 1
        if self._doubt <= GAP:
            return None
        ended = self.is_on, self.length
        self.is_on, self.length, self._doubt = is_on, self._doubt, 0
        return ended
