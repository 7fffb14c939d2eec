import pytest
from hypothesis import given
from hypothesis import strategies as st
from tvshop_logistics.waybill.numbers import compose, is_s10, s10_digit, serials


@pytest.mark.parametrize(
    ("serial", "digit"),
    [("47312482", "9"), ("10000000", "3"), ("10000002", "5"), ("00000000", "5")],
)
def test_h3_s10_digits_are_those_of_the_postal_standard(serial, digit):
    assert s10_digit(serial) == digit


@given(st.integers(0, 99_999_999), st.integers(1, 9))
def test_h3_a_wrong_check_digit_is_found(serial, change):
    number = compose(f"{serial:08d}", "EA", "CN", "s10")
    assert is_s10(number)
    assert not is_s10(f"{number[:10]}{(int(number[10]) + change) % 10}CN")


@given(st.integers(0, 10**12), st.integers(1, 50))
def test_h3_numbers_of_a_range_are_all_different_and_keep_their_zeros(first, count):
    made = serials(f"{first:013d}", count)
    assert len(set(made)) == count
    assert {len(serial) for serial in made} == {13}
