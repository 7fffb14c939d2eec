"""Customers who call while something breaks, agents who take them, and what is on record."""

import time
from datetime import datetime, timezone

from cel_oracle import CALLS_SINCE, differences, read_calls
from floor import Records
from worker import KEYS, Worker

HOTLINES = tuple(f"400800000{n}" for n in range(1, 8))
TALK = (2.0, 5.0)
WRAP_UP = (0.3, 1.0)
STAY = (6, 14)
PATIENCE = 180
EVERY = 0.25
# whoever was paused because something broke goes on
EAGER = KEYS | {"paused": "ready"}
# the bridge compares an ended call with the record after a second
SETTLED = 4
ASK_TO_DIAL = """
INSERT INTO tvshop_outbox (pbx_id, kind, payload, state, expires_at, user_id, agent_id, create_date)
SELECT a.pbx_id, 'dial', json_build_object('extension', a.extension, 'number', '{1}'), 'pending',
       now() AT TIME ZONE 'UTC' + interval '15 s', a.user_id, a.id, now() AT TIME ZONE 'UTC'
  FROM tvshop_agent a JOIN res_users u ON u.id = a.user_id WHERE u.login = '{0}'
RETURNING id, pg_notify('tvshop_cti', 'outbox')
"""


def now():
    return datetime.now(timezone.utc).replace(tzinfo=None).isoformat(timespec="microseconds")


