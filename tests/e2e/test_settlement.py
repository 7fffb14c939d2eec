"""Finance settles with carriers and suppliers, on screen: from files to posted entries."""

from datetime import date, timedelta

import openpyxl
import pytest
from floor import eventually
from warehouse import Person, Warehouse

OPEN = """SELECT d.name, d.cod_amount AS cod, d.fee_amount AS fee, d.date, o.id AS order_id
    FROM tvshop_parcel_due d
    JOIN delivery_carrier c ON c.id = d.carrier_id
    JOIN sale_order o ON o.id = d.order_id
    WHERE c.tvshop_code = '{}' AND d.cause = 'not_remitted' AND d.cod_amount > 100
      AND o.tvshop_state = 'delivered'
    ORDER BY d.date, d.id LIMIT {}"""
DUE = """SELECT d.cause, d.is_closed, d.written_off, d.balance, o.tvshop_state AS state
    FROM tvshop_parcel_due d JOIN sale_order o ON o.id = d.order_id WHERE d.name = '{}'"""
BOOKS = """SELECT c.tvshop_code AS carrier, sum(l.debit) AS debit, sum(l.credit) AS credit
    FROM account_move_line l JOIN account_move m ON m.id = l.move_id
    JOIN delivery_carrier c ON m.ref LIKE '%· ' || (c.name->>'zh_CN')
     OR m.ref LIKE '%· ' || (c.name->>'en_US')
    WHERE m.state = 'posted' AND m.tvshop_settlement_id =
        (SELECT id FROM tvshop_settlement WHERE state = 'posted' ORDER BY date_to DESC LIMIT 1)
    GROUP BY c.tvshop_code"""
# What each carrier's clerks write above their columns; the post tells what it pays alone.
HEADERS = {
    "EMS": ("邮件号", "结算日期", "代收货款", "资费", "结算批次"),
    "POST": ("包裹单号", "汇款日期", "汇款金额"),
    "COURIER": ("运单号", "回款日期", "代收金额", "手续费", "回款单号"),
}


def carriers_file(folder, carrier, name, *rows):
    """A file as the carrier sends it.

    :param rows: (waybill, day, collected, fee)
    :return: its path
    """
    table = [HEADERS[carrier]]
    for waybill, day, cod, fee in rows:
        whole = (waybill, f"{day}", f"{cod:.2f}", f"{fee:.2f}", name)
        net = (waybill, f"{day}", f"{cod - fee:.2f}")
        table.append(net if carrier == "POST" else whole)
    if carrier == "COURIER":
        book = openpyxl.Workbook()
        for row in table:
            book.active.append(row)
        book.save(path := folder / f"{name}.xlsx")
        return path
    encoding, separator = {"EMS": ("gb18030", ","), "POST": ("utf-8-sig", "\t")}[carrier]
    path = folder / f"{name}.{'csv' if carrier == 'EMS' else 'txt'}"
    path.write_text("".join(f"{separator.join(row)}\r\n" for row in table), encoding=encoding)
    return path


@pytest.fixture
def finance(chromium, company):
    person = Person.come(chromium, company, "finance")
    yield person
    person.close()


@pytest.fixture
def warehouse(chromium, company):
    person = Warehouse.come(chromium, company, "warehouse")
    yield person
    person.close()


def go(person, action):
    person.page.goto(f"{person.url}/odoo/action-tvshop_settlement.{action}")


def read_remittance(person, carrier, path):
    page = person.page
    label = person.records.one(
        f"SELECT name->>'zh_CN' AS zh, name->>'en_US' AS en FROM delivery_carrier"
        f" WHERE tvshop_code = '{carrier}'"
    )
    name = label["zh"] or label["en"]
    go(person, "tvshop_remittance_action")
    page.click(
        "button:has-text('回款文件'), .o_list_buttons button, .o_control_panel button.btn-primary"
    )
    page.wait_for_selector(".modal .o_field_widget[name=carrier_id] input")
    page.fill(".modal .o_field_widget[name=carrier_id] input", name)
    page.click(f".o-autocomplete--dropdown-item:has-text('{name}')")
    page.set_input_files(".modal input[type=file]", path)
    page.click(".modal button[name=action_read]")
    page.wait_for_selector(".o_form_view .o_statusbar_status button[data-value=done]")


LAST = "SELECT max(date_to) AS day FROM tvshop_settlement WHERE state = 'posted'"
UNDONE = "SELECT id FROM tvshop_settlement WHERE state NOT IN ('posted', 'reversed') ORDER BY id"


