from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.tvshop_crm.tables.cells import BadRow
from odoo.addons.tvshop_crm.tables.table import Refused, is_cut, read_table
from tvshop_logistics.feedback.sample import guess_roles
from tvshop_settlement.matching.rows import HEADERS, Format, Remitted, read_rows

HEADER = ("邮件号", "日期", "代收货款", "手续费", "批次")
ROLES = ("waybill", "date", "amount", "fee", "reference")
FORM = Format(tuple(zip(ROLES, range(5), HEADER, strict=True)))
LATEST = date(2026, 3, 31)


def file_of(*rows):
    return "".join(",".join(row) + "\r\n" for row in (HEADER, *rows)).encode("gb18030")


def read(data, form=FORM):
    return list(read_rows(read_table(data), form, LATEST))[1:]


def test_i2_row_of_a_file_is_read():
    ((_line, _cells, told),) = read(
        file_of(("ea10000001cn", "2026-03-05", "¥299.00", "16.49", "B7"))
    )
    assert told == Remitted(
        ("EA10000001CN",), date(2026, 3, 5), "B7", Decimal("299.00"), Decimal("16.49")
    )
    assert told.line[1:3] == (29900, 1649)


def test_i2_fee_left_empty_is_none_taken_and_without_the_column_is_not_told():
    ((*_, told),) = read(file_of(("EA1000", "2026-03-05", "10", "", "")))
    assert told.fee == 0
    ((*_, told),) = read(file_of(("EA1000", "2026-03-05", "10", "1", "")), Format(FORM.columns[:3]))
    assert told.fee is None


def test_i2_several_numbers_in_a_cell_are_one_payment_in_any_order():
    ((*_, one),) = read(file_of(("EA2000；EA1000", "2026-03-05", "10", "", "")))
    ((*_, other),) = read(file_of(("EA1000、EA2000", "2026-03-05", "10", "", "")))
    assert one == other and one.waybills == ("EA1000", "EA2000")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("", "2026-03-05", "10", "", ""), "no_waybill"),
        (("EA1000", "2026-04-01", "10", "", ""), "future"),
        (("EA1000", "2026-03-05", "--10", "", ""), "amount"),
        (("EA1000", "2026-03-05", "(10", "", ""), "amount"),
        (("EA1000", "2026-03-05", "NaN", "", ""), "amount"),
        (("EA1000", "2026-03-05", "", "", ""), "amount"),
        (("EA1000", "2026-03-05", "USD 10", "", ""), "amount"),
        (("EA1000", "2026-03-05", "=1+1", "", ""), "formula"),
        (("EA1000", "2026-03-05"), "short"),
    ],
)
def test_i2_row_that_says_nothing_certain_goes_back_with_the_reason(row, code):
    (bad,) = read(file_of(row))
    assert isinstance(bad, BadRow) and bad.code == code


@pytest.mark.parametrize("written", ["-309.00", "－309.00", "¥-309", "(309.00)", "（309）"])
def test_i4_what_a_carrier_takes_back_is_negative(written):
    ((*_, told),) = read(file_of(("EA1000", "2026-03-05", written, "-4", "")))
    assert (told.line.amount, told.line.fee) == (-30900, -400)
    rows = (("EA1000", "2026-03-05", "10", "", ""), ("EA2000", "2026-03-05", written, "", ""))
    assert len(read(file_of(*rows, ("合计", "", "-299", "", "")))) == 2


def test_i2_file_whose_total_is_more_than_its_rows_is_refused():
    rows = (("EA1000", "2026-03-05", "10", "", ""), ("合计", "", "30", "", ""))
    with pytest.raises(Refused, match="total"):
        read(file_of(*rows))
    rows = (*rows[:1], ("小计", "", "10", "", ""), ("EA2000", "2026-03-05", "20", "", ""), rows[1])
    assert [told.amount for *_, told in read(file_of(*rows))] == [10, 20]


def test_i2_columns_are_guessed_from_their_titles():
    assert guess_roles(["序号", *HEADER], HEADERS) == ["", *ROLES]


ROWS = st.lists(
    st.tuples(
        st.integers(1000, 1005).map(lambda n: f"EA{n}"),
        st.integers(1, 28).map(lambda day: f"2026-03-{day:02}"),
        st.decimals(0, 1000, places=2).map(str),
        st.decimals(0, 10, places=2).map(str),
        st.sampled_from(["", "B1", "B2"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None)
@given(ROWS, st.data())
def test_i2_file_cut_at_any_byte_is_refused_or_tells_a_part_of_the_whole(rows, data):
    whole = file_of(*rows)
    keys = {told.key for *_, told in read(whole)}
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    if is_cut(cut):
        return  # refused before a row is read
    try:
        told = read(cut)
    except Refused:
        return
    assert {one.key for *_, one in told} <= keys


@given(ROWS, st.data())
def test_i2_files_split_shuffled_and_repeated_tell_the_same(rows, data):
    parts = data.draw(st.permutations(rows + rows[:2]))
    middle = data.draw(st.integers(0, len(parts)))
    told = [*read(file_of(*parts[middle:])), *read(file_of(*parts[:middle]))]
    assert {one.key for *_, one in told} == {one.key for *_, one in read(file_of(*rows))}
