"""Every main screen, opened as its user, and the pictures of README.

TVSHOP_PICTURES=docs/pictures ./tvshop test tests/e2e/test_screens.py makes the pictures anew.
"""

import os
from pathlib import Path

import pytest
from floor import AgentPage, agents, new_context

SETTLING = 1500  # ms for pictures and charts to be drawn
SCREENS = {
    "supervisor": (
        ("tvshop_cti.call_action", ".o_list_view", "calls"),
        ("tvshop_cti.call_report_action", ".o_graph_renderer, .o_pivot", "call-report"),
        ("tvshop_cti.agent_action", ".o_kanban_view, .o_list_view", "agents"),
        ("tvshop_cti.agent_state_log_action", ".o_action_manager table", "agent-states"),
        ("tvshop_crm.tvshop_spot_action", ".o_action_manager .o_view_controller", "spots"),
        ("tvshop_crm.tvshop_spot_report_action", ".o_graph_renderer, .o_pivot", "spot-report"),
        ("tvshop_crm.customer_action", ".o_action_manager .o_view_controller", "customers"),
    ),
    "warehouse": (("tvshop_crm.sale_order_ship_action", ".o_list_view", "to-ship"),),
    "admin": (
        ("tvshop_cti.pbx_action", ".o_action_manager .o_view_controller", "pbx"),
        ("tvshop_cti.queue_action", ".o_list_view", "queues"),
        ("tvshop_cti.opening_hours_action", ".o_list_view", "opening-hours"),
        ("tvshop_crm.res_config_settings_action", ".o_form_view", "settings"),
    ),
}


@pytest.fixture
def pictures(company):
    chosen = os.environ.get("TVSHOP_PICTURES")
    folder = company.settings.checkout / chosen if chosen else company.settings.state / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return Path(folder)


@pytest.mark.parametrize("login", SCREENS)
def test_main_screens_open_for_their_users(chromium, company, pictures, login):
    context = new_context(chromium)
    person = AgentPage(context, company, login)
    person.log_in(home=".o_main_navbar")
    for action, landmark, name in SCREENS[login]:
        person.page.goto(f"{person.url}/odoo/action-{action}")
        person.page.wait_for_selector(landmark)
        person.page.wait_for_timeout(SETTLING)
        assert not person.page.locator(".o_error_dialog").count(), action
        person.page.screenshot(path=pictures / f"{name}.png")
    assert not person.errors
    context.close()


def test_agents_screen_from_ready_to_wrap_up(chromium, company, callers, records, pictures):
    def phone(state):
        agent.wait_phone(state)
        agent.page.click(".o_tvshop_toggle")
        agent.page.locator(".o_tvshop_menu").screenshot(path=pictures / f"phone-{state}.png")
        agent.page.click(".o_tvshop_toggle")
        agent.page.wait_for_selector(".o_tvshop_menu", state="hidden")

    with agents(chromium, company, "agent2") as agent:
        phone("ready")
        call = callers.place(number="13800000003")
        agent.wait_customer("张桂兰")
        phone("ringing")
        agent.answer()
        phone("talking")
        agent.page.focus("input[name=product]")
        agent.type("mfs")
        agent.page.wait_for_selector(".o_tvshop_order li.o_tvshop_active")
        agent.page.screenshot(path=pictures / "desk-finder.png")
        agent.key("Enter")
        agent.page.wait_for_selector(".o_tvshop_order .o_tvshop_qty")
        agent.add_product("HL2001")
        agent.page.wait_for_timeout(SETTLING)
        agent.page.screenshot(path=pictures / "desk.png")
        number = agent.confirm_order()
        agent.page.screenshot(path=pictures / "desk-ordered.png")
        callers.hang_up(call)
        phone("wrap_up")
        order = records.one(f"SELECT id FROM sale_order WHERE name = '{number}'")["id"]
        agent.page.goto(f"{agent.url}/odoo/action-tvshop_crm.sale_order_action/{order}")
        agent.page.wait_for_selector(".o_form_view .o_statusbar_status")
        agent.page.wait_for_timeout(SETTLING)
        agent.page.screenshot(path=pictures / "order.png")


def test_unknown_callers_form_is_filled_in(chromium, company, callers, pictures):
    with agents(chromium, company, "agent2") as agent:
        call = callers.place(number="13655550101")
        agent.page.wait_for_selector(".o_tvshop_desk[data-mode=new] input[name=name]")
        agent.page.screenshot(path=pictures / "desk-unknown.png")
        callers.hang_up(call)
