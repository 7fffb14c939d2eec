"""A wave of parcels confirmed, as a ratio to plain `button_validate` of the same deliveries.

Both ship orders of the same customers and goods in a company of the tests' own; the transaction
is rolled back. Plain deliveries belong to plain sales orders, the wave's to orders of the suite,
which also pass their door, are locked, and get their waybills and their record.
"""

import argparse
import time

import goals
import in_odoo

CHUNK = 100


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="a wave of 1,000 instead of 300")
    return parser.parse_args()


class Maker:
    """Deliveries whose goods are reserved, of the demo's customers and products in turn."""

    def __init__(self, env):
        self.env = env
        self.carrier = env["delivery.carrier"].search([("tvshop_code", "=", "EMS")])
        blamed = env["tvshop.credit.incident"].search([]).partner_id  # may order nothing
        self.partners = env["res.partner"].search(
            [
                ("is_tvshop_customer", "=", True),
                ("city_id", "!=", False),
                ("id", "not in", blamed.ids),
            ],
            limit=500,
            order="id",
        )
        delivered = env["stock.move"].search(
            [("state", "=", "done"), ("sale_line_id", "!=", False)]
        )
        untracked = delivered.product_id.filtered(lambda product: product.tracking == "none")
        self.products = untracked.sorted("id")[:10]

    def pickings(self, count, is_tvshop):
        stock = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        for product in self.products:
            self.env["stock.quant"]._update_available_quantity(product, stock, count)
        orders = self.env["sale.order"].create([self._vals(number) for number in range(count)])
        orders.action_confirm()
        if is_tvshop:
            orders._transition("ordered")
            orders._choose_by_hand(self.carrier, "bench")
        pickings = orders.picking_ids
        pickings.action_assign()
        assert set(pickings.mapped("state")) == {"assigned"}, pickings.mapped("state")
        return pickings

    def _vals(self, number):
        """One product for most, two for every third."""
        products = [self.products[(number + at) % len(self.products)] for at in range(2)]
        return {
            "partner_id": self.partners[number % len(self.partners)].id,
            "carrier_id": self.carrier.id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_uom_qty": 1})
                for product in products[: 1 if number % 3 else 2]
            ],
        }

    def wave(self, count):
        """All of it scanned."""
        pickings = self.pickings(count, is_tvshop=True)
        pickings._assign_waybills()
        wave = self.env["stock.picking.batch"].create(
            {
                "tvshop_carrier_id": self.carrier.id,
                "tvshop_cut_off": self.env.cr.now(),
                "picking_type_id": pickings.picking_type_id.id,
            }
        )
        pickings.write({"batch_id": wave.id, "parcel_ready": self.env.cr.now()})
        for picking in pickings:
            picking.parcel_waybill_id = picking.waybill_id
        return wave


def confirm(wave):
    """As the screen does it: request by request."""
    answer = {"last": 0, "left": 1}
    while answer["left"]:
        answer = wave.dispatch_confirm(answer["last"])
        wave.env.flush_all()
        assert not answer["failed"], answer["failed"][:1]
    shipped = wave.picking_ids.sale_id
    assert set(shipped.mapped("tvshop_state")) == {"shipped"}


def validate(pickings, size):
    for start in range(0, len(pickings), size):
        assert pickings[start : start + size].button_validate() is True
        pickings.env.flush_all()
    assert set(pickings.mapped("state")) == {"done"}


def timed(env, action):
    """Seconds and queries of an action that begins with an empty cache, as a request does."""
    env.flush_all()
    env.invalidate_all()
    queries, started = env.cr.sql_log_count, time.perf_counter()
    action()
    env.flush_all()
    return time.perf_counter() - started, env.cr.sql_log_count - queries


def measure(env, count):
    maker = Maker(env)
    timed(env, lambda: validate(maker.pickings(CHUNK, is_tvshop=False), CHUNK))  # warms up
    timed(env, lambda: confirm(maker.wave(CHUNK)))
    small, wave = maker.wave(CHUNK), maker.wave(count)
    whole, parts = (maker.pickings(count, is_tvshop=False) for _side in range(2))
    rows = {
        f"button_validate, {count} at once": (count, lambda: validate(whole, count)),
        f"button_validate, {CHUNK} at a time": (count, lambda: validate(parts, CHUNK)),
        f"wave of {CHUNK} confirmed": (CHUNK, lambda: confirm(small)),
        f"wave of {count} confirmed": (count, lambda: confirm(wave)),
    }
    print(f"{'':36} {'seconds':>9} {'ms each':>9} {'queries':>9} {'a parcel':>9}")
    found = []
    for name, (number, action) in rows.items():
        seconds, queries = timed(env, action)
        found.append(seconds)
        print(
            f"{name:36} {seconds:9.2f} {1000 * seconds / number:9.2f} {queries:9,}"
            f" {queries / number:9.2f}"
        )
    env.cr.rollback()
    *plain, _small, ours = found
    goals.report(
        f"wave of {count} confirmed ÷ plain button_validate", ours / min(plain), goals.UP_TO, 1.2
    )


def main():
    chosen = options()
    with in_odoo.company() as company:
        in_odoo.measure(company, "bench_dispatch", 1000 if chosen.full else 300)


if __name__ == "__main__":
    main()
