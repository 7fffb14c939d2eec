from odoo import fields, models


class TvshopDoNotCallLift(models.TransientModel):
    """Takes numbers off the do-not-call list, with a reason."""

    _name = "tvshop.do.not.call.lift"
    _description = "Take Off the Do-Not-Call List"

    entry_ids = fields.Many2many(
        "tvshop.do.not.call",
        string="Numbers",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        self.entry_ids._lift(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