class Crew:
    """Agents in their browsers, driven from this thread, and customers at a steady rate."""

    CALLED = "13900000090"  # is busy

    def __init__(self, pages, company, callers, rng, stay=STAY):
        """:param stay: seconds after which patient customers hang up, at least and at most"""
        self.records = Records(company)
        self.workers = [Worker(page, self._delays(rng), EAGER) for page in pages]
        self.placed = []
        self.query = company.cluster.query
        self._callers = callers
        self._rng = rng
        self._stay = stay
        self._next = 0.0
        self._number = rng.randrange(1000) * 1000
        self.begun = now()

    @staticmethod
    def _delays(rng):
        return {
            "talking": lambda: rng.uniform(*TALK) if rng.random() < 0.5 else 60,
            "wrap_up": lambda: rng.uniform(*WRAP_UP),
            "paused": lambda: 1.0,
        }

    def gather(self):
        """Everybody ready."""
        self.work(lambda: all(worker.state == "ready" for worker in self.workers), rate=0)

    def step(self):
        for worker in self.workers:
            worker.step()

    def work(self, is_over, rate=1.0, patience=PATIENCE, is_working=True, every=EVERY):
        """Take calls, of which `rate` a second come, until `is_over()`."""
        limit, ask_at = time.monotonic() + patience, 0.0
        while True:
            now = time.monotonic()
            if now >= ask_at:
                if is_over():
                    return
                ask_at = now + every
            assert now < limit, [(worker.page.login, worker.state) for worker in self.workers]
            if rate and now >= self._next:
                self._next = max(self._next, now - 1) + 1 / rate
                self.place()
            if is_working:
                self.step()
            time.sleep(0.05)

    def work_for(self, seconds, rate=1.0):
        until = time.monotonic() + seconds
        self.work(lambda: time.monotonic() >= until, rate, seconds + PATIENCE)

    def call(self, number, seconds):
        """One customer, who leaves after so many seconds."""
        self.placed.append(self._callers.place(number, seconds=seconds))

    def hang_up(self, call):
        self._callers.hang_up(call)

    def place(self):
        self._number += 1
        is_patient = self._rng.random() > 0.3
        call = self._callers.place(
            number=f"1991{self._number:07d}",
            hotline=self._rng.choice(HOTLINES),
            behaviour="talk" if is_patient else "impatient",
            seconds=self._rng.randint(*self._stay) if is_patient else self._rng.randint(2, 6),
        )
        self.placed.append(call)
        return call

    def forget_calls(self):
        """What is placed from now on is all that is to be on record."""
        self.placed = []
        self.begun = now()

    def go_home(self, is_complete=True):
        """The customers hang up; until every agent is ready and every call has ended.

        Complete: each of the customers reached the PBX.
        """
        for call in self.placed:
            if call.state in ("ringing", "answered"):
                self.hang_up(call)
        self.work(self._is_quiet, rate=0)
        self.work(lambda: self._is_settled(is_complete), rate=0)

    def _is_quiet(self):
        ended = all(call.state == "ended" for call in self.placed)
        return ended and all(worker.state == "ready" for worker in self.workers)

    def _is_settled(self, is_complete):
        calls = self.calls()
        is_over = all(call["end"] for call in calls)
        if self.agents_states() != {("ready", None)}:
            return False  # a page that shows something else will hear of it
        if is_complete and len(calls) < len(self.placed):
            return False
        return is_over and max(call["end"] for call in calls) < time.time() - SETTLED

    def calls(self):
        return self.records.rows(CALLS_SINCE.format(self.begun))

    def open_calls(self):
        """{linked id} of the calls that Odoo takes to be going on."""
        rows = self.records.rows("SELECT linkedid FROM tvshop_call WHERE state = 'open'")
        return {row["linkedid"] for row in rows}

    def wait_answered(self, rate=1.0):
        """Until a call that comes from now on reaches an agent: the queues ring them still."""
        answered = (
            f"SELECT id FROM tvshop_call WHERE start > '{now()}' AND outcome = 'answered' LIMIT 1"
        )
        self.work(lambda: self.records.rows(answered), rate)

    def assert_record_is_whole(self):
        """Each call of the network is one call in Odoo, as CEL tells it, and nobody is stuck.

        A call heard of late may still be wrapped up.
        """
        self.work(lambda: self.agents_states() == {("ready", None)}, rate=0)
        calls = self.calls()
        told = {call.linkedid: call for call in read_calls(self.records, self.begun)}
        assert sorted(call["caller_e164"] for call in calls) == self.numbers
        assert sorted(call["linkedid"] for call in calls) == sorted(told)
        assert not differences(calls, told)
        assert self.open_calls() == set()
        self.assert_nothing_is_twice()

    def assert_nothing_is_twice(self):
        """Calls by the database's own constraint; events by their channel, time and type."""
        doubled = self.records.rows(
            "SELECT uniqueid, eventtime, eventtype FROM tvshop_cel"
            f" WHERE eventtime >= '{self.begun}' GROUP BY 1, 2, 3 HAVING count(*) > 1"
        )
        assert not doubled

    def wait_events(self, events, patience):
        """Wait until the table has these events, and see that it has no others."""
        self.work(lambda: self.events() == events, rate=0, patience=patience)

    def events(self):
        """{(uniqueid, time, type)} on record."""
        rows = self.records.rows(
            "SELECT uniqueid, to_char(eventtime, 'YYYY-MM-DD\"T\"HH24:MI:SS.US') AS at, eventtype"
            f" FROM tvshop_cel WHERE eventtime >= '{self.begun}'"
        )
        return {(row["uniqueid"], row["at"], row["eventtype"]) for row in rows}

    def agents_states(self):
        """{(state, why paused)}"""
        rows = self.records.rows(
            "SELECT a.state, r.system_code FROM tvshop_agent a"
            " LEFT JOIN tvshop_pause_reason r ON r.id = a.pause_reason_id"
            " WHERE a.state <> 'signed_out'"
        )
        return {(row["state"], row["system_code"]) for row in rows}

    @property
    def numbers(self):
        return sorted(f"+86{call.number}" for call in self.placed)

    def ask_to_dial(self):
        """An agent's wish to dial a customer, as the desktop puts it; its row's id."""
        answer = self.query(ASK_TO_DIAL.format(self.workers[0].page.login, self.CALLED))
        return int(answer.partition("|")[0])

    def outbox_states(self, *ids):
        names = ",".join(map(str, ids))
        rows = self.records.rows(f"SELECT state FROM tvshop_outbox WHERE id IN ({names})")
        return {row["state"] for row in rows}

    def dialled(self):
        """Channels that were made to the number asked for."""
        return self.records.rows(
            f"SELECT uniqueid FROM tvshop_cel WHERE eventtime >= '{self.begun}'"
            f" AND eventtype = 'CHAN_START' AND exten = '{self.CALLED}'"
        )
