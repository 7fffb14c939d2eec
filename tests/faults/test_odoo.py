"""Odoo is killed while an order is being saved; the desktop asks again with the same key."""

import threading
import time
import uuid
from contextlib import contextmanager

import pytest
from desk import ORDER, Desk, payloads
from floor import Records
from parts import FULL, wait_until

AT_RANDOM = 18 if FULL else 1
SALES = "agent3"
# How long the database takes over the order with this key, before all of its parts are there
# (IMMEDIATE) or within the commit (DEFERRED): then it is made, and nobody is left to be told.
LINGER = """
CREATE OR REPLACE FUNCTION tvshop_test_linger() RETURNS trigger LANGUAGE plpgsql AS
 $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER tvshop_test_linger AFTER INSERT ON sale_order
   DEFERRABLE INITIALLY {} FOR EACH ROW WHEN (NEW.client_key = '{}')
   EXECUTE FUNCTION tvshop_test_linger();
"""
HURRY = "DROP FUNCTION IF EXISTS tvshop_test_linger CASCADE"
LINGERING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"


@pytest.fixture
def order(company):
    return payloads(company)


def test_r6_killed_odoo_leaves_the_order_whole_or_absent_and_makes_no_second(
    company, parts, order, rng
):
    records, desk = Records(company), Desk(company.settings.url).log_in(SALES)
    whole, seconds = make(desk, records, order)
    left = {}
    for when in ("IMMEDIATE", "DEFERRED", *("by chance" for _kill in range(AT_RANDOM))):
        key = str(uuid.uuid4())
        if when == "by chance":
            waiting = pausing(rng.uniform(0, seconds * 1.3))
        else:
            waiting = lingering(company, when, key)
        saving = threading.Thread(target=try_to_save, args=(desk, order(key)))
        with waiting as wait:
            saving.start()
            wait()
            old = parts.kill("odoo")
            saving.join()
        found = records.rows(ORDER.format(key))
        left.setdefault(when, []).append(len(found))
        assert all(same(one, whole) for one in found), found
        parts.wait_restart("odoo", old)
        parts.wait_up("odoo")
        answer = desk.call("sale.order", "desktop_create", order(key))
        again = desk.call("sale.order", "desktop_create", order(key))
        made = records.one(ORDER.format(key))
        assert same(made, whole), made
        assert (answer["id"], answer["duplicate"]) == (made["id"], bool(found))
        assert (again["id"], again["duplicate"]) == (made["id"], True)
    assert (left["IMMEDIATE"], left["DEFERRED"]) == ([0], [1])
    print(f"orders that were whole when Odoo died: {left}")


@contextmanager
def pausing(seconds):
    yield lambda: time.sleep(seconds)


@contextmanager
def lingering(company, when, key):
    """A function that waits until the database lingers; afterwards it has gone on."""
    query = company.cluster.query
    query(HURRY)
    query(LINGER.format(when, key))
    try:
        yield lambda: wait_until(lambda: query(LINGERING) != "0", "the order is not being saved")
    finally:
        query(HURRY)  # waits for the transaction that is under way


def make(desk, records, order):
    """(an order that nothing disturbed, the seconds it took)"""
    desk.call("sale.order", "desktop_create", order(str(uuid.uuid4())))
    key, begun = str(uuid.uuid4()), time.monotonic()
    desk.call("sale.order", "desktop_create", order(key))
    return records.one(ORDER.format(key)), time.monotonic() - begun


def try_to_save(desk, payload):
    try:
        desk.call("sale.order", "desktop_create", payload)
    except OSError:
        pass  # Odoo died, or died before it was asked


def same(order, whole):
    return {**order, "id": 0} == {**whole, "id": 0}
