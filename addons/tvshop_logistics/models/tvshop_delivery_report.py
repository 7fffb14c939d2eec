from odoo import fields, models
from odoo.tools import SQL

from .tvshop_feedback_format import STATUSES


class TvshopDeliveryReport(models.Model):
    """What became of each product that was sent: one row for a parcel and an order line."""

    _name = "tvshop.delivery.report"
    _description = "Delivery Results"
    _auto = False
    _order = "shipped_on DESC"
    _rec_name = "waybill"
    _depends = {
        "tvshop.feedback.event": ["carrier_id", "waybill", "order_id", "status", "time"],
        "tvshop.order.event": ["order_id", "to_state", "date"],
        "sale.order": ["company_id", "partner_shipping_id"],
        "sale.order.line": ["order_id", "product_id", "product_uom_qty", "is_delivery"],
        "res.partner": ["state_id", "city_id"],
    }

    carrier_id = fields.Many2one("delivery.carrier", readonly=True)
    waybill = fields.Char(readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    state_id = fields.Many2one("res.country.state", "Province", readonly=True)
    city_id = fields.Many2one("res.city", "District", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    shipped_on = fields.Datetime(readonly=True)
    outcome = fields.Selection(STATUSES, readonly=True)
    quantity = fields.Float(readonly=True)
    days = fields.Float(
        "Days to Deliver", readonly=True, aggregator="avg", digits=(16, 1),
        help="From leaving the house to the customer.",
    )  # fmt: skip
    success_rate = fields.Float(
        "Success %", readonly=True, aggregator="avg", digits=(16, 1),
        help="Delivered, of those whose end is known.",
    )  # fmt: skip
    refusal_rate = fields.Float("Refusal %", readonly=True, aggregator="avg", digits=(16, 1))

    @property
    def _table_query(self):
        return SQL(VIEW)


# A parcel that was refused and then delivered is delivered.
OUTCOMES = """
    SELECT carrier_id, waybill, MIN(order_id) AS order_id,
           CASE WHEN bool_or(status = 'delivered') THEN 'delivered'
                WHEN bool_or(status = 'returned') THEN 'returned'
                WHEN bool_or(status = 'refused') THEN 'refused'
                WHEN bool_or(status = 'lost') THEN 'lost'
                ELSE 'in_transit' END AS outcome,
           MIN(time) FILTER (WHERE status = 'delivered') AS delivered_on
      FROM tvshop_feedback_event
     WHERE order_id IS NOT NULL
  GROUP BY carrier_id, waybill
"""
VIEW = f"""
    SELECT ROW_NUMBER() OVER (ORDER BY l.id, p.carrier_id, p.waybill) AS id,
           p.carrier_id, p.waybill, p.order_id, o.company_id,
           COALESCE(a.state_id, c.state_id) AS state_id, a.city_id, l.product_id, t.categ_id,
           s.shipped_on, p.outcome, l.product_uom_qty AS quantity,
           EXTRACT(EPOCH FROM p.delivered_on - s.shipped_on) / 86400 AS days,
           CASE p.outcome WHEN 'delivered' THEN 100 WHEN 'in_transit' THEN NULL ELSE 0 END
               AS success_rate,
           CASE WHEN p.outcome IN ('refused', 'returned') THEN 100
                WHEN p.outcome = 'in_transit' THEN NULL ELSE 0 END AS refusal_rate
      FROM ({OUTCOMES}) p
      JOIN sale_order o ON o.id = p.order_id
      JOIN sale_order_line l ON l.order_id = o.id
       AND l.is_delivery IS NOT TRUE AND l.display_type IS NULL
      JOIN product_product pp ON pp.id = l.product_id
      JOIN product_template t ON t.id = pp.product_tmpl_id
      JOIN res_partner a ON a.id = o.partner_shipping_id
 LEFT JOIN res_city c ON c.id = a.city_id
 LEFT JOIN LATERAL (
           SELECT MIN(date) AS shipped_on FROM tvshop_order_event e
            WHERE e.order_id = o.id AND e.to_state = 'shipped') s ON TRUE
"""
