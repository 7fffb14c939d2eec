"""Finance settles with a carrier, on screen: from the carrier's file to posted entries."""

import pytest
from floor import AgentPage, eventually, new_context

OPEN = """SELECT d.name, d.cod_amount AS cod, d.fee_amount AS fee, d.date, o.id AS order_id
    FROM tvshop_parcel_due d
    JOIN delivery_carrier c ON c.id = d.carrier_id
    JOIN sale_order o ON o.id = d.order_id
    WHERE c.tvshop_code = 'EMS' AND d.cause = 'not_remitted' AND d.cod_amount > 0
      AND o.tvshop_state = 'delivered'
    ORDER BY d.date, d.id LIMIT 2"""
HEADER = "邮件号,结算日期,代收货款,资费,结算批次\r\n"


@pytest.fixture
def finance(chromium, company):
    context = new_context(chromium)
    person = AgentPage(context, company, "finance")
    person.log_in(home=".o_main_navbar")
    yield person
    context.close()


def go(person, action):
    person.page.goto(f"{person.url}/odoo/action-tvshop_settlement.{action}")


def read_remittance(person, path):
    page = person.page
    go(person, "tvshop_remittance_action")
    page.click(
        "button:has-text('回款文件'), .o_list_buttons button, .o_control_panel button.btn-primary"
    )
    page.wait_for_selector(".modal .o_field_widget[name=carrier_id] input")
    page.fill(".modal .o_field_widget[name=carrier_id] input", "EMS")
    page.click(".o-autocomplete--dropdown-item:has-text('EMS')")
    page.set_input_files(".modal input[type=file]", path)
    page.click(".modal button[name=action_read]")
    page.wait_for_selector(".o_form_view .o_statusbar_status button[data-value=done]")


def settle(person):
    page = person.page
    go(person, "tvshop_settlement_action")
    page.click(".o_list_view tr.o_data_row:first-child td[name=name]")
    page.wait_for_selector(".o_form_view")
    page.click("button[name=action_compute]")
    page.wait_for_selector("button[name=action_check]:visible")
    page.click("button[name=action_check]")
    page.click("button[name=action_post]")
    page.wait_for_selector("button[name=action_post]", state="detached")

    def is_posted():
        page.reload()
        page.wait_for_selector(".o_form_view .o_statusbar_status")
        return page.query_selector("button[name=action_reverse]")

    # A month's parcels are posted in the background.
    eventually(is_posted, "the settlement was not posted", patience=120)


def test_i2_finance_settles_from_the_carrier_s_file_to_posted_entries(finance, records, tmp_path):
    paid, short = records.rows(OPEN)
    rows = (
        f"{paid['name']},{paid['date']},{paid['cod']},{paid['fee']},E2E\r\n",
        f"{short['name']},{short['date']},{short['cod'] - 50},{short['fee']},E2E\r\n",
        f"ZZ99999999,{paid['date']},1.00,0,E2E\r\n",
    )
    path = tmp_path / "EMS.csv"
    path.write_bytes((HEADER + "".join(rows)).encode("gb18030"))
    read_remittance(finance, path)
    page = finance.page
    page.click("button[name=action_view_differences]")
    page.click(f"td[name=name]:has-text('{short['name']}')")
    page.wait_for_selector(".o_form_view button[name=action_write_off]")
    page.keyboard.press("Alt+w")
    page.wait_for_selector(".modal [name=note] input")
    page.fill(".modal [name=note] input", "外包装破损，赔付")
    page.keyboard.press("Alt+q")
    page.wait_for_selector(".modal", state="detached")
    settle(finance)
    for one in (paid, short):
        order = records.one(f"SELECT tvshop_state FROM sale_order WHERE id = {one['order_id']}")
        assert order["tvshop_state"] == "settled"
    off = records.one(
        "SELECT sum(l.debit - l.credit) AS amount FROM account_move_line l"
        " JOIN tvshop_due_closing c ON c.move_id = l.move_id"
        f" JOIN tvshop_parcel_due d ON d.id = c.due_id AND d.name = '{short['name']}'"
        f" WHERE l.name LIKE '%{short['name']}' AND l.debit > 0"
    )
    assert off["amount"] == 50
    assert not finance.errors


STATEMENTS = """SELECT s.id, c.kind, s.state, s.payable,
        (SELECT SUM(CASE move_type WHEN 'in_invoice' THEN amount_total ELSE -amount_total END)
           FROM account_move WHERE tvshop_statement_id = s.id) AS billed
    FROM tvshop_supplier_statement s JOIN tvshop_supplier_contract c ON c.id = s.contract_id
    ORDER BY s.id"""


def test_i1_finance_bills_a_supplier_of_each_kind_by_keyboard(finance, records):
    page = finance.page
    for statement in records.rows(STATEMENTS):
        if statement["state"] != "computed":
            continue
        page.goto(
            f"{finance.url}/odoo/action-tvshop_settlement.tvshop_supplier_statement_action"
            f"/{statement['id']}"
        )
        page.wait_for_selector("button[name=action_agree]:visible")
        page.keyboard.press("Alt+g")
        page.wait_for_selector("button[name=action_bill]:visible")
        page.keyboard.press("Alt+w")
        page.wait_for_selector(".o_field_widget[name=invoice_line_ids]")
    settled = records.rows(STATEMENTS)
    assert {one["kind"] for one in settled} == {"purchase", "consignment", "commission"}
    assert all(one["state"] == "billed" and one["billed"] == one["payable"] for one in settled)
    assert not finance.errors, finance.errors
