from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tvshop_settlement.matching.bank import (
    AMOUNT,
    CAUSES,
    MATCHED,
    SEVERAL,
    UNKNOWN,
    BankLine,
    Expected,
    match_line,
    match_lines,
)

DAY = date(2026, 3, 5)
EMS, POST = 1, 2
REMITTANCES = [
    Expected("r1", 29300, ("EMS0305",), EMS, DAY),
    Expected("r2", 50000, ("EMS0312",), EMS, DAY + timedelta(days=7)),
    Expected("r3", 70000, ("EMS0319",), EMS, DAY + timedelta(days=14)),
    Expected("r4", 50000, (), POST, DAY),
    Expected("r5", 50000, (), POST, DAY),
]
ORDERS = [Expected("o1", 30900, ("S00012",), 7, DAY), Expected("o2", 30900, ("S00123",), 8, DAY)]
POOLS = [REMITTANCES, ORDERS]


def line(amount, text="", payer=None, day=DAY):
    return BankLine(amount, text, payer, day)


def match(*args, tolerance=0, **values):
    return match_line(line(*args, **values), POOLS, tolerance)


def test_i2_line_is_matched_by_the_number_in_its_text():
    assert match(29300, "代收货款 EMS0305") == (("r1",), 0, MATCHED)
    assert match(79300, "EMS0305、EMS0312") == (("r1", "r2"), 0, MATCHED)
    assert match(30900, "货款S00012谢谢") == (("o1",), 0, MATCHED)


def test_i2_number_counts_as_a_whole_word_only():
    assert match(30900, "S001").cause == UNKNOWN
    assert match(30900, "S000123").cause == UNKNOWN


def test_i2_named_payment_with_another_amount_is_a_difference():
    assert match(29250, "EMS0305") == (("r1",), -50, AMOUNT)
    assert match(29250, "EMS0305", tolerance=50) == (("r1",), -50, MATCHED)


def test_i2_one_line_pays_remittances_that_follow_each_other():
    assert match(120000, payer=EMS) == (("r2", "r3"), 0, MATCHED)
    assert match(149300, payer=EMS).keys == ("r1", "r2", "r3")
    assert match(99300, payer=EMS).cause == UNKNOWN


def test_i2_of_two_that_fit_none_is_chosen():
    assert match(50000, payer=POST).cause == SEVERAL
    assert match(100000, payer=POST).keys == ("r4", "r5")


def test_i5_line_of_nobody_known_is_unknown():
    assert match(30900, "转账") == ((), 30900, UNKNOWN)
    assert match(30900, "转账", payer=7) == (("o1",), 0, MATCHED)


def test_i5_what_one_line_paid_is_not_paid_by_the_next():
    lines = [("b", line(30900, "S00012")), ("a", line(30900, "S00012"))]
    found = match_lines(lines, POOLS)
    assert [found[key].cause for key in "ab"] == [MATCHED, UNKNOWN]


LINES = st.lists(
    st.builds(
        line,
        st.sampled_from([29300, 50000, 79300, 30900, 61800, 1, -500]),
        st.sampled_from(["", "EMS0305", "EMS0312 EMS0305", "S00012", "S00123/S00012"]),
        st.sampled_from([None, EMS, POST, 7, 8]),
        st.sampled_from([DAY, DAY + timedelta(days=1)]),
    ),
    max_size=6,
)


@given(LINES, st.integers(0, 10), st.randoms(use_true_random=False))
def test_i2_whatever_comes_in_any_order_each_thing_is_paid_once_and_sums_agree(
    lines, tolerance, rng
):
    numbered = list(enumerate(lines))
    found = match_lines(numbered, POOLS, tolerance)
    amounts = {one.key: one.amount for pool in POOLS for one in pool}
    paid = [key for one in found.values() if one.cause == MATCHED for key in one.keys]
    assert len(paid) == len(set(paid))
    for number, one in found.items():
        assert one.cause in CAUSES
        assert lines[number].amount == sum(amounts[key] for key in one.keys) + one.difference
        assert (one.cause == MATCHED) == (bool(one.keys) and abs(one.difference) <= tolerance)
    rng.shuffle(numbered)
    mixed = [list(pool) for pool in POOLS]
    for pool in mixed:
        rng.shuffle(pool)
    assert match_lines(numbered, mixed, tolerance) == found
