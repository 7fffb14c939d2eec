"""Rows into orders: rows with the same reference are the lines of one."""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ..phone import Number, NumberError, normalize
from ..tables.cells import BadRow, Unreadable, normal_word, read_amount, read_text
from ..tables.table import Formula, Refused
from .columns import find_columns

NEEDED = ("ref", "name", "phone", "product")
MAX_QTY = 99999
MAX_ADDRESS = 500
# Excel keeps 15 digits of a number and makes the rest zeros.
EXACT_DIGITS = 15
PAYMENTS = (
    ("cod", ("货到付款", "貨到付款", "到付", "代收", "cod", "cash on delivery")),
    ("card", ("信用卡", "刷卡", "银行卡", "銀行卡", "card")),
    ("transfer", ("转账", "轉帳", "轉賬", "汇款", "匯款", "transfer")),
    (
        "prepaid",
        (
            *("已付", "在线", "在線", "線上", "支付宝", "支付寶", "微信", "款到", "余额", "餘額"),
            *("预付", "預付", "prepaid", "paid", "alipay", "wechat", "online"),
        ),
    ),
)


class Line(NamedTuple):
    """`price` is None where the file names none."""

    number: int
    cells: list
    product: str
    qty: Decimal
    price: Decimal | None


class Head(NamedTuple):
    """What rows of one order must agree on; `payment` and `source` may be empty."""

    ref: str
    name: str
    phone: Number
    address: str
    payment: str
    source: str
    note: str


class Order(NamedTuple):
    head: Head
    lines: list


class Orders(NamedTuple):
    """What a file tells: `repeated` counts rows that stand in it twice."""

    header: list
    orders: list
    bad: list
    rows: int
    repeated: int


def read_orders(table):
    """The Orders of a table of `(line, cells)` that begins with its header.

    An order is whole or not there: of one with a row that can't be read, all rows are bad.

    :raises Refused: without one of the needed columns
    """
    rows = iter(table)
    header = next(rows, (0, []))[1]
    places = find_columns(header, NEEDED)
    read, bad, count = {}, [], 0
    for line, cells in rows:
        count += 1
        ref = _cell(cells, places, "ref")
        try:
            read.setdefault(ref, []).append(read_row(line, cells, places))
        except Unreadable as problem:
            bad.append(BadRow(line, cells, problem.code, problem.value))
            read.setdefault(ref, []).append(bad[-1])
    if not count:
        raise Refused("empty")
    orders, repeated = [], 0
    for found in read.values():
        order, own_bad, twice = _gather(found)
        orders += [order] if order else []
        bad += own_bad
        repeated += twice
    return Orders(header, orders, sorted(bad, key=lambda row: row.line), count, repeated)


def _gather(found):
    """`(Order or None, BadRows, rows that stand there twice)` of the rows of one reference."""
    good = [row for row in found if not isinstance(row, BadRow)]
    if len(good) < len(found):
        return None, [_bad(line, "other_row") for _head, line in good], 0
    head = good[0][0]
    lines, repeated = {}, 0
    for other, line in good:
        if other != head:
            return None, [_bad(line, "differs", head.ref) for _head, line in good], 0
        key = line.product.casefold()
        same = lines.setdefault(key, line)
        if same is not line:
            if (same.qty, same.price) != (line.qty, line.price):
                return None, [_bad(line, "product_twice", key) for _head, line in good], 0
            repeated += 1
    return Order(head, list(lines.values())), [], repeated


def _bad(line, code, value=""):
    return BadRow(line.number, line.cells, code, value)


def _cell(cells, places, role):
    place = places.get(role, len(cells))
    return cells[place] if place < len(cells) else ""


def read_row(number, cells, places):
    """`(Head, Line)` of one row.

    :raises Unreadable: with the reason
    """
    told = {role: _cell(cells, places, role) for role in places}
    for value in told.values():
        if isinstance(value, Formula):
            raise Unreadable("formula", value)
    head = Head(
        read_ref(told["ref"]),
        _needed(told["name"], "no_name"),
        read_phone(told["phone"]),
        read_text(told.get("address"), MAX_ADDRESS),
        read_payment(told.get("payment")),
        read_text(told.get("source")),
        read_text(told.get("note"), MAX_ADDRESS),
    )
    product = _needed(told["product"], "no_product")
    line = Line(number, cells, product, read_qty(told.get("qty")), read_amount(told.get("price")))
    return head, line


def read_ref(value):
    ref = _needed(str(value).lstrip("'"), "no_ref")
    if ref.isdecimal() and len(ref) > EXACT_DIGITS and ref.endswith("00000"):
        raise Unreadable("rounded", value)
    return ref


def read_phone(value):
    try:
        number = normalize(str(value).lstrip("'"))
    except NumberError as error:
        # Its reason in words; what stood there is in the row.
        raise Unreadable(f"phone_{error.reason}") from error
    if not number:
        raise Unreadable("no_phone")
    return number


def read_qty(value):
    text = str(value or "1").strip()
    try:
        qty = Decimal(text)
    except InvalidOperation as error:
        raise Unreadable("qty", value) from error
    if not qty.is_finite() or not 0 < qty <= MAX_QTY:
        raise Unreadable("qty", value)
    return qty


def read_payment(value):
    """A key of the order's payments, or an empty string for an empty cell."""
    word = normal_word(value or "")
    if not word:
        return ""
    for payment, marks in PAYMENTS:
        if any(mark in word for mark in marks):
            return payment
    raise Unreadable("payment", value)


def _needed(value, code):
    text = read_text(value)
    if not text:
        raise Unreadable(code)
    return text
