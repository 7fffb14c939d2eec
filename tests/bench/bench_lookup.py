"""Who calls, and what they ordered last, among a million customers: ours beside one bare SQL.

A database of its own, filled by SQL. Numbers are asked for at random, each once.
"""

import argparse
import random
import statistics
import sys
import time

import goals
import in_odoo

CUSTOMERS = 1_000_000
QUICK = 200_000
LOOKUPS = 1500
SEED = 5
DATABASE = "tvshop_bench_lookup"
FILL = (
    """
INSERT INTO res_partner (id, name, complete_name, active, is_tvshop_customer, type, tvshop_ref,
                         commercial_partner_id, autopost_bills, group_rfq, group_on)
SELECT %(first)s + n, '客户' || n, '客户' || n, true, true, 'contact', 'B' || n,
       %(first)s + n, 'ask', 'default', 'default'
  FROM generate_series(1, %(count)s) n""",
    """
INSERT INTO tvshop_contact_method (partner_id, kind, value, e164, masked, is_main, active)
SELECT %(first)s + n, 'mobile', e164, e164, left(e164, 6) || '****' || right(e164, 4), true, true
  FROM (SELECT n, '+86138' || lpad(n::text, 8, '0') AS e164
          FROM generate_series(1, %(count)s) n) numbers""",
    """
INSERT INTO sale_order (company_id, currency_id, partner_id, partner_invoice_id,
                        partner_shipping_id, name, date_order, picking_policy, state,
                        amount_total, is_tvshop, tvshop_state)
SELECT %(company)s, %(currency)s, %(first)s + n, %(first)s + n, %(first)s + n, 'B' || n || '-' || k,
       now() - k * interval '40 days', 'direct', 'sale', 99 + n %% 400, true, 'delivered'
  FROM generate_series(1, %(count)s) n, generate_series(1, 2) k""",
)
BARE = """
SELECT p.id, p.name, p.tvshop_ref, o.id, o.name, o.date_order, o.amount_total
  FROM tvshop_contact_method m
  JOIN res_partner p ON p.id = m.partner_id AND p.active
  LEFT JOIN LATERAL (
       SELECT id, name, date_order, amount_total FROM sale_order
        WHERE partner_id = p.id AND state = 'sale' ORDER BY date_order DESC, id DESC LIMIT 1
       ) o ON true
 WHERE m.e164 = %s AND m.active
"""


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help=f"{CUSTOMERS:,} customers")
    parser.add_argument("--customers", type=int)
    chosen = parser.parse_args()
    chosen.customers = chosen.customers or (CUSTOMERS if chosen.full else QUICK)
    return chosen


def fill(env, count):
    env.cr.execute("SELECT max(id) FROM res_partner")
    values = {
        "first": env.cr.fetchone()[0],
        "count": count,
        "company": env.company.id,
        "currency": env.company.currency_id.id,
    }
    for statement in FILL:
        env.cr.execute(statement, values)
    sequence = "SELECT setval('res_partner_id_seq', max(id)) FROM res_partner"
    env.cr.execute(sequence)
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr._obj.execute("VACUUM ANALYZE res_partner, tvshop_contact_method, sale_order")
    env.cr._cnx.autocommit = False


def bare(env, number):
    env.cr.execute(BARE, [number])
    (row,) = env.cr.fetchall()
    return row[1], row[4]


def ours(env, number):
    """As the pop does it for an agent."""
    (row,) = env["res.partner"]._desktop_find(number)
    return row["name"], row["last_order"]["name"]


def as_agent(env):
    groups = [(4, env.ref("tvshop_crm.group_agent").id)]
    user = env["res.users"].create({"name": "Agent", "login": "bench", "group_ids": groups})
    env.cr.commit()
    return env(user=user)


def measure(env, count):
    start = time.monotonic()
    fill(env, count)
    print(f"{count:,} customers, {2 * count:,} orders, filled in {time.monotonic() - start:.0f} s")
    env = as_agent(env)
    numbers = random.Random(SEED).sample(range(1, count + 1), 2 * LOOKUPS)
    times = {bare: [], ours: []}
    for at, number in enumerate(numbers):
        contender = (bare, ours)[at % 2]
        e164 = f"+86138{number:08}"
        env.invalidate_all()  # each in a transaction that knows nothing yet
        begun = time.perf_counter()
        name, order = contender(env, e164)
        spent = 1000 * (time.perf_counter() - begun)
        assert (name, order) == (f"客户{number}", f"B{number}-1"), (name, order, number)
        if at >= 100:  # warm-up
            times[contender].append(spent)
    print(f"{'look-up with the last order, ms':36} {'p50':>8} {'p95':>8} {'p99':>8}")
    for contender, values in times.items():
        cuts = statistics.quantiles(values, n=100)
        print(f"{contender.__name__:36} {cuts[49]:8.3f} {cuts[94]:8.3f} {cuts[98]:8.3f}")
    ratio = statistics.median(times[ours]) / statistics.median(times[bare])
    goals.report(f"look-up among {count:,} customers ÷ bare SQL", ratio, goals.UP_TO, 3)


def main():
    chosen = options()
    with in_odoo.company() as company, in_odoo.plain_database(company, DATABASE) as database:
        in_odoo.measure(company, "bench_lookup", chosen.customers, database=database)


if __name__ == "__main__":
    sys.exit(main())
