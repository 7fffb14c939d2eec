"""What came back this year: refused at the door, received, inspected, put away."""

from collections import Counter
from datetime import timedelta
from itertools import groupby

from odoo.addons.tvshop_crm.demo import clock

from .books import Move, insert, insert_moves, insert_pickings
from .carriers import find_person

VERDICTS = {"resell": 80, "repair": 12, "scrap": 8}
# Older ones are repaired and sold, and refunded; both in books that are closed.
OPEN_DAYS = 20


def take_back(env, rng):
    """A booked return for each order that was returned, and the goods where they belong."""
    moves = _read_moves(env)
    if not moves:
        return
    since = clock.to_utc(clock.local_now()) - timedelta(days=OPEN_DAYS)
    for move in moves:
        is_old = move["returned"] < since
        verdict = rng.choices(list(VERDICTS), VERDICTS.values())[0]
        move["verdict"] = "resell" if is_old and verdict == "repair" else verdict
        move["is_paid"] = move["payment"] != "cod" and not is_old
    orders = [list(group) for _id, group in groupby(moves, lambda move: move["order_id"])]
    receipts = _receive(env, orders)
    _write_returns(env, orders, receipts)
    env.invalidate_all()


def _read_moves(env):
    env.flush_all()
    env.cr.execute(
        """SELECT m.id, m.product_id, m.quantity, m.picking_id, m.sale_line_id,
                  m.location_dest_id AS customers, o.id AS order_id, o.partner_shipping_id,
                  o.refused_reason AS reason, o.payment_method_kind AS payment,
                  l.price_total AS value, e.date AS returned
             FROM sale_order o
             JOIN tvshop_order_event e ON e.order_id = o.id AND e.to_state = 'returned'
             JOIN stock_picking p ON p.sale_id = o.id
             JOIN stock_move m ON m.picking_id = p.id AND m.state = 'done'
             JOIN sale_order_line l ON l.id = m.sale_line_id
            WHERE o.tvshop_state = 'returned'
         ORDER BY e.date, o.id, m.id"""
    )
    return env.cr.dictfetchall()


def _receive(env, orders):
    """A receipt for each order; what is scrapped leaves again."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    repair = env.company._tvshop_repair_location()
    receipts = insert_pickings(
        env,
        warehouse.in_type_id,
        [
            {
                "date": moves[0]["returned"],
                "partner_id": moves[0]["partner_shipping_id"],
                "sale_id": moves[0]["order_id"],
                "return_id": moves[0]["picking_id"],
                "location_id": moves[0]["customers"],
            }
            for moves in orders
        ],
    )
    heap = env["stock.location"].search(
        [("usage", "=", "inventory"), ("company_id", "=", env.company.id)], limit=1
    )
    written, kept = [], Counter()
    for moves, receipt in zip(orders, receipts, strict=True):
        for move in moves:
            product = env["product.product"].browse(move["product_id"])
            is_sold = move["verdict"] == "resell"
            target = warehouse.lot_stock_id if is_sold else repair
            came = Move(
                product, move["quantity"], move["customers"], target.id, move["returned"], receipt
            )
            written.append(
                came._replace(
                    sale_line=move["sale_line_id"], returns=move["id"], verdict=move["verdict"]
                )
            )
            if move["verdict"] == "scrap":
                written.append(
                    Move(product, move["quantity"], repair.id, heap.id, move["returned"])
                )
            elif not is_sold:
                kept[product] += move["quantity"]
    insert_moves(env, written)
    for product, quantity in kept.items():
        env["stock.quant"]._update_available_quantity(product, repair, quantity)
    return receipts


def _write_returns(env, orders, receipts):
    user = find_person(env, "warehouse")
    ids = insert(
        env,
        "tvshop_return",
        [
            {
                "order_id": moves[0]["order_id"],
                "company_id": env.company.id,
                "kind": "refused",
                "state": "done",
                "reason": moves[0]["reason"],
                "receipt_id": receipt["id"],
                "booked_by_id": user.id,
                "booked_on": moves[0]["returned"],
                "create_date": moves[0]["returned"],
                "is_paid": moves[0]["is_paid"],
                "goods_value": sum(move["value"] for move in moves),
                "refund_amount": sum(move["value"] for move in moves if move["is_paid"]),
            }
            for moves, receipt in zip(orders, receipts, strict=True)
        ],
    )
    env.cr.execute(
        """UPDATE tvshop_return SET name = 'RT' || lpad(id::text, 6, '0') WHERE id IN %s""",
        [tuple(ids)],
    )
    insert(
        env,
        "tvshop_return_line",
        [
            {
                "return_id": number,
                "move_id": move["id"],
                "product_id": move["product_id"],
                "expected_qty": move["quantity"],
                **{
                    f"{verdict}_qty": move["quantity"] if move["verdict"] == verdict else 0
                    for verdict in VERDICTS
                },
            }
            for number, moves in zip(ids, orders, strict=True)
            for move in moves
        ],
    )
