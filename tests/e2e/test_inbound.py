"""A customer calls, an agent sells: everything real, from the INVITE to the warehouse's list."""

import time

import pytest
from floor import PATIENCE, agents

HOTLINE = "4008000001"
KNOWN, KNOWN_NAME = "13800000001", "王秀英"
SHARED = "13800000008"


@pytest.fixture
def agent(chromium, company):
    with agents(chromium, company, "agent1") as agent:
        yield agent


def arrive(agent, callers, **options):
    """A customer's call, as far as ringing at the agent."""
    call = callers.place(hotline=HOTLINE, **options)
    agent.wait_phone("ringing")
    return call


def order_of(records, number):
    return records.one(
        "SELECT o.id, o.tvshop_state, o.state, o.call_id, o.spot_id, o.hotline_id, o.partner_id,"
        " o.payment_method_kind, o.amount_total, u.login"
        f" FROM sale_order o JOIN res_users u ON u.id = o.user_id WHERE o.name = '{number}'"
    )


def test_l2_known_customer_pops_with_the_call_and_buys(agent, callers, records):
    call = arrive(agent, callers, number=KNOWN)
    agent.wait_customer(KNOWN_NAME)
    assert agent.text(".o_tvshop_caller") == "138****0001"
    assert HOTLINE in agent.text(".o_tvshop_hotline")
    agent.answer()
    agent.assert_audio_both_ways()
    agent.add_product("KC1001")
    number = agent.confirm_order()
    agent.hang_up()
    assert call.wait("ended")
    assert min(call.audio) > 0, "the customer's own count of sound"
    record = records.ended_call(f"caller_e164 = '+86{KNOWN}'")
    order = order_of(records, number)
    assert record["outcome"] == "answered" and record["hangup_by"] == "agent"
    assert record["spot_id"] and record["agent_id"] and record["partner_id"]
    assert order["tvshop_state"] == "ordered" and order["state"] == "sale"
    assert order["call_id"] == record["id"] and order["partner_id"] == record["partner_id"]
    assert order["spot_id"] == record["spot_id"]
    assert order["payment_method_kind"] == "cod" and order["login"] == "agent1"
    picking = records.one(f"SELECT p.state FROM stock_picking p WHERE p.sale_id = {order['id']}")
    assert picking["state"] == "assigned", "the warehouse has it at once"


def test_l2_unknown_caller_is_entered_and_buys(agent, callers, records):
    number = f"139{int(time.time()) % 100_000_000:08d}"
    call = arrive(agent, callers, number=number)
    agent.page.wait_for_selector(".o_tvshop_desk[data-mode=new]")
    shown = agent.text(".o_tvshop_new .o_tvshop_caller")
    assert f"{number[:3]}****{number[-4:]}" in shown and number not in agent.page.content()
    agent.answer()
    agent.page.wait_for_selector("input[name=name]:focus")
    agent.type("欧阳新")
    agent.page.focus(".o_tvshop_new .o_tvshop_division input")
    agent.type("szsns")
    agent.page.wait_for_selector(".o_tvshop_division li.o_tvshop_active:has-text('深圳市南山区')")
    agent.key("Enter", "Tab")
    agent.type("科技园路8号")
    agent.key("Enter")
    agent.wait_customer("欧阳新")
    agent.add_product("HM5002")
    agent.key("Alt+n")
    agent.type("送货前打电话")
    ordered = agent.confirm_order()
    agent.hang_up()
    assert call.wait("ended")
    record = records.ended_call(f"caller_e164 = '+86{number}'")
    contact = records.one(
        f"SELECT partner_id, is_main FROM tvshop_contact_method WHERE e164 = '+86{number}'"
    )
    assert contact["is_main"] and contact["partner_id"] == record["partner_id"]
    assert order_of(records, ordered)["partner_id"] == record["partner_id"]


def test_l2_several_matches_are_a_choice(agent, callers, records):
    call = arrive(agent, callers, number=SHARED)
    agent.page.wait_for_selector(".o_tvshop_desk[data-mode=choice]")
    assert agent.page.locator(".o_tvshop_choice_name").count() == 2
    second = agent.page.locator(".o_tvshop_choice_name").nth(1).inner_text()
    agent.answer()
    agent.page.focus(".o_tvshop_choice")
    agent.key("2")
    agent.wait_customer(second)
    callers.hang_up(call)
    record = records.ended_call(f"caller_e164 = '+86{SHARED}'")
    chosen = records.one(f"SELECT name FROM res_partner WHERE id = {record['partner_id']}")
    assert chosen["name"] == second and record["hangup_by"] == "caller"