def open_settlement(person):
    """Show the settlement that is open, else a new one up to the day after the last one.

    :return: its id
    """
    records = person.records
    if undone := records.rows(UNDONE):
        run = undone[0]["id"]
    else:
        day = date.fromisoformat(records.one(LAST)["day"]) + timedelta(days=1)
        run = person.call("tvshop.settlement", "create", [{"date_to": str(day)}])[0]
    person.page.goto(f"{person.url}/odoo/action-tvshop_settlement.tvshop_settlement_action/{run}")
    person.page.wait_for_selector("button[name=action_compute]:visible")
    return run


def settle(person):
    page = person.page
    open_settlement(person)
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


def solve(person, due, hotkey, note):
    """From the list of differences: the parcel, what to do about it, and why."""
    page = person.page
    page.click(f"td[name=name]:has-text('{due['name']}')")
    page.wait_for_selector(f".o_form_view button[data-hotkey={hotkey}]")
    page.keyboard.press(f"Alt+{hotkey}")
    page.wait_for_selector(".modal [name=note] input")
    page.fill(".modal [name=note] input", note)
    page.keyboard.press("Alt+q")
    page.wait_for_selector(".modal", state="detached")


def test_i2_finance_settles_with_three_carriers_from_files_to_posted_entries(
    finance, records, tmp_path
):
    dues = {carrier: records.rows(OPEN.format(carrier, 2)) for carrier in HEADERS}
    *dues["EMS"], twice = records.rows(OPEN.format("EMS", 3))
    page = finance.page

    def read(carrier, name, *rows):
        read_remittance(finance, carrier, carriers_file(tmp_path, carrier, name, *rows))

    # EMS pays 50 less for the second, another one twice, and something for a parcel that nobody
    # knows.
    (paid, short) = dues["EMS"]
    read(
        "EMS",
        "E2E-EMS",
        (paid["name"], paid["date"], paid["cod"], paid["fee"]),
        (short["name"], short["date"], short["cod"] - 50, short["fee"]),
        (twice["name"], twice["date"], twice["cod"], twice["fee"]),
        (twice["name"], date.today(), twice["cod"], twice["fee"]),
        ("ZZ99999999", paid["date"], 1, 0),
    )
    remittance = page.url
    page.click("button[name=action_view_unknown]")
    page.click(".o_data_row:has-text('ZZ99999999') button:has(.fa-pencil)")
    page.wait_for_selector(".modal [name=note] input")
    page.fill(".modal [name=note] input", "查无此件，金额1元")
    page.keyboard.press("Alt+w")
    page.wait_for_selector(".modal", state="detached")
    page.goto(remittance)
    page.click("button[name=action_view_differences]")
    solve(finance, short, "w", "外包装破损，赔付")
    page.goto(remittance)
    page.click("button[name=action_view_differences]")
    solve(finance, twice, "c", "重复回款，下批扣回")
    assert records.one(DUE.format(twice["name"]))["cause"] == "twice"
    read("EMS", "E2E-EMS-2", (twice["name"], date.today(), -twice["cod"], -twice["fee"]))
    # The post pays 80 less: claimed, and paid with the next file.
    (whole, claimed) = dues["POST"]
    read(
        "POST",
        "E2E-POST-1",
        (whole["name"], whole["date"], whole["cod"], whole["fee"]),
        (claimed["name"], claimed["date"], claimed["cod"] - 80, claimed["fee"]),
    )
    page.click("button[name=action_view_differences]")
    solve(finance, claimed, "c", "少汇80元")
    read("POST", "E2E-POST-2", (claimed["name"], claimed["date"], 80, 0))
    # The courier keeps 3 more than by its contract.
    (right, dear) = dues["COURIER"]
    read(
        "COURIER",
        "E2E-COURIER",
        (right["name"], right["date"], right["cod"], right["fee"]),
        (dear["name"], dear["date"], dear["cod"], dear["fee"] + 3),
    )
    page.click("button[name=action_view_differences]")
    solve(finance, dear, "w", "偏远地区附加费")
    settle(finance)
    off = {short["name"]: 50, dear["name"]: 3}
    for due in (twice, *(one for pair in dues.values() for one in pair)):
        found = records.one(DUE.format(due["name"]))
        assert (found["state"], found["is_closed"], found["balance"]) == ("settled", True, 0), due
        assert found["written_off"] == off.get(due["name"], 0), due
    books = records.rows(BOOKS)
    assert {one["carrier"] for one in books} == set(HEADERS)
    assert all(one["debit"] == one["credit"] > 0 for one in books), books
    assert not finance.errors, finance.errors


