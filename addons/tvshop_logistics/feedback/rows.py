"""Rows of cells into events, by the format that a carrier's sample was mapped with."""

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.tvshop_crm.tables.cells import (
    BadRow,
    Unreadable,
    normal_word,
    read_amount,
    read_text,
)
from odoo.addons.tvshop_crm.tables.table import Formula, Refused

DELIVERED, REFUSED, RETURNED, LOST, IN_TRANSIT = STATUSES = (
    "delivered",
    "refused",
    "returned",
    "lost",
    "in_transit",
)
ROLES = ("waybill", "status", "time", "reason", "signed_by", "amount")
NEEDED = ("waybill", "status", "time")
EARLIEST = datetime(2000, 1, 1)
# Excel keeps 15 digits of a number and makes the rest zeros.
EXACT_DIGITS = 15

_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?|分)?)?"
    r" ?(Z|[+-]\d\d:?\d\d)?"
)
_COMPACT_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?()")
WAYBILL = re.compile(r"[A-Z0-9][A-Z0-9-]{3,39}")
_OTHER_MONEY = re.compile(
    r"[$€£₩]|USD|EUR|GBP|HKD|TWD|NTD|MOP|JPY|KRW|SGD|美元|港[币元]|[台新]币|日元", re.IGNORECASE
)


class Format(NamedTuple):
    """How a carrier writes.

    `columns` are `(role, position, header)`; with a header line they are found by their header.
    `words` maps the carrier's words to STATUSES; `zone` is a tzinfo.
    """

    columns: tuple
    words: dict
    zone: object = timezone.utc
    has_header: bool = True


class Event(NamedTuple):
    """What a carrier told of a parcel; `time` in UTC without zone, `amount` None if not told."""

    waybill: str
    status: str
    time: datetime
    reason: str = ""
    signed_by: str = ""
    amount: Decimal | None = None

    @property
    def key(self):
        """Told twice, it is the same event; another amount is another thing told."""
        return self.waybill, self.status, self.time, self.amount


def read_rows(table, form, latest):
    """Yield `(line, cells, Event)` or BadRow for each row, with None for an event for the header.

    :param latest: the last moment, in UTC, that can have been told of
    :raises Refused: if a column of the format isn't there
    """
    places = None if form.has_header else {role: place for role, place, _h in form.columns}
    words = {normal_word(word): status for word, status in form.words.items()}
    for line, cells in table:
        if places is None:
            places = find_columns(cells, form.columns)
            yield line, cells, None
            continue
        try:
            yield line, cells, read_event(_fields(cells, places), words, form.zone, latest)
        except Unreadable as problem:
            yield BadRow(line, cells, problem.code, problem.value)
    if places is None:
        raise Refused("empty")


def read_records(records, form, latest):
    """The same for what is sent as a list of dicts by role; also STATUSES count as words."""
    words = {status: status for status in STATUSES}
    words |= {normal_word(word): status for word, status in form.words.items()}
    for line, record in enumerate(records, 1):
        fields = record if isinstance(record, dict) else {}
        fields = {role: _storable(value) for role, value in fields.items()}
        cells = [fields.get(role) or "" for role in ROLES]
        try:
            event = read_event({**dict.fromkeys(NEEDED, ""), **fields}, words, form.zone, latest)
            yield line, cells, event
        except Unreadable as problem:
            yield BadRow(line, cells, problem.code, problem.value)


def _storable(value):
    """JSON can spell zero bytes and halves of characters, which no database and no file takes."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", " ").encode(errors="replace").decode()


def find_columns(cells, columns):
    """Where each role's column is in this header line."""
    headers = [str(cell).strip() for cell in cells]
    places = {}
    for role, _place, header in columns:
        if header not in headers:
            raise Refused("column", header)
        places[role] = headers.index(header)
    return places


def _fields(cells, places):
    if len(cells) <= max(places.values()):
        raise Unreadable("short", len(cells))
    return {role: cells[place] for role, place in places.items()}


def read_event(fields, words, zone, latest):
    """One event of the cells by role.

    :raises Unreadable: with the reason
    """
    for value in fields.values():
        if not isinstance(value, str | int | float | datetime | None):
            raise Unreadable("short", 0)
        if isinstance(value, Formula):
            raise Unreadable("formula", value)
    return Event(
        read_waybill(fields["waybill"]),
        read_status(fields["status"], words),
        read_time(fields["time"], zone, latest),
        read_text(fields.get("reason")),
        read_text(fields.get("signed_by")),
        read_collected(fields.get("amount")),
    )


def read_waybill(value):
    waybill = str(value).lstrip("'").replace(" ", "").upper()
    if not waybill:
        raise Unreadable("no_waybill")
    if waybill.isdecimal() and len(waybill) > EXACT_DIGITS and waybill.endswith("00000"):
        raise Unreadable("rounded_waybill", value)
    if not WAYBILL.fullmatch(waybill):
        raise Unreadable("waybill", value)
    return waybill


def read_status(value, words):
    status = words.get(normal_word(value))
    if not status:
        raise Unreadable("status", value)
    return status


def read_time(value, zone, latest):
    local = value if isinstance(value, datetime) else _parse_time(str(value))
    if local.tzinfo is None:
        local = local.replace(tzinfo=zone)
    try:
        moment = local.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
    except OverflowError as error:  # 0001-01-01, which some programs write for "never"
        raise Unreadable("time", value) from error
    if moment > latest:
        raise Unreadable("future", value)
    if moment < EARLIEST:
        raise Unreadable("time", value)
    return moment


def _parse_time(text):
    match = _TIME.fullmatch(text) or _COMPACT_TIME.fullmatch(text)
    if not match:
        raise Unreadable("time", text)
    *numbers, offset = match.groups()
    try:
        moment = datetime(*(int(number or 0) for number in numbers))
    except ValueError as error:
        raise Unreadable("time", text) from error
    return moment.replace(tzinfo=_offset(offset)) if offset else moment


def _offset(text):
    if text == "Z":
        return timezone.utc
    digits = text[1:].replace(":", "")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if delta >= timedelta(hours=24):
        raise Unreadable("time", text)
    return timezone(-delta if text[0] == "-" else delta)


def read_collected(value):
    """What the carrier collected, see `read_amount`; a sum in other money says so."""
    try:
        return read_amount(value)
    except Unreadable as problem:
        if _OTHER_MONEY.search(str(value)):
            raise Unreadable("currency", value) from problem
        raise
