"""Announcements by their fingerprints, on sounds that change as speech does."""

import numpy as np
import pytest
from test_ear import hear_frames, quiet, scale, tone
from tvshop_dialer.ear.decision import ANSWERED, EARLY
from tvshop_dialer.ear.fingerprint import fingerprint, seconds_of_sound
from tvshop_dialer.ear.hearing import Ear
from tvshop_dialer.ear.matching import Print
from tvshop_dialer.ear.spectrum import FRAME, RATE
from tvshop_dialer.ear.taught import pack, unpack


def speak(seed, seconds=3.0, syllable=0.14):
    """One voice's syllables, each with formants of its own, drawn by the seed."""
    rng = np.random.default_rng(seed)
    harmonics = np.arange(120, 3400, 120)
    parts = []
    for _syllable in range(int(seconds / syllable)):
        formants = rng.uniform((300, 900, 2200), (900, 2200, 3300))
        gains = [max(np.exp(-(((one - f) / 160) ** 2)) for f in formants) for one in harmonics]
        parts.append(sum(g * tone(f, syllable) for g, f in zip(gains, harmonics, strict=True)))
    sound = np.concatenate(parts)
    return sound / np.sqrt(np.mean(np.square(sound)))


def samples(sound, level=-15.0):
    noise = np.random.default_rng(1).normal(0, scale(-60), len(sound))
    return (sound * scale(level) + noise).clip(-32768, 32767).astype("<i2")


def taught(**sounds):
    prints = [fingerprint(samples(sound)) for sound in sounds.values()]
    named = enumerate(zip(sounds, prints, strict=True), 1)
    return [Print(key, result, unpack(pack(rows))) for key, (result, rows) in named]


def hear(prints, sound, phase=EARLY, level=-15.0):
    ear = Ear()
    ear.teach(prints)
    ear.begin("call", phase)
    line = samples(np.concatenate([sound, quiet(1)]), level)
    for at in range(0, len(line) - FRAME + 1, FRAME):
        if decided := ear.feed({"call": line[at : at + FRAME]}):
            return decided["call"]
    return None


VACANT, SUSPENDED, OTHER = speak(1), speak(2), speak(3)


@pytest.mark.parametrize("level", [-35, -20, -3])
@pytest.mark.parametrize("lead", [0.0, 0.013, 1.7])
def test_d3_taught_announcement_is_known_at_any_level_and_offset(level, lead):
    prints = taught(vacant=VACANT, suspended=SUSPENDED)
    for result, sound in (("vacant", VACANT), ("suspended", SUSPENDED)):
        decision = hear(prints, np.concatenate([quiet(lead), sound]), EARLY, level)
        assert decision.result == result
        assert decision.at <= lead + 3.2


def test_d3_what_nobody_taught_and_ring_back_are_not_told():
    prints = taught(vacant=VACANT, suspended=SUSPENDED)
    assert hear(prints, OTHER) is None
    assert hear(prints, np.concatenate([tone(450, 1), quiet(4), tone(450, 1)])) is None
    assert hear([], VACANT) is None


def test_d3_announcements_that_begin_alike_are_told_by_their_end():
    start = speak(4, 1.7)
    first, second = (np.concatenate([start, speak(seed, 1.3)]) for seed in (5, 6))
    prints = taught(vacant=first, switched_off=second)
    assert hear(prints, first).result == "vacant"
    assert hear(prints, second).result == "switched_off"
    assert hear(prints, np.concatenate([start, speak(7, 1.3)])) is None


@pytest.mark.parametrize("shared", [1.7, 2.4])
def test_d3_what_only_begins_like_a_taught_announcement_is_not_it(shared):
    start = speak(4, shared)
    known = np.concatenate([start, speak(5, 0.6)])
    prints = taught(vacant=known, suspended=SUSPENDED)
    assert hear(prints, known).result == "vacant"
    assert hear(prints, np.concatenate([start, speak(7, 1.6)])) is None


def test_d3_lost_packets_don_t_hide_an_announcement():
    frames = np.array(hear_frames(VACANT))
    rng = np.random.default_rng(5)
    kept = frames[rng.random(len(frames)) > 0.03].reshape(-1) / scale(-15)
    assert hear(taught(vacant=VACANT, suspended=SUSPENDED), kept).result == "vacant"


def test_d3_what_is_taught_counts_in_calls_that_are_heard_already():
    ear = Ear()
    ear.begin("call", EARLY)
    frames = hear_frames(np.concatenate([VACANT, quiet(1)]))
    decided = {}
    for at, frame in enumerate(frames):
        if at == 3:
            ear.teach(taught(vacant=VACANT))
        decided |= ear.feed({"call": frame})
    assert decided["call"].evidence.startswith("print 1 ")


def test_d3_announcement_behind_the_answer_is_no_machine():
    prints = taught(vacant=speak(1, 2.0))
    assert hear(prints, speak(1, 2.0), ANSWERED).result == "vacant"


def test_d3_silence_around_a_recording_is_no_part_of_it():
    alone = fingerprint(samples(VACANT))
    padded = fingerprint(np.concatenate([np.zeros(RATE, "<i2"), samples(VACANT)]))
    assert abs(len(alone) - len(padded)) <= 2
    assert seconds_of_sound(padded) == pytest.approx(len(VACANT) / RATE, abs=0.1)
    assert not len(fingerprint(np.zeros(RATE, "<i2")))
