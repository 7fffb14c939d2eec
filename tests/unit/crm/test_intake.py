"""A file of orders into orders, without Odoo."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tvshop_crm.intake.columns import find_columns
from tvshop_crm.intake.division import Divisions
from tvshop_crm.intake.orders import NEEDED, read_orders, read_payment
from tvshop_crm.tables.table import Refused, read_table

HEADER = "订单编号,收货人,收货人电话,收货地址,商品编码,数量,单价,付款方式,渠道,备注\n"
DIVISIONS = Divisions(
    [
        (1, "深圳市南山区", "广东省"),
        (2, "鹤岗市南山区", "黑龙江省"),
        (3, "上海市浦东新区", "上海市"),
        (4, "乌鲁木齐市天山区", "新疆维吾尔自治区"),
    ]
)


def read(*rows, header=HEADER, encoding="utf-8"):
    return read_orders(read_table((header + "".join(rows)).encode(encoding)))


def codes(*rows):
    return [bad.code for bad in read(*rows).bad]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_m2_order_is_read_in_every_encoding(encoding):
    (order,) = read(
        "A1,王小明,１３８ 0013 8000,深圳,DF01,2,￥99.50,货到付款,TV1,快\n", encoding=encoding
    ).orders
    assert order.head.phone.e164 == "+8613800138000"
    assert (order.head.ref, order.head.payment, order.head.note) == ("A1", "cod", "快")
    (line,) = order.lines
    assert (line.product, line.qty, line.price) == ("DF01", 2, Decimal("99.50"))


def test_m2_english_titles_are_read_in_any_order():
    header = "Product name,SKU,Mobile,Order ID,Name,Quantity\n"
    (order,) = read("Pan,DF01,13800138000,A1,Wang,3\n", header=header).orders
    assert (order.head.ref, order.head.name, order.lines[0].product) == ("A1", "Wang", "DF01")


def test_m2_empty_quantity_is_one_and_empty_price_is_ours_to_say():
    (order,) = read("A1,王,13800138000,,DF01,,,,,\n").orders
    assert (order.lines[0].qty, order.lines[0].price) == (1, None)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",王,13800138000,,DF01,1,,,,\n", "no_ref"),
        ("A1,,13800138000,,DF01,1,,,,\n", "no_name"),
        ("A1,王,,,DF01,1,,,,\n", "no_phone"),
        ("A1,王,138,,DF01,1,,,,\n", "phone_short"),
        ("A1,王,abc,,DF01,1,,,,\n", "phone_letters"),
        ("A1,王,13800138000,,,1,,,,\n", "no_product"),
        ("A1,王,13800138000,,DF01,-1,,,,\n", "qty"),
        ("A1,王,13800138000,,DF01,一,,,,\n", "qty"),
        ("A1,王,13800138000,,DF01,NaN,,,,\n", "qty"),
        ("A1,王,13800138000,,DF01,1,便宜,,,\n", "amount"),
        ("A1,王,13800138000,,DF01,1,,赊账,,\n", "payment"),
        ("A1,王,13800138000,,=A1,1,,,,\n", "formula"),
        ("12345678901200000000,王,13800138000,,DF01,1,,,,\n", "rounded"),
    ],
)
def test_m2_row_that_cannot_be_taken_says_why(row, code):
    assert codes(row) == [code]


def test_m2_rows_of_one_order_agree_or_none_is_taken():
    row = "A1,王,13800138000,,DF01,1,,,,\n"
    assert codes(row, row.replace("王", "李").replace("DF01", "X")) == ["differs", "differs"]
    assert codes(row, row.replace("DF01,1", "DF01,2")) == ["product_twice", "product_twice"]
    assert codes(row, row.replace("DF01,1", "X,y")) == ["other_row", "qty"]
    twice = read(row, row)
    assert (len(twice.orders[0].lines), twice.repeated) == (1, 1)


def test_m2_needed_columns_are_asked_for_by_name():
    with pytest.raises(Refused) as refused:
        find_columns(["姓名", "电话", "订单号"], NEEDED)
    assert (refused.value.code, refused.value.value) == ("column", "商品编码")
    with pytest.raises(Refused):
        read()


@pytest.mark.parametrize(
    ("word", "payment"),
    [("货到付款", "cod"), ("支付宝", "prepaid"), ("银行转账", "transfer"), ("信用卡", "card")],
)
def test_m2_payment_is_known_by_its_word(word, payment):
    assert read_payment(word) == payment


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("广东省深圳市南山区科技路1号", (1, "科技路1号")),
        ("广东深圳市南山区科技路 1号", (1, "科技路 1号")),
        ("黑龙江省 鹤岗市南山区 工农路", (2, "工农路")),
        ("上海市浦东新区世纪大道", (3, "世纪大道")),
        ("上海市上海市浦东新区世纪大道", (3, "世纪大道")),
        ("深圳市南山区", (1, "")),
        ("新疆乌鲁木齐市天山区", (4, "")),
        ("广东省某市某区", (None, "广东省某市某区")),
        ("", (None, "")),
    ],
)
def test_m2_division_is_found_at_the_beginning_of_an_address(address, found):
    assert DIVISIONS.find(address) == found


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "C", ""]),
            st.sampled_from(["X", "Y"]),
            st.sampled_from(["1", "2", "x"]),
        ),
        max_size=12,
    )
)
def test_m2_every_row_is_a_line_a_repetition_or_goes_back(rows):
    if not rows:
        return
    found = read(*(f"{ref},王,13800138000,,{code},{qty},,,,\n" for ref, code, qty in rows))
    taken = sum(len(order.lines) for order in found.orders)
    assert taken + found.repeated + len(found.bad) == found.rows == len(rows)
    taken_lines = {line.number for order in found.orders for line in order.lines}
    assert not taken_lines & {bad.line for bad in found.bad}
