from odoo import fields, models
from odoo.exceptions import UserError


class TvshopRemittanceCorrect(models.TransientModel):
    """Says which parcel a payment with a wrong number was for, or that it is written off."""

    _name = "tvshop.remittance.correct"
    _description = "Correct a Payment's Number"

    line_id = fields.Many2one("tvshop.remittance.line", "Payment", required=True, readonly=True)
    carrier_id = fields.Many2one(related="line_id.carrier_id")
    due_id = fields.Many2one("tvshop.parcel.due", "Parcel")
    note = fields.Char("Why", help="It belongs to no parcel.")

    def action_apply(self):
        line = self._open_line()
        if not self.due_id:
            raise UserError(self.env._("Choose the parcel."))
        if (self.due_id.carrier_id, self.due_id.company_id) != (line.carrier_id, line.company_id):
            raise UserError(self.env._("The parcel was carried by somebody else."))
        # sudo: tvshop.parcel.due – follows from the payments that name the parcel
        before = line.due_ids.sudo()
        line.write({"corrected": self.due_id.name, "write_off_note": False, "due_ids": False})
        before._rematch()
        before._match(line.company_id)
        return {"type": "ir.actions.act_window_close"}

    def action_write_off(self):
        """The next settlement writes the payment off."""
        line = self._open_line()
        if line.due_ids:
            raise UserError(self.env._("Payment %s has its parcel already.", line.waybill))
        if not (self.note or "").strip():
            raise UserError(self.env._("Say why."))
        line.write_off_note = self.note.strip()
        return {"type": "ir.actions.act_window_close"}

    def _open_line(self):
        """The payment, with the rights of its steps, if its number can still be corrected."""
        self.ensure_one()
        self.line_id.check_access("read")
        # sudo: tvshop.remittance.line – written by its own steps only
        line = self.line_id.sudo()
        line.lock_for_update()
        line.invalidate_recordset()
        if line.due_ids and not line.corrected:
            raise UserError(self.env._("Payment %s has its parcel already.", line.waybill))
        for closing in line.closing_ids:
            raise UserError(
                self.env._(
                    "Payment %(payment)s is written off by %(settlement)s: take that back first.",
                    payment=line.waybill,
                    settlement=closing.settlement_id.name,
                )
            )
        return line
