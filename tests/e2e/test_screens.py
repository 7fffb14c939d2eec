"""Every main screen, opened as its user, and the pictures of README.

TVSHOP_PICTURES=docs/pictures ./tvshop test tests/e2e/test_screens.py makes the pictures anew.
"""

import os
import subprocess
from io import BytesIO

import pytest
from campaigns import say
from floor import AgentPage, agents, eventually, new_context
from PIL import Image

SETTLING = 1500  # ms for pictures and charts to be drawn
COLOURS = 128  # of a picture: a fifth of the bytes, and nobody sees it
VIEW = ".o_action_manager .o_view_controller"
# who opens what (an action, or an action with the record that a query finds), and its landmark
SCREENS = {
    "supervisor": (
        ("tvshop_cti.call_action", ".o_list_view", "calls"),
        ("tvshop_cti.call_report_action", ".o_graph_renderer, .o_pivot", "call-report"),
        ("tvshop_cti.callback_action", ".o_list_view", "callbacks"),
        ("tvshop_cti.agent_action", ".o_kanban_view, .o_list_view", "agents"),
        ("tvshop_cti.agent_state_log_action", ".o_action_manager table", "agent-states"),
        ("tvshop_cti.menu_action/menu", ".o_form_view", "menu"),
        ("tvshop_cti.dial_rule_action", ".o_list_view", "dial-rules"),
        ("tvshop_crm.blacklist_entry_action", ".o_list_view", "blacklist"),
        ("tvshop_crm.tvshop_spot_action", VIEW, "spots"),
        ("tvshop_crm.tvshop_spot_report_action", ".o_graph_renderer, .o_pivot", "spot-report"),
        ("tvshop_crm.customer_action", VIEW, "customers"),
        ("tvshop_dialer.campaign_action/campaign", ".o_form_view", "campaign"),
        ("tvshop_dialer.announcement_action", ".o_list_view", "announcements"),
        ("tvshop_dialer.ear_report_action", ".o_pivot tbody tr", "results-by-ear"),
        ("tvshop_dialer.campaign_plan_action/plan", ".o_form_view", "campaign-plan"),
        ("tvshop_dialer.script_version_action/script", ".o_tvshop_script_box", "script-editor"),
        ("tvshop_dialer.script_report_action", ".o_pivot tbody tr", "script-report"),
        ("tvshop_dialer.trial_action/trial", ".o_tvshop_trial_report", "trial-report"),
        ("tvshop_dialer.campaign_simulation_action", ".o_list_view", "what-ifs"),
        ("tvshop_survey.follow_up_action", ".o_list_view", "follow-ups"),
        ("tvshop_survey.survey_report_action", ".o_pivot tbody tr", "survey-report"),
        ("tvshop_dialer.campaign_simulation_action/simulation", ".o_form_view", "what-if"),
    ),
    "warehouse": (
        ("tvshop_crm.sale_order_ship_action", ".o_list_view", "to-ship"),
        ("tvshop_logistics.tvshop_sorting_rule_action", ".o_list_view", "sorting-rules"),
        ("tvshop_logistics.tvshop_logistics_exception_action", ".o_list_view", "exceptions"),
        ("tvshop_logistics.tvshop_delivery_report_action", ".o_pivot", "delivery-report"),
        ("tvshop_logistics.tvshop_stock_flow_action", ".o_graph_renderer, .o_pivot", "stock"),
        ("stock.action_product_stock_view", ".o_list_view", "live-stock"),
        ("tvshop_logistics.tvshop_stock_alert_action", VIEW, "stock-alerts"),
        ("tvshop_logistics.tvshop_purchase_proposal_action", ".o_list_view", "purchases"),
    ),
    "finance": (
        ("tvshop_settlement.tvshop_supplier_contract_action", ".o_list_view", "contracts"),
        (
            "tvshop_settlement.tvshop_supplier_statement_action/statement",
            ".o_form_view",
            "statement",
        ),
        ("tvshop_settlement.tvshop_unpaid_order_action", ".o_list_view", "receipts"),
        ("tvshop_settlement.tvshop_bank_line_action", ".o_list_view", "bank-lines"),
        ("tvshop_settlement.tvshop_price_note_action", ".o_list_view", "price-adjustments"),
        ("tvshop_settlement.tvshop_customer_balance_action", ".o_list_view", "customer-balances"),
        ("tvshop_settlement.tvshop_difference_action", ".o_list_view", "differences"),
        ("tvshop_settlement.tvshop_parcel_due_action/traced", ".o_form_view", "trace"),
        ("tvshop_settlement.tvshop_margin_report_action", ".o_pivot tbody tr", "margin"),
        ("tvshop_settlement.tvshop_refusal_report_action", ".o_pivot tbody tr", "refusals"),
        ("tvshop_settlement.tvshop_receivable_report_action", ".o_pivot tbody tr", "receivables"),
    ),
    "admin": (
        ("tvshop_cti.pbx_action", VIEW, "pbx"),
        ("tvshop_cti.queue_action", ".o_list_view", "queues"),
        ("tvshop_cti.opening_hours_action", ".o_list_view", "opening-hours"),
        ("tvshop_crm.res_config_settings_action", ".o_form_view", "settings"),
    ),
}
QUERIES = {
    "traced": "SELECT max(d.id) AS id FROM tvshop_parcel_due d"
    " JOIN tvshop_remittance_line_due_rel r ON r.due_id = d.id WHERE d.is_posted AND d.is_closed"
    " AND d.cod_amount > 0",
    "statement": "SELECT max(id) AS id FROM tvshop_supplier_statement",
    "campaign": "SELECT min(id) AS id FROM tvshop_campaign",
    "plan": "SELECT max(id) AS id FROM tvshop_campaign_plan",
    "simulation": "SELECT max(id) AS id FROM tvshop_campaign_simulation",
    "script": "SELECT min(id) AS id FROM tvshop_script_version",
    "trial": "SELECT min(id) AS id FROM tvshop_campaign_trial WHERE state = 'approved'",
    "menu": "SELECT min(id) AS id FROM tvshop_menu",
    "form": "SELECT min(id) AS id FROM tvshop_waybill_form WHERE kind = 'ems'",
}
# an order that a rule gave its carrier, and that nobody has shipped yet
SORTED = """
SELECT o.id FROM sale_order o JOIN tvshop_carrier_choice c ON c.order_id = o.id
 WHERE o.tvshop_state = 'ordered' AND c.basis = 'cheapest' ORDER BY o.id DESC LIMIT 1
"""
# an order in that wave which nobody has packed yet, with a product that belongs to it
PARCEL = """
SELECT o.name, p.default_code AS code FROM stock_picking d JOIN sale_order o ON o.id = d.sale_id
  JOIN stock_move m ON m.picking_id = d.id JOIN product_product p ON p.id = m.product_id
 WHERE d.batch_id = {} AND d.state = 'assigned' AND d.parcel_ready IS NULL
 ORDER BY (SELECT count(*) FROM stock_move WHERE picking_id = d.id) DESC, o.id LIMIT 1
"""
# what the dashboard's cards are made of, from the spreadsheet that is on screen
DASHBOARD_FIGURES = """() => {
    const { services } = odoo.__WOWL_DEBUG__.root.env;
    const { getters } = services.spreadsheet_dashboard_loader.getActiveDashboard().model;
    const value = (col, row) => getters.getEvaluatedCell({ sheetId: "data", col, row }).value;
    return [0, 1, 2, 3, 4, 5, 6, 7].flatMap((row) => [value(1, row), value(2, row)]);
}"""
DPI = 110
WARNED_LINE = "4008000002"
BLACKLISTED = "13655559001"


