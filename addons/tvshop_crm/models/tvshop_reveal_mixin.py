from odoo import models
from odoo.exceptions import AccessError, UserError

REVEALER = "tvshop_crm.group_number_revealer"


class TvshopRevealMixin(models.AbstractModel):
    """A record with a closed number that those who may can have shown, one at a time."""

    _name = "tvshop.reveal.mixin"
    _description = "Reveals its Number"
    # The closed field, and the one that everybody sees instead.
    _closed_field = "e164"
    _masked_field = "masked"

    def action_reveal(self):
        """Ask why, then show the number."""
        self.ensure_one()
        self._check_may_reveal()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Show the Full Number"),
            "res_model": "tvshop.reveal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }

    def reveal_number(self, reason):
        """One full number, counted and on record before it is shown.

        :return: {number, left}: `left` of the user's quota
        """
        self.ensure_one()
        self._check_may_reveal()
        reason = " ".join(str(reason or "").split())
        if not reason:
            raise UserError(self.env._("Say why you need the full number."))
        # sudo: self – the closed number; the right was checked, the disclosure is counted
        number = self.sudo()[self._closed_field]
        if not number:
            raise UserError(self.env._("There is no number."))
        masked = self[self._masked_field]
        left = self.env["tvshop.reveal.log"]._spend(self, masked, reason[:200])
        return {"number": number, "left": left}

    def _check_may_reveal(self):
        self.check_access("read")
        if not self.env.user.has_group(REVEALER):
            raise AccessError(self.env._("You may not see full numbers. You can dial them."))
