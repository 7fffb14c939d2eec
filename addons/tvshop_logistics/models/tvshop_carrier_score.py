from odoo import api, fields, models
from odoo.tools import SQL

from ..sorting.success import Score


class TvshopCarrierScore(models.Model):
    """How many of a carrier's parcels arrived, per district, province and in all; kept nightly."""

    _name = "tvshop.carrier.score"
    _description = "Carrier's Success by District"
    _log_access = False

    carrier_id = fields.Many2one("delivery.carrier", required=True, index=True, ondelete="cascade")
    state_id = fields.Many2one("res.country.state", ondelete="cascade")
    city_id = fields.Many2one("res.city", ondelete="cascade")
    delivered = fields.Integer(required=True)
    ended = fields.Integer(required=True)

    @api.model
    def _of(self, carriers, places):
        """Scores by `(carrier, state or 0, city or 0)` for these carriers and `Place`s."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT carrier_id, COALESCE(state_id, 0), COALESCE(city_id, 0), delivered, ended
                     FROM tvshop_carrier_score
                    WHERE carrier_id = ANY(%s)
                      AND (city_id = ANY(%s) OR city_id IS NULL)""",
                carriers.ids,
                list({place.city for place in places if place.city}),
            )
        )
        return {tuple(row[:3]): Score(*row[3:]) for row in self.env.cr.fetchall()}