STATEMENTS = """SELECT s.id, s.contract_id, c.kind, s.state, s.payable,
        (SELECT SUM(CASE move_type WHEN 'in_invoice' THEN amount_total ELSE -amount_total END)
           FROM account_move WHERE tvshop_statement_id = s.id AND state = 'posted') AS billed
    FROM tvshop_supplier_statement s JOIN tvshop_supplier_contract c ON c.id = s.contract_id
    ORDER BY s.id"""
LINES = """SELECT product_id, quantity, is_disputed FROM tvshop_supplier_statement_line
    WHERE statement_id = {} ORDER BY id"""
TIED = "SELECT DISTINCT product_id FROM tvshop_supplier_entry WHERE statement_id = {}"


def open_statement(person, statement):
    action = "tvshop_settlement.tvshop_supplier_statement_action"
    person.page.goto(f"{person.url}/odoo/action-{action}/{statement}")
    person.page.wait_for_selector(".o_form_view .o_statusbar_status")


def dispute(page, note):
    """The supplier does not agree to the first line."""
    row = page.locator("[name=line_ids] .o_data_row").first
    row.locator("td[name=note]").click()
    row.locator("[name=note] input").fill(note)
    row.locator("[name=is_disputed] input").check()
    page.click(".o_form_button_save")
    page.wait_for_selector(".o_form_button_save", state="hidden")


def send(page):
    """By mail, with what is attached; the chatter has it then."""
    page.click("button[name=action_send]:visible")
    page.wait_for_selector(".modal .o_attachment_many2many, .modal [name=attachment_ids]")
    page.click(".modal button[name=action_send_mail]")
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_selector(".o-mail-Message .o-mail-AttachmentList")


def test_i1_finance_bills_a_supplier_of_each_kind_by_keyboard(finance, records):
    page = finance.page
    mine = [one for one in records.rows(STATEMENTS) if one["state"] == "computed"]
    for statement in mine:
        open_statement(finance, statement["id"])
        send(page)
        page.keyboard.press("Alt+g")
        page.wait_for_selector("button[name=action_bill]:visible")
        page.keyboard.press("Alt+w")
        page.wait_for_selector(".o_field_widget[name=invoice_line_ids]")
        page.click("button[name=action_post]:visible")
        page.wait_for_selector(".o_arrow_button_current[data-value=posted]")
    settled = records.rows(STATEMENTS)
    assert {one["kind"] for one in settled} == {"purchase", "consignment", "commission"}
    assert {one["state"] for one in settled} == {"billed"}
    posted = [one for one in settled if one["id"] in {before["id"] for before in mine}]
    assert all(one["billed"] == one["payable"] for one in posted), posted
    # What is disputed stays out of the statement that is agreed.
    (contract,) = (one["contract_id"] for one in settled if one["kind"] == "commission")
    vals = {"contract_id": contract, "date_to": str(date.today())}
    (later,) = finance.call("tvshop.supplier.statement", "create", [vals])
    open_statement(finance, later)
    page.keyboard.press("Alt+m")
    page.wait_for_selector("button[name=action_agree]:visible")
    dispute(page, "数量与我方发货单不符")
    page.keyboard.press("Alt+g")
    page.wait_for_selector("button[name=action_bill]:visible")
    (line,) = (row for row in records.rows(LINES.format(later)) if row["is_disputed"])
    tied = records.rows(TIED.format(later))
    assert tied and line["product_id"] not in {row["product_id"] for row in tied}
    page.click("button[name=action_back_to_draft]:visible")
    page.wait_for_selector("button[name=action_compute]:visible")
    assert not finance.errors, finance.errors


SETTLED = """SELECT d.id, d.name AS waybill, o.name, o.id AS order_id, p.default_code AS code,
        d.cod_amount AS cod, d.company_id
    FROM tvshop_parcel_due d
    JOIN delivery_carrier c ON c.id = d.carrier_id AND c.tvshop_code = 'EMS'
    JOIN sale_order o ON o.id = d.order_id AND o.tvshop_state = 'settled'
    JOIN sale_order_line l ON l.order_id = o.id
    JOIN product_product p ON p.id = l.product_id AND p.default_code IS NOT NULL
    JOIN stock_move m ON m.sale_line_id = l.id AND m.state = 'done' AND m.quantity = 1
    WHERE d.is_closed AND d.cod_amount > 0
      AND (SELECT count(*) FROM stock_move n WHERE n.sale_line_id IN
            (SELECT id FROM sale_order_line WHERE order_id = o.id)) = 1
    ORDER BY d.id LIMIT 1"""
