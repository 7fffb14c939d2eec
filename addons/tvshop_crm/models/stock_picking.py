from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        for picking in self.filtered(lambda p: p.state == "done" and p._ships_tvshop_order()):
            picking.sale_id._transition(
                "shipped",
                self.env._("Delivery %s confirmed", picking.name),
                key=f"picking-{picking.id}",
            )
        return result

    def _ships_tvshop_order(self):
        return (
            self.picking_type_code == "outgoing"
            and self.sale_id.is_tvshop
            and self.sale_id.tvshop_state in ("ordered", "exchange")
        )
