"""This year's parcels: the delivery behind each order that was sent, its waybill, its print."""

from itertools import groupby

from .books import Move, insert, insert_moves, insert_pickings
from .carriers import find_person

DELIVERY_STATES = {
    "shipped": "in_transit",
    "delivered": "customer_delivered",
    "settled": "customer_delivered",
    "returned": "incident",
}


def send_parcels(env):
    """Write them in the order in which they left, so that numbers rise with the days."""
    orders = _read_orders(env)
    picking_type = (
        env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).out_type_id
    )
    pickings = insert_pickings(env, picking_type, [_prepare_picking(order) for order in orders])
    by_order = {picking["sale_id"]: picking for picking in pickings}
    insert_moves(env, [_move(env, line, by_order) for line in _read_lines(env, list(by_order))])
    waybills = _give_waybills(env, orders, by_order)
    note_prints(env, waybills)
    env.invalidate_all()


def _read_orders(env):
    env.flush_all()
    env.cr.execute(
        """UPDATE sale_order SET tvshop_carrier_id = carrier_id
            WHERE is_tvshop AND tvshop_state IN
                  ('shipped', 'delivered', 'settled', 'returned', 'exchange')"""
    )
    env.cr.execute(
        """SELECT o.id, o.name, o.partner_shipping_id AS partner_id, o.carrier_id,
                  o.tvshop_state AS state,
                  min(e.date) FILTER (WHERE e.to_state = 'shipped') AS shipped,
                  min(e.date) FILTER (WHERE e.to_state = 'delivered') AS delivered
             FROM sale_order o
             JOIN tvshop_order_event e ON e.order_id = o.id
            WHERE o.is_tvshop AND o.carrier_id IS NOT NULL AND o.tvshop_state IN %s
              AND NOT EXISTS (SELECT FROM stock_picking p WHERE p.sale_id = o.id)
         GROUP BY o.id
           HAVING min(e.date) FILTER (WHERE e.to_state = 'shipped') IS NOT NULL
         ORDER BY shipped, o.id""",
        [tuple(DELIVERY_STATES)],
    )
    return env.cr.dictfetchall()


def _read_lines(env, order_ids):
    if not order_ids:
        return []
    env.cr.execute(
        """SELECT id, order_id, product_id, product_uom_qty AS quantity FROM sale_order_line
            WHERE order_id IN %s AND is_delivery IS NOT TRUE AND display_type IS NULL
         ORDER BY id""",
        [tuple(order_ids)],
    )
    return env.cr.dictfetchall()


def _prepare_picking(order):
    return {
        "date": order["shipped"],
        "partner_id": order["partner_id"],
        "origin": order["name"],
        "sale_id": order["id"],
        "carrier_id": order["carrier_id"],
        "delivery_state": DELIVERY_STATES[order["state"]],
        "date_delivered": order["delivered"],
    }


def _move(env, line, by_order):
    picking = by_order[line["order_id"]]
    return Move(
        env["product.product"].browse(line["product_id"]),
        line["quantity"],
        picking["location_id"],
        picking["location_dest_id"],
        picking["date_done"],
        picking,
        sale_line=line["id"],
    )


def _give_waybills(env, orders, by_order):
    rows = []
    for carrier in env["delivery.carrier"].search([("tvshop_kind", "!=", False)]):
        own = [order for order in orders if order["carrier_id"] == carrier.id]
        taken = env["tvshop.waybill.range"]._take(carrier, env.company, len(own)) if own else ()
        rows += [
            {
                "name": name,
                "carrier_id": carrier.id,
                "range_id": number_range.id,
                "picking_id": by_order[order["id"]]["id"],
                "order_id": order["id"],
                "company_id": env.company.id,
                "state": "shipped",
                "create_date": order["shipped"],
            }
            for order, (name, number_range) in zip(own, taken, strict=True)
        ]
    ids = insert(env, "tvshop_waybill", rows)
    env.cr.execute(
        """UPDATE stock_picking p SET waybill_id = w.id, parcel_waybill_id = w.id,
                  carrier_tracking_ref = w.name
             FROM tvshop_waybill w WHERE w.picking_id = p.id"""
    )
    return [{"id": number, **row} for number, row in zip(ids, rows, strict=True)]


def note_prints(env, waybills):
    """One job for each carrier's parcels of a day, its pages thrown away long since.

    :param waybills: dictionaries of `id`, `carrier_id` and when they were printed (`create_date`)
    """
    user = find_person(env, "warehouse")
    days = [
        list(group)
        for _day, group in groupby(
            waybills, lambda row: (row["carrier_id"], row["create_date"].date())
        )
    ]
    forms = {
        carrier.id: env["tvshop.waybill.form"]._for_carrier(carrier)
        for carrier in env["delivery.carrier"].search([("tvshop_kind", "!=", False)])
    }
    jobs = insert(
        env,
        "tvshop_print_job",
        [_prepare_job(env, user, forms[group[0]["carrier_id"]], group) for group in days],
    )
    if jobs:
        env.cr.execute_values(
            "INSERT INTO tvshop_print_job_tvshop_waybill_rel"
            " (tvshop_print_job_id, tvshop_waybill_id) VALUES %s",
            [(job, row["id"]) for job, group in zip(jobs, days, strict=True) for row in group],
        )


def _prepare_job(env, user, form, waybills):
    return {
        "name": form.name,
        "printer_id": form.printer_id.id,
        "user_id": user.id,
        "company_id": env.company.id,
        "page_count": len(waybills),
        "state": "sent",
        "has_data": False,
        "create_uid": user.id,
        "create_date": waybills[0]["create_date"],
    }
