"""What is heard in a recording."""

import array
import math
import wave

# of 16-bit samples: what a quiet line stays under, and a beep or speech is well above
SILENCE = 30


def loudness(path):
    """The root mean square of each whole second of a recording, in order."""
    with wave.open(str(path)) as sound:
        rate = sound.getframerate()
        samples = array.array("h", sound.readframes(sound.getnframes()))
    seconds = [samples[at : at + rate] for at in range(0, len(samples) - rate + 1, rate)]
    return [math.sqrt(sum(one * one for one in second) / rate) for second in seconds]


def longest_silence(path):
    """How many whole seconds of nothing follow one another at most."""
    longest = run = 0
    for level in loudness(path):
        run = run + 1 if level < SILENCE else 0
        longest = max(longest, run)
    return longest