@pytest.fixture
def take(company):
    """take(page or part of one or PNG, name): a picture of it."""
    chosen = os.environ.get("TVSHOP_PICTURES")
    folder = company.settings.checkout / chosen if chosen else company.settings.state / "pictures"
    folder.mkdir(parents=True, exist_ok=True)

    def keep(shown, name):
        png = shown if isinstance(shown, bytes) else shown.screenshot()
        picture = Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS)
        picture.save(folder / f"{name}.png", optimize=True)

    return keep


def visit(person, action, landmark=VIEW):
    person.page.goto(f"{person.url}/odoo/action-{action}")
    person.page.wait_for_selector(landmark)
    person.page.wait_for_timeout(SETTLING)
    assert not person.page.locator(".o_error_dialog").count(), action


@pytest.fixture
def visitor(chromium, company):
    """visitor(login): somebody of the staff, logged in; the pages must have no errors."""
    people = []

    def come(login):
        person = AgentPage(new_context(chromium), company, login).log_in(home=".o_main_navbar")
        people.append(person)
        return person

    yield come
    for person in people:
        person.close()
        assert not person.errors, person.errors


@pytest.mark.parametrize("login", SCREENS)
def test_main_screens_open_for_their_users(visitor, records, take, login):
    person = visitor(login)
    for screen, landmark, name in SCREENS[login]:
        action, _slash, query = screen.partition("/")
        record = f"/{records.one(QUERIES[query])['id']}" if query else ""
        visit(person, action + record, landmark)
        take(person.page, name)


