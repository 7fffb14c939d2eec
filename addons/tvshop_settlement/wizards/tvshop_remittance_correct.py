from odoo import fields, models
from odoo.exceptions import UserError


class TvshopRemittanceCorrect(models.TransientModel):
    """Says which parcel a payment with an unknown number was for."""

    _name = "tvshop.remittance.correct"
    _description = "Correct a Payment's Number"

    line_id = fields.Many2one("tvshop.remittance.line", "Payment", required=True, readonly=True)
    carrier_id = fields.Many2one(related="line_id.carrier_id")
    due_id = fields.Many2one("tvshop.parcel.due", "Parcel", required=True)

    def action_apply(self):
        self.ensure_one()
        self.line_id.check_access("read")
        # sudo: tvshop.remittance.line – written by its own steps only
        line = self.line_id.sudo()
        if line.due_ids:
            raise UserError(self.env._("Payment %s has its parcel already.", line.waybill))
        if (self.due_id.carrier_id, self.due_id.company_id) != (line.carrier_id, line.company_id):
            raise UserError(self.env._("The parcel was carried by somebody else."))
        line.corrected = self.due_id.name
        # sudo: tvshop.parcel.due – follows from the payments that name the parcel
        self.env["tvshop.parcel.due"].sudo()._match(line.company_id)
        return {"type": "ir.actions.act_window_close"}
