"""What keeps a script from being used, and what few calls tell of its success."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tvshop_dialer.script.chance import draw, wilson
from tvshop_dialer.script.check import (
    DEAD_END,
    ENDLESS,
    NO_OPENING,
    UNREACHABLE,
    Answer,
    Step,
    problems,
)


def step(key, *leads_to, **values):
    return Step(key, answers=tuple(Answer(one) for one in leads_to), **values)


def opening(key, *leads_to):
    return step(key, *leads_to, is_opening=True)


def test_d5_script_whose_ways_all_end_is_well():
    steps = [opening(1, 2, 3), step(2, 1, 3), step(3), step(4, None, is_side=True)]
    assert problems(steps) == []


def test_d5_script_without_an_opening_has_no_beginning():
    assert problems([]) == [(NO_OPENING, None)]
    assert problems([step(1)]) == [(NO_OPENING, None)]
    assert problems([step(1, is_opening=True, is_side=True)]) == [(NO_OPENING, None)]


def test_d5_step_that_no_answer_leads_to_is_named():
    assert problems([opening(1, None), step(2)]) == [(UNREACHABLE, 2)]


def test_d5_step_behind_an_objection_is_reachable():
    assert problems([opening(1, None), step(2, 3, is_side=True), step(3)]) == []


def test_d5_loop_without_an_exit_is_named():
    steps = [opening(1, 2, None), step(2, 3), step(3, 2)]
    assert problems(steps) == [(ENDLESS, 2), (ENDLESS, 3)]


def test_d5_answers_that_all_have_a_condition_are_a_dead_end():
    only = Step(2, answers=(Answer(None, is_conditional=True),))
    assert problems([opening(1, 2), only]) == [(DEAD_END, 2)]


@st.composite
def scripts(draw_):
    count = draw_(st.integers(1, 8))
    leads = st.one_of(st.none(), st.integers(0, count - 1))
    steps = []
    for key in range(count):
        answers = draw_(st.lists(st.builds(Answer, leads, st.booleans()), max_size=3))
        is_side = key > 0 and draw_(st.booleans())
        steps.append(Step(key, key == 0, is_side, tuple(answers)))
    return steps


@given(scripts(), st.randoms(use_true_random=False))
def test_d5_talk_through_a_sound_script_comes_to_an_end_whatever_is_answered_first(steps, rng):
    """Random answers, of those without a condition wherever all others fall away."""
    if problems(steps):
        return
    by_key = {one.key: one for one in steps}
    at, seen = by_key[0], set()
    for _turn in range(2000):
        seen.add(at.key)
        offered = [one for one in at.answers if not one.is_conditional or rng.random() < 0.5]
        assert offered or not at.answers, "nothing is offered"
        leads_to = rng.choice(offered).leads_to if offered else None
        if leads_to is None:
            break
        at = by_key[leads_to]
    else:
        # an end may lie behind a condition that this customer never meets
        assert any(one.is_conditional for key in seen for one in by_key[key].answers)


@pytest.mark.parametrize(
    ("successes", "count", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_d5_interval_is_wilson_s(successes, count, low, high):
    assert wilson(successes, count) == pytest.approx((low, high), abs=1e-4)


def test_d5_nothing_counted_tells_nothing():
    assert wilson(0, 0) == (0, 1)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_d5_interval_holds_the_share_and_stays_within_0_and_1(counts):
    successes, count = counts
    low, high = wilson(successes, count)
    assert 0 <= low <= successes / count <= high <= 1


@given(st.text(), st.dictionaries(st.text(), st.integers(1, 100), min_size=1, max_size=4))
def test_d5_same_customer_gets_the_same_version(key, weights):
    assert draw(weights, key) == draw(weights, key)
    assert draw(weights, key) in weights


def test_d5_versions_are_drawn_as_often_as_their_weights_say():
    drawn = Counter(draw({"a": 75, "b": 25}, f"script-{one}") for one in range(4000))
    assert 2850 < drawn["a"] < 3150
