"""Carriers' files into what became of their parcels."""

import io
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.tvshop_crm.tables import table
from odoo.addons.tvshop_crm.tables.returned import ReturnedRows
from odoo.addons.tvshop_crm.tables.table import Refused, is_cut, read_table
from openpyxl import Workbook
from tvshop_logistics.feedback.fold import fold
from tvshop_logistics.feedback.rows import STATUSES, BadRow, Event, Format, read_rows
from tvshop_logistics.feedback.sample import guess_status, look_at

NOON = datetime(2026, 11, 23, 12)
FORM = Format(
    (
        ("waybill", 0, "运单号"),
        ("status", 1, "状态"),
        ("time", 2, "时间"),
        ("reason", 3, "原因"),
        ("amount", 4, "代收货款"),
    ),
    {"已签收": "delivered", "拒收": "refused", "在途": "in_transit"},
    ZoneInfo("Asia/Shanghai"),
)
HEADER = "运单号,状态,时间,原因,代收货款\n"
ROW = "EA123456785CN,已签收,2026-11-23 10:00,,299.00\n"


def rows_of(data):
    return list(read_rows(read_table(data), FORM, NOON))


def events(data):
    return [row[2] for row in rows_of(data) if not isinstance(row, BadRow) and row[2]]


def problems(data):
    return [row.code for row in rows_of(data) if isinstance(row, BadRow)]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


EVENT = Event("EA123456785CN", "delivered", datetime(2026, 11, 23, 2), "", "", Decimal("299.00"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_h4_text_is_read_in_any_encoding_and_with_any_separator(encoding, separator):
    data = (HEADER + ROW).replace(",", separator).encode(encoding)
    assert events(data) == [EVENT]


def test_h4_workbook_is_read_with_its_dates_and_numbers():
    header = HEADER.strip().split(",")
    data = workbook(header, ["EA123456785CN", "已签收", datetime(2026, 11, 23, 10), None, 299])
    assert events(data) == [EVENT]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23 10:00:00",
        "2026/11/23 10:00",
        "2026年11月23日 10时00分",
        "2026-11-23T10:00:00+08:00",
        "2026-11-23T02:00:00Z",
        "20261123100000",
    ],
)
def test_h4_time_is_read_as_carriers_write_it(text):
    assert events((HEADER + ROW.replace("2026-11-23 10:00", text)).encode())[0] == EVENT


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("299.00", "NaN", "amount"),
        ("299.00", "-5", "amount"),
        ("299.00", "1e999", "amount"),
        ("299.00", "99999999999", "amount"),
        ("299.00", "Infinity", "amount"),
        ("299.00", "299.00 USD", "currency"),
        ("299.00", "HK$299.00", "currency"),
        ("299.00", "299美元", "currency"),
        ("299.00", "abc", "amount"),
        ("299.00", "=1+1", "formula"),
        ("EA123456785CN", "=HYPERLINK(1)", "formula"),
        ("EA123456785CN", "", "no_waybill"),
        ("EA123456785CN", "运单", "waybill"),
        ("EA123456785CN", "1234567890123400000", "rounded_waybill"),
        ("已签收", "神秘", "status"),
        ("2026-11-23 10:00", "2026-13-01", "time"),
        ("2026-11-23 10:00", "0001-01-01", "time"),
        ("2026-11-23 10:00", "9999-12-31 23:59-12:00", "time"),
        ("2026-11-23 10:00", "昨天", "time"),
        ("2026-11-23 10:00", "1900-01-01", "time"),
        ("2026-11-23 10:00", "2026-12-31", "future"),
        (",,299.00", "", "short"),
    ],
)
def test_h4_row_that_can_not_be_read_says_why(old, new, code):
    data = HEADER + ROW + ROW.replace(old, new)
    assert problems(data.encode()) == [code]
    assert events(data.encode()) == [EVENT]


def test_h4_formula_of_a_workbook_is_not_taken_for_its_value():
    header = HEADER.strip().split(",")
    data = workbook(header, ["EA123456785CN", "已签收", "2026-11-23 10:00", "", "=100+199"])
    assert problems(data) == ["formula"]


def test_h4_number_written_as_text_for_excel_is_read():
    assert events((HEADER + ROW.replace("EA123456785CN", '="EA123456785CN"')).encode()) == [EVENT]


def refusal(data):
    with pytest.raises(Refused) as caught:
        rows_of(data)
    return caught.value.code


def test_h4_file_of_another_carrier_is_refused():
    assert refusal("单号,时间\n1,2\n".encode()) == "column"


def test_h4_unreadable_bytes_are_refused():
    assert refusal(b"\xff\xff\xff\xff\n") == "encoding"
    assert refusal(b"a,b\0c\n") == "encoding"
    assert refusal(b"") == "empty"


def test_h4_text_in_another_encoding_brings_nothing_and_says_why():
    """Big5 and Shift-JIS can look like GB18030: then no column or no word is known."""
    text = "運單號,狀態,時間,原因,代收貨款\nEA123456785CN,已簽收,2026-11-23 10:00,,299.00\n"
    assert refusal(text.encode("big5")) in ("column", "encoding")
    assert refusal("運送番号,状態\n1,2\n".encode("shift-jis")) in ("column", "encoding")
    assert refusal((HEADER + ROW).encode("utf-16-le")) == "encoding"
    body = ROW.replace("已签收", "已簽收").encode("big5")
    assert problems(HEADER.encode("gb18030") + body) == ["status"]


