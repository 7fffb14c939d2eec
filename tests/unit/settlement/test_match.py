from hypothesis import given
from hypothesis import strategies as st
from tvshop_settlement.matching.match import (
    AMOUNT,
    CAUSES,
    FEE,
    MATCHED,
    NOT_REMITTED,
    TAKEN_BACK,
    TO_TAKE_BACK,
    TWICE,
    Due,
    Line,
    match,
    unique,
)

DUE = {"A1": Due(29900, 1800), "B2": Due(10000, 1500), "C3": Due(0, 2200)}


def line(waybills, amount, fee=None, day=1):
    return Line(tuple(waybills.split()), amount, fee, (waybills, day, amount, fee or -1))


def causes(*lines, tolerance=0):
    parcels, unknown = match(DUE, lines, tolerance)
    return [parcels[waybill].cause for waybill in DUE], unknown


def test_i2_amount_and_fee_as_due_match_exactly():
    assert causes(line("A1", 29900, 1800))[0] == [MATCHED, NOT_REMITTED, NOT_REMITTED]


def test_i2_carrier_that_tells_only_what_it_pays_is_matched_by_the_net_amount():
    assert causes(line("A1", 28100))[0][0] == MATCHED


def test_i2_cents_within_the_tolerance_match():
    short = line("A1", 29895, 1800)
    assert causes(short, tolerance=5)[0][0] == MATCHED
    assert causes(short, tolerance=4)[0][0] == AMOUNT


def test_i2_each_difference_has_its_cause():
    twice = (line("A1", 29900, 1800), line("A1", 29900, 1800, day=2))
    assert causes(*twice)[0][0] == TWICE
    assert causes(line("A1", 19900, 1800))[0][0] == AMOUNT
    assert causes(line("A1", 29900, 2000))[0][0] == FEE
    stray = line("X9", 100)
    assert causes(stray) == ([NOT_REMITTED] * 3, [stray])


def test_i2_amount_in_two_parts_is_matched():
    parts = (line("A1", 20000, 1800), line("A1", 9900, 0, day=2))
    assert causes(*parts)[0][0] == MATCHED


def test_i2_one_line_for_several_parcels_goes_to_each_what_it_collected():
    assert causes(line("A1 B2", 39900, 3300))[0][:2] == [MATCHED, MATCHED]
    assert causes(line("A1 B2", 36600))[0][:2] == [MATCHED, MATCHED]


def test_i2_line_that_names_one_unknown_parcel_is_unknown_as_a_whole():
    odd = line("A1 X9", 39900)
    assert causes(odd) == ([NOT_REMITTED] * 3, [odd])


def test_i2_parcel_brought_back_owes_its_fees():
    parcels, _unknown = match(DUE, [line("C3", 0, 2200)])
    assert parcels["C3"].cause == MATCHED and parcels["C3"].balance == 0
    assert match(DUE, [])[0]["C3"].balance == -2200


def test_i4_parcel_that_came_back_after_it_was_paid_is_to_be_taken_back_until_it_is():
    back = {"A1": Due(0, 2800, 29900 + 1000)}
    paid = line("A1", 29900, 1800)
    cause = match(back, [paid])[0]["A1"].cause
    assert cause == TO_TAKE_BACK
    assert match(back, [paid, line("A1", -29900, 1000, day=2)])[0]["A1"].cause == MATCHED
    assert match(back, [paid, line("A1", 29900, 1800, day=2)])[0]["A1"].cause == TWICE
    assert match(back, [])[0]["A1"].cause == NOT_REMITTED


def test_i4_money_taken_back_of_a_parcel_that_is_due_has_its_own_cause():
    assert causes(line("A1", 29900, 1800), line("A1", -29900, 0, day=2))[0][0] == TAKEN_BACK
    net = line("A1", 28100), line("A1", -28100, day=2)
    assert causes(*net)[0][0] == TAKEN_BACK


def test_i4_one_line_takes_back_of_several_parcels_what_each_has_to_give():
    back = {"A1": Due(0, 0, 20000), "B2": Due(0, 0, 10000), "C3": Due(5000, 0)}
    paid = line("A1", 20000, 0), line("B2", 10000, 0), line("C3", 5000, 0)
    parcels, _unknown = match(back, [*paid, line("A1 B2 C3", -30000, 0, day=2)])
    assert [parcels[one].cause for one in back] == [MATCHED] * 3


AMOUNTS = st.integers(0, 100_000)
TOLD = st.integers(-100_000, 100_000)
DUES = st.dictionaries(
    st.sampled_from("ABCDEFGH"), st.builds(Due, AMOUNTS, AMOUNTS, AMOUNTS), min_size=1
)
LINES = st.lists(
    st.builds(
        lambda waybills, amount, fee, day: Line(
            tuple(sorted(waybills)), amount, fee, (tuple(sorted(waybills)), day, amount, fee or -1)
        ),
        st.sets(st.sampled_from("ABCDEFGHXY"), min_size=1, max_size=3),
        TOLD,
        st.none() | TOLD,
        st.integers(1, 3),
    )
)


@given(DUES, LINES, st.randoms(use_true_random=False), st.integers(0, 10))
def test_i2_lines_in_any_order_and_repeated_match_the_same(dues, lines, rng, tolerance):
    expected = match(dues, unique(lines), tolerance)
    mixed = lines + rng.choices(lines, k=len(lines)) if lines else []
    rng.shuffle(mixed)
    parcels, unknown = match(dues, unique(mixed), tolerance)
    assert parcels == expected[0]
    assert sorted(unknown, key=repr) == sorted(expected[1], key=repr)


@given(DUES, LINES)
def test_i2_every_cent_of_every_line_is_on_a_parcel_or_unknown(dues, lines):
    lines = unique(lines)
    parcels, unknown = match(dues, lines)
    received = sum(parcel.received for parcel in parcels.values())
    assert received + sum(one.net for one in unknown) == sum(one.net for one in lines)
    for parcel in parcels.values():
        assert parcel.cause in CAUSES
        assert (parcel.cause == MATCHED) == (parcel.balance == 0)
    assert parcels.keys() == dues.keys()