def test_l2_withheld_number_opens_an_empty_form(agent, callers, records):
    call = arrive(agent, callers, behaviour="withheld")
    agent.page.wait_for_selector(".o_tvshop_desk[data-mode=new]")
    agent.answer()
    callers.hang_up(call)
    record = records.ended_call("is_withheld")
    assert not record["partner_id"] and not record["caller_e164"]


def test_l2_markup_in_a_callers_name_is_never_run(agent, callers, records):
    call = arrive(agent, callers, number=KNOWN, behaviour="markup")
    agent.wait_customer(KNOWN_NAME)
    assert "<script>alert(1)" not in agent.page.content()
    callers.hang_up(call)
    assert records.ended_call()["outcome"] == "abandoned"


def test_l1_customer_on_hold_is_on_record(agent, callers, records):
    call = arrive(agent, callers, number=KNOWN)
    agent.answer()
    time.sleep(1)  # nobody holds within the second in which the queue's own music began
    agent.press("hold")
    agent.wait_phone("held")
    time.sleep(2)
    agent.press("hold")
    agent.wait_phone("talking")
    agent.assert_audio_both_ways()
    agent.hang_up()
    assert call.wait("ended")
    record = records.ended_call(f"caller_e164 = '+86{KNOWN}'")
    assert 2 <= record["hold_seconds"] <= record["talk_seconds"]


def test_l1_call_survives_a_reload(agent, callers, records):
    call = arrive(agent, callers, number=KNOWN)
    agent.answer()
    agent.add_product("KC1005")
    agent.page.reload()
    agent.wait_phone("talking", patience=45)
    agent.wait_customer(KNOWN_NAME)
    agent.assert_audio_both_ways()
    assert agent.page.locator(".o_tvshop_qty").count() == 1, "the order begun is still there"
    agent.hang_up()
    assert call.wait("ended")
    assert records.ended_call(f"caller_e164 = '+86{KNOWN}'")["hangup_by"] == "agent"


def test_l1_second_tab_shows_the_call_and_does_not_ring(agent, callers):
    second = agent.context.new_page()
    second.goto(agent.page.url)
    second.wait_for_selector(".o_tvshop_systray[data-leader='0']")
    call = arrive(agent, callers, number=KNOWN)
    second.wait_for_selector(f".o_tvshop_name:has-text('{KNOWN_NAME}')")
    assert second.evaluate("window.peers.length") == 0
    agent.answer()
    callers.hang_up(call)
    second.close()


def test_l1_wrap_up_follows_the_call_and_ends_by_hotkey(agent, callers, records):
    call = arrive(agent, callers, number=KNOWN)
    agent.answer()
    callers.hang_up(call)
    agent.wait_phone("wrap_up")
    assert records.agent_state("agent1") == "wrap_up"
    agent.press("ready")
    agent.wait_phone("ready")


def test_e1_order_retried_is_made_once(agent, callers, records):
    """The answer to the first try is lost on its way; the agent presses again."""
    call = arrive(agent, callers, number=KNOWN)
    agent.answer()
    agent.add_product("KC1004")
    before = records.one("SELECT count(*) AS n FROM sale_order")["n"]
    lost = []

    def lose_answer(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort()

    agent.page.route("**/sale.order/desktop_create", lose_answer)
    agent.key("Control+Enter")
    agent.page.wait_for_selector(
        ".o_tvshop_done_number, .o_tvshop_order .o_tvshop_error", timeout=PATIENCE * 1000
    )
    assert lost, "the order was never sent"
    if not agent.page.locator(".o_tvshop_done_number").count():
        agent.confirm_order()
    assert records.one("SELECT count(*) AS n FROM sale_order")["n"] == before + 1
    callers.hang_up(call)


def test_l3_customer_who_gives_up_is_on_record(company, callers, records):
    number = "13700000123"
    call = callers.place(number=number, hotline=HOTLINE, behaviour="impatient", seconds=12)
    assert call.wait("ended")
    record = records.ended_call(f"caller_e164 = '+86{number}'")
    assert record["outcome"] == "abandoned" and not record["agent_id"]
    assert 2 <= record["wait_seconds"] <= 11, "the welcome is no waiting"