def test_finance_dashboard_shows_figures(visitor, records, take):
    person = visitor("finance")
    person.page.set_viewport_size({"width": 1360, "height": 1500})
    visit(person, "tvshop_settlement.tvshop_finance_dashboard_action", ".o-figure canvas")
    person.page.wait_for_timeout(2 * SETTLING)
    take(person.page, "dashboard")
    data = person.page.evaluate(DASHBOARD_FIGURES)
    assert len(data) == 16 and all(isinstance(value, int | float) for value in data), data
    revenue, margin = data[:2]
    assert 0 < margin < revenue


def test_supplier_statement_is_printed(visitor, records, take):
    person = visitor("finance")
    record = records.one(QUERIES["statement"])["id"]
    visit(person, f"tvshop_settlement.tvshop_supplier_statement_action/{record}", ".o_form_view")
    with person.page.expect_download() as download:
        person.page.click("button[name=action_pdf]")
    command = ["pdftoppm", "-r", str(DPI), "-png", download.value.path()]
    png = subprocess.run(command, capture_output=True, check=True).stdout
    take(png, "statement-pdf")


def test_agents_screen_from_ready_to_wrap_up(chromium, company, callers, records, take):
    def phone(state):
        agent.wait_phone(state)
        agent.page.click(".o_tvshop_toggle")
        take(agent.page.locator(".o_tvshop_menu"), f"phone-{state}")
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
        take(agent.page, "desk-finder")
        agent.key("Enter")
        agent.page.wait_for_selector(".o_tvshop_order .o_tvshop_qty")
        agent.add_product("HL2001")
        agent.page.wait_for_timeout(SETTLING)
        take(agent.page, "desk")
        number = agent.confirm_order()
        take(agent.page, "desk-ordered")
        callers.hang_up(call)
        phone("wrap_up")
        order = records.one(f"SELECT id FROM sale_order WHERE name = '{number}'")["id"]
        agent.page.goto(f"{agent.url}/odoo/action-tvshop_crm.sale_order_action/{order}")
        agent.page.wait_for_selector(".o_form_view .o_statusbar_status")
        agent.page.wait_for_timeout(SETTLING)
        take(agent.page, "order")


def test_unknown_callers_form_is_filled_in(chromium, company, callers, take):
    with agents(chromium, company, "agent2") as agent:
        call = callers.place(number="13655550101")
        agent.page.wait_for_selector(".o_tvshop_desk[data-mode=new] input[name=name]")
        take(agent.page, "desk-unknown")
        callers.hang_up(call)


