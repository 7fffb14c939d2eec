"""What is heard in a recording."""

import array
import math
import statistics
import subprocess
import wave

# of 16-bit samples: what a quiet line stays under, and a beep or speech is well above
SILENCE = 30


FRAMES_A_SECOND = 50
A_LAW = ("-t", "raw", "-e", "a-law", "-r", "8000", "-c", "1")


def loudness(path, per_second=1):
    """The root mean square of each whole second of a recording, or part of a second, in order."""
    with wave.open(str(path)) as sound:
        size = sound.getframerate() // per_second
        samples = array.array("h", sound.readframes(sound.getnframes()))
    parts = [samples[at : at + size] for at in range(0, len(samples) - size + 1, size)]
    return [math.sqrt(sum(one * one for one in part) / size) for part in parts]


def decode(path, target):
    """An announcement of the PBX, as a WAV file."""
    subprocess.run(["sox", *A_LAW, path, "-b", "16", "-e", "signed", target], check=True)
    return target


def find_speech(said, heard):
    """(second, likeness) of where the speech `said` is heard best; 1.0: sounds the same there."""
    said, heard = (loudness(path, FRAMES_A_SECOND) for path in (said, heard))
    likeness, place = 0.0, 0
    for at in range(len(heard) - len(said) + 1):
        window = heard[at : at + len(said)]
        if len(set(window)) > 1:  # else nothing is to be compared
            likeness, place = max((likeness, place), (statistics.correlation(said, window), at))
    return place / FRAMES_A_SECOND, likeness


def last_sound(path):
    """The second at which all sound ends."""
    levels = loudness(path, FRAMES_A_SECOND)
    loud = [at for at, level in enumerate(levels) if level >= SILENCE]
    return (loud[-1] + 1) / FRAMES_A_SECOND


def longest_silence(path):
    """How many whole seconds of nothing follow one another at most."""
    longest = run = 0
    for level in loudness(path):
        run = run + 1 if level < SILENCE else 0
        longest = max(longest, run)
    return longest
