from odoo import fields, models
from odoo.tools import SQL

from .sale_order_money import OWED, PAID_BEFORE

AGES = [
    ("0_due", "Not due"),
    ("1_30", "1–30 days"),
    ("31_60", "31–60 days"),
    ("61_90", "61–90 days"),
    ("91_more", "More than 90 days"),
]
KINDS = [
    ("customer", "Customers' open items"),
    ("carrier", "Not remitted by carriers"),
    ("order", "Orders not paid, without invoice"),
]


class TvshopReceivableReport(models.Model):
    """What is owed to the company today, by how long it is due.

    Each amount is in one row: what is open in customers' accounts, what carriers have not remitted,
    and orders that were to be paid before delivery and have neither money nor an invoice. What a
    carrier has collected for an invoice, less what it gave back, is no longer owed by the customer,
    whether it is posted yet or not.
    Negative amounts are the company's debts.
    """

    _name = "tvshop.receivable.report"
    _description = "Ageing of Receivables"
    _auto = False
    _order = "due_on, id"
    _rec_name = "reference"
    _depends = {
        "account.move.line": [
            *("partner_id", "company_id", "date_maturity", "date", "amount_residual"),
            *("parent_state", "account_id", "move_name"),
        ],
        "account.account": ["account_type"],
        "tvshop.parcel.due": ["carrier_id", "company_id", "order_id", "name", "remit_by"]
        + ["balance", "date", "cod_amount", "is_posted"],
        "tvshop.due.return": ["due_id", "cod_amount", "is_posted"],
        "sale.order": [
            *("partner_id", "company_id", "date_order", "amount_total", "currency_rate"),
            *("payment_method_kind", "tvshop_state", "state", "tvshop_received_amount"),
            "tvshop_income_move_id",
        ],
        "tvshop.price.note": ["order_id", "amount", "state"],
        "tvshop.return": ["order_id", "state", "goods_value", "price_reduction"],
    }

    kind = fields.Selection(KINDS, "Owed By", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    carrier_id = fields.Many2one("delivery.carrier", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    reference = fields.Char(readonly=True, help="Entry, waybill or order.")
    due_on = fields.Date("Due", readonly=True)
    days = fields.Integer("Days Late", readonly=True, aggregator="max")
    age = fields.Selection(AGES, readonly=True)
    amount = fields.Monetary("Open", readonly=True)

    @property
    def _table_query(self):
        return SQL(VIEW, kinds=PAID_BEFORE)


VIEW = f"""
    WITH invoiced AS NOT MATERIALIZED (
        SELECT id AS order_id FROM sale_order WHERE tvshop_income_move_id IS NOT NULL
     UNION ALL
        SELECT s.order_id
          FROM sale_order_line s
          JOIN sale_order_line_invoice_rel r ON r.order_line_id = s.id
          JOIN account_move_line i ON i.id = r.invoice_line_id AND i.parent_state = 'posted'),
    open AS (
        SELECT 4 * l.id AS id, 'customer' AS kind, l.company_id, l.partner_id,
               NULL::int AS carrier_id, NULL::int AS order_id, l.move_name AS reference,
               COALESCE(l.date_maturity, l.date) AS due_on, l.amount_residual AS amount
          FROM account_move_line l
          JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
         WHERE l.parent_state = 'posted' AND l.amount_residual != 0
     UNION ALL
        SELECT 4 * d.id + 1, 'carrier', d.company_id, NULL, d.carrier_id, d.order_id, d.name,
               d.remit_by, d.balance
          FROM tvshop_parcel_due d
         WHERE d.balance != 0
     UNION ALL
        SELECT 4 * d.id + 3, 'customer', d.company_id, o.partner_id, NULL, d.order_id, d.name,
               d.date, u.amount
          FROM tvshop_parcel_due d JOIN sale_order o ON o.id = d.order_id
     LEFT JOIN (SELECT due_id, SUM(cod_amount) AS amount FROM tvshop_due_return
                 WHERE is_posted IS NOT TRUE GROUP BY due_id) r ON r.due_id = d.id
     CROSS JOIN LATERAL (
           SELECT CASE WHEN d.is_posted THEN COALESCE(r.amount, 0)
                       WHEN EXISTS (SELECT FROM invoiced WHERE order_id = o.id)
                       THEN COALESCE(r.amount, 0) - d.cod_amount ELSE 0 END AS amount) u
         WHERE u.amount != 0
     UNION ALL
        SELECT 4 * o.id + 2, 'order', o.company_id, o.partner_id, NULL, o.id, o.name,
               o.date_order::date,
               ROUND({OWED} / COALESCE(NULLIF(o.currency_rate, 0), 1), m.decimal_places)
          FROM sale_order o
          JOIN res_company c ON c.id = o.company_id
          JOIN res_currency m ON m.id = c.currency_id
         WHERE o.payment_method_kind IN %(kinds)s AND o.state = 'sale'
           AND o.tvshop_state IN ('ordered', 'exchange', 'shipped', 'delivered', 'settled')
           AND o.date_order >= c.tvshop_settle_from
           AND o.amount_total > COALESCE(o.tvshop_received_amount, 0) AND {OWED} > 0
           AND NOT EXISTS (SELECT FROM invoiced WHERE order_id = o.id)
    )
    SELECT o.*, t.days,
           CASE WHEN t.days <= 0 THEN '0_due' WHEN t.days <= 30 THEN '1_30'
                WHEN t.days <= 60 THEN '31_60' WHEN t.days <= 90 THEN '61_90'
                ELSE '91_more' END AS age
      FROM open o
      JOIN res_company c ON c.id = o.company_id
      JOIN res_partner p ON p.id = c.partner_id
     CROSS JOIN LATERAL (
           SELECT GREATEST(0, (now() AT TIME ZONE COALESCE(p.tz, 'UTC'))::date - o.due_on)
                  AS days) t
"""
