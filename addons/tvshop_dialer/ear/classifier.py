"""What one call's frames tell, by the listeners of its phase."""

from .beep import Beep
from .cadence import Cadence
from .data_tones import DataTones
from .decision import ANSWERED, BEEP, EARLY
from .sit import Sit
from .spectrum import SECOND
from .speech import Speech

# Who decides first in a frame counts. Tones come before speech, which they would pass for.
LISTENERS = {
    EARLY: (Cadence, Sit),
    ANSWERED: (Cadence, Sit, DataTones, Speech),
    BEEP: (Beep,),
}


class Classifier:
    """One call in one phase: `feed` gives its decision, once."""

    def __init__(self, phase):
        self.phase = phase
        self.decision = None
        self._frames = 0
        self._listeners = [make() for make in LISTENERS[phase]]

    @property
    def now(self):
        """Seconds heard."""
        return self._frames / SECOND

    def feed(self, frame):
        """:param frame: `spectrum.Frame`; :return: a Decision when it is made here, else None"""
        if self.decision is not None:
            return None
        self._frames += 1
        now = self.now
        for listener in self._listeners:
            decision = listener.feed(frame, now)
            if decision is not None and self.decision is None:
                self.decision = decision
        return self.decision
