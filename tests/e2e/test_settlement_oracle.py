"""The demo company's closed month, settled by Odoo and by a plain script: equal to the cent."""

import subprocess
from decimal import Decimal

import pytest
from settlement_oracle import Month, cents

MONTH = """SELECT s.id, c.tvshop_settle_from AS first, s.date_to AS last, s.create_date AS made,
        COALESCE(p.tz, 'UTC') AS zone, c.id AS company_id,
        c.tvshop_settlement_tolerance AS tolerance
    FROM tvshop_settlement s JOIN res_company c ON c.id = s.company_id
    JOIN res_partner p ON p.id = c.partner_id
    WHERE s.state = 'posted' ORDER BY s.date_to LIMIT 1"""
# What happened, and what contracts say; nothing that the settlement has worked out.
FACTS = {
    "orders": """SELECT o.id, o.name, o.payment_method_kind AS payment, o.amount_total AS amount,
            o.tvshop_carrier_id AS carrier_id, COALESCE(p.state_id, y.state_id) AS state_id,
            p.city_id, y.name->>'en_US' AS city
        FROM sale_order o JOIN res_partner p ON p.id = o.partner_shipping_id
        LEFT JOIN res_city y ON y.id = p.city_id
        WHERE o.company_id = {company_id} AND o.tvshop_carrier_id IS NOT NULL
          AND o.tvshop_state IN ('delivered', 'settled', 'returned')""",
    "events": "SELECT order_id, to_state, date FROM tvshop_order_event",
    "order_lines": """SELECT l.id, l.order_id, l.product_id, l.product_uom_qty AS ordered,
            l.price_total AS amount, p.weight, COALESCE(l.is_delivery, FALSE) AS is_delivery
        FROM sale_order_line l JOIN product_product p ON p.id = l.product_id
        WHERE l.display_type IS NULL AND l.product_uom_qty > 0""",
    "moves": """SELECT m.id, m.sale_line_id AS order_line_id, m.picking_id, m.state, m.quantity,
            place.usage AS to_usage
        FROM stock_move m JOIN stock_location place ON place.id = m.location_dest_id
        JOIN stock_location source ON source.id = m.location_id
        WHERE m.sale_line_id IS NOT NULL AND place.usage != source.usage
          AND 'customer' IN (place.usage, source.usage)""",
    "waybills": """SELECT w.id, w.order_id, w.name, w.carrier_id, p.parcel_weight AS weight
        FROM tvshop_waybill w LEFT JOIN stock_picking p ON p.id = w.picking_id
        WHERE w.state = 'shipped'""",
    "told": "SELECT order_id, waybill FROM tvshop_feedback_event WHERE order_id IS NOT NULL",
    "returns": """SELECT l.id AS line_id, l.move_id, r.kind, r.booked_on, r.receipt_id,
            l.resell_qty AS resell, l.repair_qty AS repair, l.scrap_qty AS scrap
        FROM tvshop_return_line l JOIN tvshop_return r ON r.id = l.return_id
        WHERE r.state = 'done'""",
    "receipts": """SELECT m.product_id, m.date, m.quantity, o.partner_id, place.usage AS to_usage
        FROM stock_move m JOIN purchase_order_line l ON l.id = m.purchase_line_id
        JOIN purchase_order o ON o.id = l.order_id
        JOIN stock_location place ON place.id = m.location_dest_id WHERE m.state = 'done'""",
    "carrier_terms": """SELECT c.carrier_id, c.start, c.end, l.*, l.tvshop_cities AS cities,
            ARRAY(SELECT res_country_state_id
                    FROM res_country_state_tvshop_carrier_contract_line_rel
                   WHERE tvshop_carrier_contract_line_id = l.id) AS provinces,
            ARRAY(SELECT res_city_id FROM res_city_tvshop_carrier_contract_line_rel
                   WHERE tvshop_carrier_contract_line_id = l.id) AS districts
        FROM tvshop_carrier_contract_line l JOIN tvshop_carrier_contract c ON c.id = l.contract_id
        WHERE c.state = 'valid' ORDER BY l.sequence, l.id""",
    "supplier_contracts": """SELECT c.*,
            (SELECT json_object_agg(product_id, price) FROM tvshop_supplier_contract_line
              WHERE contract_id = c.id) AS prices,
            ARRAY(SELECT json_build_array(start, percent) FROM tvshop_supplier_tier
                   WHERE contract_id = c.id) AS tiers,
            ARRAY(SELECT json_build_object('reason', reason, 'percent', percent)
                    FROM tvshop_supplier_return_share WHERE contract_id = c.id) AS shares
        FROM tvshop_supplier_contract c WHERE c.state = 'valid'""",
}
# The files that were there when the month was closed.
FILES = """SELECT r.name, r.carrier_id, a.store_fname FROM tvshop_remittance r
    JOIN ir_attachment a ON a.res_model = 'tvshop.remittance' AND a.res_field = 'file'
     AND a.res_id = r.id
    WHERE r.create_date <= '{made}' ORDER BY r.id"""
