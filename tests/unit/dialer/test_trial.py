"""The sample of a trial run: in proportion, to the last number, and the same for a seed."""

from hypothesis import given
from hypothesis import strategies as st
from tvshop_dialer.trial.sample import allocate, draw_sample
from tvshop_dialer.trial.suggest import ABANDONED, HOUR, LIST, OBJECTION, STEP, Count, suggestions

SIZES = st.dictionaries(st.integers(), st.integers(0, 5000), max_size=12)


def test_d4_remainders_decide_who_gets_the_rest():
    assert allocate({"华南": 530, "华东": 330, "西北": 140}, 10) == {
        "华南": 5,
        "华东": 3,
        "西北": 2,
    }
    assert allocate({"a": 1, "b": 1}, 1) == {"a": 1, "b": 0}
    assert allocate({}, 5) == {}


@given(SIZES, st.integers(0, 20_000))
def test_d4_sample_has_its_size_and_no_stratum_gives_more_than_its_share(sizes, count):
    taken = allocate(sizes, count)
    total = sum(sizes.values())
    assert sum(taken.values()) == min(count, total)
    for key, number in taken.items():
        exact = sizes[key] * min(count, total) / total if total else 0
        assert 0 <= number <= sizes[key]
        assert abs(number - exact) < 1


@given(st.dictionaries(st.text(), st.lists(st.integers(), max_size=40, unique=True), max_size=5),
       st.integers(0, 200), st.integers())  # fmt: skip
def test_d4_same_seed_draws_the_same_numbers_each_once(strata, count, seed):
    drawn = draw_sample(strata, count, seed)
    assert drawn == draw_sample(strata, count, seed)
    for key, things in drawn.items():
        assert len(set(things)) == len(things)
        assert set(things) <= set(strata[key])


def test_d4_another_seed_draws_others():
    strata = {"x": list(range(1000))}
    assert draw_sample(strata, 40, 1) != draw_sample(strata, 40, 2)


QUIET = (Count("all", 0, 100), 0.03)


def test_d4_hour_in_which_clearly_fewer_are_reached_is_named():
    hours = [Count(9, 3, 40), Count(10, 20, 40), Count(19, 22, 40), Count(20, 0, 4)]
    assert suggestions(hours, [], [], [], QUIET) == [(HOUR, hours[0])]


def test_d4_only_the_step_that_loses_most_is_named():
    steps = [Count("报价", 30, 90), Count("问候", 20, 100), Count("演示", 1, 60)]
    assert suggestions([], steps, [], [], QUIET) == [(STEP, steps[0])]


def test_d4_few_cases_tell_nothing():
    few = [Count("x", 2, 4)]
    assert suggestions(few, few, few, few, QUIET) == []


def test_d4_vacant_numbers_objections_and_abandonment_are_named():
    many, none = Count("名单", 30, 100), Count("好名单", 1, 100)
    abandoned = Count("all", 4, 100)
    assert suggestions([], [], [many, none], [many], (abandoned, 0.03)) == [
        (LIST, many),
        (OBJECTION, many),
        (ABANDONED, abandoned),
    ]
