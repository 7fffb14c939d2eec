"""What comes back, on screen: received by scanning, and exchanged for something else."""

import pytest
from floor import AgentPage, new_context

CALL = """async ([model, method, args, kwargs]) => {
    const body = JSON.stringify({params: {model, method, args, kwargs}});
    const headers = {"Content-Type": "application/json"};
    const answer = await fetch("/web/dataset/call_kw", {method: "POST", headers, body});
    const {result, error} = await answer.json();
    if (error) throw new Error(error.data.message);
    return result;
}"""
TO_SHIP = """SELECT p.id, o.id AS order_id, o.name, pp.default_code AS code
    FROM stock_picking p
    JOIN sale_order o ON o.id = p.sale_id
    JOIN stock_move m ON m.picking_id = p.id
    JOIN product_product pp ON pp.id = m.product_id
    WHERE p.state = 'assigned' AND o.tvshop_state = 'ordered' AND m.product_uom_qty = 1
      AND (SELECT count(*) FROM stock_move n WHERE n.picking_id = p.id) = 1
    ORDER BY p.id LIMIT 1"""
STATE = "SELECT tvshop_state AS state FROM sale_order WHERE id = %s"


class Person(AgentPage):
    def call(self, model, method, *args, **kwargs):
        return self.page.evaluate(CALL, [model, method, list(args), kwargs])


@pytest.fixture
def people(chromium, company):
    contexts = []

    def open_page(login):
        contexts.append(new_context(chromium))
        person = Person(contexts[-1], company, login)
        person.log_in(home=".o_main_navbar")
        return person

    yield open_page
    for context in contexts:
        context.close()


def ship_one(warehouse, records):
    parcel = records.one(TO_SHIP)
    moves = warehouse.call("stock.move", "search", [["picking_id", "=", parcel["id"]]])
    warehouse.call("stock.move", "write", moves, {"picked": True})
    warehouse.call("stock.picking", "button_validate", [parcel["id"]])
    return parcel


def scan(page, code):
    page.wait_for_selector(".o_tvshop_return_desk input:focus")
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def receive(warehouse, parcel):
    page = warehouse.page
    page.goto(f"{warehouse.url}/odoo/action-tvshop_logistics.tvshop_return_desk_action")
    scan(page, parcel["name"])
    page.wait_for_selector(f".o_tvshop_return_desk b:has-text('{parcel['name']}')")
    scan(page, "NO-SUCH-THING")
    page.wait_for_selector(".alert-danger")
    scan(page, parcel["code"])
    page.wait_for_selector(".o_tvshop_return_desk td span.fw-bold")
    page.keyboard.press("Alt+q")
    page.wait_for_selector(".alert-success")


def test_f4_parcel_is_received_by_scanning_and_its_order_returned(people, records):
    warehouse = people("warehouse")
    parcel = ship_one(warehouse, records)
    receive(warehouse, parcel)
    assert records.one(STATE % parcel["order_id"])["state"] == "returned"
    assert not warehouse.errors


def test_f4_service_exchanges_and_the_first_goods_come_back(people, records):
    warehouse, service = people("warehouse"), people("service")
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
    receive(warehouse, parcel)
    assert records.one(STATE % parcel["order_id"])["state"] == "returned"
    assert not service.errors
