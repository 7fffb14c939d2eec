"""Confirming orders of this house beside confirming Odoo's own, one by one; orders from a file
beside making and confirming Odoo's own in one batch.

In the demo company, in turn, the same customers and products on both sides; rolled back.
"""

import argparse
import statistics
import sys
import time
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

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

    def file(self, size):
        """The same orders as a web shop's file."""
        lines = ["order no,name,phone,product code,quantity,payment"]
        numbers = {}
        for method in self.partners.contact_method_ids.filtered("is_main"):
            numbers[method.partner_id] = method.e164
        for number in range(size):
            vals = self.vals(number)
            partner = self.partners.browse(vals["partner_id"])
            for _set, _zero, line in vals["order_line"]:
                code = self.products.browse(line["product_id"]).default_code
                row = (f"{size}-{number}", partner.name, numbers[partner], code, "1", "cod")
                lines.append(",".join(row))
        return "\n".join(lines).encode()

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


def batch_of_plain(env, maker, size):
    """(create ms, confirm ms, orders) of Odoo's own, in one batch."""
    create, _queries, orders = timed(env, lambda: maker.orders(range(size), False))
    work, _queries, _none = timed(env, lambda: confirm(orders, False))
    return create, work, orders


def imported(env, maker, size):
    """(ms, queries, orders, {part: ms}) of a file with the same orders, read and made."""
    source = env["utm.source"].create({"name": "bench"})
    spent = {}

    def read_and_make():
        record = env["tvshop.order.import"]._receive(
            "bench.csv", maker.file(size), source_id=source.id, order_method="web"
        )
        record.state = "running"
        found = record._read()
        while record.state == "running":
            record._run_chunk(found)
        return record

    with watched(env, spent):
        ms, queries, record = timed(env, read_and_make)
    assert not record.bad_count, record.problems
    return ms, queries, record.order_ids.sorted("id"), spent


@contextmanager
def watched(env, spent):
    """Adds up in `spent` how long each part of an import takes."""
    from odoo.addons.tvshop_crm.batch.copies import Copies
    from odoo.addons.tvshop_crm.batch.reservation import Reservation

    orders, imports = type(env["sale.order"]), type(env["tvshop.order.import"])
    parts = (
        ("file read and shown", imports, "_look"),
        ("customers and addresses", imports, "_take_customers"),
        ("specimens: Odoo's own create + confirm", orders, "_make_specimen"),
        ("rows of orders", Copies, "_make_orders"),
        ("rows of order lines", Copies, "_make_lines"),
        ("rows of deliveries", Copies, "_make_pickings"),
        ("reservation", Reservation, "apply"),
        ("states, record, carriers", orders, "_transition"),
    )
    with ExitStack() as stack:
        for label, owner, name in parts:
            stack.enter_context(patch.object(owner, name, clocked(owner, name, label, spent)))
        yield


def clocked(owner, name, label, spent):
    plain = getattr(owner, name)

    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        try:
            return plain(*args, **kwargs)
        finally:
            spent[label] = spent.get(label, 0) + 1000 * (time.perf_counter() - start)

    return wrapper


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
    create, work, plain = batch_of_plain(env, maker, size)
    imported(env, maker, 20)  # warms up
    ms, queries, ours, spent = imported(env, maker, size)
    print(f"\n{f'{size} orders':44} {'seconds':>8} {'orders/s':>9}")
    for name, value in (("plain: create", create), ("plain: confirm", work), ("import", ms)):
        print(f"{name:44} {value / 1000:8.2f} {1000 * size / value:9.1f}")
    print(f"import: {queries} queries\n\n{'what the import spends':44} {'share':>8}")
    rest = ms - sum(spent.values())
    for name, value in {**spent, "totals and what else Odoo computes": rest}.items():
        print(f"  {name:42} {100 * value / ms:7.0f}%")
    same = is_same(plain, ours)
    print(f"moves, reservations and totals are {'the same' if same else 'DIFFERENT'}")
    speed = (create + work) / ms
    goals.report("orders from a file, speed ÷ plain create + confirm", speed, goals.AT_LEAST, 8)
    env.cr.rollback()


def main():
    chosen = options()
    with in_odoo.company() as company:
        in_odoo.measure(company, "bench_orders", chosen.orders, 1000 if chosen.full else BATCH)


if __name__ == "__main__":
    sys.exit(main())
