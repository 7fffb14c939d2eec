"""Confirming orders of this house beside confirming Odoo's own, one by one and in batches.

In the demo company, in turn, the same customers and products on both sides; rolled back.
"""

import argparse
import statistics
import sys
import time

import goals
import in_odoo

ORDERS = 40
BATCH = 200


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="batches of 1,000")
    parser.add_argument("--orders", type=int, default=ORDERS, help="confirmed one by one")
    return parser.parse_args()


class Maker:
    """The vals of orders, the same ones for both sides."""

    def __init__(self, env):
        self.env = env
        self.partners = env["res.partner"].search(
            [("is_tvshop_customer", "=", True), ("city_id", "!=", False)], limit=500, order="id"
        )
        products = env["product.product"].search(
            [("sale_ok", "=", True), ("is_storable", "=", True)], order="id"
        )
        self.products = products.filtered(lambda product: product.free_qty > 0)[:10]
        self._stock(self.products)

    def _stock(self, products):
        """So much that no order waits."""
        warehouse = self.env["stock.warehouse"].search([], limit=1)
        for product in products:
            self.env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, 100_000
            )

    def vals(self, number):
        partner = self.partners[number % len(self.partners)]
        count = 1 + number % 2
        lines = [self.products[(number + at) % len(self.products)] for at in range(count)]
        return {
            "partner_id": partner.id,
            "payment_method_kind": "cod",
            "order_line": [(0, 0, {"product_id": product.id}) for product in lines],
        }

    def orders(self, numbers, is_ours):
        return self.env["sale.order"].create(
            [{**self.vals(number), "is_tvshop": is_ours} for number in numbers]
        )


def confirm(orders, is_ours):
    orders.action_confirm()
    if is_ours:
        orders._transition("ordered")


def timed(env, deed):
    """(milliseconds, queries) of a deed with all that it leaves to write."""
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    result = deed()
    env.flush_all()
    return 1000 * (time.perf_counter() - start), env.cr.sql_log_count - queries, result


def one_by_one(env, maker, count):
    """{is_ours: [(milliseconds, queries)]}, the two in turn; the first ones only warm up."""
    found = {False: [], True: []}
    for number in range(count + 3):
        for is_ours in (False, True) if number % 2 else (True, False):
            order = maker.orders([number], is_ours)
            ms, queries, _none = timed(env, lambda o=order, i=is_ours: confirm(o, i))
            if number >= 3:
                found[is_ours].append((ms, queries))
    return found


def batches(env, maker, size):
    """{is_ours: (create ms, confirm ms, orders)} of one batch each."""
    found = {}
    for is_ours in (False, True):
        create, _queries, orders = timed(env, lambda i=is_ours: maker.orders(range(size), i))
        work, _queries, _none = timed(env, lambda o=orders, i=is_ours: confirm(o, i))
        found[is_ours] = (create, work, orders)
    return found


def is_same(plain, ours):
    """Whether the two batches made the same moves, reservations and totals."""

    def shape(orders):
        return [
            (
                order.amount_total,
                sorted(
                    (move.product_id.id, move.product_uom_qty, move.quantity, move.state)
                    for move in order.picking_ids.move_ids
                ),
            )
            for order in orders
        ]

    return shape(plain) == shape(ours)


def measure(env, count, size):
    maker = Maker(env)
    found = one_by_one(env, maker, count)
    print(f"{'confirm, one by one':32} {'p50 ms':>8} {'p95 ms':>8} {'queries':>8}")
    p50 = {}
    for is_ours, rows in found.items():
        times = [ms for ms, _queries in rows]
        p50[is_ours] = statistics.median(times)
        p95 = statistics.quantiles(times, n=20)[18]
        queries = statistics.median(queries for _ms, queries in rows)
        name = "ours, carrier and record too" if is_ours else "plain sale.order"
        print(f"{name:32} {p50[is_ours]:8.1f} {p95:8.1f} {queries:8.0f}")
    goals.report("order confirm ÷ plain confirm", p50[True] / p50[False], goals.UP_TO, 1.3)
    print(f"\n{f'batches of {size}':32} {'create':>8} {'confirm':>8} {'orders/s':>9}")
    both = batches(env, maker, size)
    for is_ours, (create, work, _orders) in both.items():
        name = "ours" if is_ours else "plain sale.order"
        rate = 1000 * size / (create + work)
        print(f"{name:32} {create / 1000:7.1f}s {work / 1000:7.1f}s {rate:9.1f}")
    same = is_same(both[False][2], both[True][2])
    print(f"moves, reservations and totals are {'the same' if same else 'DIFFERENT'}")
    speed = sum(both[False][:2]) / sum(both[True][:2])
    goals.report("orders in batches, speed ÷ plain create + confirm", speed, goals.AT_LEAST, 8)
    env.cr.rollback()


def main():
    chosen = options()
    with in_odoo.company() as company:
        in_odoo.measure(company, "bench_orders", chosen.orders, 1000 if chosen.full else BATCH)


if __name__ == "__main__":
    sys.exit(main())
