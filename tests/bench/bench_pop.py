"""From the customer's INVITE to the customer's name on an agent's screen, at 1 call a second.

Beside it the floor: a message on the bus alone, from its commit to the same kind of page.
"""

import json
import os
import random
import statistics
import sys
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "config"), str(ROOT / "tests"), str(ROOT / "tests" / "e2e")]

import goals  # noqa: E402
import psycopg2  # noqa: E402
from conftest import CHROMIUM, CHROMIUM_OPTIONS  # noqa: E402
from floor import AgentPage, Records, new_context  # noqa: E402
from worker import Worker  # noqa: E402

from runtime.callers import Callers  # noqa: E402
from runtime.testing import raised  # noqa: E402

CALLS = int(os.environ.get("TVSHOP_BENCH_CALLS", "40"))
AGENTS = 8
SHOWN = "agent is rung → name on the screen"
RATE = 1.0
SEED = 7
TALK_SECONDS = 1.0
# ms; looking at eight pages costs what is to be measured
GLANCE_PAUSE = 200
# the demo's customers whose number is theirs alone, and whose name is not the one before
CUSTOMERS = """
SELECT substr(m.e164, 4) AS number, min(p.name) AS name
  FROM tvshop_contact_method m JOIN res_partner p ON p.id = m.partner_id
 WHERE m.kind = 'mobile' AND m.e164 LIKE '+861%' AND p.active
 GROUP BY m.e164 HAVING count(DISTINCT m.partner_id) = 1 ORDER BY 1
"""
STARTS = """
SELECT linkedid, substr(channame, 7, 4) AS extension, cid_num,
       extract(epoch FROM eventtime)::float8 AS at
  FROM tvshop_cel
 WHERE eventtype = 'CHAN_START' AND eventtime >= to_timestamp({}) AT TIME ZONE 'UTC'
 ORDER BY eventtime
"""
# what the page sees, with the machine's clock: every name shown, every hint, every bench message
WATCH = """
window.seen = [];
const note = (kind, what) => window.seen.push({ kind, what, at: Date.now() / 1000 });
let shown = "";
new MutationObserver(() => {
    const name = document.querySelector(".o_tvshop_name")?.textContent.trim() || "";
    if (name !== shown) note("name", (shown = name));
}).observe(document, { subtree: true, childList: true, characterData: true });
window.listenToBus = () => {
    const bus = odoo.__WOWL_DEBUG__.root.env.services.bus_service;
    bus.subscribe("tvshop_cti.hint", ({ reason }) => note("hint", reason));
    bus.subscribe("tvshop_bench", ({ number }) => note("bench", number));
};
"""


class Bus:
    """Sends what Odoo would send, by two plain connections: the row, then the notification."""

    def __init__(self, settings):
        options = {"host": str(settings.pg_socket), "user": "tvshop"}
        self._database = settings.database
        self._rows = psycopg2.connect(dbname=settings.database, **options)
        self._hints = psycopg2.connect(dbname="postgres", **options)
        self._hints.autocommit = True

    def send(self, partner_id, number):
        """:return: when it was committed, in epoch seconds"""
        channel = json.dumps([self._database, "res.partner", partner_id], separators=(",", ":"))
        message = json.dumps({"type": "tvshop_bench", "payload": {"number": number}})
        with self._rows, self._rows.cursor() as cr:
            cr.execute(
                "INSERT INTO bus_bus (channel, message, create_date)"
                " VALUES (%s, %s, now() AT TIME ZONE 'UTC')",
                (channel, message),
            )
        committed = time.time()
        with self._hints.cursor() as cr:
            cr.execute("SELECT pg_notify('imbus', %s)", (f"[{channel}]",))
        return committed


def open_pages(stack, company, browser):
    pages = []
    for number in range(1, AGENTS + 1):
        context = new_context(browser)
        context.add_init_script(WATCH)
        page = AgentPage(context, company, f"agent{number}")
        stack.callback(page.close)
        stack.callback(page.sign_out)
        page.log_in().get_ready()
        page.page.evaluate("window.listenToBus()")
        pages.append(page)
    return pages


def measure_bus(bus, page, partner_id):
    """Milliseconds from commit to page, of one message at a time."""
    sent = {}
    for number in range(CALLS):
        sent[number] = bus.send(partner_id, number)
        page.page.wait_for_timeout(100)
    page.page.wait_for_timeout(1000)
    seen = page.page.evaluate("window.seen.filter(({ kind }) => kind === 'bench')")
    return [1000 * (one["at"] - sent[one["what"]]) for one in seen]