def test_agents_screen_when_a_blacklisted_caller_is_put_through(chromium, company, callers, take):
    def put(policy):
        company.cluster.query(
            f"UPDATE tvshop_hotline SET blacklist_policy = '{policy}' WHERE did = '{WARNED_LINE}';"
            " SELECT pg_notify('tvshop_cti', 'config')"
        )

    put("warn")
    try:
        with agents(chromium, company, "agent2") as agent:
            agent.page.wait_for_timeout(SETTLING)
            call = callers.place(number=BLACKLISTED, hotline=WARNED_LINE)
            agent.answer()
            agent.page.wait_for_selector(".o_tvshop_blacklisted")
            agent.page.wait_for_timeout(SETTLING)
            take(agent.page, "desk-blacklisted")
            callers.hang_up(call)
    finally:
        put("reject")


def test_agents_screen_with_the_next_call_back(chromium, company, take):
    with agents(chromium, company, "agent2") as agent:
        agent.page.wait_for_selector(".o_tvshop_callback_offer", timeout=30000)
        agent.key("F7")
        agent.page.wait_for_selector(".o_tvshop_callback_dial")
        agent.page.wait_for_timeout(SETTLING)
        take(agent.page, "desk-callback")
        agent.page.click(".o_tvshop_callback_return")
        agent.page.wait_for_selector(".o_tvshop_callback_dial", state="hidden")


def test_call_with_its_recording_and_its_pause(chromium, company, callers, records, visitor, take):
    with agents(chromium, company, "agent2") as agent:
        call = callers.place(number="13800000003")
        agent.answer()
        agent.page.wait_for_selector("[data-recording=on]")
        agent.page.wait_for_timeout(2000)
        agent.key("Alt+Shift+R")
        agent.page.wait_for_selector("[data-recording=paused]")
        agent.page.wait_for_timeout(2000)
        take(agent.page, "desk-card-pause")
        agent.key("Alt+Shift+R")
        agent.page.wait_for_selector("[data-recording=on]")
        agent.page.wait_for_timeout(2000)
        callers.hang_up(call)
        call_id = records.ended_call("caller_e164 = '+8613800000003'")["id"]
    measured = f"SELECT id FROM tvshop_recording WHERE call_id = {call_id} AND state != 'pending'"
    eventually(lambda: records.rows(measured), "the recording was not measured", patience=30)
    supervisor = visitor("supervisor")
    visit(supervisor, f"tvshop_cti.call_action/{call_id}")
    supervisor.page.click(".nav-link[name=recordings]")
    supervisor.page.wait_for_selector(".o_tvshop_player audio")
    supervisor.page.locator(".o_tvshop_player").scroll_into_view_if_needed()
    supervisor.page.wait_for_timeout(SETTLING)
    take(supervisor.page, "call")


def test_script_is_shown_in_a_call(chromium, company, callers, manager, take):
    script = manager.find("tvshop.script", ["name", "=", "麦饭石炒锅"])
    hotlines = manager.call("tvshop.hotline", "search", [])
    manager.call("tvshop.script", "write", [script], {"hotline_ids": [[6, 0, hotlines]]})
    try:
        with agents(chromium, company, "agent2") as agent:
            call = callers.place(number="13800000004")
            agent.answer()
            agent.page.wait_for_selector(".o_tvshop_script_bar")
            agent.page.wait_for_timeout(SETTLING)
            agent.key("F1", "1")
            agent.page.wait_for_selector(".o_tvshop_script_step:has-text('了解厨房')")
            take(agent.page, "desk-script")
            callers.hang_up(call)
    finally:
        manager.call("tvshop.script", "write", [script], {"hotline_ids": [[5]]})


