import pytest
from hypothesis import given
from hypothesis import strategies as st
from tvshop_logistics.purchasing.need import CREDIBILITY, Coming, Past, Stock, expected, need

NIGHT, EVENING = 0, 3
AMOUNTS = st.floats(0, 500)


def test_g4_a_product_never_shown_is_taken_for_the_mean_one():
    assert expected([], 12, 1, EVENING) == (12, 0)


def test_g4_few_spots_are_drawn_to_the_mean_and_many_speak_for_themselves():
    few, known = expected([Past(1, EVENING, 1, 100)], 10, 1, EVENING)
    many, _known = expected([Past(1, EVENING, 200, 20_000)], 10, 1, EVENING)
    assert 10 < few < 60 and known == 1
    assert many == pytest.approx(100, abs=0.1)
    one_level = (100 + CREDIBILITY * 10) / (1 + CREDIBILITY)
    assert few > one_level


def test_g4_a_part_of_the_day_is_judged_by_its_own_spots_first():
    past = [Past(1, EVENING, 50, 5000), Past(1, NIGHT, 50, 50)]
    assert expected(past, 30, 1, EVENING)[0] > 90
    assert expected(past, 30, 1, NIGHT)[0] < 10
    assert expected(past, 30, 2, NIGHT)[0] == pytest.approx(50, abs=2)


def test_g4_need_is_demand_less_what_is_there():
    past = [Past(1, EVENING, 1000, 20_000)]
    coming = [Coming(1, EVENING, 1), Coming(1, EVENING, 5), Coming(1, EVENING, 20)]
    found = need(past, 20, coming, 3, 10, Stock(30, owed=5, incoming=10, returns=2))
    assert found.by_spots == pytest.approx(40, abs=0.1) and found.by_rate == 30
    assert found.missing == pytest.approx(40 + 30 - 37, abs=0.1)
    assert found.quantity == 33


def test_g4_nothing_is_proposed_while_there_is_enough():
    found = need([], 5, [Coming(1, 1, 2)], 1, 10, Stock(15))
    assert found.missing == found.quantity == 0 and found.lasts is None


def test_g4_stock_lasts_until_the_spot_that_sells_it_out():
    coming = [Coming(1, EVENING, 2), Coming(1, EVENING, 4)]
    found = need([], 10, coming, 1, 10, Stock(20))
    assert found.lasts == 4
    assert need([], 10, [], 2, 10, Stock(9)).lasts == pytest.approx(4.5)
    assert need([], 10, [], 2, 10, Stock(0, owed=5)).lasts == 0


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.floats(0, 60), st.integers(0, 300))
def test_g4_what_is_ordered_covers_the_need_and_the_suppliers_least(sold, there, rate, days, least):
    past = [Past(1, 1, 3, sold)]
    found = need(past, 10, [Coming(1, 1, 1)] * 2, rate, days, Stock(there), least)
    if found.missing <= 1e-6:
        assert found.quantity == 0
    else:
        assert found.quantity >= max(found.missing - 1e-3, least)
        assert found.quantity < max(found.missing + 1.001, least + 1)
        assert found.lasts is not None and 0 <= found.lasts <= days


@given(AMOUNTS, AMOUNTS)
def test_g4_more_stock_never_means_a_larger_order(there, more):
    small = need([], 10, [Coming(1, 1, 1)], 5, 9, Stock(there))
    large = need([], 10, [Coming(1, 1, 1)], 5, 9, Stock(there + more))
    assert large.quantity <= small.quantity
