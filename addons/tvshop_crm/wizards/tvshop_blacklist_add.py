from odoo import api, fields, models
from odoo.exceptions import UserError


class TvshopBlacklistAdd(models.TransientModel):
    """A supervisor blacklists a number without waiting for marks."""

    _name = "tvshop.blacklist.add"
    _description = "Blacklist a Number"

    number = fields.Char(required=True)
    reason = fields.Char(required=True)
    until = fields.Datetime(
        default=lambda self: self.env["tvshop.blacklist.entry"]._default_until(),
        help="Empty: until it is lifted.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # A number that is none is told before it is kept anywhere.
            self.env["tvshop.contact.method"]._normalize(vals.get("number"))
        return super().create(vals_list)

    def action_apply(self):
        self.ensure_one()
        number = self.env["tvshop.contact.method"]._normalize(self.number)
        if not number:
            raise UserError(self.env._("There is no number."))
        # Whose number it is shows on the customer then, so that a guess is answered.
        self.env["tvshop.number.lookup"]._count([self.number])
        entry = self.env["tvshop.blacklist.entry"]._enter_by_hand(
            number.e164, self.until, self.reason
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": entry._name,
            "res_id": entry.id,
            "view_mode": "form",
        }
