"""A wave of 1,000 parcels confirmed, as a ratio to plain `button_validate` of the same deliveries.

Both ship orders of the same goods in a company of the tests' own; the transaction is rolled back.
Plain deliveries belong to plain sales orders, the wave's to orders of the suite, which also pass
their door, are locked, and get their waybills and their record. `--quick` takes 300.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHUNK = 100


def make_pickings(env, count, is_tvshop):
    """Confirmed sales orders of one product each, with their goods reserved."""
    carrier = env["delivery.carrier"].search([("tvshop_code", "=", "EMS")])
    partner = env["res.partner"].search([("is_tvshop_customer", "=", True)], limit=1)
    product = env["product.product"].search([("default_code", "=", "KC1001")])
    stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
    env["stock.quant"]._update_available_quantity(product, stock, count)
    line = {"product_id": product.id, "product_uom_qty": 1, "price_unit": 299.0}
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "carrier_id": carrier.id,
                "order_line": [(0, 0, line)],
            }
            for _number in range(count)
        ]
    )
    orders.action_confirm()
    if is_tvshop:
        orders._transition("ordered")
        orders._choose_by_hand(carrier, "bench")
    pickings = orders.picking_ids
    pickings.action_assign()
    assert set(pickings.mapped("state")) == {"assigned"}, pickings.mapped("state")
    return pickings


def make_wave(env, count):
    pickings = make_pickings(env, count, is_tvshop=True)
    pickings._assign_waybills()
    pickings.batch_id = env["stock.picking.batch"].create(
        {
            "tvshop_carrier_id": pickings.carrier_id.id,
            "tvshop_cut_off": env.cr.now(),
            "picking_type_id": pickings.picking_type_id.id,
        }
    )
    for picking in pickings:
        picking.parcel_ready, picking.parcel_waybill_id = env.cr.now(), picking.waybill_id
    return pickings.batch_id, pickings


def confirm(wave):
    answer = {"last": 0, "left": 1}
    while answer["left"]:
        answer = wave.dispatch_confirm(answer["last"])
        wave.env.flush_all()
        assert not answer["failed"], answer["failed"][:1]


def timed(env, action):
    """Seconds and queries of an action that begins with an empty cache, as a request does."""
    env.flush_all()
    env.invalidate_all()
    queries, started = env.cr.sql_log_count, time.perf_counter()
    action()
    env.flush_all()
    return time.perf_counter() - started, env.cr.sql_log_count - queries


def measure(env, count):
    plain = make_pickings(env, count, is_tvshop=False)
    wave, parcels = make_wave(env, count)
    extra, small = make_wave(env, CHUNK)
    warm = make_pickings(env, CHUNK, is_tvshop=False)
    timed(env, warm.button_validate)
    small_time = timed(env, lambda: confirm(extra))

    def validate():
        for start in range(0, count, CHUNK):
            assert plain[start : start + CHUNK].button_validate() is True
            env.flush_all()

    plain_time = timed(env, validate)
    wave_time = timed(env, lambda: confirm(wave))
    whole = make_pickings(env, count, is_tvshop=False)
    whole_time = timed(env, whole.button_validate)
    assert set((plain | parcels | small | whole).mapped("state")) == {"done"}
    assert set(parcels.sale_id.mapped("tvshop_state")) == {"shipped"}
    env.cr.rollback()
    rows = (
        (f"button_validate, {count} at once", count, whole_time),
        (f"button_validate, {CHUNK} at a time", count, plain_time),
        (f"wave of {CHUNK} confirmed", CHUNK, small_time),
        (f"wave of {count} confirmed", count, wave_time),
    )
    print(f"{'':36} {'seconds':>9} {'ms each':>9} {'queries':>9} {'a parcel':>9}")
    for name, number, (seconds, queries) in rows:
        print(
            f"{name:36} {seconds:9.2f} {1000 * seconds / number:9.2f} {queries:9,}"
            f" {queries / number:9.2f}"
        )
    print(f"{'ratio to button_validate at once':36} {wave_time[0] / whole_time[0]:9.2f}")
    print(f"{'ratio to button_validate in chunks':36} {wave_time[0] / plain_time[0]:9.2f}")


def main():
    sys.path[:0] = [str(ROOT / "config")]
    from runtime.testing import raised

    count = 300 if "--quick" in sys.argv else 1000
    script = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    script += f"import bench_dispatch; bench_dispatch.measure(env, {count})\n"
    with raised(is_kept=os.environ.get("TVSHOP_TEST_KEEP") == "1") as company:
        subprocess.run(
            company.odoo_command("shell", "--no-http"),
            input=script,
            text=True,
            env=company.environ(),
            check=True,
        )


if __name__ == "__main__":
    main()