LATE = """SELECT d.cause, d.is_closed, d.balance, r.cod_amount AS cod, r.fee_amount AS fee,
        r.is_posted, g.is_paid
    FROM tvshop_due_return r
    JOIN tvshop_parcel_due d ON d.id = r.due_id
    JOIN tvshop_return g ON g.id = r.return_id
    WHERE d.id = %s"""


def test_i4_late_return_after_the_month_was_settled(finance, warehouse, records, company, tmp_path):
    if not records.rows(SETTLED):
        settle(finance)
    parcel = records.one(SETTLED)
    company.cluster.query(
        "UPDATE res_company SET tvshop_cod_return_method = 'carrier'"
        f" WHERE id = {parcel['company_id']} RETURNING id"
    )
    warehouse.receive(parcel["name"], parcel["code"])
    order = records.one(f"SELECT tvshop_state FROM sale_order WHERE id = {parcel['order_id']}")
    assert order["tvshop_state"] == "returned"
    # The next settlement finds it, before the carrier has told of it.
    if records.rows(UNDONE):
        settle(finance)
    run = open_settlement(finance)
    page = finance.page
    page.keyboard.press("Alt+m")
    page.wait_for_selector("button[name=action_check]:visible")
    late = records.one(LATE % parcel["id"])
    assert (late["cause"], late["is_closed"], late["is_paid"]) == ("to_take_back", False, False)
    assert late["balance"] == -late["cod"] - late["fee"]
    # The carrier deducts it: a negative row of its next file.
    row = (parcel["waybill"], date.today(), -late["cod"], late["fee"])
    path = carriers_file(tmp_path, "EMS", f"LATE{run}", row)
    read_remittance(finance, "EMS", path)
    page.goto(f"{finance.url}/odoo/action-tvshop_settlement.tvshop_settlement_action/{run}")
    page.click("button[name=action_compute]:visible")
    page.wait_for_selector("[name=returned_total]")
    page.click("button[name=action_check]:visible")
    page.click("button[name=action_post]")
    eventually(
        lambda: (
            records.one(f"SELECT state FROM tvshop_settlement WHERE id = {run}")["state"]
            == "posted"
        ),
        "the settlement was not posted",
        patience=120,
    )
    late = records.one(LATE % parcel["id"])
    assert (late["cause"], late["is_closed"], late["is_posted"]) == ("matched", True, True)
    books = records.one(
        "SELECT sum(l.debit) AS debit, sum(l.credit) AS credit FROM account_move_line l"
        f" JOIN account_move m ON m.id = l.move_id WHERE m.tvshop_settlement_id = {run}"
    )
    assert books["debit"] == books["credit"] > 0
    # From the parcel to the goods that came back.
    page.goto(
        f"{finance.url}/odoo/action-tvshop_settlement.tvshop_parcel_due_action/{parcel['id']}"
    )
    page.wait_for_selector("[name=return_ids] td[name=return_id]")
    assert not finance.errors, finance.errors
    assert not warehouse.errors, warehouse.errors


def test_i2_finance_matches_a_bank_line_by_keyboard(finance, records):
    paid = records.one(
        "SELECT r.id, r.net_amount AS amount, min(l.reference) AS reference"
        " FROM tvshop_remittance r JOIN tvshop_remittance_line l ON l.remittance_id = r.id"
        " WHERE r.bank_line_id IS NULL AND r.net_amount > 0 AND length(l.reference) > 4"
        " GROUP BY r.id ORDER BY r.id LIMIT 1"
    )
    page = finance.page
    go(finance, "tvshop_bank_line_action")
    page.wait_for_selector(".o_list_view")
    page.keyboard.press("Alt+c")
    page.wait_for_selector(".o_selected_row [name=payment_ref] input")
    page.fill(".o_selected_row [name=payment_ref] input", f"代收货款 {paid['reference']}")
    page.fill(".o_selected_row [name=amount] input", str(paid["amount"]))
    # The row is saved and all that is shown is matched.
    page.keyboard.press("Alt+m")
    page.wait_for_selector(".o_notification")

    def is_matched():
        remittance = f"SELECT bank_line_id FROM tvshop_remittance WHERE id = {paid['id']}"
        return records.one(remittance)["bank_line_id"]

    eventually(is_matched, "the bank's line was not matched")
    # Of what is left, one is matched by hand.
    page.keyboard.press("Alt+w")
    page.wait_for_selector(".modal [name=remittance_ids]")
    assert not finance.errors, finance.errors
