from odoo import api, models
from odoo.tools import SQL


class TvshopContribution(models.Model):
    _inherit = "tvshop.contribution"

    @api.model
    def _ledger(self, partners):
        """The recount, less what approved price reductions give back."""
        return SQL(
            """SELECT ledger.id, ledger.partner_id, ledger.company_id, ledger.at,
                      CASE WHEN ledger.at IS NULL THEN ledger.amount ELSE ledger.amount
                      - round(coalesce(n.amount, 0) / coalesce(nullif(o.currency_rate, 0), 1),
                              c.decimal_places) END AS amount
                 FROM (%s) ledger
                 JOIN sale_order o ON o.id = ledger.id
                 JOIN res_company m ON m.id = o.company_id
                 JOIN res_currency c ON c.id = m.currency_id
                 LEFT JOIN LATERAL (
                     SELECT sum(amount) - (
                            SELECT coalesce(sum(price_reduction), 0) FROM tvshop_return
                             WHERE order_id = o.id AND state = 'done') AS amount
                       FROM tvshop_price_note
                      WHERE order_id = o.id AND state = 'approved') n ON true""",
            super()._ledger(partners),
        )
