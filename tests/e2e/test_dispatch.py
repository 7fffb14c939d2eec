"""From the phone order to the doorstep: packed by scanning, shipped, closed to sales, delivered."""

import uuid

import pytest
from floor import PATIENCE, AgentPage, eventually, keep_pictures, new_context

CALL = """([model, method, args]) =>
    odoo.__WOWL_DEBUG__.root.env.services.orm.call(model, method, args)"""
TRY = """async ([model, method, args]) => {
    try {
        await odoo.__WOWL_DEBUG__.root.env.services.orm.call(model, method, args);
        return "";
    } catch (error) {
        return error.data.message;
    }
}"""


@pytest.fixture
def people(chromium, company):
    pages = [AgentPage(new_context(chromium), company, login) for login in ("agent3", "warehouse")]
    agent, packer = pages
    agent.log_in()
    packer.log_in(home=".o_main_navbar")
    yield agent, packer
    keep_pictures(pages, company.settings.state / "pictures")
    for page in pages:
        assert not page.errors, page.errors
        page.close()


def call(person, model, method, *args):
    return person.page.evaluate(CALL, [model, method, list(args)])


def sell(agent, records):
    """The number of a new order by EMS for one product."""
    ids = records.one(
        """SELECT (SELECT id FROM res_partner WHERE name = '张桂兰' LIMIT 1) AS partner,
                  (SELECT id FROM product_product WHERE default_code = 'KC1001') AS product,
                  (SELECT id FROM delivery_carrier WHERE tvshop_code = 'EMS') AS carrier,
                  (SELECT min(id) FROM tvshop_hotline) AS hotline"""
    )
    price = records.one(
        "SELECT list_price AS price FROM product_template WHERE default_code = 'KC1001'"
    )["price"]
    line = {"product_id": ids["product"], "qty": 1, "price_shown": price}
    payload = {"client_key": str(uuid.uuid4()), "partner_id": ids["partner"], "lines": [line]}
    payload |= {"carrier_id": ids["carrier"], "hotline_id": ids["hotline"]}
    result = call(
        agent, "sale.order", "desktop_create", {**payload, "address": False, "payment": "cod"}
    )
    return records.one(
        f"""SELECT o.id, o.name, c.name->>'zh_CN' AS carrier, c.id AS carrier_id
              FROM sale_order o JOIN delivery_carrier c ON c.id = o.tvshop_carrier_id
             WHERE o.id = {result["id"]}"""
    )


def scan(packer, code, step=None, refused=False):
    """What a keyboard-wedge scanner does: fast typing and Enter; then the screen's next step."""
    packer.type(code)
    packer.key("Enter")
    tone = "refused" if refused else "ok"
    packer.page.wait_for_selector(f".o_tvshop_flash[data-tone={tone}]", state="attached")
    if step:
        packer.page.wait_for_selector(f".o_tvshop_dispatch[data-step={step}]")


def open_wave(packer, order, records):
    """Make waves, choose the order's by its number, and print its waybills by key."""
    call(packer, "stock.picking.batch", "action_make_waves", [])
    wave_id = records.one(
        f"SELECT batch_id AS id FROM stock_picking WHERE sale_id = {order['id']}"
    )["id"]
    packer.page.goto(f"{packer.url}/odoo/dispatch")
    packer.page.wait_for_selector(".o_tvshop_dispatch[data-step=wave] .o_tvshop_waves button")
    waves = call(packer, "stock.picking.batch", "dispatch_waves")
    packer.type(str([wave["id"] for wave in waves].index(wave_id) + 1))
    packer.key("Enter")
    packer.page.wait_for_selector(".o_tvshop_dispatch[data-step=order]")
    packer.key("F7")
    return eventually(
        lambda: records.rows(
            f"""SELECT w.name FROM tvshop_waybill w JOIN stock_picking p ON p.waybill_id = w.id
                 WHERE p.sale_id = {order["id"]} AND w.state = 'printed'"""
        ),
        "the waybill is not printed",
    )[0]["name"]


def state(records, order):
    return records.one(f"SELECT tvshop_state AS s FROM sale_order WHERE id = {order['id']}")["s"]


def pack(packer, order, waybill):
    scan(packer, "HL2001", refused=True)
    scan(packer, order["name"], "products")
    scan(packer, "HL2001", refused=True)
    packer.page.reload()  # the parcel goes on where it was
    packer.page.wait_for_selector(".o_tvshop_dispatch[data-step=products]")
    scan(packer, "KC1001", "waybill")
    scan(packer, f"{waybill}X", refused=True)
    scan(packer, waybill, "weight")
    scan(packer, "2.35", "order")


def test_h2_order_is_packed_by_scanning_shipped_closed_and_delivered(people, records):
    agent, packer = people
    order = sell(agent, records)
    waybill = open_wave(packer, order, records)
    pack(packer, order, waybill)
    assert state(records, order) == "ordered"
    packer.key("F6")
    packer.page.wait_for_selector(".o_tvshop_ask")
    packer.key("F6")
    eventually(lambda: state(records, order) == "shipped", "the order is not shipped")
    packer.page.wait_for_selector(".o_tvshop_message[data-tone=ok]")

    refused = agent.page.evaluate(
        TRY, ["sale.order", "write", [[order["id"]], {"client_order_ref": "x"}]]
    )
    assert order["name"] in refused
    agent.page.goto(f"{agent.url}/odoo/action-tvshop_crm.sale_order_action/{order['id']}")
    agent.page.wait_for_selector(".o_form_view .o_statusbar_status", timeout=PATIENCE * 1000)
    assert not agent.page.locator(".o_field_x2many_list_row_add").count()

    for _day in range(14):
        call(packer, "delivery.carrier", "action_demo_next_day", [order["carrier_id"]])
        if state(records, order) != "shipped":
            break
    told = records.rows(
        f"SELECT status FROM tvshop_feedback_event WHERE waybill = '{waybill}' ORDER BY time"
    )
    assert told and told[-1]["status"] in ("delivered", "refused", "returned", "lost")
    expected = "delivered" if {"status": "delivered"} in told else "shipped"
    assert state(records, order) == expected
