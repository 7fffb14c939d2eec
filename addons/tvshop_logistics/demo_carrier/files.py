"""The files that demo carriers send: each kind of carrier has a form of its own."""

import csv
import io
from datetime import timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..feedback.rows import DELIVERED, IN_TRANSIT, LOST, REFUSED, RETURNED, ROLES

ZONE = ZoneInfo("Asia/Shanghai")


class Shape(NamedTuple):
    """`headers` and `words` in the order of ROLES and of the statuses; `encoding` of a text."""

    suffix: str
    headers: tuple
    words: dict
    time: str
    encoding: str = "utf-8"
    separator: str = ","


SHAPES = {
    "ems": Shape(
        "csv",
        ("邮件号", "投递结果", "投递时间", "未妥投原因", "签收人", "代收货款"),
        {DELIVERED: "妥投", REFUSED: "拒收", RETURNED: "退回", LOST: "丢失", IN_TRANSIT: "在途"},
        "%Y-%m-%d %H:%M:%S",
        "gb18030",
    ),
    "post": Shape(
        "txt",
        ("包裹单号", "状态", "日期", "备注", "收件人", "金额"),
        {
            DELIVERED: "已签收",
            REFUSED: "收件人拒收",
            RETURNED: "已退回寄件人",
            LOST: "遗失",
            IN_TRANSIT: "运输中",
        },
        "%Y/%m/%d %H:%M",
        "utf-8-sig",
        "\t",
    ),
    "courier": Shape(
        "xlsx",
        ("运单号", "配送状态", "更新时间", "原因", "签收人", "实收金额"),
        {
            DELIVERED: "送达",
            REFUSED: "客户拒收",
            RETURNED: "已返库",
            LOST: "破损遗失",
            IN_TRANSIT: "派送中",
        },
        "%Y-%m-%d %H:%M",
    ),
}
# What every carrier's clerks get wrong now and then: one row of each.
MISTAKES = (
    {"waybill": "ZZ000000000ZZ"},
    {"time": "昨天下午"},
    {"status": "其他"},
)


def write_file(kind, steps):
    """The bytes of a carrier's file with these steps, mistakes included if there are any steps."""
    shape = SHAPES[kind]
    rows = [_row(shape, step) for step in steps]
    if rows:
        last = dict(zip(ROLES, rows[-1], strict=True))
        rows += [[{**last, **mistake}[role] for role in ROLES] for mistake in MISTAKES]
    rows.insert(0, list(shape.headers))
    return workbook(rows) if shape.suffix == "xlsx" else text(rows, shape.encoding, shape.separator)


def _row(shape, step):
    local = step.time.replace(tzinfo=timezone.utc).astimezone(ZONE)
    return [
        step.waybill,
        shape.words[step.status],
        local.strftime(shape.time),
        step.reason,
        step.signed_by,
        "" if step.amount is None else f"{step.amount:.2f}",
    ]


def text(rows, encoding="utf-8", separator=","):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(rows)
    return buffer.getvalue().encode(encoding)


def workbook(rows):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
