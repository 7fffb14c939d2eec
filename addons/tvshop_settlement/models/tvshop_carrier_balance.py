from odoo import fields, models
from odoo.tools import SQL

KINDS = [
    ("cod", "Collected"),
    ("returned", "Taken back"),
    ("delivery_fee", "Delivery fee"),
    ("cod_fee", "Collecting fee"),
    ("return_fee", "Return fee"),
    ("paid", "Paid"),
    ("off", "Written off"),
]


class TvshopCarrierBalance(models.Model):
    """What carriers owe, by what made it: the sum up to a day is what is owed on that day."""

    _name = "tvshop.carrier.balance"
    _description = "What Carriers Owe"
    _auto = False
    _order = "date DESC, id DESC"
    _rec_name = "waybill"
    _depends = {
        "tvshop.parcel.due": [
            *("carrier_id", "company_id", "order_id", "name", "date", "settlement_id"),
            *("cod_amount", "delivery_fee", "cod_fee", "return_fee", "is_posted"),
        ],
        "tvshop.remittance.line": [
            *("carrier_id", "company_id", "waybill", "date", "settlement_id"),
            *("net_amount", "is_posted"),
        ],
        "tvshop.due.return": [
            *("due_id", "settlement_id", "company_id", "date", "cod_amount", "fee_amount"),
            "is_posted",
        ],
        "tvshop.due.closing": ["due_id", "line_id", "settlement_id", "amount", "is_posted"],
        "tvshop.settlement": ["date_to", "company_id"],
    }

    carrier_id = fields.Many2one("delivery.carrier", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_id = fields.Many2one("sale.order", readonly=True)
    waybill = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    amount = fields.Monetary("Owed", readonly=True)
    settlement_id = fields.Many2one("tvshop.settlement", readonly=True)
    is_posted = fields.Boolean("Posted", readonly=True)

    @property
    def _table_query(self):
        return SQL(VIEW)


VIEW = """
    SELECT 8 * d.id + k.place AS id, d.carrier_id, d.company_id, d.order_id, d.name AS waybill,
           d.date, k.kind, k.amount, d.settlement_id, COALESCE(d.is_posted, FALSE) AS is_posted
      FROM tvshop_parcel_due d
CROSS JOIN LATERAL (VALUES (0, 'cod', d.cod_amount), (1, 'delivery_fee', -d.delivery_fee),
                           (2, 'cod_fee', -d.cod_fee), (3, 'return_fee', -d.return_fee)
           ) k (place, kind, amount)
     WHERE k.amount != 0
 UNION ALL
    SELECT 8 * r.id + k.place, d.carrier_id, d.company_id, d.order_id, d.name, r.date, k.kind,
           k.amount, r.settlement_id, COALESCE(r.is_posted, FALSE)
      FROM tvshop_due_return r
      JOIN tvshop_parcel_due d ON d.id = r.due_id
CROSS JOIN LATERAL (VALUES (6, 'returned', -r.cod_amount), (7, 'return_fee', -r.fee_amount)
           ) k (place, kind, amount)
     WHERE k.amount != 0
 UNION ALL
    SELECT 8 * l.id + 4, l.carrier_id, l.company_id, NULL, l.waybill, l.date, 'paid',
           -l.net_amount, l.settlement_id, COALESCE(l.is_posted, FALSE)
      FROM tvshop_remittance_line l
     WHERE l.net_amount != 0
 UNION ALL
    SELECT 8 * c.id + 5, COALESCE(d.carrier_id, l.carrier_id), s.company_id, d.order_id,
           COALESCE(d.name, l.waybill), s.date_to, 'off', -c.amount, c.settlement_id, TRUE
      FROM tvshop_due_closing c
 LEFT JOIN tvshop_parcel_due d ON d.id = c.due_id
 LEFT JOIN tvshop_remittance_line l ON l.id = c.line_id
      JOIN tvshop_settlement s ON s.id = c.settlement_id
     WHERE c.is_posted AND c.amount != 0
"""
