"""From the moment an agent's phone is rung to the customer's name on that agent's screen.

Fifty agents are signed in: two in a real browser, whose pages say when the name is drawn, the rest
as `light_agent` does it, each with its session, its websocket to Odoo and its registered phone. For
those the clock stops when the name has come by a hint out of the websocket, or by an answer; what
drawing it takes beyond that is told by the browsers. The clock starts at the record's time of the
agent's channel. The calls are real, from the simulated network through hotline, welcome and queue.

Beside it the floor: a message on Odoo's bus alone, from its commit to the same websockets.
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
from light_floor import LightFloor, hire  # noqa: E402
from worker import Worker  # noqa: E402

from runtime.callers import Callers  # noqa: E402
from runtime.testing import raised  # noqa: E402

AGENTS = int(os.environ.get("TVSHOP_BENCH_AGENTS", "50"))
PAGES = 2
# (calls a second, how many of them, how often, seconds of a talk): a trickle to agents who become
# free, and what a spot brings, until everybody talks
BURSTS = ((1, 40, 1, 1.0), (20, AGENTS, 2, 12.0))
FLOOR_MESSAGES = 20
SEED = 7
# a caller of the last ones waits for agents who have just talked
PATIENCE = 90
# after which everybody has wrapped up
SETTLING = 5
# ms; looking at a page costs what is to be measured
GLANCE_PAUSE = 200
MESSAGE, FLOOR = "tvshop_bench", "a bus message alone"
RUNG, DRAWN = "rung → name at the page", "rung → name drawn by the browser"
# the demo's customers whose number is theirs alone
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
# what the page draws, with the machine's clock
WATCH = """
window.seen = [];
let shown = "";
new MutationObserver(() => {
    const name = document.querySelector(".o_tvshop_name")?.textContent.trim() || "";
    if (name !== shown) window.seen.push({ name: (shown = name), at: Date.now() / 1000 });
}).observe(document, { subtree: true, childList: true, characterData: true });
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
    for number in range(1, PAGES + 1):
        context = new_context(browser)
        context.add_init_script(WATCH)
        page = AgentPage(context, company, f"agent{number}")
        stack.callback(page.close)
        stack.callback(page.sign_out)
        pages.append(page.log_in().get_ready())
    return pages


def measure_bus(bus, agents, partners):
    """Milliseconds from commit to websocket, of one message at a time to each of the agents."""
    sent = {}
    for number in range(FLOOR_MESSAGES):
        for agent in agents[:: max(len(agents) // 4, 1)]:
            key = f"{agent.login}-{number}"
            sent[key] = bus.send(partners[agent.login], key)
            time.sleep(0.05)
    time.sleep(1)
    return [
        1000 * (at - sent[payload["number"]])
        for agent in agents
        for at, kind, payload in agent.heard
        if kind == MESSAGE
    ]


def measure_calls(callers, pages, customers, rate, talk_seconds):
    """Place the calls at their rate; all have ended afterwards."""
    workers = [Worker(page, {"talking": lambda: talk_seconds}) for page in pages]
    begun, placed = time.monotonic(), []
    while not (len(placed) == len(customers) and all(call.state == "ended" for call in placed)):
        while len(placed) < len(customers) and time.monotonic() >= begun + len(placed) / rate:
            placed.append(callers.place(customers[len(placed)]["number"], seconds=PATIENCE))
        for worker in workers:
            worker.step()
        pages[0].page.wait_for_timeout(GLANCE_PAUSE if rate < 5 else GLANCE_PAUSE / 4)


def read_pops(starts, names, hints, drawn):
    """({what: milliseconds of each}, how often an agent was rung and no name came)"""
    numbers = {one["linkedid"]: one["cid_num"] for one in starts if one["extension"] == "carr"}
    times, missing = {RUNG: [], DRAWN: []}, 0
    for ring in starts:
        extension, name = ring["extension"], names.get(numbers.get(ring["linkedid"]))
        if extension in hints:
            at, what = hints[extension].get((ring["linkedid"], name)), RUNG
        elif extension in drawn:
            seen = [one["at"] for one in drawn[extension] if one["name"] == name]
            at, what = next((at for at in seen if at >= ring["at"]), None), DRAWN
        else:
            continue
        if at is None:
            missing += 1
        else:
            times[what].append(1000 * (at - ring["at"]))
    return times, missing


def hints_of(agent):
    """{(linked id, customer's name): when the first hint with it came}"""
    found = {}
    for at, _kind, payload in agent.heard:
        call = isinstance(payload, dict) and payload.get("call")
        for row in (call or {}).get("partners", ()):
            found.setdefault((call["linkedid"], row["name"]), at)
    return found


def cuts(values):
    return statistics.quantiles(values, n=100, method="inclusive")


def print_table(times):
    print(f"{'milliseconds':40} {'n':>4} {'p50':>7} {'p95':>7} {'p99':>7}")
    for what, values in times.items():
        if len(values) > 1:
            p = cuts(values)
            print(f"{what:40} {len(values):4} {p[49]:7.0f} {p[94]:7.0f} {p[98]:7.0f}")


def run(company, browser):
    hire(company, AGENTS)
    records = Records(company)
    customers = records.rows(CUSTOMERS)
    names = {customer["number"]: customer["name"] for customer in customers}
    people = records.rows(
        "SELECT u.login, u.partner_id, a.extension FROM tvshop_agent a"
        " JOIN res_users u ON u.id = a.user_id"
    )
    partners = {one["login"]: one["partner_id"] for one in people}
    extensions = {one["login"]: one["extension"] for one in people}
    with ExitStack() as stack:
        pages = open_pages(stack, company, browser)
        floor = LightFloor(company, range(PAGES + 1, AGENTS + 1))
        stack.callback(floor.end)
        floor.begin()
        callers = stack.enter_context(Callers(company.settings))
        alone = measure_bus(Bus(company.settings), floor.agents, partners)
        limit = 2 * cuts(alone)[94] + 150
        rng = random.Random(SEED)
        for rate, count, waves, talk_seconds in BURSTS:
            since = time.time()
            for agent in floor.agents:
                agent.talk_seconds = talk_seconds
            for _wave in range(waves):
                wave = rng.sample(customers, count)
                measure_calls(callers, pages, wave, rate, talk_seconds)
                time.sleep(SETTLING)
            hints = {agent.extension: hints_of(agent) for agent in floor.agents}
            drawn = {extensions[one.login]: one.page.evaluate("window.seen") for one in pages}
            times, missing = read_pops(records.rows(STARTS.format(since)), names, hints, drawn)
            print(f"\n{AGENTS} agents, {waves} × {count} calls at {rate} a second")
            print_table({FLOOR: alone, **times})
            if missing:
                print(f"{missing} times an agent was rung and the name did not come")
            what = f"pop at {rate} calls/s, {AGENTS} agents, rung → name, p95"
            goals.report(what, cuts(times[RUNG])[94], goals.UP_TO, round(limit), "ms")


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
