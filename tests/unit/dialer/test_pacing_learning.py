"""What is learned comes near to what is true, and falls back when the floor changes."""

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tvshop_dialer.pacing import chance
from tvshop_dialer.pacing.budget import Budget
from tvshop_dialer.pacing.controller import Pacer, progressive
from tvshop_dialer.pacing.forecast import Survival
from tvshop_dialer.pacing.learning import AnswerRate, Durations, RingTimes
from tvshop_dialer.pacing.shapes import Event, View

chances = st.lists(st.floats(0.0, 1.0), max_size=30)


def mean_of(rate):
    return sum(p * weight for p, weight in rate.chances())


@given(chances)
def test_d3_count_of_independent_events_has_their_mean_and_all_of_the_mass(ps):
    distribution = chance.poisson_binomial(ps)
    assert sum(distribution) == pytest.approx(1.0)
    mean = sum(count * p for count, p in enumerate(distribution))
    assert mean == pytest.approx(sum(ps), abs=1e-9)


@given(st.lists(st.floats(0.1, 0.9), min_size=40, max_size=80), st.integers(0, 80))
def test_d3_tail_from_three_moments_is_near_the_exact_one(ps, count):
    exact = sum(chance.poisson_binomial(ps)[count:])
    moments = chance.moments(np.array(ps)[:, None])
    assert chance.chance_at_least(*moments, count)[0] == pytest.approx(exact, abs=0.02)


@pytest.mark.parametrize("true", [0.05, 0.3, 0.9])
def test_d3_answer_rate_is_found_from_500_calls(true):
    rng, rate = random.Random(1), AnswerRate()
    for _ in range(500):
        rate.learn(1.0, rng.random() < true, 1.0)
    assert mean_of(rate) == pytest.approx(true, rel=0.3)


def test_d3_trebled_answer_rate_is_noticed_within_60_calls():
    rng, rate = random.Random(2), AnswerRate()
    for _ in range(2000):
        rate.learn(1.0, rng.random() < 0.15, 1.0)
    for _ in range(60):
        rate.learn(1.0, rng.random() < 0.45, 1.0)
    assert mean_of(rate) > 0.24


def test_d3_answers_still_to_come_do_not_shorten_the_ring_times():
    times = RingTimes()
    for _ in range(10):  # the quick ones are known, the others ring on
        times.learn("answered", 3.0)
    alone, with_others = (times.incidence(r)["answered"] for r in ((), [9.0] * 40))
    assert with_others[5] / with_others[-1] < 0.7 * alone[5] / alone[-1]


def test_d3_talks_that_go_on_count_against_a_quick_end():
    talks = Durations(90.0)
    for _ in range(5):
        talks.learn(5.0)
    short = Survival(talks.hazards()).hazard_by(60.0)
    assert Survival(talks.hazards([120.0] * 20)).hazard_by(60.0) < 0.5 * short


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["answered"] * 9 + ["abandoned"]), max_size=400))
def test_r12_no_call_that_costs_budget_raises_what_is_risked(kinds):
    budget = Budget(0.03)
    rates = []
    for kind in kinds:
        budget.observe(Event(kind, 0.0))
        assert 0.0 <= budget.rate(10) <= 0.06
        rates.append((budget.credit, budget.rate(10)))
    for (credit, rate), (later, after) in pairwise(rates):
        if later < credit:
            assert after <= rate


def test_r12_overdrawn_30_days_stop_prediction_today():
    budget = Budget(0.03, answered_before=10_000, abandoned_before=340)
    for _ in range(500):
        budget.observe(Event("answered", 0.0))
    assert budget.limit(10) == 0.0
    assert Budget(0.03, 10_000, 250).limit(10) > 0.0


def test_r12_overdrawn_day_stops_prediction_until_answered_calls_have_made_up_for_it():
    pacer, rng = Pacer(0.03, random.Random(1)), random.Random(3)
    for second in range(300):
        at = float(second)
        pacer.dials(View(at, 4, [at - 30.0] * 16, ringing=[at - 3.0] * 12))
        kind = "answered" if rng.random() < 0.3 else "no_answer"
        pacer.observe(Event(kind, at, 9.0))
        pacer.observe(Event("talk_ended", at, rng.expovariate(1 / 60)))
    view = View(300.0, 3, [270.0] * 17, ringing=[297.0] * 2)

    def decided():
        dials = pacer.dials(view)
        return dials, pacer.decision["inputs"]["reason"]

    dials, reason = decided()
    assert (reason, dials > progressive(view)) == ("predictive", True)
    for _ in range(30):  # an hour in which most of the agents are at lunch
        pacer.observe(Event("abandoned", 300.0))
    assert pacer.budget.credit < 0
    assert decided() == (progressive(view), "cap_near")
    for _ in range(1000):
        pacer.observe(Event("answered", 300.0, 9.0))
    assert decided()[1] == "predictive"


def test_r12_half_of_the_agents_vanish_and_dialling_stops_with_the_next_decision():
    pacer, rng = Pacer(0.03, random.Random(1)), random.Random(3)
    for second in range(300):
        at = float(second)
        pacer.dials(View(at, 4, [at - 30.0] * 16, ringing=[at - 3.0] * 12))
        kind = "answered" if rng.random() < 0.3 else "no_answer"
        pacer.observe(Event(kind, at, 9.0))
        pacer.observe(Event("talk_ended", at, rng.expovariate(1 / 60)))
    view = View(300.0, 6, [270.0] * 14, ringing=[297.0] * 3)
    assert pacer.dials(view) > 0
    assert pacer.dials(View(300.5, 3, [270.0] * 7, ringing=[297.0] * 3)) == 0
    assert pacer.decision["inputs"]["reason"] == "agents_vanished"
    pacer.dials(View(331.0, 3, [270.0] * 7, ringing=[297.0] * 3))
    assert pacer.decision["inputs"]["reason"] == "predictive"
