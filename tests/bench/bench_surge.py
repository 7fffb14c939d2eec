"""A spot's surge, at reduced size on the real thing: who is answered live, who by a call back.

The surge of the company's paper: calls delayed Gamma(2, 90 s) after the spot, handling 180 s,
patience Exp(90 s), 400 calls for 50 agents, the next spot after 30 minutes; of those called back
60% answer, each is tried once. Here time runs FASTER times as fast and there are few agents, with
the calls of a spot in proportion. What does not run faster costs more here than at a real spot: the
welcome, the queue's floor of wrap-up, and the five seconds below which nobody is called back.
Beside what was measured stands what a simulation of the same size and of the paper's own gives.
"""

import heapq
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

from conftest import CHROMIUM, CHROMIUM_OPTIONS  # noqa: E402
from floor import AgentPage, Records, new_context  # noqa: E402
from worker import Worker  # noqa: E402

from runtime.callers import Callers  # noqa: E402
from runtime.testing import raised  # noqa: E402

AGENTS = int(os.environ.get("TVSHOP_BENCH_SURGE_AGENTS", "4"))
CALLS = 8 * AGENTS
FASTER = 9
DELAY, HANDLING, PATIENCE, CYCLE = (seconds / FASTER for seconds in (90, 180, 90, 1800))
ANSWER_SHARE = 0.6
SEED = 400
HOTLINE = "4008000001"
# seconds from the caller's INVITE until the queue has it: the welcome
WELCOME = 4
PAPER = ("the paper's simulation, 50 agents", 0.43, 0.75)
CALLBACKS = """
SELECT state, attempt_count, seconds_to_dial, seconds_to_reach FROM tvshop_callback
 WHERE e164 LIKE '+861881000%' AND id > {}
"""
CALLED = """
SELECT outcome, count(*) AS n FROM tvshop_call
 WHERE direction = 'in' AND caller_e164 LIKE '+861881000%' AND id > {} GROUP BY 1
"""


class Seller(Worker):
    """Answers, and while nobody calls takes the next call-back and dials it."""

    def __init__(self, page):
        super().__init__(page, {"talking": lambda: HANDLING})
        self._try_at = 0.0

    def step(self):
        super().step()
        if self.state == "ready" and time.monotonic() >= self._try_at:
            self._try_at = time.monotonic() + 1.5
            if self.has_callback():
                self.page.key("F7")

    def has_callback(self):
        callbacks = self.page.page.evaluate(
            "odoo.__WOWL_DEBUG__.root.env.services.tvshop_phone.state.callbacks || {}"
        )
        is_idle = callbacks.get("waiting") and not callbacks.get("callers")
        return bool(callbacks.get("given") or is_idle)


def plan(rng):
    """[(seconds after the spot, number, patience)] of a surge; the number says who will answer."""
    return sorted(
        (rng.gammavariate(2, DELAY), number(rng, index), rng.expovariate(1 / PATIENCE))
        for index in range(CALLS)
    )


def number(rng, index):
    """Two digits decide in the simulated network: 00 answers, 90 is busy."""
    return f"1881000{index:02d}{'00' if rng.random() < ANSWER_SHARE else '90'}"


def simulate(agents, rng):
    """(share answered live, share captured with one call-back to each lost caller)"""
    arrivals = sorted(
        (rng.gammavariate(2, 90), rng.expovariate(1 / 90)) for _call in range(8 * agents)
    )
    free, live, lost = [0.0] * agents, 0, []
    for at, patience in arrivals:
        start = max(at, free[0])
        if start <= at + patience:
            live += 1
            heapq.heapreplace(free, start + 180)
        else:
            lost.append(at + patience)
    reached = 0
    for _gave_up in lost:
        start = free[0]
        is_answered = rng.random() < ANSWER_SHARE
        if start < 1800:
            reached += is_answered
            heapq.heapreplace(free, start + (180 if is_answered else 20))
    return live / (8 * agents), (live + reached) / (8 * agents)


