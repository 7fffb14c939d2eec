"""Level, strongest frequency and purity of many frames at once."""

from typing import NamedTuple

import numpy as np

RATE = 8000
FRAME = 160  # samples: 20 ms
SECOND = RATE // FRAME  # frames
# A sine as loud as 16 bits allow has +3.14 dBm0 (ITU-T G.711).
FULL_SCALE = 3.14
SILENCE = -90.0

_WINDOW = np.hanning(2 * FRAME).astype(np.float32)
_SIZE = 512
# Of a telephone channel, in bins of 15.6 Hz.
_LOW, _HIGH = 16, 224
# Half the main lobe of the window.
_LOBE = 4


class Frame(NamedTuple):
    """What one frame of one call sounds like.

    :param level: dBm0 of these 20 ms
    :param freq: strongest frequency of these and the 20 ms before, Hz
    :param purity: its share of their power, 0–1
    :param phase: of 2100 Hz, radians
    """

    level: float
    freq: float
    purity: float
    phase: float


def levels(samples):
    """dBm0 of each row."""
    power = np.mean(np.square(samples, dtype=np.float32), axis=-1)
    return 10 * np.log10(power / (32768.0**2 / 2) + 1e-12) + FULL_SCALE


_TURN = np.exp(-2j * np.pi * 2100 * np.arange(FRAME) / RATE).astype(np.complex64)


def analyse(before, now):
    """(Frames of the rows of `now`, power spectra); `before` has the 160 samples before each."""
    both = np.concatenate([before, now], axis=1).astype(np.float32) * _WINDOW
    spectrum = np.fft.rfft(both, _SIZE, axis=1)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    band = power[:, _LOW:_HIGH]
    peaks = band.argmax(axis=1) + _LOW
    rows = np.arange(len(now))
    left, top, right = (np.log(power[rows, peaks + by] + 1e-3) for by in (-1, 0, 1))
    freqs = (peaks + 0.5 * (left - right) / (left - 2 * top + right - 1e-9)) * (RATE / _SIZE)
    sums = np.cumsum(power[:, : _HIGH + _LOBE + 1], axis=1)
    lobes = sums[rows, peaks + _LOBE] - sums[rows, peaks - _LOBE - 1]
    purities = lobes / (sums[:, -1] + 1e-3)
    phases = np.angle(now.astype(np.float32) @ _TURN)
    columns = (levels(now).tolist(), freqs.tolist(), purities.tolist(), phases.tolist())
    return [Frame(*row) for row in zip(*columns, strict=True)], power
