from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"
    _made_in = "call_id"

    call_id = fields.Many2one(
        "tvshop.call", "Made in Call", readonly=True, index="btree_not_null", copy=False
    )

    recording_count = fields.Integer(
        compute="_compute_recording_count", groups="tvshop_crm.group_agent"
    )

    @api.depends("call_id")
    def _compute_recording_count(self):
        counts = dict(
            self.env["tvshop.recording"]._read_group(
                [("call_id", "in", self.call_id.ids)], ["call_id"], ["__count"]
            )
        )
        for order in self:
            order.recording_count = counts.get(order.call_id, 0)

    def action_view_recordings(self):
        self.ensure_one()
        return self.call_id.action_play_recording()

    def _history_links(self):
        call = [self.call_id._get_html_link()] if self.call_id else []
        return super()._history_links() + call

    @api.model
    def desktop_create(self, payload):
        """With `payload["call_id"]`, a call of this user: the order comes from its hotline and
        spot, and is kept with it."""
        call = self.env["tvshop.call"]._own(payload.get("call_id"))
        if call:
            given = {key: value for key, value in payload.items() if value}
            payload = {**payload, **call._origin_vals(), **given}
        result = super().desktop_create(payload)
        if call and result.get("id"):
            # sudo: sale.order – which call an order was made in is not for the client to say
            order = self.browse(result["id"]).sudo()
            order.call_id = order.call_id or call
            call.partner_id = call.partner_id or order.partner_id
        return result
