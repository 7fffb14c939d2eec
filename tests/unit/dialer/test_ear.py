"""What the ear hears in sounds made here: results don't hang on level, offset or noise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tvshop_dialer.ear.decision import ANSWERED, BEEP, EARLY
from tvshop_dialer.ear.hearing import Ear
from tvshop_dialer.ear.spectrum import FRAME, FULL_SCALE, RATE

NOISE = -62.0


def tone(freq, seconds):
    return np.sqrt(2) * np.sin(2 * np.pi * freq * np.arange(int(RATE * seconds)) / RATE)


def quiet(seconds):
    return np.zeros(int(RATE * seconds))


def babble(seconds):
    """As loud and as unsteady as speech, with no pitch."""
    noise = np.random.default_rng(3).normal(0, 1, int(RATE * seconds))
    return noise * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * np.arange(len(noise)) / RATE))


def scale(dbm0):
    return 32768 / np.sqrt(2) * 10 ** ((dbm0 - FULL_SCALE) / 20)


def hear(sound, phase, level=-15.0, offset=0):
    noise = np.random.default_rng(offset).normal(0, scale(NOISE), len(sound) + offset)
    line = noise + np.concatenate([np.zeros(offset), sound * scale(level)])
    samples = line.clip(-32768, 32767).astype("<i2")
    ear = Ear()
    ear.begin("call", phase)
    for at in range(0, len(samples) - FRAME + 1, FRAME):
        if decided := ear.feed({"call": samples[at : at + FRAME].tobytes()}):
            return decided["call"]
    return None


def repeat(*parts, times=4):
    return np.concatenate(parts * times)


def turning(freq, seconds):
    sound = tone(freq, seconds)
    return sound * np.where(np.arange(len(sound)) // int(0.45 * RATE) % 2, -1, 1)


TONES = {
    "busy": (EARLY, repeat(tone(450, 0.35), quiet(0.35))),
    "congestion": (EARLY, repeat(tone(450, 0.7), quiet(0.7))),
    "vacant": (
        EARLY,
        repeat(*(tone(450, 0.1), quiet(0.1)) * 4, tone(450, 0.4), quiet(0.4)),
    ),
    "vacant SIT": (EARLY, repeat(tone(950, 0.33), tone(1400, 0.33), tone(1800, 0.33), quiet(1))),
    "congestion SIT": (
        EARLY,
        repeat(tone(985.2, 0.38), tone(1428.5, 0.38), tone(1776.7, 0.38), quiet(1)),
    ),
    "fax CED": (ANSWERED, repeat(tone(2100, 3), quiet(1))),
    "fax CNG": (ANSWERED, repeat(tone(1100, 0.5), quiet(3))),
    "modem Bell": (ANSWERED, tone(2225, 2)),
    "modem V.25": (ANSWERED, turning(2100, 3)),
    "modem V.21": (ANSWERED, repeat(tone(980, 0.7), tone(1650, 0.7))),
}


@pytest.mark.parametrize("name", TONES)
@settings(max_examples=8, deadline=None)
@given(st.floats(-35, 0), st.integers(0, 6000))
def test_d3_tone_is_known_at_any_level_and_offset(name, level, offset):
    phase, sound = TONES[name]
    decision = hear(sound, phase, level, offset)
    assert decision and decision.result == name.split()[0]


@pytest.mark.parametrize(
    "sound",
    [
        repeat(tone(450, 1), quiet(4)),
        tone(450, 8),
        repeat(*(tone(freq, 0.4) for freq in (262, 330, 392, 523))),
        babble(6),
        quiet(6),
    ],
    ids=["ring-back", "dial tone", "music", "speech", "silence"],
)
def test_d3_what_rings_and_plays_before_the_answer_is_no_result(sound):
    assert hear(sound, EARLY) is None


@pytest.mark.parametrize(
    "sound, result",
    [
        ((quiet(0.8), babble(0.4), quiet(3)), "live"),
        ((quiet(0.3), babble(0.4), quiet(0.3), babble(0.8), quiet(3)), "live"),
        ((quiet(5),), "live"),
        ((quiet(0.8), babble(6)), "machine"),
        ((quiet(0.8), babble(0.5), quiet(0.3), babble(4)), "machine"),
    ],
)
def test_d3_machine_goes_on_speaking_where_a_person_waits(sound, result):
    assert hear(np.concatenate(sound), ANSWERED).result == result


def test_d3_message_waits_for_the_end_of_the_beep():
    greeting = babble(4)
    line = np.concatenate([greeting, quiet(0.4), tone(1000, 0.5), quiet(4)])
    decision = hear(line, BEEP)
    assert decision.evidence == "beep 1000 Hz"
    assert 4.9 <= decision.at <= 5.3


def test_d3_calls_are_heard_apart_however_many_there_are():
    ear = Ear()
    sounds = {name: hear_frames(sound) for name, (_phase, sound) in TONES.items()}
    for name, (phase, _sound) in TONES.items():
        ear.begin(name, phase)
    found = {}
    for at in range(120):
        frames = {name: frames[at] for name, frames in sounds.items() if at < len(frames)}
        found |= {name: one.result for name, one in ear.feed(frames).items()}
    assert found == {name: name.split()[0] for name in TONES}


def hear_frames(sound):
    samples = (sound * scale(-15)).astype(np.int16)
    return [samples[at : at + FRAME] for at in range(0, len(samples) - FRAME + 1, FRAME)]
