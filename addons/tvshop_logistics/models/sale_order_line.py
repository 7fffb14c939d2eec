from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    tvshop_returned_qty = fields.Float(
        "Returned", compute="_compute_tvshop_returned_qty", digits="Product Unit"
    )

    @api.depends("move_ids.state", "move_ids.quantity")
    def _compute_tvshop_returned_qty(self):
        # sudo: stock.move – how much came back, for those who may read the order
        for line in self:
            line.tvshop_returned_qty = sum(
                move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
                for move in line.sudo().move_ids
                if move.state == "done" and move.tvshop_verdict
            )

    def _reduced_by(self, quantity):
        """Hook: how much of the price of so many pieces, which the customer keeps by now, was
        given back."""
        return 0
