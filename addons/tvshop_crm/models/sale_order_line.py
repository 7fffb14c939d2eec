from odoo import api, fields, models

FREE_FIELDS = {"qty_delivered", "qty_invoiced", "invoice_lines", "invoice_status", "move_ids"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    is_tvshop_payment = fields.Boolean(
        "Payment", readonly=True, help="What was paid already, not a price."
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._check_content_open()
        return lines

    def write(self, vals):
        if not vals.keys() <= FREE_FIELDS or self._claims_delivery(vals):
            self.order_id._check_content_open()
        result = super().write(vals)
        if "order_id" in vals:
            self.order_id._check_content_open()
        return result

    def _claims_delivery(self, vals):
        """Whether somebody enters what the stock's moves alone say."""
        return (
            "qty_delivered" in vals
            and not self.env.su
            and "stock_move" in self.mapped("qty_delivered_method")
        )

    def unlink(self):
        self.order_id._check_content_open()
        return super().unlink()

    def _kept_value(self):
        """What the customer was asked, with taxes, for what he has of this line."""
        self.ensure_one()
        if self.display_type or self.is_delivery or self.is_downpayment or self.is_tvshop_payment:
            return 0
        if self.qty_delivered_method != "stock_move":
            return self.price_total
        return self.product_uom_qty and (
            self.price_total * self.qty_delivered / self.product_uom_qty
        )