def measure_calls(callers, pages, customers):
    """Place the calls at their rate while the agents answer, hang up and finish."""
    workers = [Worker(page, {"talking": lambda: TALK_SECONDS}) for page in pages]
    begun, placed = time.monotonic(), []
    while not (len(placed) == CALLS and all(call.state == "ended" for call in placed)):
        if len(placed) < CALLS and time.monotonic() >= begun + len(placed) / RATE:
            placed.append(callers.place(customers[len(placed)]["number"], seconds=40))
        for worker in workers:
            worker.step()
        pages[0].page.wait_for_timeout(GLANCE_PAUSE)


def read_pops(starts, seen, names):
    """({what: milliseconds of each pop}, how often an agent was rung and no name came up)"""
    invites = {start["linkedid"]: start for start in starts if start["extension"] == "carr"}
    pops = [
        measure_pop(invites[start["linkedid"]], start, seen[start["extension"]], names)
        for start in starts
        if start["extension"] != "carr"
    ]
    told = [pop for pop in pops if pop]
    times = {what: [1000 * pop[what] for pop in told] for what in told[0]}
    return times, len(pops) - len(told)


def measure_pop(invite, ring, seen, names):
    """{what: seconds}; None when the name did not come up."""
    shown = first(seen, "name", ring["at"], names[invite["cid_num"]])
    hint = first(seen, "hint", ring["at"])
    if shown is None or hint is None:
        return None
    return {
        "INVITE → agent is rung (PBX, welcome)": ring["at"] - invite["at"],
        "agent is rung → hint in the page": hint - ring["at"],
        "hint → name on the screen": shown - hint,
        SHOWN: shown - ring["at"],
        "INVITE → name on the screen": shown - invite["at"],
    }


def first(seen, kind, since, what=None):
    return next(
        (
            one["at"]
            for one in seen
            if one["kind"] == kind and one["at"] >= since and what in (None, one["what"])
        ),
        None,
    )


def print_table(times, missing):
    floor = statistics.quantiles(times["a bus message alone"], n=100, method="inclusive")
    print(f"{'milliseconds':40} {'n':>4} {'p50':>7} {'p95':>7} {'p99':>7} {'p95 / floor':>12}")
    for what, values in times.items():
        cuts = statistics.quantiles(values, n=100, method="inclusive")
        p50, p95, p99 = cuts[49], cuts[94], cuts[98]
        print(
            f"{what:40} {len(values):4} {p50:7.0f} {p95:7.0f} {p99:7.0f} {p95 / floor[94]:11.1f}×"
        )
    shown = statistics.quantiles(times[SHOWN], n=100, method="inclusive")[94]
    goals.report("pop, rung → name, p95", shown, goals.UP_TO, round(2 * floor[94] + 150), "ms")
    if missing:
        print(f"{missing} times an agent was rung and the name did not come up")


def run(company, browser):
    records = Records(company)
    customers = random.Random(SEED).sample(records.rows(CUSTOMERS), CALLS)
    names = {customer["number"]: customer["name"] for customer in customers}
    with ExitStack() as stack:
        pages = open_pages(stack, company, browser)
        extensions = [page_extension(records, page) for page in pages]
        partner_id = records.one(
            f"SELECT partner_id FROM res_users WHERE login = '{pages[0].login}'"
        )["partner_id"]
        floor = measure_bus(Bus(company.settings), pages[0], partner_id)
        begun = time.time()
        measure_calls(stack.enter_context(Callers(company.settings)), pages, customers)
        seen = {
            extension: page.page.evaluate("window.seen")
            for extension, page in zip(extensions, pages, strict=True)
        }
    times, missing = read_pops(records.rows(STARTS.format(begun)), seen, names)
    print_table({"a bus message alone": floor, **times}, missing)


def page_extension(records, page):
    return records.one(
        "SELECT a.extension FROM tvshop_agent a JOIN res_users u ON u.id = a.user_id"
        f" WHERE u.login = '{page.login}'"
    )["extension"]


def main():
    from playwright.sync_api import sync_playwright

    is_kept = os.environ.get("TVSHOP_TEST_KEEP") == "1"
    with raised(is_kept=is_kept) as company, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        try:
            run(company, browser)
        finally:
            browser.close()


if __name__ == "__main__":
    main()
