from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tvshop_crm.credit.points import KINDS, Incident, Rules, level, points

TODAY = date(2026, 11, 28)
RULES = Rules({"refused": 2, "unpaid": 3, "returned": 1}, 180)
LEVELS = ((3, "watched"), (5, "deposit"), (8, "no cash"), (12, "stop"))
incidents = st.lists(
    st.builds(Incident, st.sampled_from(KINDS), st.dates(date(2020, 1, 1), TODAY)), max_size=20
)


def test_b3_weight_is_halved_with_each_half_life():
    for age, worth in ((0, 3), (180, 1.5), (360, 0.75)):
        told = [Incident("unpaid", TODAY - timedelta(days=age))]
        assert points(told, RULES, TODAY) == worth


def test_b3_without_a_half_life_nothing_is_forgotten():
    told = [Incident("unpaid", date(1999, 1, 1))]
    assert points(told, RULES._replace(half_life=0), TODAY) == 3


@given(incidents, st.integers(0, 1000))
def test_b3_time_alone_makes_nobody_worse(told, days):
    later = points(told, RULES, TODAY + timedelta(days=days))
    assert later <= points(told, RULES, TODAY)


@given(incidents, st.sampled_from(KINDS))
def test_b3_one_more_incident_makes_nobody_better(told, kind):
    more = [*told, Incident(kind, TODAY)]
    assert points(more, RULES, TODAY) >= points(told, RULES, TODAY)


@given(incidents, st.randoms())
def test_b3_order_in_which_incidents_are_told_does_not_matter(told, random):
    mixed = list(told)
    random.shuffle(mixed)
    assert points(mixed, RULES, TODAY) == points(told, RULES, TODAY)


def test_b3_levels_begin_at_their_points():
    assert level(LEVELS, 2.99) is None
    assert level(LEVELS, 3) == "watched"
    assert level(LEVELS, 11.99) == "no cash"
    assert level(LEVELS, 99) == "stop"
    assert level((), 99) is None
