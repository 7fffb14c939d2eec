from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    tvshop_verdict = fields.Selection(
        [("resell", "Fit for sale"), ("repair", "To repair"), ("scrap", "Scrapped")],
        "Inspected",
        readonly=True,
        copy=False,
    )

    def _get_new_picking_values(self):
        """A delivery goes with who carries the order, not with what the customer pays for."""
        vals = super()._get_new_picking_values()
        order = self.sale_line_id.order_id
        if len(order) == 1 and order.tvshop_choice_ids:
            vals["carrier_id"] = order.tvshop_carrier_id.id
        return vals

    @api.model
    def _reservation_context(self, product, date):
        """Goods that expire before they are sent are left."""
        context = super()._reservation_context(product, date)
        return {**context, "with_expiration": date} if product.use_expiration_date else context
