"""A carrier's file of 100,000 rows about 20,000 parcels, read into a company: rows/s and memory.

The rows are what carriers send: three scans on the way, then delivered or refused, and every
twentieth row twice. All orders go through their door. The transaction is rolled back.
"""

import os
import subprocess
import sys
from pathlib import Path

import goals

ROOT = Path(__file__).resolve().parents[2]
PARCELS = int(os.environ.get("TVSHOP_BENCH_PARCELS", "20000"))
CLONE = """
INSERT INTO {table} (id, {columns})
SELECT nextval('{table}_id_seq'), {values} FROM {table}, generate_series(1, {count}) n
 WHERE id = {id} RETURNING id
"""


def clone(env, record, count, **replaced):
    """The ids of `count` copies of a row; `replaced` are SQL expressions of n by column."""
    env.flush_all()
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [record._table]
    )
    columns = [name for (name,) in env.cr.fetchall() if name != "id"]
    values = ", ".join(replaced.get(name, f'{record._table}."{name}"') for name in columns)
    quoted = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        CLONE.format(table=record._table, columns=quoted, values=values, count=count, id=record.id)
    )
    return [row_id for (row_id,) in env.cr.fetchall()]


def ship_one(env):
    """An order of the demo that is shipped with a waybill."""
    carrier = env["delivery.carrier"].search([("tvshop_code", "=", "EMS")])
    order = env["sale.order"].search(
        [("tvshop_state", "=", "ordered"), ("payment_method_kind", "=", "cod")], limit=1
    )
    order._choose_by_hand(carrier, "bench")
    picking = order.picking_ids
    picking._assign_waybills()
    for move in picking.move_ids:
        move.quantity, move.picked = move.product_uom_qty, True
    picking._action_done()
    return order, picking, picking.waybill_id


def make_parcels(env):
    order, picking, waybill = ship_one(env)
    assert order.tvshop_state == "shipped"
    orders = clone(env, order, PARCELS, name="'BENCH' || n", client_key="NULL")
    pickings = clone(env, picking, PARCELS, name="'BENCH/' || n", sale_id="NULL")
    first_order, first_picking = orders[0] - 1, pickings[0] - 1
    clone(
        env,
        waybill,
        PARCELS,
        name="'BENCH' || lpad(n::text, 8, '0')",
        picking_id=f"{first_picking} + n",
        order_id=f"{first_order} + n",
    )
    env.invalidate_all()
    return order


def make_file(total):
    """The bytes in EMS's own form."""
    lines = ["邮件号,投递结果,投递时间,未妥投原因,签收人,代收货款"]
    for number in range(1, PARCELS + 1):
        waybill = f"BENCH{number:08}"
        for day in (1, 2, 3):
            lines.append(f"{waybill},在途,2026-01-{day:02} 08:00:00,,,")
        if number % 12:
            lines.append(f"{waybill},妥投,2026-01-04 09:30:00,,本人,{total:.2f}")
        else:
            lines.append(f"{waybill},拒收,2026-01-04 09:30:00,客户不要了,,")
        lines.append(lines[-1] if number % 4 == 0 else f"{waybill},在途,2026-01-03 20:00:00,,,")
    return "".join(f"{line}\r\n" for line in lines).encode("gb18030"), len(lines) - 1


def resident():
    """This process's memory in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def measure(env):
    import time

    order = make_parcels(env)
    data, count = make_file(order.amount_total)
    imports = type(env["tvshop.feedback.import"])
    settle, memory = imports._settle, []

    def watched(self, waybill_ids):
        settle(self, waybill_ids)
        memory.append(resident())

    imports._settle = watched
    record = env["tvshop.feedback.import"]._put_down(
        env["delivery.carrier"].search([("tvshop_code", "=", "EMS")]), "bench.csv", data
    )
    queries, started = env.cr.sql_log_count, time.monotonic()
    record._read()
    seconds = time.monotonic() - started
    assert record.state == "done" and not record.bad_count, record.refusal or record.problems
    states = dict(
        env["sale.order"]._read_group([("name", "like", "BENCH")], ["tvshop_state"], ["__count"])
    )
    again = time.monotonic()
    second = env["tvshop.feedback.import"]._put_down(record.carrier_id, "b.csv", data)
    second._read()
    again = time.monotonic() - again
    assert second.new_count == 0 and second.state == "done"
    env.cr.rollback()
    fifth = memory[len(memory) // 5]
    print(f"{'rows':36} {count:12,}")
    print(f"{'orders delivered through their door':36} {states.get('delivered', 0):12,}")
    print(f"{'rows/s, all new':36} {count / seconds:12,.0f}")
    goals.report("feedback rows/s, all new", count / seconds, goals.AT_LEAST, 2000, "rows/s")
    print(f"{'rows/s, all known':36} {count / again:12,.0f}")
    print(f"{'queries':36} {env.cr.sql_log_count - queries:12,}")
    print(f"{'memory after a fifth / at the end, MB':36} {fifth:8.0f} / {memory[-1]:.0f}")
    goals.report(
        "feedback memory, at the end ÷ after a fifth", memory[-1] / fifth, goals.UP_TO, 1.1
    )


def main():
    sys.path[:0] = [str(ROOT / "config")]
    from runtime.testing import raised

    script = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    script += "import bench_feedback; bench_feedback.measure(env)\n"
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
