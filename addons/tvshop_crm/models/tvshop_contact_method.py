from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..phone import NumberError, mask, normalize, region

PHONE_KINDS = ("mobile", "landline", "fax")


class TvshopContactMethod(models.Model):
    _name = "tvshop.contact.method"
    _description = "Contact Method"
    _order = "is_main DESC, id"
    _rec_name = "masked"

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("mobile", "Mobile"),
            ("landline", "Landline"),
            ("fax", "Fax"),
            ("email", "E-mail"),
            ("messenger", "Messenger"),
        ],
        required=True,
        default="mobile",
    )
    value = fields.Char(
        required=True, groups="tvshop_crm.group_number_reader", help="As it was typed."
    )
    e164 = fields.Char(
        "International Number",
        compute="_compute_number",
        store=True,
        index="btree_not_null",
        groups="tvshop_crm.group_number_reader",
    )
    masked = fields.Char("Contact", compute="_compute_number", store=True)
    region = fields.Char(compute="_compute_number", store=True)
    is_main = fields.Boolean("Main", help="The number dialled by default.")
    note = fields.Char()

    _main_uniq = models.UniqueIndex(
        "(partner_id) WHERE is_main", "A customer has one main number."
    )

    @api.depends("value", "kind")
    def _compute_number(self):
        # sudo: tvshop.contact.method – the full value is hidden from those who may enter one
        for method in self.sudo():
            number = method._read_number()
            method.e164 = number and number.e164
            method.masked = mask(number.e164) if number else self._mask_text(method.value)
            method.region = number and region(number.e164)

    def _read_number(self):
        if self.kind not in PHONE_KINDS or not self.value:
            return None
        try:
            return normalize(self.value)
        except NumberError:
            return None

    @api.model
    def _mask_text(self, text):
        """Hide the middle of an e-mail address or a messenger name."""
        name, at, domain = (text or "").partition("@")
        return f"{name[:2]}***{at}{domain}"
