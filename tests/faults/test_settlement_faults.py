"""A settlement's process is killed before and after each of its commits, and goes on."""

import subprocess
from pathlib import Path

from floor import Records

HERE = Path(__file__).parent
SCRIPT = f"import sys; sys.path.insert(0, {str(HERE)!r})\nimport settling; settling.run(env)\n"
RUN = """SELECT id, state, due_count, closing_count, cod_total, returned_total, fee_total,
    received_total, off_total FROM tvshop_settlement ORDER BY id DESC LIMIT 1"""
BOOKED = """SELECT a.role, round(sum(l.balance), 2) AS amount
    FROM account_move_line l
    JOIN account_move m ON m.id = l.move_id AND m.state = 'posted'
    JOIN res_company c ON c.id = l.company_id
    CROSS JOIN LATERAL (SELECT CASE l.account_id
        WHEN c.tvshop_cod_account_id THEN 'cod'
        WHEN c.tvshop_carrier_fee_account_id THEN 'fees'
        WHEN c.tvshop_remittance_account_id THEN 'bank'
        WHEN c.tvshop_difference_account_id THEN 'off'
        ELSE 'customers' END AS role) a
    WHERE m.tvshop_settlement_id = {} GROUP BY a.role"""
# An order paid ahead is not settled before its money is there.
UNSETTLED = """SELECT count(*) AS count FROM tvshop_due_closing c
    JOIN tvshop_parcel_due d ON d.id = c.due_id
    JOIN sale_order o ON o.id = d.order_id
    WHERE c.settlement_id = {} AND o.tvshop_state = 'delivered'
      AND o.payment_method_kind = 'cod'"""


def test_r22_settlement_killed_at_each_commit_posts_everything_once(company):
    records = Records(company)
    output = subprocess.run(
        list(map(str, company.odoo_command("shell", "--no-http", "--log-level=error"))),
        input=SCRIPT,
        env=company.environ(),
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
    kills = int(output.split("killed")[1].split()[0])
    run = records.one(RUN)
    assert run["state"] == "posted" and kills >= 10, (run, kills)
    booked = {row["role"]: row["amount"] for row in records.rows(BOOKED.format(run["id"]))}
    assert booked["customers"] == run["returned_total"] - run["cod_total"]
    assert booked["fees"] == run["fee_total"]
    assert booked["bank"] == run["received_total"]
    assert booked.get("off", 0) == run["off_total"]
    assert round(sum(booked.values()), 2) == 0
    assert records.one(UNSETTLED.format(run["id"]))["count"] == 0
