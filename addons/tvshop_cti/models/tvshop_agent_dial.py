import re

from odoo import api, models
from odoo.addons.tvshop_crm.phone import national_digits
from odoo.exceptions import UserError

# What a number looks like at home: mobiles, area code and landline, 400/800 numbers.
DIALLABLE = re.compile(r"1[3-9]\d{9}|0[1-9]\d{8,10}|[48]00\d{7}")


class TvshopAgent(models.Model):
    """Calls that agents make: by record, within the company's rules and limits."""

    _inherit = "tvshop.agent"

    @api.model
    def desk_dial_call(self, call_id):
        """Call back who a call was with: the number of the call, else the customer's main one.

        :param call_id: a call that the user may read
        :return: {outbox_id}
        """
        agent = self._mine()
        call = self.env["tvshop.call"].browse(call_id).exists()
        call.check_access("read")
        if call.direction == "internal":
            raise UserError(self.env._("This was a call between colleagues."))
        # sudo: tvshop.call – agents dial numbers that they may not read
        number, shown = call.sudo().caller_e164, call.caller_masked
        if not number:
            contact = call.sudo().partner_id.main_contact_id
            number, shown = contact.e164, contact.masked
        if not number:
            raise UserError(self.env._("The caller withheld the number: there is none to dial."))
        return agent._dial(number, shown, partner_id=call.partner_id.id)

    @api.model
    def _diallable(self, e164):
        """The digits to dial for a number; UserError for one that lies abroad, or for none."""
        number = national_digits(e164)
        if not DIALLABLE.fullmatch(number):
            raise UserError(self.env._("This number can't be dialled from here."))
        return number

    def _dial(self, e164, shown, **payload):
        """Ask the PBX to ring this agent's phone, then a number that the browser never learns.

        :param payload: what goes with the request besides; the call is found again by it
        :return: {outbox_id}
        """
        number = self._diallable(e164)
        if not self.env["tvshop.dial.rule"]._is_allowed(number):
            raise UserError(
                self.env._("Numbers of this kind are not dialled from here. Ask your supervisor.")
            )
        self._check_can_dial()
        # sudo: tvshop.pbx – its limits bind who may not read it
        self.pbx_id.sudo()._check_dial_caps(self)
        payload = {"number": number, "shown": shown, **payload}
        return {"outbox_id": self.env["tvshop.outbox"]._post(self, "dial", payload).id}
