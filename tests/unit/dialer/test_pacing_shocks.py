"""Whole shifts in which the floor changes at once: the limit of abandoned calls holds."""

import random

import pytest
from tvshop_dialer.pacing import simulator
from tvshop_dialer.pacing.controller import Pacer, progressive
from tvshop_dialer.pacing.shapes import Event, View
from tvshop_dialer.pacing.simulator import Hour, Settings, simulate

CAP = 0.03
AGENTS = 20
SEEDS = range(3)


def recorded(answers, seed=5):
    rng = random.Random(seed)
    calls = [
        ("answered", 2.0 + rng.gammavariate(2.0, 4.0)) if rng.random() < answers
        else ("no_answer", 26.0)
        for _ in range(600)
    ]  # fmt: skip
    talks = tuple(rng.expovariate(1 / 90.0) for _ in range(300))
    return Hour(tuple(calls), talks, (15.0, 25.0, 35.0))


@pytest.fixture
def looks(monkeypatch):
    """[(view, calls placed, why, chance to answer)] of each decision of the simulated shifts."""
    seen = []

    class Watched(Pacer):
        def dials(self, view):
            count = super().dials(view)
            chance = sum(p * weight for p, weight in self.learner.rate.chances())
            seen.append((view, count, self.decision["inputs"]["reason"], chance))
            return count

    monkeypatch.setattr(simulator, "Pacer", Watched)
    return seen


def test_r12_answer_rate_trebles_from_one_call_to_the_next_and_the_cap_holds(looks):
    """At 10 o'clock three times as many answer. Five shifts, for one has some 20 abandoned."""
    history = {9: recorded(0.2), 10: recorded(0.6)}
    settings = Settings(AGENTS, CAP, begin=9.25, end=10.25)
    answered = abandoned = 0
    for seed in range(5):
        looks.clear()
        result = simulate(history, settings, seed)
        answered, abandoned = answered + result.answered, abandoned + result.abandoned
        assert result.occupancy > 0.8, "it must go on dialling ahead"
        noticed = next(v.now for v, _dials, _why, p in looks if v.now > 36000 and p > 0.4)
        assert noticed - 36000 < 120
    assert answered > 2500
    assert abandoned / answered <= 1.1 * CAP


@pytest.mark.parametrize("seed", range(3))
def test_r12_half_of_the_agents_vanish_and_nobody_is_dialled_beyond_one_each(seed, looks):
    settings = Settings(AGENTS, CAP, begin=9.25, end=10.25, changes=((9.75, AGENTS // 2),))
    result = simulate({9: recorded(0.3)}, settings, seed)
    gone = [look for look in looks if look[2] == "agents_vanished"]
    assert gone and gone[0][0].now - 9.75 * 3600 < 90, "it was not noticed"
    assert all(count <= progressive(view) for view, count, _why, _chance in gone)
    assert result.abandonment <= 1.2 * CAP


@pytest.mark.parametrize("seed", range(3))
def test_d3_run_of_unanswered_calls_does_not_make_it_call_half_the_town(seed):
    """Six of ten have answered for 25 minutes; then 18 calls at once ring on and on, as if the
    network were disturbed for a moment."""
    rng, pacer = random.Random(seed), Pacer(CAP, random.Random(seed))
    for second in range(1500):
        at = float(second)
        talking = [at - rng.uniform(0.0, 150.0) for _ in range(15)]
        pacer.dials(View(at, 1, talking, [at - 5.0, at - 15.0], [at - 3.0, at - 6.0]))
        if second % 3 == 0:
            answer(pacer, rng, at)
    begun, ringing = 1500.0, [1500.0] * 18
    for half in range(56):  # all agents are in calls until 28 s later
        at = begun + half / 2.0
        if at - begun == 26.0:
            ringing.clear()
            for _ in range(18):
                pacer.observe(Event("no_answer", at, 26.0))
        pacer.dials(View(at, 0, [begun - 50.0] * AGENTS, ringing=ringing))
    placed = 0
    for half in range(8):  # then seven are free
        at = begun + 28.0 + half / 2.0
        placed += pacer.dials(
            View(at, 7, [begun - 50.0] * (AGENTS - 7), ringing=[at - 2.0] * placed)
        )
    assert 7 <= placed <= 21, "not even three for each who is free"


def answer(pacer, rng, at):
    if rng.random() < 0.6:
        pacer.observe(Event("answered", at, 2.0 + rng.gammavariate(2.0, 4.0)))
        pacer.observe(Event("connected", at))
        pacer.observe(Event("talk_ended", at, rng.expovariate(1 / 90.0)))
        pacer.observe(Event("wrap_ended", at, rng.uniform(15.0, 35.0)))
    else:
        pacer.observe(Event("no_answer", at, 26.0))
