from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..sorting.success import Score
from .tvshop_delivery_report import OUTCOMES

# Who delivered well two years ago need not do so today.
REMEMBERED = timedelta(days=365)


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

    @api.model
    def _cron_count(self):
        """Count anew what became of the parcels of the last year."""
        self.env["tvshop.feedback.event"].flush_model()
        self.env.cr.execute("DELETE FROM tvshop_carrier_score")
        self.env.cr.execute(
            SQL(
                """INSERT INTO tvshop_carrier_score
                               (carrier_id, state_id, city_id, delivered, ended)
                   SELECT p.carrier_id, x.state_id, a.city_id,
                          COUNT(*) FILTER (WHERE p.outcome = 'delivered'), COUNT(*)
                     FROM (%s) p
                     JOIN sale_order o ON o.id = p.order_id AND o.date_order > %s
                     JOIN res_partner a ON a.id = o.partner_shipping_id
                LEFT JOIN res_city c ON c.id = a.city_id
               CROSS JOIN LATERAL (SELECT COALESCE(a.state_id, c.state_id) AS state_id) x
                    WHERE p.outcome != 'in_transit'
                 GROUP BY GROUPING SETS ((p.carrier_id), (p.carrier_id, x.state_id),
                                         (p.carrier_id, x.state_id, a.city_id))
                   HAVING GROUPING(x.state_id) = 1
                       OR x.state_id IS NOT NULL
                      AND (GROUPING(a.city_id) = 1 OR a.city_id IS NOT NULL)""",
                SQL(OUTCOMES),
                fields.Datetime.now() - REMEMBERED,
            )
        )
        self.invalidate_model()
