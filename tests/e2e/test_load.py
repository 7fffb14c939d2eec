"""Two calls a second at eight agents: the record equals what the PBX itself wrote down."""

import os
import random
import time
from datetime import datetime, timezone
from threading import Thread

import pytest
from cel_oracle import CALLS_SINCE, differences, read_calls
from floor import Records, agents, eventually
from worker import Worker

CALLS = int(os.environ.get("TVSHOP_LOAD_CALLS", "200"))
RATE = 2.0
SEED = 20261
LOGINS = tuple(f"agent{n}" for n in range(1, 9))
HOTLINES = tuple(f"400800000{n}" for n in range(1, 8))
UNKNOWN_SHARE = 0.2
# what a customer's patience is, from the PBX's answer on
SECONDS = range(6, 26)
IMPATIENT_SHARE = 0.15
TALK = (2.0, 6.0)
WRAP_UP = (0.5, 2.0)
PATIENCE = 60
NUMBERS = """
SELECT DISTINCT e164 FROM tvshop_contact_method
 WHERE kind = 'mobile' AND e164 LIKE '+861%' ORDER BY 1
"""
LOG_SINCE = """
SELECT agent_id, state, call_id, duration,
       extract(epoch FROM start)::float8 AS start, extract(epoch FROM stop)::float8 AS stop
  FROM tvshop_agent_state_log
 WHERE stop IS NULL OR stop >= '{}' ORDER BY agent_id, start, id
"""
LEGS_SINCE = """
SELECT l.call_id, l.agent_id, extract(epoch FROM l.answer)::float8 AS answer,
       extract(epoch FROM l."end")::float8 AS "end"
  FROM tvshop_call_leg l JOIN tvshop_call c ON c.id = l.call_id
 WHERE c.start >= '{}' AND l.answer IS NOT NULL
"""


def delays(rng):
    """Half of the talks the agent ends; the others last until the customer hangs up."""
    return {
        "talking": lambda: rng.uniform(*TALK) if rng.random() < 0.5 else 60,
        "wrap_up": lambda: rng.uniform(*WRAP_UP),
    }


def plan(records, rng):
    """What to place: every call has a number of its own, so that it can be found again."""
    known = [row["e164"].removeprefix("+86") for row in records.rows(NUMBERS)]
    numbers = rng.sample(known, CALLS)
    for index in range(CALLS):
        if rng.random() < UNKNOWN_SHARE:
            numbers[index] = f"1990000{index:04d}"
    return [{"number": number, "hotline": rng.choice(HOTLINES), **mood(rng)} for number in numbers]


def mood(rng):
    if rng.random() < IMPATIENT_SHARE:
        return {"behaviour": "impatient"}
    return {"behaviour": "talk", "seconds": rng.choice(SECONDS)}


def place_all(callers, plans, placed):
    begun = time.monotonic()
    for index, options in enumerate(plans):
        time.sleep(max(0, begun + index / RATE - time.monotonic()))
        placed.append(callers.place(**options))


def work(workers, callers, plans):
    """The whole shift: until every customer has hung up and every agent waits for the next."""
    placed = []
    thread = Thread(target=place_all, args=(callers, plans, placed), daemon=True)
    thread.start()
    limit = time.monotonic() + CALLS / RATE + PATIENCE
    while thread.is_alive() or not is_quiet(workers, placed):
        for worker in workers:
            worker.step()
        time.sleep(0.05)
        assert time.monotonic() < limit, [worker.state for worker in workers]
    return placed


def is_quiet(workers, placed):
    ended = all(call.state == "ended" for call in placed)
    return ended and all(worker.state == "ready" for worker in workers)


class Shift:
    """What was placed, and what is on record of it."""

    def __init__(self, records, begun, placed):
        self.records, self.begun, self.placed = records, begun, placed
        eventually(self._is_settled, "calls stay open", PATIENCE)
        self.calls = records.rows(CALLS_SINCE.format(begun))
        self.told = {call.linkedid: call for call in read_calls(records, begun)}
        self.legs = records.rows(LEGS_SINCE.format(begun))
        self.logs = {}
        for row in records.rows(LOG_SINCE.format(begun)):
            self.logs.setdefault(row["agent_id"], []).append(row)

    def _is_settled(self):
        """Every call has ended, and the bridge has had time to compare it with the record."""
        calls = self.records.rows(CALLS_SINCE.format(self.begun))
        is_over = len(calls) >= len(self.placed) and all(call["end"] for call in calls)
        return is_over and max(call["end"] for call in calls) < time.time() - 4


