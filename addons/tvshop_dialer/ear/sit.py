"""Special information tones: three tones in turn (ITU-T E.180; their variants: Bellcore)."""

from .decision import CONGESTION, VACANT, Decision
from .spectrum import SECOND
from .tone import QUIETEST

_BANDS = ((880.0, 1015.0), (1340.0, 1460.0), (1735.0, 1830.0))
PURE = 0.55  # a frame in which one tone follows the other has both
_SHORTEST, _LONGEST = 0.18, 0.46
# The second tone by the first, as all may be off by the same.
_RATIOS = (
    (1370.6 / 985.2, VACANT),
    (1428.5 / 985.2, CONGESTION),  # no circuit
    (1400 / 950, VACANT),
    (1370.6 / 913.8, VACANT),  # intercept
    (1428.5 / 913.8, CONGESTION),  # reorder
)


class Sit:
    """Listens while it rings and after the answer."""

    def __init__(self):
        self._place = -1
        self._frames = 0
        self._sum = 0.0
        self._means = []
        self._rest = 0

    def feed(self, frame, now):
        band = _band(frame)
        if band == self._place >= 0:
            self._frames += 1
            self._sum += frame.freq
            self._rest = 0
            if band == 2 and len(self._means) == 2 and self._frames / SECOND >= _SHORTEST:
                return self._decide(now)
            return None
        if band >= 0:
            self._begin(band, frame)
            return None
        self._rest += 1
        if self._rest > 4:
            self._place, self._means = -1, []
        return None

    def _begin(self, band, frame):
        lasted = self._frames / SECOND
        if band == self._place + 1 and band > 0 and _SHORTEST <= lasted <= _LONGEST:
            self._means = [*self._means, self._sum / self._frames]
        else:
            self._means = []
        self._place, self._frames, self._sum, self._rest = band, 1, frame.freq, 0

    def _decide(self, now):
        ratio = self._means[1] / self._means[0]
        _off, result = min((abs(ratio - one), result) for one, result in _RATIOS)
        tones = " ".join(f"{mean:.0f}" for mean in self._means)
        return Decision(result, 0.95, now, f"SIT {tones}")


def _band(frame):
    if frame.level > QUIETEST and frame.purity > PURE:
        for place, (low, high) in enumerate(_BANDS):
            if low <= frame.freq <= high:
                return place
    return -1
