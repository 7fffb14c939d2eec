"""An announcement's fingerprint: how the shape of its spectrum moves.

Sixteen bands of a telephone channel, in logarithms, less their mean (so that the level doesn't
matter) and less their slow average (so that the line's colour doesn't, as in RASTA: Hermansky and
Morgan, 1994), scaled to one.
"""

import numpy as np

from .spectrum import FRAME, analyse

BANDS = 16
_EDGES = np.unique(np.geomspace(16, 218, BANDS + 1).round().astype(int))
# 30 dB under the frame's mean: what coding noise fills.
_DEPTH = 1e-3
# Of the slow average, for each frame with sound.
_SLOW = 0.04
# dBm0, and dB under the loudest so far, below which a frame is a pause.
_QUIETEST, _BELOW_PEAK = -46.0, 30.0
_FADING = 0.02


class Shaper:
    """The shapes of several calls, frame by frame."""

    def __init__(self, count=0):
        self.means = np.zeros((count, BANDS), np.float32)
        self.has_mean = np.zeros(count, bool)
        self.peaks = np.full(count, -90.0, np.float32)

    def grow(self, count):
        more = count - len(self.peaks)
        self.means = np.concatenate([self.means, np.zeros((more, BANDS), np.float32)])
        self.has_mean = np.concatenate([self.has_mean, np.zeros(more, bool)])
        self.peaks = np.concatenate([self.peaks, np.full(more, -90.0, np.float32)])

    def reset(self, row):
        self.has_mean[row] = False
        self.peaks[row] = -90.0

    def feed(self, rows, power, levels):
        """(shapes of unit length, zero in pauses; whether there is sound) of `rows`."""
        bands = np.add.reduceat(power[:, : _EDGES[-1]], _EDGES[:-1], axis=1)
        logs = np.log(bands + _DEPTH * bands.mean(axis=1, keepdims=True) + 1.0)
        shapes = logs - logs.mean(axis=1, keepdims=True)
        self.peaks[rows] = np.maximum(self.peaks[rows] - _FADING, levels)
        sounds = (levels > _QUIETEST) & (levels > self.peaks[rows] - _BELOW_PEAK)
        means = np.where(self.has_mean[rows, None], self.means[rows], shapes)
        slow = np.where(sounds[:, None], means + _SLOW * (shapes - means), self.means[rows])
        self.means[rows] = slow
        self.has_mean[rows] |= sounds
        moved = np.where(sounds[:, None], shapes - means, 0)
        lengths = np.sqrt(np.sum(np.square(moved), axis=1, keepdims=True))
        return (moved / np.maximum(lengths, 1e-3)).astype(np.float32), sounds


def fingerprint(samples):
    """The fingerprint of a recording: one row for each 20 ms, without the silence around it.

    :param samples: 8 kHz, 16 bits
    """
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    if not len(frames):
        return np.zeros((0, BANDS), np.float32)
    heard, power = analyse(np.vstack([np.zeros((1, FRAME), np.int16), frames[:-1]]), frames)
    shaper = Shaper(1)
    rows = np.zeros(1, int)
    shapes, sounds = zip(
        *(
            shaper.feed(rows, power[at : at + 1], np.array([frame.level], np.float32))
            for at, frame in enumerate(heard)
        ),
        strict=True,
    )
    loud = np.flatnonzero(np.concatenate(sounds))
    found = np.concatenate(shapes)
    return found[loud[0] : loud[-1] + 1] if len(loud) else found[:0]


def seconds_of_sound(rows):
    """How much of a fingerprint is no pause."""
    return float(np.count_nonzero(np.any(rows, axis=1))) * FRAME / 8000
