from odoo import api, fields, models
from odoo.tools import SQL

SUMS = """
    SELECT carrier_id, SUM(parcels)::int AS due_count, SUM(cod) AS cod_amount,
           SUM(returned) AS returned_amount, SUM(fee) AS fee_amount,
           SUM(cod - returned - fee) AS due_amount, SUM(received) AS received_amount,
           SUM(off) AS off_amount, SUM(open + cod - returned - fee - received - off) AS open_amount
      FROM (SELECT carrier_id, 1 AS parcels, cod_amount AS cod, 0 AS returned, fee_amount AS fee,
                   0 AS received, 0 AS off, 0 AS open
              FROM tvshop_parcel_due WHERE settlement_id = %(run)s
         UNION ALL
            SELECT d.carrier_id, 0, 0, r.cod_amount, r.fee_amount, 0, 0, 0
              FROM tvshop_due_return r JOIN tvshop_parcel_due d ON d.id = r.due_id
             WHERE r.settlement_id = %(run)s
         UNION ALL
            SELECT carrier_id, 0, 0, 0, 0, net_amount, 0, 0
              FROM tvshop_remittance_line WHERE settlement_id = %(run)s
         UNION ALL
            SELECT COALESCE(d.carrier_id, l.carrier_id), 0, 0, 0, 0, 0, c.amount, 0
              FROM tvshop_due_closing c
         LEFT JOIN tvshop_parcel_due d ON d.id = c.due_id
         LEFT JOIN tvshop_remittance_line l ON l.id = c.line_id
             WHERE c.settlement_id = %(run)s
         UNION ALL
            SELECT carrier_id, 0, 0, 0, 0, 0, 0, amount
              FROM (%(balance)s) b WHERE company_id = %(company)s AND is_posted
           ) g
     GROUP BY carrier_id
    HAVING bool_or(open = 0) OR SUM(open) != 0
"""


class TvshopSettlementCarrier(models.Model):
    """What a settlement comes to with one carrier, as it was computed."""

    _name = "tvshop.settlement.carrier"
    _description = "Settlement's Sums of a Carrier"
    _order = "settlement_id DESC, carrier_id"
    _rec_name = "carrier_id"
    _log_access = False

    settlement_id = fields.Many2one(
        "tvshop.settlement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="settlement_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, readonly=True, ondelete="restrict"
    )
    due_count = fields.Integer("Parcels Charged", readonly=True)
    cod_amount = fields.Monetary("Collected", readonly=True)
    returned_amount = fields.Monetary("Taken Back", readonly=True)
    fee_amount = fields.Monetary("Fees", readonly=True)
    due_amount = fields.Monetary("Due", readonly=True)
    received_amount = fields.Monetary("Received", readonly=True)
    off_amount = fields.Monetary("Written Off", readonly=True)
    open_amount = fields.Monetary(
        "Owed After", readonly=True, help="What the carrier still owes once this is posted."
    )

    @api.model
    def _make(self, run):
        self.env.flush_all()
        balance = self.env["tvshop.carrier.balance"]._table_query
        self.env.cr.execute(SQL(SUMS, run=run.id, company=run.company_id.id, balance=balance))
        self.create([{**row, "settlement_id": run.id} for row in self.env.cr.dictfetchall()])
