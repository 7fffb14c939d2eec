"""The agent's screen without a call: keys counted, bad input, two people at once."""

import pytest
from floor import AgentPage, agents, new_context

COUNT_KEYS = """
window.keyPresses = 0;
window.addEventListener("keydown", (ev) => {
    if (!["Control", "Alt", "Shift"].includes(ev.key)) window.keyPresses++;
}, true);
"""
NUMBER, NAME = "13800000002", "李建国"


@pytest.fixture
def desk(chromium, company):
    context = new_context(chromium)
    context.add_init_script(COUNT_KEYS)
    page = AgentPage(context, company, "agent3")
    yield page.log_in()
    context.close()


def open_customer(desk, term, name):
    desk.page.wait_for_selector(".o_tvshop_search input")
    desk.page.focus(".o_tvshop_search input")
    desk.type(term)
    desk.page.wait_for_selector(f".o_tvshop_search li.o_tvshop_active:has-text('{name}')")
    desk.key("Enter")
    desk.wait_customer(name)


def test_e1_typical_order_takes_at_most_ten_keys(desk):
    open_customer(desk, NUMBER, NAME)
    desk.page.wait_for_selector("input[name=product]:focus")
    desk.page.evaluate("window.keyPresses = 0")
    desk.add_product("KC1002")
    desk.confirm_order()
    assert desk.page.evaluate("window.keyPresses") <= 10


def test_e1_product_out_of_stock_is_sold_only_when_said_so(desk, records):
    open_customer(desk, NUMBER, NAME)
    before = records.one("SELECT count(*) AS n FROM sale_order")["n"]
    desk.add_product("BT6002")
    desk.key("Control+Enter")
    desk.page.wait_for_selector(".o_tvshop_question")
    assert records.one("SELECT count(*) AS n FROM sale_order")["n"] == before
    desk.key("Enter")
    desk.page.wait_for_selector(".o_tvshop_done_number")
    assert records.one("SELECT count(*) AS n FROM sale_order")["n"] == before + 1


def test_e1_price_changed_while_typing_is_asked_about(desk, company, records):
    open_customer(desk, NUMBER, NAME)
    desk.add_product("KC1003")
    template = "SELECT product_tmpl_id FROM product_product WHERE default_code = 'KC1003'"
    company.cluster.query(
        f"UPDATE product_template SET list_price = list_price + 10 WHERE id IN ({template})"
    )
    desk.key("Control+Enter")
    desk.page.wait_for_selector(".o_tvshop_question")
    desk.key("Enter")
    number = desk.confirm_order() if not desk.page.locator(".o_tvshop_done_number").count() else ""
    number = number or desk.text(".o_tvshop_done_number > span")
    line = records.one(
        "SELECT l.price_unit FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id"
        f" JOIN product_product p ON p.id = l.product_id WHERE o.name = '{number}'"
        " AND p.default_code = 'KC1003'"
    )
    assert line["price_unit"] == 709


@pytest.mark.parametrize("number", ["1380000abcd", "138", "1" * 40])
def test_a1_bad_number_is_refused_in_words_and_nothing_is_lost(desk, number, records):
    customers = "SELECT count(*) AS n FROM res_partner WHERE name = '胡写号'"
    desk.page.evaluate(
        "odoo.__WOWL_DEBUG__.root.env.services.tvshop_desk.openNew({})",
    )
    desk.page.wait_for_selector("input[name=name]:focus")
    desk.type("胡写号")
    desk.page.fill("input[name=contact_value]", number)
    desk.key("Enter")
    desk.page.wait_for_selector(".o_tvshop_form .o_tvshop_error")
    assert desk.page.input_value("input[name=contact_value]") == number
    assert desk.page.input_value("input[name=name]") == "胡写号"
    assert records.one(customers)["n"] == 0


@pytest.mark.parametrize(
    "typed", ["+86 138 0000 0002", "008613800000002", "１３８００００ ０００２"]
)
def test_a1_number_is_found_however_it_is_typed(desk, typed):
    open_customer(desk, typed, NAME)


def test_e3_two_agents_sell_to_one_customer_at_once(chromium, company, records):
    with agents(chromium, company, "agent3", "agent4") as pages:
        for page in pages:
            open_customer(page, NUMBER, NAME)
            page.add_product("KC1005")
        numbers = {page.confirm_order() for page in pages}
    assert len(numbers) == 2
    for page in pages:
        assert not page.errors
