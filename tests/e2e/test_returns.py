"""What comes back, on screen: received by scanning, and exchanged for something else."""

import pytest
from warehouse import Person, Warehouse

TO_SHIP = """SELECT p.id, o.id AS order_id, o.name, pp.default_code AS code
    FROM stock_picking p
    JOIN sale_order o ON o.id = p.sale_id
    JOIN stock_move m ON m.picking_id = p.id
    JOIN product_product pp ON pp.id = m.product_id
    WHERE p.state = 'assigned' AND o.tvshop_state = 'ordered' AND m.product_uom_qty = 1
      AND (SELECT count(*) FROM stock_move n WHERE n.picking_id = p.id) = 1
    ORDER BY p.id LIMIT 1"""
STATE = "SELECT tvshop_state AS state FROM sale_order WHERE id = %s"


@pytest.fixture
def people(chromium, company):
    came = [
        Warehouse.come(chromium, company, "warehouse"),
        Person.come(chromium, company, "service"),
    ]
    yield came
    for person in came:
        person.close()
        assert not person.errors, person.errors


def ship_one(warehouse, records):
    parcel = records.one(TO_SHIP)
    moves = warehouse.call("stock.move", "search", [["picking_id", "=", parcel["id"]]])
    warehouse.call("stock.move", "write", moves, {"picked": True})
    warehouse.call("stock.picking", "button_validate", [parcel["id"]])
    return parcel


def test_f4_parcel_is_received_by_scanning_and_its_order_returned(people, records):
    warehouse, _service = people
    parcel = ship_one(warehouse, records)
    warehouse.receive(parcel["name"], parcel["code"])
    assert records.one(STATE % parcel["order_id"])["state"] == "returned"


def test_f4_service_exchanges_and_the_first_goods_come_back(people, records):
    warehouse, service = people
    parcel = ship_one(warehouse, records)
    page = service.page
    page.goto(f"{service.url}/odoo/sales/{parcel['order_id']}")
    page.click("button[name=action_exchange]")
    page.fill(".modal [name=reason] input", "颜色不对")
    page.click(".modal button[name=action_apply]")
    page.wait_for_selector(".modal", state="detached")
    replacement = records.one(
        f"SELECT id, tvshop_state AS state FROM sale_order WHERE replaces_id = {parcel['order_id']}"
    )
    assert replacement["state"] == "exchange"
    warehouse.receive(parcel["name"], parcel["code"])
    assert records.one(STATE % parcel["order_id"])["state"] == "returned"
