from odoo import fields, models


class TvshopBlacklistLift(models.TransientModel):
    """Why numbers are let through again."""

    _name = "tvshop.blacklist.lift"
    _description = "Lift Blacklist Entries"

    entry_ids = fields.Many2many("tvshop.blacklist.entry", string="Numbers", required=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        self.entry_ids._lift(self.reason)
        return {"type": "ir.actions.act_window_close"}
