from odoo import api, fields, models

# Goods that were handed over count; those under way may still be refused at the door.
KEPT_STATES = ("delivered", "settled")


class SaleOrder(models.Model):
    """What an order has brought in: what the customer kept of it, and since when."""

    _inherit = "sale.order"

    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    contribution = fields.Monetary(
        compute="_compute_contribution",
        store=True,
        currency_field="company_currency_id",
        help="Price with taxes of what was handed over and did not come back, without the "
        "delivery fee.",
    )
    contribution_at = fields.Datetime(
        "Contributed On",
        compute="_compute_contribution",
        store=True,
        help="When the order was delivered. What comes back later is taken off this day.",
    )

    _contribution_idx = models.Index(
        "(partner_id, contribution_at) WHERE contribution_at IS NOT NULL"
    )

    @api.depends(
        *("tvshop_state", "currency_rate", "company_id"),
        *(
            f"order_line.{name}"
            for name in (
                *("price_total", "product_uom_qty", "qty_delivered", "qty_delivered_method"),
                *("is_delivery", "is_tvshop_payment", "is_downpayment", "display_type"),
            )
        ),
    )
    def _compute_contribution(self):
        kept = self.filtered(lambda order: order.tvshop_state in KEPT_STATES)
        moments = kept._delivered_moments()
        for order in self:
            amount = sum(line._kept_value() for line in order.order_line) if order in kept else 0
            order.contribution = order.company_currency_id.round(
                amount / (order.currency_rate or 1)
            )
            order.contribution_at = moments.get(order.id, False)

    def _delivered_moments(self):
        """`{order id: when it was delivered first}`."""
        # sudo: tvshop.order.event – only when, for a figure of the order
        groups = (
            self.env["tvshop.order.event"]
            .sudo()
            ._read_group(
                [("order_id", "in", self.ids), ("to_state", "=", "delivered")],
                ["order_id"],
                ["date:min"],
            )
        )
        return {order.id: moment for order, moment in groups}
