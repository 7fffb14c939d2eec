"""What a telephone line does to a sound: level, noise, G.711 and GSM coding, lost packets."""

import subprocess

import numpy as np

RATE, FRAME = 8000, 160
FULL_SCALE = 3.14  # dBm0 of the loudest sine (ITU-T G.711)
SPEECH_GATE = 0.02


def scale(dbm0):
    """The root mean square, of 16-bit samples, at this level."""
    return 32768 / np.sqrt(2) * 10 ** ((dbm0 - FULL_SCALE) / 20)


def set_level(sound, dbm0):
    """`sound` with this active level: pauses don't count."""
    loud = np.abs(sound) > SPEECH_GATE * np.abs(sound).max(initial=1e-9)
    power = np.sqrt(np.mean(np.square(sound[loud]))) if loud.any() else 1.0
    return sound * (scale(dbm0) / power)


def a_law(samples):
    """There and back through A-law (ITU-T G.711), as floats."""
    magnitude = np.minimum(np.abs(samples.astype(np.int32)) >> 4, 2047)
    exponent = np.maximum(np.floor(np.log2(np.maximum(magnitude, 1))).astype(int) - 4, 1)
    step = np.where(magnitude < 32, 2, 1 << exponent)
    coded = (magnitude // step) * step + step / 2
    return np.sign(samples) * np.minimum(coded, 2047) * 16


def gsm(samples):
    """There and back through GSM 06.10 full rate, by sox."""
    raw = ("-t", "raw", "-e", "signed", "-b", "16", "-r", str(RATE), "-c", "1")
    coded = _sox([*raw, "-", "-t", "gsm", "-"], samples.astype("<i2").tobytes())
    decoded = _sox(["-t", "gsm", "-r", str(RATE), "-c", "1", "-", *raw, "-"], coded)
    return np.frombuffer(decoded, "<i2").astype(float)


def _sox(arguments, data):
    command = ["sox", "-V1", *arguments]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def transmit(sound, rng, level, noise, loss, is_gsm):
    """16-bit samples of what arrives.

    :param level: dBm0 of the sound where there is some; noise: dBm0
    :param loss: share of the packets that are lost: half of them are filled with silence
    """
    line = set_level(sound, level) + rng.normal(0, scale(noise), len(sound))
    line = line.clip(-32768, 32767).round()
    if is_gsm:
        line = gsm(line)
    line = a_law(line).clip(-32768, 32767).astype("<i2")
    packets = line[: len(line) // FRAME * FRAME].reshape(-1, FRAME).copy()
    luck = rng.random(len(packets))
    packets[luck < loss / 2] = 0
    return packets[luck < 1 - loss / 2].reshape(-1)
