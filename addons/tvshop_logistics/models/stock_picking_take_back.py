from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _return_unsent(self, reason):
        """Put the goods of confirmed deliveries back on the shelf; their waybills are spoilt."""
        for picking in self:
            wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
            for line in wizard.product_return_moves:
                line.write({"quantity": line.move_quantity, "to_refund": True})
            back = wizard._create_return()
            for move in back.move_ids:
                move.write({"quantity": move.product_uom_qty, "picked": True})
            back._action_done()
        # Confirmed, but they never left: their numbers can be spoilt after all.
        self.waybill_id.state = "printed"
        self.waybill_id._spoil(reason)
        self.batch_id = False
