from odoo import fields, models


class TvshopCreditWaive(models.TransientModel):
    """Why incidents don't count against a customer."""

    _name = "tvshop.credit.waive"
    _description = "Waive Credit Incidents"

    incident_ids = fields.Many2many("tvshop.credit.incident", string="Incidents", required=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        self.incident_ids._waive(self.reason)
        return {"type": "ir.actions.act_window_close"}
