"""The sounds themselves, of unit size and with nothing of a line: tones, voices, music."""

import io
import subprocess
import wave
from functools import lru_cache

import numpy as np
from ear_line import RATE

VOICES = ("", "+m1", "+m2", "+m3", "+m4", "+m6", "+f1", "+f2", "+f3", "+f4", "+f5")


def tone(freq, seconds, phase=0.0):
    return np.sqrt(2) * np.sin(2 * np.pi * freq * np.arange(int(RATE * seconds)) / RATE + phase)


def quiet(seconds):
    return np.zeros(int(RATE * seconds))


def cadence(rng, freq, pairs, seconds):
    """On and off in turn; both, and the frequency, as far off as E.180 and Q.35 let them be."""
    freq = freq + rng.uniform(-25, 25)
    slow = rng.uniform(0.9, 1.1)
    parts, lasted = [], 0.0
    while lasted < seconds:
        for on, off in pairs:
            parts += [tone(freq, on * slow), quiet(off * slow)]
            lasted += (on + off) * slow
    return np.concatenate(parts)


@lru_cache(maxsize=4000)
def say(text, voice="", speed=170, pitch=50):
    """Mandarin by espeak-ng, without the silence around it."""
    options = ["-v", f"cmn-latn-pinyin{voice}", "-s", str(speed), "-p", str(pitch), "--stdout"]
    done = subprocess.run(["espeak-ng", *options, text], capture_output=True, check=True)
    with wave.open(io.BytesIO(done.stdout)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(1 << 30), "<i2").astype(float)
    sound = resample(samples, rate)
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    return sound[loud[0] : loud[-1] + 1] / np.abs(sound).max()


def resample(samples, rate):
    """To 8 kHz, with nothing left above 3.4 kHz."""
    spectrum = np.fft.rfft(samples)
    freqs = np.fft.rfftfreq(len(samples), 1 / rate)
    spectrum[(freqs > 3400) | (freqs < 200)] = 0
    size = int(len(samples) * RATE / rate)
    return np.fft.irfft(spectrum[: size // 2 + 1], size) * size / len(samples)


def music(rng, seconds):
    """A tune over chords, plucked or held, some of it as pure as a tone."""
    parts, root = [], rng.choice([196.0, 220.0, 246.9, 261.6, 293.7])
    scale = root * 2 ** (np.array([0, 2, 4, 7, 9, 12, 14, 16]) / 12)
    harmonics = rng.choice([1, 3, 6])
    beat = rng.uniform(0.18, 0.5)
    is_plucked = rng.random() < 0.6
    while sum(map(len, parts)) < seconds * RATE:
        note = rng.choice(scale)
        length = beat * rng.choice([1, 1, 2, 0.5])
        sound = sum(tone(note * k, length) / k**1.3 for k in range(1, harmonics + 1))
        if rng.random() < 0.5:
            sound = sound + 0.5 * tone(note * rng.choice([1.26, 1.5, 0.5]), length)
        if is_plucked:
            sound = sound * np.exp(-np.arange(len(sound)) / RATE / 0.3)
        parts.append(sound)
    return np.concatenate(parts)