@pytest.fixture(scope="module")
def shift(chromium, company, callers):
    records, rng = Records(company), random.Random(SEED)
    plans = plan(records, rng)
    with agents(chromium, company, *LOGINS) as pages:
        workers = [Worker(page, delays(random.Random(rng.random()))) for page in pages]
        begun = datetime.now(timezone.utc).replace(tzinfo=None).isoformat()
        placed = work(workers, callers, plans)
        shift = Shift(records, begun, placed)
        shift.connections = [
            page.page.get_attribute(".o_tvshop_systray", "data-connection") for page in pages
        ]
        shift.states = {page.login: records.agent_state(page.login) for page in pages}
    return shift


def test_every_call_of_the_network_is_one_call_on_record_and_in_cel(shift):
    assert len(shift.placed) == CALLS
    numbers = sorted(f"+86{call.number}" for call in shift.placed)
    assert sorted(call["caller_e164"] for call in shift.calls) == numbers
    assert sorted(call["linkedid"] for call in shift.calls) == sorted(shift.told)
    assert sorted(f"+86{told.number}" for told in shift.told.values()) == numbers
    assert all(call["direction"] == "in" and call["state"] == "done" for call in shift.calls)


def test_record_equals_cel_to_the_second(shift):
    assert not differences(shift.calls, shift.told)


def test_record_equals_what_the_customers_saw(shift):
    by_number = {call["caller_e164"]: call for call in shift.calls}
    for placed in shift.placed:
        call = by_number[f"+86{placed.number}"]
        assert abs(call["start"] - placed.times["placed"]) < 2, call
        assert abs(call["end"] - placed.times["ended"]) < 2, call


def test_all_ways_to_end_a_call_were_tried(shift):
    """Guards the test itself: a floor where nobody answers would agree with CEL too."""
    ends = {(call["outcome"], call["hangup_by"]) for call in shift.calls}
    assert {("answered", "agent"), ("answered", "caller"), ("abandoned", "caller")} <= ends
    extensions = {call["extension"] for call in shift.calls if call["outcome"] == "answered"}
    assert len(extensions) == len(LOGINS)


def test_no_agent_and_no_call_is_stuck(shift):
    assert set(shift.connections) == {"registered"}
    assert set(shift.states.values()) == {"ready"}
    assert not shift.records.rows("SELECT id FROM tvshop_call WHERE state = 'open'")


def test_agents_history_has_no_gaps_and_adds_up(shift):
    for rows in shift.logs.values():
        assert [row["stop"] for row in rows[:-1]] == [row["start"] for row in rows[1:]]
        assert rows[-1]["stop"] is None
        for row in rows[:-1]:
            assert row["duration"] == pytest.approx(row["stop"] - row["start"], abs=0.002)
        total = sum(row["duration"] for row in rows[:-1])
        assert total == pytest.approx(rows[-1]["start"] - rows[0]["start"], abs=0.1)


def test_agents_history_has_every_talk_and_its_wrap_up(shift):
    rows = [row for logs in shift.logs.values() for row in logs]
    for leg in shift.legs:
        key = leg["call_id"], leg["agent_id"]
        own = [row for row in rows if (row["call_id"], row["agent_id"]) == key]
        assert [row["state"] for row in own] == ["on_call", "wrap_up"], leg
        assert abs(own[0]["start"] - leg["answer"]) < 1, (own, leg)
        assert abs(own[0]["stop"] - leg["end"]) < 1, (own, leg)
    for call in shift.calls:
        wraps = [r for r in rows if r["call_id"] == call["id"] and r["state"] == "wrap_up"]
        assert call["wrap_seconds"] == sum(round(row["duration"]) for row in wraps), call
