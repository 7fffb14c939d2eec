"""The warehouse's last days, by the steps of its own people: files, returns, a wave begun."""

from datetime import timedelta, timezone
from itertools import groupby

from odoo.addons.tvshop_crm.demo import clock
from odoo.addons.tvshop_crm.demo.documented import DOCUMENTED

from ..demo_carrier.files import SHAPES, write_file
from ..demo_carrier.story import REASONS, Step
from .carriers import find_person
from .parcels import note_prints

REFUSED = 9
SHORT_PAID = 10  # yuan less than was due
SOLVED = "已与送货公司核对，请其重发"
EXCHANGE_REASON = "尺寸不合适，换另一款"
RESCHEDULED = "客户改约再送，不退回"
PACKED = 2


def work(env, told):
    """Read the last days' files and do part of today's work.

    :param told: what carriers told in these days (history.Told), by time
    """
    env = env(user=find_person(env, "warehouse"))
    under_way = _under_way(env)
    short_paid = under_way.filtered(lambda order: order.payment_method_kind == "cod")[:1]
    refused = (under_way - short_paid)[:REFUSED]
    steps = [*map(_step, told), *_tell_yesterday(refused, short_paid)]
    _read_files(env, steps)
    if returns := refused.tvshop_return_ids:
        _receive(env, returns)
    _exchange(env(user=find_person(env, "service")))
    _pack(env)


def _under_way(env):
    """Orders that carriers have had for some days; those named in the README stay as they are."""
    named = env["res.partner"]
    for row in DOCUMENTED:
        named |= env["tvshop.contact.method"]._find_partners(row.numbers[0])
    return env["sale.order"].search(
        [
            ("is_tvshop", "=", True),
            ("tvshop_state", "=", "shipped"),
            ("partner_id", "not in", named.ids),
            ("tvshop_waybill_ids", "!=", False),
        ],
        order="date_order, id",
    )


def _step(told):
    return told.carrier_id, Step(
        told.waybill,
        told.status,
        told.time,
        told.reason or "",
        told.signed_by or "",
        told.amount,
    )


def _tell_yesterday(refused, short_paid):
    """Some were refused in the course of the afternoon; one was handed over for too little."""
    evening = _midnight() - timedelta(hours=5)
    for number, order in enumerate(refused):
        waybill = order.tvshop_waybill_ids[:1]
        at = evening - timedelta(minutes=37 * number)
        reason = REASONS[number % len(REASONS)]
        yield waybill.carrier_id.id, Step(waybill.name, "refused", at, reason)
    for waybill in short_paid.tvshop_waybill_ids[:1]:
        amount = max(float(waybill._due() or 0) - SHORT_PAID, 0)
        yield (
            waybill.carrier_id.id,
            Step(
                waybill.name, "delivered", evening, "", waybill.picking_id.partner_id.name, amount
            ),
        )


def _midnight():
    return clock.to_utc(clock.local_now().replace(hour=0, minute=0, second=0))


def _local_day(moment):
    return moment.replace(tzinfo=timezone.utc).astimezone(clock.ZONE).date()


def _read_files(env, steps):
    """One file for each carrier and day, read the morning after."""
    imports = env["tvshop.feedback.import"]
    rows = [(_local_day(step.time), carrier_id, step) for carrier_id, step in steps]
    rows.sort(key=lambda row: (*row[:2], row[2].time))
    for (day, carrier_id), told in groupby(rows, lambda row: row[:2]):
        carrier = env["delivery.carrier"].browse(carrier_id)
        name = f"{carrier.tvshop_code}-{day:%Y%m%d}.{SHAPES[carrier.tvshop_kind].suffix}"
        data = write_file(carrier.tvshop_kind, [step for _day, _carrier, step in told])
        imports |= imports._receive(carrier, name, data)
    # sudo: delivery.carrier – the demo's clock, which nobody in the warehouse sets
    env["delivery.carrier"].sudo().search(
        [("delivery_type", "=", "tvshop_demo")]
    ).tvshop_demo_clock = _midnight()
    if imports:
        _date_imports(env, imports)


def _date_imports(env, imports):
    env.flush_all()
    for record in imports:
        last = max(record.event_ids.mapped("time"), default=None)
        if last:
            read = min(last + timedelta(hours=10), clock.to_utc(clock.local_now()))
            env.cr.execute(
                "UPDATE tvshop_feedback_import SET create_date = %s WHERE id = %s",
                [read, record.id],
            )
    env.invalidate_all()
    old = env["tvshop.logistics.exception"].search([("kind", "=", "unreadable")], order="id")
    # sudo: tvshop.logistics.exception – solved as its button does it, by whoever works here
    old[:-3].sudo()._solve(SOLVED)


def _receive(env, returns):
    """Of what was refused, two have arrived, one won't come, two are booked: sound and broken."""
    desk = env["tvshop.return"].with_user(env.user)
    _expected, *others = returns
    for goods in others[:1] + others[4:5]:
        opened = desk.browse(desk.desk_open(goods.name)["id"])
        opened.desk_count(goods.line_ids[0].id, "repair", 1)
    for goods in others[1:2]:
        goods.with_user(env.user).action_cancel()
        # sudo: tvshop.return – a note of what the customer said
        goods.sudo().message_post(body=RESCHEDULED)
    for goods, verdict in zip(others[2:4], ("resell", "scrap"), strict=False):
        opened = desk.browse(desk.desk_open(goods.name)["id"])
        # sudo: tvshop.return.line – what the desk shows to whoever receives
        for line in goods.sudo().line_ids:
            opened.desk_count(line.id, verdict, line.expected_qty)
        opened.desk_book()


def _exchange(env):
    """Service has agreed with a customer on other goods."""
    order = env["sale.order"].search(
        [
            ("is_tvshop", "=", True),
            ("tvshop_state", "=", "delivered"),
            ("payment_method_kind", "=", "cod"),
        ],
        order="date_order DESC",
        limit=1,
    )
    if order:
        wizard = env["tvshop.exchange"].create({"order_id": order.id, "reason": EXCHANGE_REASON})
        wizard.action_apply()


def _pack(env):
    """The courier's wave is printed, and the first parcels are scanned."""
    waves = env["stock.picking.batch"]
    # sudo: stock.picking.batch – made by the scheduler
    waves.sudo()._make_waves()
    wave = waves.search([("tvshop_carrier_id.tvshop_code", "=", "COURIER")], limit=1)
    if not wave:
        return
    _print(env, wave)
    for picking in wave.picking_ids.filtered(lambda p: p.state == "assigned")[:PACKED]:
        answer = wave.dispatch_open(picking.sale_id.name)
        counts = {str(line["id"]): line["quantity"] for line in answer["parcel"]["lines"]}
        wave.dispatch_ready(
            picking.id, counts, picking.waybill_id.name, round(picking.weight * 1.05, 2)
        )


def _print(env, wave):
    """As if printed. Who prints customers' numbers is on record in a transaction of its own,
    which does not see people who are being made in this one."""
    # sudo: stock.picking.batch – printing begins a wave, whoever prints
    wave.sudo()._start()
    waybills = wave.picking_ids._assign_waybills()
    waybills._mark_printed()
    note_prints(
        env(su=True),
        [
            {"id": waybill.id, "carrier_id": waybill.carrier_id.id, "create_date": env.cr.now()}
            for waybill in waybills
        ],
    )
