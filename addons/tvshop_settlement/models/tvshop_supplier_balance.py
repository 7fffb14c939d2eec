from odoo import fields, models
from odoo.tools import SQL

KINDS = [
    ("statement", "Statement not billed"),
    ("draft", "Bill not posted"),
    ("bill", "Bill"),
    ("credit", "Credit note"),
    ("paid", "Paid"),
]


class TvshopSupplierBalance(models.Model):
    """What is owed to suppliers, by what made it: the sum up to a day is what is owed on that day.

    Each amount is in one row: a statement until it is billed, its bill until that is posted, and
    from then on the entries on suppliers' accounts, also those that are of no statement.
    """

    _name = "tvshop.supplier.balance"
    _description = "What Suppliers Are Owed"
    _auto = False
    _order = "date DESC, id DESC"
    _rec_name = "reference"
    _depends = {
        "tvshop.supplier.statement": ["partner_id", "company_id", "date_to", "state", "payable"],
        "account.move": [
            *("tvshop_statement_id", "state", "move_type", "invoice_date", "date"),
            *("commercial_partner_id", "amount_total_signed"),
        ],
        "account.move.line": [
            *("partner_id", "company_id", "date", "balance", "parent_state", "account_id"),
            "move_id",
        ],
        "account.account": ["account_type"],
        "res.partner": ["commercial_partner_id"],
    }

    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    amount = fields.Monetary("Owed", readonly=True)
    reference = fields.Char(readonly=True, help="Statement or entry.")
    statement_id = fields.Many2one("tvshop.supplier.statement", readonly=True)
    move_id = fields.Many2one("account.move", "Entry", readonly=True)

    @property
    def _table_query(self):
        return SQL(VIEW)


VIEW = """
    SELECT 4 * s.id AS id, p.commercial_partner_id AS partner_id, s.company_id, s.date_to AS date,
           'statement' AS kind, s.payable AS amount, s.name AS reference, s.id AS statement_id,
           NULL::int AS move_id
      FROM tvshop_supplier_statement s
      JOIN res_partner p ON p.id = s.partner_id
     WHERE s.state IN ('computed', 'agreed') AND s.payable != 0
 UNION ALL
    SELECT 4 * m.id + 1, m.commercial_partner_id, m.company_id, COALESCE(m.invoice_date, m.date),
           'draft', -m.amount_total_signed, s.name, s.id, m.id
      FROM account_move m
      JOIN tvshop_supplier_statement s ON s.id = m.tvshop_statement_id
     WHERE m.state = 'draft'
 UNION ALL
    SELECT 4 * l.id + 2, l.partner_id, l.company_id, l.date,
           CASE m.move_type WHEN 'in_invoice' THEN 'bill' WHEN 'in_refund' THEN 'credit'
                ELSE 'paid' END,
           -l.balance, m.name, m.tvshop_statement_id, m.id
      FROM account_move_line l
      JOIN account_account a ON a.id = l.account_id AND a.account_type = 'liability_payable'
      JOIN account_move m ON m.id = l.move_id
     WHERE l.parent_state = 'posted' AND l.balance != 0
"""