def test_h4_workbook_whose_xml_grows_by_itself_is_refused():
    data = io.BytesIO(workbook(HEADER.strip().split(","), ["=X", "", "", "", ""]))
    bomb = io.BytesIO()
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    with zipfile.ZipFile(data) as source, zipfile.ZipFile(bomb, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head = f'<!DOCTYPE x [<!ENTITY e0 "EA">{entities}]>'.encode()
                start = part.index(b"<worksheet")
                part = part[:start] + head + part[start:].replace(b"<f>X</f>", b"<v>&e9;</v>")
            target.writestr(name, part)
    assert refusal(bomb.getvalue()) == "xlsx"


def test_h4_quote_that_never_ends_is_refused():
    assert refusal((HEADER + ROW + '"EA').encode()) == "csv"


def test_h4_zip_bomb_is_refused_before_it_is_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    assert refusal(buffer.getvalue()) == "zip_bomb"
    assert refusal(b"PK\x03\x04broken") == "xlsx"


def test_h4_limits_hold(monkeypatch):
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    assert refusal((HEADER + ROW * 4).encode()) == "too_many_rows"
    monkeypatch.setattr(table, "MAX_BYTES", 10)
    assert refusal((HEADER + ROW).encode()) == "too_large"


def test_h4_wide_and_long_rows_are_refused():
    assert refusal(("," * 200 + "\n").encode()) == "too_many_columns"
    assert refusal(("x" * 6000 + "\n").encode()) == "long_cell"


@pytest.mark.parametrize("make", [lambda t: t.encode(), lambda t: t.encode("gb18030")])
def test_h4_file_cut_at_any_byte_brings_nothing_new_or_is_refused(make):
    """The same books, or a clear refusal: `is_cut` is what the import asks first."""
    data = make(HEADER + ROW + ROW.replace("已签收", "拒收").replace(",,", ",不想要了,"))
    whole = set(events(data))
    for end in range(len(data)):
        cut = data[:end]
        if is_cut(cut):
            continue
        try:
            assert set(events(cut)) <= whole
        except Refused:
            pass


def test_h4_workbook_cut_at_any_byte_is_refused():
    data = workbook(HEADER.strip().split(","), ROW.strip().split(","))
    for end in range(1, len(data), 37):
        with pytest.raises(Refused):
            rows_of(data[:end])


def test_h4_returned_rows_carry_the_reason_and_no_formula():
    rows = ReturnedRows()
    rows.add_header(["单号", "状态", "时间"], "行", "问题")
    rows.add(["=cmd|' /C calc'!A0", "在途"], 7, "行太短")
    text = rows.data.decode("utf-8-sig")
    assert text == "单号,状态,时间,行,问题\r\n'=cmd|' /C calc'!A0,在途,,7,行太短\r\n"


def test_h4_sample_is_guessed_column_by_column():
    looked = look_at((HEADER + ROW + ROW.replace("已签收", "拒收")).encode("gb18030"))
    roles = [column["role"] for column in looked["columns"]]
    assert roles == ["waybill", "status", "time", "reason", "amount"]
    assert looked["columns"][1]["words"] == ["已签收", "拒收"]
    assert [guess_status(word) for word in ("已签收", "客户拒收", "退回", "怪")] == [
        "delivered",
        "refused",
        "returned",
        "",
    ]


# What became of a parcel

times = st.integers(0, 5).map(lambda hours: NOON - timedelta(hours=hours))
told = st.builds(
    Event,
    st.just("EA123456785CN"),
    st.sampled_from(STATUSES),
    times,
    st.just(""),
    st.just(""),
    st.sampled_from([None, Decimal("299.00"), Decimal("29.00")]),
)


@given(st.lists(told, min_size=1), st.randoms(use_true_random=False))
def test_h4_any_order_and_repetition_ends_in_the_same_outcome(events, random):
    again = events + random.choices(events, k=random.randint(0, 5))
    random.shuffle(again)
    assert fold(again, Decimal(299)) == fold(events, Decimal(299))


@given(st.lists(told, min_size=1), st.data())
@settings(max_examples=200)
def test_h4_what_was_reached_is_not_lost_by_more_being_told(events, data):
    """Cut files come in parts: effects that were taken stay right whatever follows."""
    part = data.draw(st.lists(st.sampled_from(events), min_size=1))
    before, after = fold(part), fold(events + part)
    assert bool(after.delivered_on) >= bool(before.delivered_on)
    assert after.is_failed >= before.is_failed


def at(status, hours, amount=None):
    return Event("W", status, NOON - timedelta(hours=hours), "", "", amount)


@pytest.mark.parametrize(
    ("events", "due", "codes"),
    [
        ([at("delivered", 5), at("refused", 1)], None, ("after_delivered",)),
        ([at("delivered", 5), at("lost", 1)], None, ("after_delivered",)),
        ([at("delivered", 5), at("refused", 5)], None, ("after_delivered",)),
        ([at("refused", 5), at("delivered", 1)], None, ()),
        ([at("returned", 5), at("delivered", 1)], None, ("after_returned",)),
        ([at("delivered", 5, Decimal(29))], Decimal(299), ("due",)),
        ([at("delivered", 5, Decimal(299))], Decimal(299), ()),
        ([at("delivered", 5, Decimal(1)), at("delivered", 5, Decimal(2))], None, ("amounts",)),
        ([at("lost", 5), at("in_transit", 2), at("delivered", 1)], None, ()),
    ],
)
def test_h4_contradictions_are_seen(events, due, codes):
    assert fold(events, due).contradictions == codes
