from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tvshop_settlement.statements.terms import (
    MONTH,
    QUARTER,
    Deductions,
    Terms,
    deduct,
    deduct_rest,
    first_day,
)

TIERED = Terms(tiers=((0, 30), (100_000, 25), (200_000, 20)))


def test_i1_commission_takes_each_slice_of_the_sale_by_its_own_percentage():
    assert deduct(TIERED, 299_000).commission == 30_000 + 25_000 + 19_800


def test_i1_commission_is_at_least_the_minimum():
    assert deduct(TIERED._replace(minimum=90_000), 239_200).commission == 90_000


def test_i1_media_and_storage_are_deducted():
    result = deduct(Terms(media_share=10, storage=5_000), 239_200)
    assert result == (0, 23_920, 5_000)


def test_i1_more_returned_than_sold_earns_neither_commission_nor_media():
    assert deduct(TIERED._replace(media_share=10), -29_900) == (0, 0, 0)


def test_i1_percentages_are_what_was_written_not_their_binary_value():
    assert deduct(Terms(media_share=0.145), 100_000).media == 145
    assert deduct(Terms(((0, 1.005),)), 100_000).commission == 1_005


def test_i1_deductions_in_a_currency_without_cents_are_whole():
    terms = Terms(tiers=((0, 30),), media_share=10)
    assert deduct(terms, 29_900, unit=100) == (9_000, 3_000, 0)
    assert deduct(terms, 29_500, unit=100) == (8_900, 3_000, 0)


BASE = st.integers(-(10**7), 10**8)
TERMS = st.builds(
    Terms,
    tiers=st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 60)), max_size=3).map(tuple),
    minimum=st.integers(0, 10**4),
    media_share=st.integers(0, 20),
    storage=st.integers(0, 10**4),
)
JANUARY = date(2026, 1, 1)


@given(TERMS, BASE, BASE)
def test_i1_more_sale_never_costs_less(terms, one, other):
    less, more = deduct(terms, min(one, other)), deduct(terms, max(one, other))
    assert less.commission <= more.commission and less.media <= more.media


@given(TERMS, BASE)
def test_i1_order_of_the_tiers_makes_no_difference(terms, base):
    distinct = tuple(dict(terms.tiers).items())
    forward = deduct(terms._replace(tiers=distinct), base)
    assert deduct(terms._replace(tiers=distinct[::-1]), base) == forward


@given(st.integers(0, 100), st.lists(st.integers(0, 10**6), max_size=5))
def test_i1_one_whole_percentage_of_whole_amounts_adds_up_over_any_periods(percent, sales):
    terms = Terms(tiers=((0, percent),))
    whole = deduct(terms, 100 * sum(sales)).commission
    assert sum(deduct(terms, 100 * sale).commission for sale in sales) == whole


def test_i1_periods_begin_with_a_month_or_a_quarter():
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31)]
    assert [first_day(day, MONTH).month for day in days] == [3, 4, 12]
    assert [first_day(day, QUARTER).month for day in days] == [1, 4, 10]


def test_i1_second_statement_of_a_period_goes_on_where_the_first_one_ended():
    terms = TIERED._replace(storage=5_000)
    first = deduct_rest(terms, {JANUARY: 100_000}, [])
    assert first == {JANUARY: (30_000, 0, 5_000)}
    second = deduct_rest(terms, {JANUARY: 100_000}, [(JANUARY, 100_000, first[JANUARY])])
    assert second == {JANUARY: (25_000, 0, 0)}


def test_i1_period_after_the_contract_costs_nothing():
    terms = TIERED._replace(storage=5_000, minimum=1_000)
    bases = {JANUARY: -100, date(2026, 2, 1): -100}
    rest = deduct_rest(terms, bases, [], end=date(2026, 1, 15))
    assert rest == {JANUARY: (1_000, 0, 5_000), date(2026, 2, 1): (0, 0, 0)}


@given(
    TERMS,
    st.sampled_from([MONTH, QUARTER]),
    st.lists(st.tuples(st.integers(0, 200), BASE, st.integers(0, 4)), max_size=12),
    st.sampled_from([1, 100]),
)
def test_i1_any_statements_of_a_period_together_deduct_what_one_would(terms, period, goods, unit):
    whole, cut = defaultdict(int), defaultdict(lambda: defaultdict(int))
    for day, base, statement in goods:
        start = first_day(JANUARY + timedelta(days=day), period)
        whole[start] += base
        cut[statement][start] += base
    before = []
    for _number, bases in sorted(cut.items()):
        rest = deduct_rest(terms, bases, before, unit)
        before += [(start, bases[start], rest[start]) for start in bases]
    together = defaultdict(lambda: Deductions(0, 0, 0))
    for start, _base, taken in before:
        together[start] = Deductions(*map(sum, zip(together[start], taken, strict=True)))
    assert together == deduct_rest(terms, whole, [], unit)
