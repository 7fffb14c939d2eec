from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        shipping = self.filtered(lambda p: p.state == "done" and p._ships_tvshop_order())
        if shipping:
            # An order's first delivery ships it, also if two are confirmed together.
            keys = {p.sale_id.id: f"picking-{p.id}" for p in reversed(shipping)}
            shipping.sale_id._transition("shipped", self.env._("Delivery confirmed"), key=keys)
        return result

    def _ships_tvshop_order(self):
        return (
            self.picking_type_code == "outgoing"
            and self.sale_id.is_tvshop
            and self.sale_id.tvshop_state in ("ordered", "exchange")
        )
