"""Which carrier takes a parcel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tvshop_logistics.sorting.decide import BEST, CHEAPEST, FIXED, Rule, World, decide
from tvshop_logistics.sorting.parcel import Area, Carrier, Parcel, Place, Tariff
from tvshop_logistics.sorting.success import Score, smoothed

NANSHAN = Place(44, 4403, "深圳市南山区")
PARCEL = Parcel(NANSHAN, 2.5, 0.01, 299.0, True)
SHENZHEN = Area(names=("深圳市",))
EVERYWHERE = Area()


def carrier(number, fee=10.0, **values):
    tariff = Tariff(EVERYWHERE, 1, fee, 1, 2)
    return Carrier(number, EVERYWHERE, is_everywhere=True, tariffs=(tariff,))._replace(**values)


@pytest.mark.parametrize(
    ("area", "is_covered"),
    [
        (Area(states=frozenset({44})), True),
        (Area(cities=frozenset({4403})), True),
        (SHENZHEN, True),
        (Area(names=("东莞市",)), False),
        (Area(), False),
    ],
)
def test_area_covers_by_province_city_name_or_district(area, is_covered):
    assert area.covers(NANSHAN) is is_covered


@pytest.mark.parametrize(
    ("weight", "cost"), [(0.5, 8), (1.0, 8), (1.01, 10), (2.0, 10), (2.5, 12), (0.1 * 30, 12)]
)
def test_each_further_kilogram_begun_costs(weight, cost):
    tariff = Tariff(EVERYWHERE, 1, 8, 1, 2)
    assert tariff.cost(PARCEL._replace(weight=weight, is_cod=False)) == cost


def test_collecting_costs_a_share_and_at_least_the_minimum():
    tariff = Tariff(EVERYWHERE, 1, 8, 1, 0, cod_percent=2, cod_minimum=3)
    assert tariff.cost(PARCEL) == pytest.approx(8 + 5.98)
    assert tariff.cost(PARCEL._replace(amount=50)) == 11


def test_fee_for_the_place_goes_before_the_fee_for_elsewhere():
    elsewhere, here = Tariff(EVERYWHERE, 1, 20, 1, 0), Tariff(SHENZHEN, 5, 6, 1, 0)
    assert carrier(1, tariffs=(elsewhere, here)).cost(PARCEL) == 6
    assert carrier(1, tariffs=(here,)).cost(PARCEL._replace(place=Place(54))) is None


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"is_everywhere": False}, "area"),
        ({"max_weight": 2}, "weight"),
        ({"max_volume": 0.001}, "volume"),
        ({"takes_cod": False}, "no_cod"),
        ({"cod_limit": 200}, "cod_limit"),
        ({"cod_limit": 299}, None),
        ({"max_weight": 2.5}, None),
    ],
)
def test_carrier_that_can_not_take_the_parcel_says_why(limits, why):
    refusal = carrier(1, **limits).refusal(PARCEL)
    assert (refusal and refusal[0]) == why


def test_rule_whose_carrier_can_not_leaves_it_to_the_next():
    rules = (Rule(1, FIXED, 1), Rule(2, FIXED, 2))
    decision = decide(PARCEL, World(rules, (carrier(1, max_weight=1), carrier(2)), {}))
    assert (decision.carrier, decision.rule) == (2, 2)
    assert decision.left_out[0].why == "weight"


def test_promised_carrier_is_kept_unless_a_rule_names_the_method():
    carriers = (carrier(1, fee=30), carrier(2, fee=1))
    paid_for = PARCEL._replace(method=1)
    assert decide(paid_for, World((Rule(1, CHEAPEST),), carriers, {})).carrier == 1
    named = Rule(2, CHEAPEST, methods=frozenset({1}))
    assert decide(paid_for, World((named,), carriers, {})).carrier == 2


def test_promised_carrier_that_can_not_is_replaced():
    carriers = (carrier(1, max_weight=1), carrier(2))
    decision = decide(PARCEL._replace(method=1), World((), carriers, {}))
    assert (decision.carrier, decision.basis) == (2, "default")


def test_carrier_without_a_fee_is_never_the_cheapest():
    carriers = (carrier(1, tariffs=()), carrier(2, fee=500))
    assert decide(PARCEL, World((), carriers, {})).carrier == 2


def test_few_parcels_in_a_district_do_not_beat_many():
    scores = {
        (1, 0, 0): Score(900, 1000),
        (1, 44, 4403): Score(1, 1),
        (2, 0, 0): Score(900, 1000),
        (2, 44, 4403): Score(95, 100),
    }
    world = World((Rule(1, BEST),), (carrier(1), carrier(2)), scores)
    decision = decide(PARCEL, world)
    assert decision.carrier == 2
    assert (decision.options[1].rate.delivered, decision.options[1].rate.ended) == (95, 100)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 50), st.integers(0, 50))
def test_smoothed_rate_lies_between_the_district_and_the_country(d, f, dd, ff):
    country, district = Score(d, d + f), Score(dd, dd + ff)
    rate = smoothed(district, Score(), country).rate
    prior = (d + 1) / (d + f + 2)
    own = dd / (dd + ff) if dd + ff else prior
    assert min(prior, own) - 1e-9 <= rate <= max(prior, own) + 1e-9


amounts = st.floats(0, 1e4)


@given(
    st.builds(
        Parcel,
        st.builds(
            Place, st.integers(0, 3), st.integers(0, 3), st.sampled_from(["", "深圳市南山区"])
        ),
        amounts,
        amounts,
        amounts,
        st.booleans(),
        st.integers(0, 3),
    ),
    st.lists(
        st.builds(
            Rule,
            st.integers(1, 9),
            st.sampled_from([FIXED, CHEAPEST, BEST]),
            st.integers(1, 3),
            max_weight=amounts,
            payment=st.sampled_from(["", "cod", "paid"]),
        )
    ),
    st.lists(st.tuples(amounts, amounts, st.booleans()), max_size=3),
)
def test_chosen_carrier_can_always_take_the_parcel(parcel, rules, limits):
    carriers = tuple(
        carrier(number, max_weight=weight, cod_limit=cod, takes_cod=takes)
        for number, (weight, cod, takes) in enumerate(limits, 1)
    )
    decision = decide(parcel, World(tuple(rules), carriers, {}))
    able = {c.id for c in carriers if not c.refusal(parcel)}
    assert decision.carrier in able if able else decision.carrier == 0
    assert {o.carrier for o in decision.options} | {r.carrier for r in decision.left_out} == {
        c.id for c in carriers
    }