def mean_simulation(agents, runs=200):
    rng = random.Random(SEED)
    results = [simulate(agents, rng) for _run in range(runs)]
    return [statistics.mean(column) for column in zip(*results, strict=True)]


def open_pages(stack, company, browser):
    pages = []
    for index in range(1, AGENTS + 1):
        page = AgentPage(new_context(browser), company, f"agent{index}")
        stack.callback(page.close)
        stack.callback(page.sign_out)
        page.log_in().get_ready()
        # What the page asks for every 20 s must not be slower than the time that runs here.
        page.page.evaluate(
            "setInterval(() => odoo.__WOWL_DEBUG__.root.env.services.tvshop_phone.callbacks.poll(),"
            f"{20000 // FASTER})"
        )
        pages.append(page)
    return pages


def surge(callers, pages, calls):
    """Let them call at their times while the agents work, until the next spot would begin."""
    sellers, begun, placed = [Seller(page) for page in pages], time.monotonic(), []
    while time.monotonic() < begun + CYCLE:
        if len(placed) < CALLS and time.monotonic() >= begun + calls[len(placed)][0]:
            _at, number, patience = calls[len(placed)]
            # The customer stays for the whole handling once answered; the agent hangs up.
            placed.append((callers.place(number, HOTLINE, "silent", seconds=600), patience))
        for call, patience in placed:
            lose_patience(callers, call, patience, pages)
        for seller in sellers:
            seller.step()
        time.sleep(0.05)


def lose_patience(callers, call, patience, pages):
    waited = time.time() - call.times.get("answered", time.time()) - WELCOME
    is_waiting = call.state == "answered" and waited > patience
    if is_waiting and not getattr(call, "is_judged", False):
        call.is_judged = True
        if not is_talking(call.number, pages):
            callers.hang_up(call)


def is_talking(number, pages):
    shown = f"{number[:3]}****{number[-4:]}"
    return any(shown in page.page.evaluate(CURRENT) for page in pages)


CURRENT = """
(({ call, sip }) => (sip.line && call?.direction === "in" && call.number_masked) || "")(
    odoo.__WOWL_DEBUG__.root.env.services.tvshop_phone.state)
"""


def report(records, last_call, last_callback):
    time.sleep(5)
    outcomes = {row["outcome"]: row["n"] for row in records.rows(CALLED.format(last_call))}
    callbacks = records.rows(CALLBACKS.format(last_callback))
    live = outcomes.get("answered", 0)
    reached = [row for row in callbacks if row["state"] == "done"]
    dialled = [row["seconds_to_dial"] for row in callbacks if row["seconds_to_dial"] is not None]
    print(f"{CALLS} calls, {AGENTS} agents, time {FASTER} times as fast: {json.dumps(outcomes)}")
    print(f"call-backs made {len(callbacks)}, dialled {len(dialled)}, reached {len(reached)}")
    if dialled:
        median = statistics.median(dialled)
        print(
            f"giving up → dialled: median {median:.0f} s, which stands for {median * FASTER:.0f} s"
        )
    print(f"\n{'':36} {'live':>6} {'with call-backs':>16}")
    rows = [("measured here", live / CALLS, (live + len(reached)) / CALLS)]
    rows += [(f"simulated, {n} agents", *mean_simulation(n)) for n in (AGENTS, 50)]
    for name, alone, captured in (*rows, PAPER):
        print(f"{name:36} {alone:6.2f} {captured:16.2f}")


def run(company, browser):
    records = Records(company)
    last_call = records.one("SELECT coalesce(max(id), 0) AS id FROM tvshop_call")["id"]
    last_callback = records.one("SELECT coalesce(max(id), 0) AS id FROM tvshop_callback")["id"]
    # The demo's own would come in between.
    company.cluster.query("UPDATE tvshop_callback SET state = 'closed' WHERE state <> 'done'")
    with ExitStack() as stack:
        pages = open_pages(stack, company, browser)
        callers = stack.enter_context(Callers(company.settings))
        surge(callers, pages, plan(random.Random(SEED)))
    report(records, last_call, last_callback)


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
