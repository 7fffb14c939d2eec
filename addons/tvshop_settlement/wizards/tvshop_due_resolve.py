from odoo import fields, models


class TvshopDueResolve(models.TransientModel):
    _name = "tvshop.due.resolve"
    _description = "Decide on Differences"

    due_ids = fields.Many2many("tvshop.parcel.due", required=True)
    resolution = fields.Selection(
        [("claimed", "Claim from the carrier"), ("accepted", "Write off")], required=True
    )
    note = fields.Char("Why", required=True)

    def action_apply(self):
        self.ensure_one()
        self.due_ids._resolve(self.resolution, self.note)
        return {"type": "ir.actions.act_window_close"}
