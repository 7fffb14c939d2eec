"""Which of the announcements that were taught is heard, in all calls at once.

For each place of each fingerprint, a call keeps how well the last seconds fit if it is there now.
"""

from typing import NamedTuple

import numpy as np

from .decision import Decision
from .fingerprint import BANDS, Shaper

# Frames from one comparison to the next.
STEP = 2
# Of what was known, after each step: seconds of memory.
_KEPT = np.float32(np.exp(-STEP * 0.02 / 1.6))
# A frame too many or too few was lost on the way.
_SLIP = np.float32(0.97)
LIKE = 0.66
# By so much it must be more like this one than like those with other results.
MARGIN = 0.12
# Steps of sound that must have been heard.
ENOUGH = 24.0
# Many begin alike, so it is waited for the end, or for so many steps; and what was heard in the
# last steps must fit by itself.
NEAR_END, FAR = 3, 75
TAIL = 12
TAIL_LIKE = 0.7


class Print(NamedTuple):
    """`rows` as `fingerprint` makes them; `key` tells which announcement it is."""

    key: int
    result: str
    rows: np.ndarray


class Matcher:
    """Calls by row. Teaching anew is a new matcher."""

    def __init__(self, prints=()):
        self.prints = [
            one._replace(rows=one.rows[::STEP]) for one in prints if len(one.rows) > STEP * TAIL
        ]
        shapes = [one.rows for one in self.prints] or [np.zeros((0, BANDS), np.float32)]
        self._shapes = np.ascontiguousarray(np.concatenate(shapes).T, np.float32)
        self._starts = np.cumsum([0, *(len(one.rows) for one in self.prints)])[:-1]
        # where nothing can have come from so many steps before: the beginnings
        self._is_start = np.zeros((3, self._shapes.shape[1]), bool)
        for by in range(3):
            for start in self._starts:
                self._is_start[by, start : start + by] = True
        self._results = np.array([one.result for one in self.prints])
        self._shaper = Shaper()
        self._fits = np.zeros((0, self._shapes.shape[1]), np.float32)
        self._heard = np.zeros(0, np.float32)
        self._tails = np.zeros((0, TAIL, BANDS), np.float32)
        self._rows = {}
        self._free = []
        self._counts = {}

    def begin(self, key):
        if not self._free:
            self._grow()
        row = self._free.pop()
        self._rows[key] = row
        self._counts[key] = 0
        self._shaper.reset(row)
        self._fits[row] = 0
        self._heard[row] = 0
        self._tails[row] = 0

    def end(self, key):
        row = self._rows.pop(key, None)
        if row is not None:
            self._free.append(row)

    def _grow(self):
        count = len(self._heard)
        more = max(16, count)
        self._shaper.grow(count + more)
        self._fits = np.concatenate([self._fits, np.zeros((more, self._fits.shape[1]), np.float32)])
        self._heard = np.concatenate([self._heard, np.zeros(more, np.float32)])
        tails = np.zeros((more, TAIL, BANDS), np.float32)
        self._tails = np.concatenate([self._tails, tails])
        self._free += range(count, count + more)

    def feed(self, keys, frames, power):
        """{key: (result, likeness, print's key)} of the calls in which one is heard.

        :param frames: {key: its `spectrum.Frame`}; power: their spectra, a row for each of `keys`
        """
        places = [at for at, key in enumerate(keys) if key in self._rows]
        if not places or not self.prints:
            return {}
        names = [keys[at] for at in places]
        rows = np.array([self._rows[name] for name in names])
        levels = np.array([frames[name].level for name in names], np.float32)
        shapes, sounds = self._shaper.feed(rows, power[places], levels)
        due = []
        for at, name in enumerate(names):
            self._counts[name] += 1
            if self._counts[name] % STEP == 0:
                due.append(at)
        if not due:
            return {}
        return self._compare([names[at] for at in due], rows[due], shapes[due], sounds[due])

    def _compare(self, names, rows, shapes, sounds):
        known = self._fits[rows]
        came = np.maximum(_shifted(known, 1, self._is_start[1]), _SLIP * known)
        np.maximum(came, _SLIP * _shifted(known, 2, self._is_start[2]), out=came)
        # in a pause nothing fits, and nothing is forgotten
        kept = np.where(sounds, _KEPT, 1).astype(np.float32)
        fits = came * kept[:, None] + shapes @ self._shapes
        self._fits[rows] = fits
        self._heard[rows] = self._heard[rows] * kept + sounds
        self._tails[rows] = np.concatenate([self._tails[rows, 1:], shapes[:, None]], axis=1)
        likely = np.flatnonzero((self._heard[rows] >= ENOUGH) & sounds)
        return self._decide(names, rows, fits, likely)

    def _decide(self, names, rows, fits, places):
        if not len(places):
            return {}
        heard = self._heard[rows[places], None]
        best = np.maximum.reduceat(fits[places], self._starts, axis=1) / heard
        found = {}
        for at, likeness in zip(places, best, strict=True):
            first = int(likeness.argmax())
            others = likeness[self._results != self._results[first]]
            is_clear = not len(others) or likeness[first] - others.max() >= MARGIN
            if likeness[first] >= LIKE and is_clear:
                one, start = self.prints[first], self._starts[first]
                place = int(fits[at, start : start + len(one.rows)].argmax())
                if _is_through(one, place, self._tails[rows[at]]):
                    found[names[at]] = one.result, float(likeness[first]), one.key
        return found


def _tail_fit(rows, place, tail):
    places = place - np.arange(TAIL)[::-1]
    wanted = rows[places[(places >= 0) & (places < len(rows))]]
    heard = tail[(places >= 0) & (places < len(rows))]
    spoken = np.any(wanted, axis=1) | np.any(heard, axis=1)
    return float(np.sum(wanted * heard) / max(1, np.count_nonzero(spoken)))


def _is_through(one, place, tail):
    if place < min(FAR, len(one.rows) - NEAR_END):
        return False
    return max(_tail_fit(one.rows, place + by, tail) for by in range(-2, 3)) >= TAIL_LIKE


def _shifted(fits, by, is_start):
    moved = np.empty_like(fits)
    moved[:, by:] = fits[:, :-by]
    moved[:, :by] = 0
    moved[:, is_start] = 0
    return moved


def as_decision(match, now):
    result, likeness, key = match
    return Decision(result, min(1.0, likeness), now, f"print {key} likeness {likeness:.2f}")
