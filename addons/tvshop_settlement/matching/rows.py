"""Rows of a carrier's remittance file into what it says, by a format made on a sample."""

import re
from datetime import date, datetime, timezone
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from odoo.addons.tvshop_crm.tables.cells import BadRow, Unreadable, read_amount, read_text
from odoo.addons.tvshop_crm.tables.table import Formula, Refused
from odoo.addons.tvshop_logistics.feedback.rows import find_columns, read_time, read_waybill

from .cents import to_cents
from .match import Line

ROLES = ("waybill", "date", "amount", "fee", "reference")
NEEDED = ("waybill", "date", "amount")
# In the order in which they are looked for: a fee may be called an amount, too.
HEADERS = {
    "waybill": ("运单", "邮件号", "单号", "waybill", "tracking"),
    "date": ("日期", "时间", "date", "time"),
    "fee": ("手续费", "费用", "运费", "扣款", "fee", "charge"),
    "amount": ("货款", "代收", "金额", "amount", "cod"),
    "reference": ("批次", "流水", "结算单", "reference", "batch"),
}
TOTALS = ("合计", "总计", "合計", "總計", "total")
SUBTOTALS = ("小计", "小計", "subtotal")
_BETWEEN = re.compile(r"[;；、,，/\n]+")


class Format(NamedTuple):
    """`columns` are `(role, position, header)`; with a header line they are found by it."""

    columns: tuple
    has_header: bool = True


class Remitted(NamedTuple):
    """What one row says was paid: `amount` less `fee`, or `amount` in the end if `fee` is None.

    Negative is what the carrier takes back, of a parcel that came back after it was paid for.
    """

    waybills: tuple
    day: date
    reference: str
    amount: Decimal
    fee: Decimal | None

    @property
    def key(self):
        """Told twice, it is the same payment; another day, reference or amount is another one."""
        return self.waybills, self.day, self.reference, self.amount, self.fee

    @property
    def line(self):
        amount, fee = to_cents(self.amount), None if self.fee is None else to_cents(self.fee)
        key = (self.waybills, self.day, self.reference, amount, -1 if fee is None else fee)
        return Line(self.waybills, amount, fee, key)


def read_rows(table, form, latest):
    """Yield `(line, cells, Remitted)` or BadRow for each row, with None for the header.

    Rows of sums are no payments. The total of a file must be that of its rows, if all of them can
    be read: rows are missing otherwise.

    :param latest: the last day that can have been told of
    :raises Refused: if a column of the format isn't there, or rows are missing
    """
    places = None if form.has_header else {role: place for role, place, _h in form.columns}
    read, total, is_whole = Decimal(0), None, True
    for line, cells in table:
        if places is None:
            places = find_columns(cells, form.columns)
            yield line, cells, None
            continue
        try:
            fields = _fields(cells, places)
            if word := _sum_word(fields["waybill"]):
                if word in TOTALS:
                    total = read_amount(fields["amount"], signed=True)
                continue
            remitted = read_remitted(fields, latest)
            read += remitted.amount
            yield line, cells, remitted
        except Unreadable as problem:
            is_whole = False
            yield BadRow(line, cells, problem.code, problem.value)
    if places is None:
        raise Refused("empty")
    if total is not None and is_whole and total != read:
        raise Refused("total", f"{read} ≠ {total}")


def _fields(cells, places):
    try:
        return {role: cells[place] for role, place in places.items()}
    except IndexError:
        # The row of sums is often shorter than the others.
        if not (cells and _sum_word(cells[0])):
            raise Unreadable("short", len(cells)) from None
        return {role: (cells[place : place + 1] or [""])[0] for role, place in places.items()}


def _sum_word(cell):
    text = str(cell).strip("：: ").casefold()
    return text if text in TOTALS or text in SUBTOTALS else ""


def read_remitted(fields, latest):
    """One row's cells by role.

    :raises Unreadable: with the reason
    """
    if Formula in map(type, fields.values()):
        raise Unreadable("formula", next(v for v in fields.values() if type(v) is Formula))
    amount = read_amount(fields["amount"], signed=True)
    if amount is None:
        raise Unreadable("amount", "")
    fee = read_amount(fields["fee"], signed=True) or Decimal(0) if "fee" in fields else None
    return Remitted(
        read_waybills(fields["waybill"]),
        read_day(fields["date"], latest),
        read_text(fields.get("reference")),
        amount,
        fee,
    )


def read_waybills(value):
    """The numbers in a cell, sorted: the order in which a carrier lists them says nothing."""
    text = str(value)
    if not _BETWEEN.search(text):
        return (read_waybill(text),)
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    return tuple(sorted({read_waybill(part) for part in parts or [""]}))


@lru_cache(4096)  # of a file's rows many have the same day
def read_day(value, latest):
    # A day is a day where the carrier is.
    end = datetime.combine(latest, datetime.max.time())
    return read_time(value, timezone.utc, end).date()
