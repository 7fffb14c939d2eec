"""Closing a period with a supplier: a statement of all delivered orders, beside one SQL aggregate.

A database of its own, filled by SQL: each order with one product on consignment, its delivery and
its events. The aggregate goes over the same orders, lines, deliveries and events.
"""

import argparse
import resource
import sys
import time

import goals
import in_odoo

QUICK = (10_000, 30_000)
FULL = (10_000, 100_000, 1_000_000)
PRODUCTS = 20
DATABASE = "tvshop_bench_closing"
FILL = (
    """
INSERT INTO sale_order (company_id, currency_id, partner_id, partner_invoice_id,
                        partner_shipping_id, name, date_order, picking_policy, state,
                        amount_total, is_tvshop, tvshop_state)
SELECT %(company)s, %(currency)s, %(partner)s, %(partner)s, %(partner)s, 'B' || n,
       '2026-01-01'::timestamp + n %% 28 * interval '1 day', 'direct', 'sale', 299, true,
       'delivered'
  FROM generate_series(%(first)s + 1, %(count)s) n""",
    """
INSERT INTO sale_order_line (order_id, company_id, name, product_id, product_uom_id,
                             product_uom_qty, price_unit, price_subtotal, price_total,
                             qty_delivered, qty_delivered_method, customer_lead, state)
SELECT o.id, o.company_id, o.name, (%(products)s)[1 + o.id %% %(kinds)s], %(unit)s,
       1 + o.id %% 2, 299, 299 * (1 + o.id %% 2), 299 * (1 + o.id %% 2), 1 + o.id %% 2,
       'stock_move', 0, 'sale'
  FROM sale_order o WHERE o.id > %(last)s""",
    """
INSERT INTO stock_move (sale_line_id, company_id, product_id, product_uom, product_uom_qty,
                        product_qty, quantity, location_id, location_dest_id, state, date,
                        procure_method, origin)
SELECT l.id, l.company_id, l.product_id, l.product_uom_id, l.product_uom_qty, l.product_uom_qty,
       l.product_uom_qty, %(stock)s, %(customers)s, 'done', '2026-01-02', 'make_to_stock', l.name
  FROM sale_order_line l WHERE l.order_id > %(last)s""",
    """
INSERT INTO tvshop_order_event (order_id, from_state, to_state, date, user_id)
SELECT o.id, s.before, s.after, o.date_order + s.days * interval '1 day', 1
  FROM sale_order o
 CROSS JOIN (VALUES (NULL, 'ordered', 0), ('ordered', 'shipped', 1),
                    ('shipped', 'delivered', 2)) s (before, after, days)
 WHERE o.id > %(last)s""",
)
AGGREGATE = """
SELECT l.product_id, COUNT(*), SUM(m.quantity), SUM(l.price_total)
  FROM sale_order o
  JOIN sale_order_line l ON l.order_id = o.id
  JOIN stock_move m ON m.sale_line_id = l.id AND m.state = 'done'
  JOIN tvshop_order_event e ON e.order_id = o.id AND e.to_state = 'delivered'
 WHERE o.company_id = %s AND o.tvshop_state IN ('delivered', 'settled', 'returned')
   AND e.date < %s
 GROUP BY l.product_id
"""


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help=f"up to {FULL[-1]:,} orders")
    parser.add_argument("--orders", type=int, nargs="+", help="how many, ascending")
    chosen = parser.parse_args()
    chosen.orders = tuple(chosen.orders or (FULL if chosen.full else QUICK))
    return chosen


def prepare(env):
    """`(values that FILL takes, contract)`."""
    products = env["product.product"].create(
        [
            {"name": f"B{n}", "default_code": f"B{n}", "list_price": 299, "is_storable": True}
            for n in range(PRODUCTS)
        ]
    )
    supplier = env["res.partner"].create({"name": "bench", "is_company": True})
    env.company.tvshop_settle_from = "2026-01-01"
    contract = env["tvshop.supplier.contract"].create(
        {
            "name": "BENCH",
            "partner_id": supplier.id,
            "start": "2026-01-01",
            "storage": 100,
            "line_ids": [(0, 0, {"product_id": product.id, "price": 150}) for product in products],
        }
    )
    contract.action_make_valid()
    warehouse = env["stock.warehouse"].search([], limit=1)
    return {
        "company": env.company.id,
        "currency": env.company.currency_id.id,
        "partner": env["res.partner"].create({"name": "客户"}).id,
        "products": products.ids,
        "kinds": PRODUCTS,
        "unit": products[0].uom_id.id,
        "stock": warehouse.lot_stock_id.id,
        "customers": env.ref("stock.stock_location_customers").id,
    }, contract


def fill(env, values, first, count):
    """As many orders in all as `count`; there are `first` of them."""
    env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM sale_order")
    values = {**values, "first": first, "count": count, "last": env.cr.fetchone()[0]}
    for statement in FILL:
        env.cr.execute(statement, values)
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr._obj.execute("VACUUM ANALYZE")
    env.cr._cnx.autocommit = False


def timed(function):
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def aggregate(env):
    env.cr.execute(AGGREGATE, [env.company.id, "2026-02-28"])
    return sum(row[1] for row in env.cr.fetchall())


def compute(env, contract):
    """The statement as finance computes it from nothing, and agrees it, which ties each delivery
    to it.

    :return: `(seconds to compute, to agree, deliveries tied, payable)`
    """
    statement = env["tvshop.supplier.statement"].create(
        {"contract_id": contract.id, "date_to": "2026-02-27"}
    )
    env.flush_all()
    computed, _none = timed(lambda: (statement.action_compute(), env.flush_all()))
    agreed, _none = timed(lambda: (statement.action_agree(), env.flush_all()))
    env.cr.execute("SELECT COUNT(*) FROM tvshop_supplier_entry WHERE statement_id = %s",
                   [statement.id])  # fmt: skip
    return computed, agreed, env.cr.fetchone()[0], statement.payable


def measure(env, sizes):
    values, contract = prepare(env)
    head = ("orders", "aggregate s", "statement s", "ratio", "orders/s", "agree s", "peak MB")
    done = 0
    print("".join(f"{word:>13}" for word in head))
    for count in sizes:
        fill(env, values, done, count)
        done = count
        aggregate(env)  # both find the rows in memory
        bare, rows = timed(lambda: aggregate(env))
        ours, agreed, entries, payable = compute(env, contract)
        assert rows == entries == count, (rows, entries, count)
        assert payable == 150 * sum_of_pieces(env) - 100, payable
        env.cr.rollback()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        ratio = ours / bare
        print(
            f"{count:13,}{bare:13.3f}{ours:13.2f}{ratio:13.1f}{count / ours:13,.0f}{agreed:13.2f}"
            f"{memory:13,.0f}",
            flush=True,
        )
    goals.report(f"statement of {done:,} orders ÷ one SQL aggregate", ratio, goals.UP_TO, 3)


def sum_of_pieces(env):
    env.cr.execute("SELECT SUM(quantity) FROM stock_move WHERE sale_line_id IS NOT NULL")
    return float(env.cr.fetchone()[0])


def main():
    chosen = options()
    with in_odoo.company() as company, in_odoo.plain_database(company, DATABASE) as database:
        in_odoo.measure(company, "bench_closing", chosen.orders, database=database)


if __name__ == "__main__":
    sys.exit(main())
