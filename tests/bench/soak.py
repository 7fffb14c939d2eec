"""Calls and orders for an hour while a part is killed every five minutes; then a table.

For a company that is up. Run it with that company's environment and Python:
`PYTHONPATH=config ~/.cache/tvshop/venv-*/bin/python tests/bench/soak.py --minutes 60`.
Ends with 1 when records disagree, an order is lost or doubled, or memory has grown.
"""

import argparse
import contextlib
import itertools
import random
import statistics
import sys
import threading
import time
import uuid
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS), str(TESTS / "e2e"), str(TESTS / "faults")]

from cel_oracle import differences, read_calls  # noqa: E402
from conftest import CHROMIUM, CHROMIUM_OPTIONS  # noqa: E402
from desk import ORDER, Desk, payloads  # noqa: E402
from floor import agents  # noqa: E402
from parts import Parts  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from traffic import Crew  # noqa: E402

from runtime.callers import Callers  # noqa: E402
from runtime.services import Company  # noqa: E402
from runtime.settings import Settings  # noqa: E402

VICTIMS = ("bridge", "odoo", "postgres", "pbx")
ORDER_EVERY = 10.0
# more call than the agents can serve, and a busy machine rings them late
STAY = (15, 40)
SAMPLE_EVERY = 10.0
GROWTH = 1.25


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--every", type=float, default=5, help="minutes between two kills")
    parser.add_argument("--rate", type=float, default=2, help="calls a second")
    parser.add_argument("--agents", type=int, default=8)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    return parser.parse_args()


class Orders(threading.Thread):
    """An order every few seconds, asked for with the same key until Odoo answers."""

    def __init__(self, company):
        super().__init__(daemon=True)
        self._company = company
        self._payload = payloads(company)
        self.keys = []
        self.is_over = False

    def run(self):
        while not self.is_over:
            key = str(uuid.uuid4())
            while not self._is_made(key):
                time.sleep(1)
            self.keys.append(key)
            time.sleep(ORDER_EVERY)

    def _is_made(self, key):
        try:
            desk = Desk(self._company.settings.url).log_in("supervisor")
            return bool(desk.call("sale.order", "desktop_create", self._payload(key)).get("id"))
        except (OSError, AssertionError):  # away, or its database is
            return False


class Memory(threading.Thread):
    """Megabytes of each part with its children, as long as one process lives."""

    def __init__(self, parts):
        super().__init__(daemon=True)
        self._parts = parts
        self.samples = {}
        self.is_over = False

    def run(self):
        while not self.is_over:
            for name in VICTIMS:
                if pid := self._parts.pid(name):
                    self.samples.setdefault((name, pid), []).append(resident(pid))
            time.sleep(SAMPLE_EVERY)

    def rows(self):
        """[(part, megabytes early, late, whether it grew)] of processes that lived long enough."""
        for (name, _pid), values in self.samples.items():
            quarter = len(values) // 4
            if quarter >= 3:
                early = statistics.median(values[quarter : 2 * quarter])
                late = statistics.median(values[-quarter:])
                yield name, round(early), round(late), late > early * GROWTH


def resident(pid):
    """Megabytes that a process and its children have for themselves: caches of files and the
    buffers that PostgreSQL's processes share fill up and are no leak."""
    total = 0
    for each in (pid, *children(pid)):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # ended meanwhile
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))
    return total / 1024


def children(pid):
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def shift(crew, parts, chosen):
    """The whole time under load; [(minute, who was killed, seconds until in order)]."""
    begun, killed = time.monotonic(), []
    victims = itertools.cycle(VICTIMS)
    while (time.monotonic() - begun) / 60 < chosen.minutes:
        crew.work_for(min(chosen.every, chosen.minutes) * 60, chosen.rate)
        if (time.monotonic() - begun) / 60 >= chosen.minutes:
            break
        name, at = next(victims), time.monotonic()
        old = parts.kill(name)
        crew.work(lambda name=name, old=old: parts.pid(name) not in (None, old), chosen.rate)
        crew.work(lambda: all(parts.is_up(one) for one in VICTIMS), chosen.rate)
        crew.wait_answered(chosen.rate)
        killed.append((round((at - begun) / 60, 1), name, round(time.monotonic() - at, 1)))
    return killed


def compare(crew, parts, orders):
    """[(what, how many, how many are wrong)]"""
    calls = crew.calls()
    told = {call.linkedid: call for call in read_calls(crew.records, crew.begun)}
    both = [call for call in calls if call["linkedid"] in told]
    spooled, on_record = parts.spooled(crew.begun), crew.events()
    known = {call["linkedid"] for call in calls}
    # the records of an answered call, once each
    missing = crew.records.rows(
        "SELECT id FROM tvshop_call WHERE recording_state = 'missing'"
        f" AND start >= '{crew.begun}' AND outcome = 'answered'"
    )
    answered = [call for call in calls if call["outcome"] == "answered"]
    made = [len(crew.records.rows(ORDER.format(key))) for key in orders.keys]
    wrong = {difference[0] for difference in differences(both, told)}
    return [
        ("calls that ended in CEL and are not in Odoo", len(told), len(told.keys() - known)),
        ("calls in Odoo that CEL contradicts", len(both), len(wrong)),
        ("calls that stayed open", len(calls), len(crew.open_calls())),
        ("calls that agents answered", len(answered), 0),
        ("agents who are not ready", len(crew.workers), len(not_ready(crew))),
        ("events of the PBX's file not in the table", len(spooled), len(spooled - on_record)),
        ("answered calls whose recording is missing", len(answered), len(missing)),
        ("orders not made exactly once", len(made), sum(count != 1 for count in made)),
    ]


def not_ready(crew):
    return crew.records.rows(
        "SELECT id FROM tvshop_agent WHERE state NOT IN ('ready','signed_out')"
    )


def main():
    chosen = options()
    company = Company(Settings.load())
    parts, rng = Parts(company), random.Random(chosen.seed)
    print(f"seed {chosen.seed}", flush=True)
    logins = [f"agent{number}" for number in range(1, chosen.agents + 1)]
    with sync_playwright() as playwright, Callers(company.settings) as callers:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        with agents(browser, company, *logins, is_strict=False) as pages:
            crew = Crew(pages, company, callers, rng, STAY)
            crew.gather()
            orders, memory = Orders(company), Memory(parts)
            orders.start()
            memory.start()
            killed = shift(crew, parts, chosen)
            orders.is_over = memory.is_over = True
            with contextlib.suppress(AssertionError):  # the table tells what is not in order
                crew.go_home(is_complete=False)
            orders.join(60)
            crew.work_for(15, rate=0)
            rows = compare(crew, parts, orders)
    return report(killed, rows, list(memory.rows()))


def report(killed, rows, memory):
    print("\nminute  killed    in order after")
    for minute, name, seconds in killed:
        print(f"{minute:6}  {name:9} {seconds:6} s")
    print("\n  looked at   wrong")
    for what, count, wrong in rows:
        print(f"{count:11} {wrong:7}  {what}")
    print("\npart        MB early    late")
    for name, early, late, has_grown in memory:
        print(f"{name:9} {early:10} {late:7}{'  grown' if has_grown else ''}")
    return int(any(wrong for *_rest, wrong in rows) or any(row[-1] for row in memory))


if __name__ == "__main__":
    sys.exit(main())
