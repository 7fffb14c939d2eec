from odoo import fields, models

from ..models.tvshop_callback import CANCELLED, CLOSED, Move


class TvshopCallbackCancel(models.TransientModel):
    _name = "tvshop.callback.cancel"
    _description = "Cancel Call-backs"

    callback_ids = fields.Many2many("tvshop.callback", required=True)
    reason = fields.Char(required=True)

    def action_cancel(self):
        """Close those that still wait; what has ended meanwhile stays as it is."""
        self.ensure_one()
        self.callback_ids.check_access("write")
        vals = {"close_reason": CANCELLED}
        self.env["tvshop.callback"]._move(
            {one: Move(CLOSED, self.reason, vals) for one in self.callback_ids}
        )
        return {"type": "ir.actions.act_window_close"}
