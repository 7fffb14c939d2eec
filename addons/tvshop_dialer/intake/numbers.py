"""Rows of a call list into numbers, each once."""

from typing import NamedTuple

from odoo.addons.tvshop_crm.intake.columns import find_columns
from odoo.addons.tvshop_crm.intake.orders import read_phone
from odoo.addons.tvshop_crm.phone import Number
from odoo.addons.tvshop_crm.tables.cells import BadRow, Unreadable, read_text
from odoo.addons.tvshop_crm.tables.table import Formula, Refused


class Entry(NamedTuple):
    """`name` may be empty."""

    line: int
    cells: list
    phone: Number
    name: str

    def bad(self, code):
        return BadRow(self.line, self.cells, code, "")


class Numbers(NamedTuple):
    """What a file tells: `repeated` counts rows whose number stands further up already."""

    header: list
    entries: list
    bad: list
    rows: int
    repeated: int


def read_numbers(table):
    """The Numbers of a table of `(line, cells)` that begins with its header.

    :raises Refused: without a column of numbers, or without rows
    """
    rows = iter(table)
    header = next(rows, (0, []))[1]
    places = find_columns(header, ("phone",))
    entries, bad, count, repeated = {}, [], 0, 0
    for line, cells in rows:
        count += 1
        try:
            entry = _read_row(line, cells, places)
        except Unreadable as problem:
            bad.append(BadRow(line, cells, problem.code, problem.value))
        else:
            repeated += entry.phone.e164 in entries
            entries.setdefault(entry.phone.e164, entry)
    if not count:
        raise Refused("empty")
    return Numbers(header, list(entries.values()), bad, count, repeated)


def _read_row(line, cells, places):
    told = {role: cells[place] for role, place in places.items() if place < len(cells)}
    for value in told.values():
        if isinstance(value, Formula):
            raise Unreadable("formula", value)
    return Entry(line, cells, read_phone(told.get("phone", "")), read_text(told.get("name")))
