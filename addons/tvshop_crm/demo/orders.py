"""A year of orders: those of the last days are real work for the warehouse, the rest is history."""

from datetime import timedelta
from typing import NamedTuple

from . import clock
from .catalogue import CARRIERS, ITEMS
from .documented import DOCUMENTED
from .plan import moved, plan_orders

BATCH = 500
LATEST_AGES = {
    "ordered": timedelta(hours=5),
    "shipped": timedelta(hours=52),
    "returned": timedelta(hours=100),
}
GIFT_MESSAGES = ("生日快乐，身体健康！", "祝爸妈结婚纪念日快乐", "天冷了，多保重", "教师节快乐")


class Stage(NamedTuple):
    """What an order refers to; dicts as the other makers return them."""

    staff: dict
    goods: dict
    carriers: dict
    airings: dict
    people: dict

    @property
    def agents(self):
        return [user for login, user in self.staff.items() if login.startswith("agent")]


def make_orders(env, rng, now, stage):
    record(env, rng, _plan(rng, now, stage), stage)


def record(env, rng, plan, stage):
    """Put planned orders in the books; those of the last days go through the door to them.

    :return: {planned order: its record}
    """
    history = [order for order in plan if order.state != "ordered"]
    fresh = [order for order in plan if order.state == "ordered"]
    made = {}
    for start in range(0, len(history), BATCH):
        batch = history[start : start + BATCH]
        records = _create_orders(env, rng, batch, stage)
        _record_history(env, batch, records)
        made |= zip(batch, records, strict=True)
    records = _create_orders(env, rng, fresh, stage)
    _confirm(env, fresh, records)
    return made | dict(zip(fresh, records, strict=True))


def _plan(rng, now, stage):
    profiles = stage.people["profiles"]
    fixed = [index for index, row in enumerate(DOCUMENTED) for _order in range(row.orders)]
    weights = [profile.eagerness for profile in profiles]
    plan = plan_orders(
        rng, now, stage.airings["plan"], ITEMS, weights, len(stage.agents), fixed=fixed
    )
    newest = {order.customer: order for order in plan}
    for index, row in enumerate(DOCUMENTED):
        if row.latest:
            old = newest[index]
            plan.remove(old)
            plan.append(moved(rng, old, now - LATEST_AGES[row.latest], now, row.latest))
    if all(order.state != "ordered" for order in plan):  # a small company after a quiet day
        named = {index for index, row in enumerate(DOCUMENTED) if row.latest}
        old = max((one for one in plan if one.customer not in named), key=lambda one: one.at)
        plan.remove(old)
        plan.append(moved(rng, old, now - LATEST_AGES["ordered"], now, "ordered"))
    return sorted(plan, key=lambda order: order.at)


def _create_orders(env, rng, plan, stage):
    base = _prepare_common_vals(env, stage)
    return env["sale.order"].create(
        [{**base, **_prepare_order_vals(rng, order, stage)} for order in plan]
    )


