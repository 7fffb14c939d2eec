from odoo import api, fields, models
from odoo.addons.tvshop_crm.phone import NumberError, normalize
from odoo.exceptions import UserError

SHOWN_ERRORS = 5


class TvshopDoNotCallAdd(models.TransientModel):
    """Puts numbers on the do-not-call list, one a line."""

    _name = "tvshop.do.not.call.add"
    _description = "Add to the Do-Not-Call List"

    numbers = fields.Text(required=True, help="One number a line.")
    source = fields.Selection(
        [("hand", "Entered by hand"), ("register", "Register of the authorities")],
        required=True,
        default="hand",
    )
    note = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._read(vals.get("numbers"))  # what is no number is kept nowhere
        return super().create(vals_list)

    @api.model
    def _read(self, text):
        """The E.164 numbers in a text. Raises UserError with the lines that are none."""
        found, wrong = set(), []
        for place, line in enumerate((text or "").splitlines(), 1):
            try:
                number = normalize(line)
            except NumberError as error:
                reason = self.env["tvshop.contact.method"]._number_error_text(error.reason)
                wrong.append(self.env._("Line %(place)s: %(why)s", place=place, why=reason))
            else:
                found |= {number.e164} if number else set()
        if wrong:
            more = len(wrong) - SHOWN_ERRORS
            lines = wrong[:SHOWN_ERRORS] + (
                [self.env._("… and %s more.", more)] if more > 0 else []
            )
            raise UserError("\n".join(lines))
        if not found:
            raise UserError(self.env._("There is no number."))
        return found

    def action_apply(self):
        self.ensure_one()
        self.check_access("write")
        numbers = self._read(self.numbers)
        self.env["tvshop.number.lookup"]._count(sorted(numbers))
        self.env["tvshop.do.not.call"]._list(self.env.company, numbers, self.source, self.note)
        return self.env["ir.actions.act_window"]._for_xml_id("tvshop_dialer.do_not_call_action")
