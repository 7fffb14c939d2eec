"""Odoo is killed while an order is being saved; the desktop asks again with the same key."""

import threading
import time
import uuid

import pytest
from desk import ORDER, Desk, payloads
from floor import Records
from parts import FULL

KILLS = 20 if FULL else 3
SALES = "agent3"


@pytest.fixture
def order(company):
    return payloads(company)


def test_r6_killed_odoo_leaves_the_order_whole_or_absent_and_makes_no_second(
    company, parts, order, rng
):
    records, desk = Records(company), Desk(company.settings.url).log_in(SALES)
    whole, seconds = make(desk, records, order)
    left = []
    for _kill in range(KILLS):
        key = str(uuid.uuid4())
        saving = threading.Thread(target=try_to_save, args=(desk, order(key)))
        saving.start()
        time.sleep(rng.uniform(0, seconds * 1.3))
        old = parts.kill("odoo")
        saving.join()
        found = records.rows(ORDER.format(key))
        left.append(len(found))
        assert all(same(one, whole) for one in found), found
        parts.wait_restart("odoo", old)
        parts.wait_up("odoo")
        answer = desk.call("sale.order", "desktop_create", order(key))
        again = desk.call("sale.order", "desktop_create", order(key))
        made = records.one(ORDER.format(key))
        assert same(made, whole), made
        assert (answer["id"], answer["duplicate"]) == (made["id"], bool(found))
        assert (again["id"], again["duplicate"]) == (made["id"], True)
    print(f"orders that were whole when Odoo died: {sum(left)} of {len(left)}")


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
