import pytest
from hypothesis import given
from hypothesis import strategies as st
from tvshop_crm.phone import NumberError, mask, national_digits, normalize, region

MOBILE = "+8613800138000"


@pytest.mark.parametrize(
    "raw",
    [
        "13800138000",
        " 138 0013 8000\t",
        "138-0013-8000",
        "+86 13800138000",
        "0086 13800138000",
        "１３８００１３８０００",
        "＋８６　１３８００１３８０００",
        "（138）00138000",
    ],
)
def test_a1_every_notation_is_one_number(raw):
    assert normalize(raw) == (MOBILE, "mobile")


@pytest.mark.parametrize(
    ("raw", "e164"),
    [
        ("0755 8888 6666", "+8675588886666"),
        ("(010) 6552-9988", "+861065529988"),
        ("+86-755-88886666", "+8675588886666"),
        ("400 800 0001", "+864008000001"),
        ("00852 2123 4567", "+85221234567"),
    ],
)
def test_a1_landlines_and_foreign_numbers_are_read(raw, e164):
    assert normalize(raw) == (e164, "landline")


@pytest.mark.parametrize("raw", ["", "  ", None, False, "--"])
def test_a1_nothing_is_no_number(raw):
    assert normalize(raw) is None


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("138abc38000", "letters"),
        ("13800138000;ls", "letters"),
        ("1380013&8000", "letters"),
        ("138,0013,8000", "letters"),
        ("${EXTEN}", "letters"),
        ("<b>13800138000</b>", "letters"),
        ("13800138000\r\nAction: x", "letters"),
        ("一三八", "letters"),
        ("+86+13800138000", "letters"),
        ("١٣٨٠٠١٣٨٠٠٠", "letters"),
        ("123", "short"),
        ("1" * 40, "long"),
        ("1" * 30, "long"),
        ("10000000000", "invalid"),
    ],
)
def test_a1_what_is_no_number_says_why(raw, reason):
    with pytest.raises(NumberError) as error:
        normalize(raw)
    assert error.value.reason == reason


@given(st.text(max_size=60))
def test_a1_any_text_is_a_number_or_is_refused(raw):
    try:
        number = normalize(raw)
    except NumberError as error:
        assert error.reason in {"letters", "short", "long", "invalid"}
        return
    assert number is None or (number.e164[0] == "+" and number.e164[1:].isdigit())


@given(st.integers(min_value=13000000000, max_value=13999999999))
def test_a1_what_was_read_is_read_again_as_the_same(digits):
    try:
        number = normalize(str(digits))
    except NumberError:
        return
    assert normalize(number.e164) == number
    assert normalize(national_digits(number.e164)) == number


@pytest.mark.parametrize(
    ("e164", "masked"),
    [
        (MOBILE, "138****8000"),
        ("+861065529988", "010****9988"),
        ("+8675588886666", "0755****6666"),
        ("+864008000001", "40****0001"),
        ("", ""),
        (None, ""),
    ],
)
def test_a4_middle_of_a_number_is_hidden(e164, masked):
    assert mask(e164) == masked


@given(st.from_regex(r"\+[1-9][0-9]{5,14}", fullmatch=True))
def test_a4_mask_hides_at_least_a_third_of_any_number(e164):
    national = national_digits(e164)
    shown = mask(e164).replace("*", "")
    assert len(national) - len(shown) >= len(national) // 3


@pytest.mark.parametrize(
    ("e164", "name"),
    [
        (MOBILE, "北京"),
        ("+8675588886666", "深圳"),
        ("+861065529988", "北京"),
        ("", ""),
    ],
)
def test_l2_region_is_told_offline(e164, name):
    assert name in region(e164)


def test_l2_region_of_an_odd_number_is_empty_or_text():
    assert isinstance(region("+8619999999999"), str)
    assert region("nonsense") == ""