def test_order_says_why_its_carrier_takes_it(visitor, records, take):
    warehouse = visitor("warehouse")
    visit(warehouse, f"tvshop_crm.sale_order_action/{records.one(SORTED)['id']}")
    warehouse.page.click(".nav-link[name=tvshop_delivery]")
    warehouse.page.wait_for_timeout(SETTLING)
    take(warehouse.page, "order-carrier")


def test_waybill_is_printed_with_its_form(company, visitor, records, take):
    form_id = records.one(QUERIES["form"])["id"]
    printed = "UPDATE tvshop_waybill_form SET is_background_printed = {} WHERE id = {}"
    company.cluster.query(printed.format("true", form_id))
    manager = visitor("manager")
    visit(manager, f"tvshop_logistics.tvshop_waybill_form_action/{form_id}")
    manager.page.click(".o_form_statusbar .btn-primary")
    manager.page.wait_for_selector(".o_tvshop_waybill_editor")
    manager.page.wait_for_timeout(SETTLING)
    take(manager.page, "waybill-editor")
    visit(manager, f"tvshop_logistics.tvshop_waybill_form_action/{form_id}")
    with manager.page.expect_popup() as opened:
        manager.page.click("button[name=action_test_print]")
    pdf = manager.page.request.get(opened.value.url).body()
    company.cluster.query(printed.format("false", form_id))
    command = ["pdftoppm", "-r", str(DPI), "-png", "-"]
    png = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    take(png, "waybill-ems")


def test_warehouse_scans_a_wave(visitor, records, take):
    warehouse = visitor("warehouse")
    page = warehouse.page
    visit(warehouse, "tvshop_logistics.wave_action")
    page.click("button[name=action_make_waves]")
    page.wait_for_selector(".o_notification")
    page.goto(f"{warehouse.url}/odoo/dispatch")
    page.click(".o_tvshop_waves button:has-text('EMS')")
    page.wait_for_selector("footer:has-text('F7')")
    wave = records.one(
        "SELECT b.id, count(*) FILTER (WHERE d.waybill_id IS NULL) AS missing"
        " FROM stock_picking_batch b JOIN stock_picking d ON d.batch_id = b.id"
        " JOIN delivery_carrier c ON c.id = b.tvshop_carrier_id AND c.tvshop_kind = 'ems'"
        " WHERE b.state IN ('draft', 'in_progress') GROUP BY b.id ORDER BY b.id LIMIT 1"
    )
    if wave["missing"]:
        warehouse.key("F7")
        page.wait_for_timeout(SETTLING)
    parcel = records.one(PARCEL.format(wave["id"]))
    for code in (parcel["name"], parcel["code"], "6900000000000"):
        warehouse.type(code)
        warehouse.key("Enter")
        page.wait_for_timeout(SETTLING)
    page.wait_for_selector(".o_tvshop_message[data-tone=refused]")
    take(page, "dispatch")
    warehouse.key("Escape")
    page.wait_for_selector(".o_tvshop_parcel", state="hidden")


def test_running_campaign_with_its_figures_and_its_call_on_the_desktop(
    chromium, company, manager, visitor, records, take
):
    campaign_id = records.one(QUERIES["campaign"])["id"]
    manager.cancel_call_backs()
    manager.call("tvshop.campaign", "action_start", [campaign_id])
    try:
        with agents(chromium, company, "agent2") as agent:
            agent.wait_phone("talking", patience=120)
            agent.page.wait_for_selector(".o_tvshop_opening")
            say(agent, "1")
            take(agent.page, "desk-campaign")
            supervisor = visitor("supervisor")
            visit(supervisor, f"tvshop_dialer.campaign_action/{campaign_id}", ".o_form_view")
            take(supervisor.page, "campaign-running")
            agent.hang_up()
            agent.wait_phone("wrap_up")
    finally:
        manager.call("tvshop.campaign", "action_pause", [campaign_id])
