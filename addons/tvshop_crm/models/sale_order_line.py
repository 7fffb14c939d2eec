from odoo import api, models

FREE_FIELDS = {"qty_delivered", "qty_invoiced", "invoice_lines", "invoice_status", "move_ids"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._check_content_open()
        return lines

    def write(self, vals):
        if not vals.keys() <= FREE_FIELDS:
            self.order_id._check_content_open()
        result = super().write(vals)
        if "order_id" in vals:
            self.order_id._check_content_open()
        return result

    def unlink(self):
        self.order_id._check_content_open()
        return super().unlink()