BOOKED = """SELECT c.tvshop_partner_id AS partner_id, c.id AS carrier_id, a.role,
        SUM(l.balance) AS amount
    FROM account_move m
    JOIN account_move_line l ON l.move_id = m.id
    JOIN res_company o ON o.id = m.company_id
    JOIN tvshop_settlement s ON s.id = m.tvshop_settlement_id
    JOIN delivery_carrier c
      ON m.ref = s.name || ' · ' || COALESCE(c.name->>'zh_CN', c.name->>'en_US')
    CROSS JOIN LATERAL (SELECT CASE l.account_id
        WHEN o.tvshop_cod_account_id THEN 'cod' WHEN o.tvshop_carrier_fee_account_id THEN 'fees'
        WHEN o.tvshop_remittance_account_id THEN 'bank'
        WHEN o.tvshop_difference_account_id THEN 'off' ELSE 'customers' END AS role) a
    WHERE m.state = 'posted' AND s.id = {id} GROUP BY 1, 2, 3"""
# Bills as finance posts them, of the statements of the month.
BILL = """
statements = env["tvshop.supplier.statement"].search([("date_to", "=", {last!r})])
for statement in statements.filtered(lambda one: one.state == "computed"):
    statement.action_agree()
for statement in statements.filtered(lambda one: one.state == "agreed"):
    statement.action_bill()
statements.move_ids.filtered(lambda move: move.state == "draft").action_post()
env.cr.commit()
"""
BILLED = """SELECT c.name, c.kind,
        SUM(l.balance) FILTER (WHERE a.account_type = 'liability_payable') AS payable,
        SUM(l.balance) FILTER (WHERE l.account_id = o.tvshop_deduction_account_id) AS deducted,
        SUM(l.balance) AS nothing
    FROM tvshop_supplier_statement s JOIN tvshop_supplier_contract c ON c.id = s.contract_id
    JOIN res_company o ON o.id = c.company_id
    JOIN account_move m ON m.tvshop_statement_id = s.id AND m.state = 'posted'
    JOIN account_move_line l ON l.move_id = m.id JOIN account_account a ON a.id = l.account_id
    WHERE s.date_to = '{last}' GROUP BY 1, 2"""


@pytest.fixture
def month(records):
    return records.one(MONTH)


@pytest.fixture
def oracle(company, records, month):
    facts = {name: records.rows(query.format(**month)) for name, query in FACTS.items()}
    filestore = company.settings.state / "odoo" / "filestore" / company.settings.database
    facts["files"] = [
        file | {"content": (filestore / file["store_fname"]).read_bytes()}
        for file in records.rows(FILES.format(**month))
    ]
    facts["tolerance"] = month["tolerance"]
    return Month(facts, month["first"], month["last"], month["zone"])


def test_i2_three_carriers_are_booked_what_a_plain_script_finds(records, month, oracle):
    booked = {}
    for row in records.rows(BOOKED.format(**month)):
        if amount := cents(row["amount"]):
            booked.setdefault(row["carrier_id"], {})[row["role"]] = amount
    assert len(booked) == 3
    assert booked == oracle.carriers()
    assert all(book["cod"] and book["bank"] > 1000 for book in booked.values()), booked


def test_i1_three_suppliers_are_billed_what_a_plain_script_finds(company, records, month, oracle):
    subprocess.run(
        list(map(str, company.odoo_command("shell", "--no-http", "--log-level=error"))),
        input=BILL.format(**month),
        env=company.environ(),
        text=True,
        check=True,
    )
    billed = {row["name"]: row for row in records.rows(BILLED.format(**month))}
    assert {row["kind"] for row in billed.values()} == {"purchase", "consignment", "commission"}
    expected = oracle.suppliers()
    assert billed.keys() == expected.keys()
    for name, wanted in expected.items():
        row = billed[name]
        deducted = wanted["commission"] + wanted["media"] + wanted["storage"]
        assert -cents(row["payable"]) == wanted["payable"] > 0, (name, row, wanted)
        assert -cents(row["deducted"]) == deducted, (name, row, wanted)
        assert cents(row["nothing"]) == Decimal(0)
