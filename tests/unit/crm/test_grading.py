from datetime import date

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st
from tvshop_crm.grading.decide import (
    KEEP,
    REACHED,
    ROLLING,
    STEP,
    TOTAL,
    YEAR,
    Scheme,
    decide,
    next_step,
    period_start,
)

TODAY = date(2026, 11, 28)
STEPS = ((0, "plain"), (1000, "silver"), (3000, "gold"), (9000, "diamond"))
amounts = st.integers(0, 20000)
grades = st.sampled_from([None, "unknown", *(grade for _amount, grade in STEPS)])
days = st.one_of(st.none(), st.dates(date(2023, 1, 1), TODAY))


def scheme(**values):
    return Scheme(STEPS, TOTAL, 12, REACHED, 0)._replace(**values)


def rank(grade):
    return next((i for i, (_amount, one) in enumerate(STEPS) if one == grade), -1)


@given(amounts, grades, days, st.sampled_from([KEEP, STEP, REACHED]), st.integers(0, 36))
def test_c1_nobody_is_below_what_he_reached_and_falls_as_the_rule_says(
    amount, current, since, fall, hold
):
    rules = scheme(fall=fall, hold_months=hold)
    got = rank(decide(rules, amount, current, since, TODAY))
    reached = rank(decide(rules, amount, None, None, TODAY))
    before = rank(current)
    assert got >= reached
    assert got in (reached, before, before - 1)
    if got < before:
        assert fall != KEEP
        assert since is None or since + relativedelta(months=hold) <= TODAY
        assert got == (max(reached, before - 1) if fall == STEP else reached)


def test_c1_amount_at_the_threshold_reaches_the_grade():
    assert decide(scheme(), 3000, None, None, TODAY) == "gold"
    assert decide(scheme(), 2999.99, None, None, TODAY) == "silver"


def test_c1_amount_below_the_first_threshold_reaches_none():
    assert decide(scheme(steps=STEPS[1:]), 5, None, None, TODAY) is None


def test_c2_grade_is_held_to_the_day():
    rules = scheme(hold_months=12)
    since = date(2025, 11, 29)
    assert decide(rules, 0, "gold", since, TODAY) == "gold"
    assert decide(rules, 0, "gold", since, date(2026, 11, 29)) == "plain"


def test_c1_periods_begin():
    assert period_start(scheme(), TODAY) is None
    assert period_start(scheme(period=YEAR), TODAY) == date(2026, 1, 1)
    assert period_start(scheme(period=ROLLING, months=12), TODAY) == date(2025, 11, 29)
    assert period_start(scheme(period=ROLLING, months=1), date(2026, 3, 31)) == date(2026, 3, 1)


def test_c1_what_is_missing_for_the_next_grade():
    assert next_step(scheme(), 400) == (600, "silver")
    assert next_step(scheme(), 9000) is None