def _prepare_common_vals(env, stage):
    """The same for all, so that nothing is searched for order by order."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    return {
        "company_id": env.company.id,
        "warehouse_id": warehouse.id,
        "team_id": stage.staff["team"].id,
        "fiscal_position_id": False,
        "payment_term_id": False,
        "campaign_id": False,
        "medium_id": False,
        "source_id": False,
        "note": False,
        "is_tvshop": True,
    }


def _prepare_order_vals(rng, order, stage):
    partner = stage.people["records"][order.customer]
    hotline = stage.airings["hotlines"][order.did]
    spot = order.spot and stage.airings["records"][order.spot.did, order.spot.start]
    return {
        "partner_id": partner.id,
        "partner_invoice_id": partner.id,
        "partner_shipping_id": partner.id,
        "user_id": stage.agents[order.agent].id,
        "date_order": clock.to_utc(order.at),
        "hotline_id": hotline.id,
        "channel_id": hotline.channel_id.id,
        "spot_id": spot.id if spot else False,
        "order_method": order.method,
        "payment_method_kind": order.payment,
        "carrier_id": stage.carriers[order.carrier].id,
        "is_urgent": order.is_urgent,
        "is_gift": order.is_gift,
        "gift_message": rng.choice(GIFT_MESSAGES) if order.is_gift else False,
        "invoice_wanted": order.invoice_wanted,
        "invoice_title": partner.name if order.invoice_wanted else False,
        "order_line": [(0, 0, vals) for vals in _prepare_lines(order, stage)],
    }


def _prepare_lines(order, stage):
    goods = [(stage.goods[code], quantity) for code, quantity in order.lines]
    lines = [
        _prepare_line_vals(product, quantity, product.list_price) for product, quantity in goods
    ]
    offer = next(row for row in CARRIERS if row.code == order.carrier)
    value = sum(product.list_price * quantity for product, quantity in goods)
    is_free = offer.free_over and value >= offer.free_over
    delivery = stage.carriers[order.carrier].product_id
    price = 0 if is_free else offer.price
    return [*lines, {**_prepare_line_vals(delivery, 1, price), "is_delivery": True}]


def _prepare_line_vals(product, quantity, price):
    return {
        "product_id": product.id,
        "name": product.name,
        "product_uom_id": product.uom_id.id,
        "product_uom_qty": quantity,
        "price_unit": price,
        "tax_ids": [(6, 0, product.taxes_id.ids)],
        "analytic_distribution": False,
    }


def _confirm(env, plan, orders):
    """Put orders through the door that the desktop uses: they get their deliveries.

    Confirming notes the present; what it noted is put back to when the customer called.
    """
    if not orders:
        return
    orders.action_confirm()
    orders._transition("ordered")
    env.flush_all()
    _write_rows(
        env,
        "UPDATE sale_order o SET date_order = v.at FROM (VALUES %s) v(id, at) WHERE o.id = v.id",
        [(order.id, clock.to_utc(row.at)) for row, order in zip(plan, orders, strict=True)],
    )
    env.cr.execute(
        """UPDATE tvshop_order_event e SET date = o.date_order, user_id = o.user_id
             FROM sale_order o WHERE e.order_id = o.id AND o.id IN %s""",
        [tuple(orders.ids)],
    )
    env.invalidate_all()


def _record_history(env, plan, orders):
    """Bring orders to the state they had reached, as if the past had been entered when it happened.

    The deliveries and invoices of last year are in another system's books, so to say: an order is
    written as confirmed, sent and invoiced directly, without the forty queries that a confirmation
    takes, and without touching the stock. Its way is in its events.
    """
    env.flush_all()
    _write_rows(
        env,
        """UPDATE sale_order o
              SET state = 'sale', tvshop_state = v.state, delivery_status = 'full',
                  locked = true,
                  invoice_status = CASE v.state WHEN 'settled' THEN 'invoiced' ELSE 'no' END
             FROM (VALUES %s) v(id, state) WHERE o.id = v.id""",
        [(order.id, row.state) for row, order in zip(plan, orders, strict=True)],
    )
    env.cr.execute(
        """UPDATE sale_order_line l
              SET state = 'sale', invoice_status = o.invoice_status, qty_to_invoice = 0,
                  qty_delivered =
                      CASE o.tvshop_state WHEN 'returned' THEN 0 ELSE l.product_uom_qty END,
                  qty_invoiced =
                      CASE o.tvshop_state WHEN 'settled' THEN l.product_uom_qty ELSE 0 END
             FROM sale_order o WHERE l.order_id = o.id AND o.id IN %s""",
        [tuple(orders.ids)],
    )
    env.invalidate_all()
    _write_events(env, plan, orders)


def _write_events(env, plan, orders):
    rows = []
    for planned, order in zip(plan, orders, strict=True):
        state = False
        for target, at in (("ordered", planned.at), *planned.steps):
            rows.append(
                {
                    "order_id": order.id,
                    "from_state": state,
                    "to_state": target,
                    "user_id": order.user_id.id,
                    "date": clock.to_utc(at),
                }
            )
            state = target
    env["tvshop.order.event"].create(rows)


def _write_rows(env, query, rows):
    if rows:
        env.cr.execute_values(query, rows)
