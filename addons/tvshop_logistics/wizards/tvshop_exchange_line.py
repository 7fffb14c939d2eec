from odoo import api, fields, models
from odoo.exceptions import UserError


class TvshopExchangeLine(models.TransientModel):
    _name = "tvshop.exchange.line"
    _description = "Exchanged Product"

    exchange_id = fields.Many2one("tvshop.exchange", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="exchange_id.currency_id")
    move_id = fields.Many2one("stock.move", required=True, readonly=True)
    product_id = fields.Many2one(related="move_id.product_id", string="Given Back")
    quantity = fields.Float(digits="Product Unit", help="0: the customer keeps it.")
    new_product_id = fields.Many2one(
        "product.product", "Sent Instead", required=True, domain=[("sale_ok", "=", True)]
    )
    available = fields.Float(related="new_product_id.free_qty", string="In Stock")
    value = fields.Monetary(compute="_compute_amounts")
    price = fields.Monetary("New Price", compute="_compute_amounts")

    @api.depends("quantity", "new_product_id")
    def _compute_amounts(self):
        for line in self:
            sold = line._sold()
            piece = sold.price_total / sold.product_uom_qty if sold.product_uom_qty else 0
            line.value = piece * line.quantity - sold._reduced_by(line.quantity)
            line.price = line._new_total()

    def _sold(self):
        # sudo: stock.move – the order's line, for those who may read the order
        return self.move_id.sudo().sale_line_id

    def _price_vals(self):
        """The same product again costs what it cost; another one costs what it costs today."""
        sold = self._sold()
        if self.new_product_id == self.product_id:
            return {"price_unit": sold.price_unit, "discount": sold.discount}
        return {}

    def _new_total(self):
        if not self.new_product_id or not self.quantity:
            return 0
        draft = self.env["sale.order"].new(
            {
                "partner_id": self.exchange_id.order_id.partner_id.id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": self.new_product_id.id,
                            "product_uom_qty": self.quantity,
                            **self._price_vals(),
                        }
                    )
                ],
            }
        )
        return draft.amount_total

    def _check_quantities(self):
        # sudo: sale.order – what is outside, for those who may read the order
        outside = self.exchange_id.order_id.sudo()._goods_outside()
        for move, lines in self.grouped("move_id").items():
            most = outside.get(move, 0)
            if not 0 < min(lines.mapped("quantity")) <= sum(lines.mapped("quantity")) <= most:
                raise UserError(
                    self.env._(
                        "Of %(product)s, 1 to %(most)g can come back.",
                        product=lines.product_id.display_name,
                        most=most,
                    )
                )
