from odoo import models
from odoo.exceptions import UserError


class TvshopOrderTransition(models.TransientModel):
    _inherit = "tvshop.order.transition"

    def action_apply(self):
        if self.target == "returned":
            self._check_nothing_outside()
        return super().action_apply()

    def _check_nothing_outside(self):
        # sudo: sale.order – only whether something is outside
        for order in self.order_ids.sudo().filtered(lambda order: order._goods_outside()):
            raise UserError(
                self.env._(
                    "The goods of %s are not back: receive them at the returns desk, the order is "
                    "returned with it.",
                    order.name,
                )
            )
