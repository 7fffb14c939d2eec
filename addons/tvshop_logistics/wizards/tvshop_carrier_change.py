from odoo import api, fields, models


class TvshopCarrierChange(models.TransientModel):
    _name = "tvshop.carrier.change"
    _description = "Change the Carrier of Orders"

    order_ids = fields.Many2many("sale.order", required=True)
    carrier_id = fields.Many2one(
        "delivery.carrier", "New Carrier", required=True, domain=[("tvshop_kind", "!=", False)]
    )
    reason = fields.Char(required=True)
    why = fields.Text("Chosen Until Now", compute="_compute_why")

    @api.depends("order_ids")
    def _compute_why(self):
        for wizard in self:
            wizard.why = wizard.order_ids.tvshop_carrier_why if len(wizard.order_ids) == 1 else ""

    def action_apply(self):
        self.ensure_one()
        self.order_ids._choose_by_hand(self.carrier_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
