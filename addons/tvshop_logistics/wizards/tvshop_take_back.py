from odoo import fields, models


class TvshopTakeBack(models.TransientModel):
    _name = "tvshop.take.back"
    _description = "Take a Dispatch Back"

    order_ids = fields.Many2many("sale.order", required=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        self.order_ids._take_back(self.reason)
        return {"type": "ir.actions.act_window_close"}
