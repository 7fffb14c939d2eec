"""The files that demo carriers send with their money, with what goes wrong in such files."""

from datetime import timedelta
from typing import NamedTuple

from odoo.addons.tvshop_logistics.demo_carrier import files

from ..matching.rows import ROLES


class Shape(NamedTuple):
    """`headers` in the order of ROLES; without a fee column, the carrier tells what it pays."""

    suffix: str
    headers: tuple
    encoding: str = "utf-8"
    separator: str = ","


SHAPES = {
    "EMS": Shape("csv", ("邮件号", "结算日期", "代收货款", "资费", "结算批次"), "gb18030"),
    "POST": Shape("txt", ("包裹单号", "汇款日期", "汇款金额"), "utf-8-sig", "\t"),
    "COURIER": Shape("xlsx", ("运单号", "回款日期", "代收金额", "手续费", "回款单号")),
}
# How often of a hundred parcels each goes wrong.
MISTAKES = {"missing": 3, "short": 2, "fee": 2, "twice": 1}
STRAY = "{code}99000001"


def make_formats(env, carriers):
    env["tvshop.remittance.format"].create(
        [
            {
                "carrier_id": carrier.id,
                "is_line_ended": SHAPES[carrier.tvshop_code].suffix != "xlsx",
                "column_ids": [
                    (0, 0, {"position": place, "header": header, "role": role})
                    for place, (header, role) in enumerate(
                        zip(SHAPES[carrier.tvshop_code].headers, ROLES, strict=False), 1
                    )
                ],
            }
            for carrier in carriers
        ]
    )


def send(env, rng, carrier, week):
    """Receive the file in which a carrier pays for the parcels of a week, three days later."""
    first, last = week
    dues = env["tvshop.parcel.due"].search(
        [("carrier_id", "=", carrier.id), ("date", ">=", first), ("date", "<=", last)]
    )
    if not dues:
        return
    shape, day = SHAPES[carrier.tvshop_code], last + timedelta(days=3)
    batch = f"{carrier.tvshop_code}{day:%m%d}"
    rows = [row for due in dues for row in _rows(rng, shape, due, day, batch)]
    if rows and rng.random() < 0.3:
        rows.append([STRAY.format(code=carrier.tvshop_code), *rows[0][1:]])
    rows = [shape.headers, *rows]
    data = (
        files.workbook(rows)
        if shape.suffix == "xlsx"
        else files.text(rows, shape.encoding, shape.separator)
    )
    env["tvshop.remittance"]._receive(carrier, f"{batch}-回款.{shape.suffix}", data)


def _rows(rng, shape, due, day, batch):
    if len(shape.headers) < len(ROLES) and due.due_amount <= 0:
        return []  # what the parcel costs is on the carrier's bill
    mistake = rng.choices([*MISTAKES, ""], [*MISTAKES.values(), 100 - sum(MISTAKES.values())])[0]
    if mistake == "missing":
        return []
    amount, fee = due.cod_amount, due.fee_amount
    if mistake == "short" and amount:
        amount -= rng.choice((10, 20, 100))
    if mistake == "fee":
        fee += rng.choice((2, 3, 6))
    row = _row(shape, due.name, day, amount, fee, batch)
    if mistake == "twice":
        return [row, _row(shape, due.name, day - timedelta(days=1), amount, fee, batch)]
    return [row]


def _row(shape, number, day, amount, fee, batch):
    if len(shape.headers) < len(ROLES):
        return [number, f"{day:%Y-%m-%d}", f"{max(0, amount - fee):.2f}"]
    return [number, f"{day:%Y-%m-%d}", f"{amount:.2f}", f"{fee:.2f}", batch]
