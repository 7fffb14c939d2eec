from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..phone import NumberError, mask, normalize, region

DIALLED_KINDS = ("mobile", "landline")
PHONE_KINDS = (*DIALLED_KINDS, "fax")
# Made from the full number: whoever could write them could make a number look like another.
MADE_FIELDS = ("e164", "masked", "region")


class TvshopContactMethod(models.Model):
    _name = "tvshop.contact.method"
    _description = "Contact Method"
    _inherit = ["tvshop.reveal.mixin"]
    _order = "is_main DESC, id"
    _rec_name = "masked"
    _closed_field = "value"

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    active = fields.Boolean(default=True)
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
        "Full Contact",
        required=True,
        groups="tvshop_crm.group_number_reader",
        help="As it was typed.",
    )
    entry = fields.Char(
        "Number or Address",
        compute="_compute_entry",
        readonly=False,
        help="Shown with its middle hidden; type a new one over it.",
    )
    e164 = fields.Char(
        "International Number",
        compute="_compute_number",
        store=True,
        precompute=True,
        groups="tvshop_crm.group_number_reader",
    )
    masked = fields.Char("Contact", compute="_compute_number", store=True, precompute=True)
    region = fields.Char(compute="_compute_number", store=True, precompute=True)
    is_main = fields.Boolean("Main", help="The number dialled by default.")
    note = fields.Char()

    _main_uniq = models.UniqueIndex("(partner_id) WHERE is_main", "A customer has one main number.")
    _main_dialled = models.Constraint(
        "CHECK (is_main IS NOT TRUE OR kind IN ('mobile', 'landline'))",
        "Only a mobile or a landline can be the main number.",
    )
    _number_uniq = models.UniqueIndex(
        "(e164, partner_id) WHERE e164 IS NOT NULL", "This customer has that number already."
    )

    @api.depends("value", "kind")
    def _compute_number(self):
        # sudo: tvshop.contact.method – the full value is hidden from those who may enter one
        for method in self.sudo():
            number = method._read_number()
            method.e164 = number and number.e164
            method.masked = mask(number.e164) if number else self._mask_text(method.value)
            method.region = number and region(number.e164)

    @api.depends("masked")
    def _compute_entry(self):
        for method in self:
            method.entry = method.masked

    @api.constrains("value", "kind")
    def _check_number(self):
        # sudo: tvshop.contact.method – the full value is hidden from those who may enter one
        for method in self.sudo().filtered(lambda method: method.kind in PHONE_KINDS):
            # Masked: a change of the kind would tell what was never typed by this user.
            self._normalize(method.value, shown=method.masked)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        vals_list = [self._with_value(vals) for vals in vals_list]
        self.env["tvshop.number.lookup"]._count([vals["value"] for vals in vals_list])
        self._release_main([vals["partner_id"] for vals in vals_list if vals.get("is_main")])
        twins = self._archived_twins(vals_list)
        # sudo: tvshop.contact.method – agents enter full numbers that they can't read back
        made = super(TvshopContactMethod, self.sudo()).create(
            [vals for number, vals in enumerate(vals_list) if number not in twins]
        )
        for number, twin in twins.items():
            twin.write({**vals_list[number], "active": True})
        rest = iter(made)
        methods = self.browse().concat(
            *(twins.get(number) or next(rest) for number in range(len(vals_list)))
        )
        methods = methods.with_env(self.env)
        methods.check_access("create")
        methods.partner_id._ensure_main_contact()
        return methods

    def write(self, vals):
        self._check_writable(vals)
        if "entry" in vals:
            vals = dict(vals)
            replaced = self._replace(vals.pop("entry"), vals)
            return (self - replaced).write(vals)
        if vals.get("active") is False:
            vals = {**vals, "is_main": False}
            self._note_removal()
        if vals.get("is_main"):
            self._release_main(self.partner_id.ids, but=self)
        result = super().write(vals)
        if {"is_main", "kind", "partner_id", "active"} & vals.keys():
            self.partner_id._ensure_main_contact()
        return result

    def _check_writable(self, vals):
        """A number stays what it is and whose it is; another one is entered beside it."""
        if self.env.su:
            return
        if not vals.keys().isdisjoint(MADE_FIELDS):
            raise AccessError(self.env._("This follows from the full number."))
        is_moved = self.partner_id.ids not in ([], [vals.get("partner_id")])
        is_manager = self.env.user.has_group("tvshop_crm.group_manager")
        if "partner_id" in vals and is_moved and not is_manager:
            raise AccessError(self.env._("A number stays with its customer."))

    def _replace(self, entry, vals):
        """Enter `entry` in place of these; what was typed over a mask unchanged changes nothing.

        The old number is archived: it may be needed to see whom a call was with.
        :return: those that were replaced
        """
        old = self.filtered(lambda method: entry and entry != method.masked)
        old.check_access("write")
        for method in old:
            kept = {"kind": method.kind, "note": method.note, "is_main": method.is_main}
            method.active = False
            self.create({"partner_id": method.partner_id.id, **kept, **vals, "value": entry})
        return old

    def _note_removal(self):
        for method in self.filtered("active"):
            text = self.env._("Contact %(masked)s was removed.", masked=method.masked)
            method.partner_id._message_log(body=text)

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        partners.exists()._ensure_main_contact()
        return result

    @api.model
    def _with_value(self, vals):
        if not self.env.su and not vals.keys().isdisjoint(MADE_FIELDS):
            raise AccessError(self.env._("This follows from the full number."))
        vals = dict(vals)
        entry = vals.pop("entry", None)
        return {**vals, "value": vals.get("value") or entry}

    @api.model
    def _archived_twins(self, vals_list):
        """{index: archived method} of what the customer had before; the index is unique."""
        numbers = {}
        for number, vals in enumerate(vals_list):
            if found := self._number_of(vals.get("kind", "mobile"), vals["value"]):
                numbers[vals.get("partner_id"), found.e164] = number
        if not numbers:
            return {}
        # sudo: tvshop.contact.method – whether a number was there, for who enters it in full
        archived = self.sudo().search(
            [
                ("active", "=", False),
                ("partner_id", "in", [partner_id for partner_id, _e164 in numbers]),
                ("e164", "in", [e164 for _partner_id, e164 in numbers]),
            ]
        )
        return {
            numbers[key]: method
            for method in archived
            if (key := (method.partner_id.id, method.e164)) in numbers
        }

    @api.model
    def _release_main(self, partner_ids, but=None):
        """The unique index allows one main number, so the old one yields first."""
        # sudo: tvshop.contact.method – follows from a change that the user was allowed to make
        old = self.sudo().search([("partner_id", "in", partner_ids), ("is_main", "=", True)])
        old -= (but or self.browse()).sudo()
        if old:
            super(TvshopContactMethod, old).write({"is_main": False})
            old.flush_recordset(["is_main"])

    # Numbers

    @api.model
    def _normalize(self, raw, shown=None):
        """Like `phone.normalize`, but what is no number is a ValidationError in words.

        :param shown: what the error calls the number; by default as it was typed
        """
        try:
            return normalize(raw)
        except NumberError as error:
            raise ValidationError(
                self.env._(
                    "“%(number)s” is no phone number: %(reason)s",
                    number=str(shown or raw)[:60],
                    reason=self._number_error_text(error.reason),
                )
            ) from error

    @api.model
    def _number_error_text(self, reason):
        return {
            "letters": self.env._("it has letters or signs in it."),
            "short": self.env._("it has too few digits."),
            "long": self.env._("it has too many digits."),
        }.get(reason, self.env._("no such number is given out."))

    @api.model
    def _find_partners(self, number):
        """Customers with this number, in any notation; none for what is no number.

        The result is sudoed.
        """
        e164 = self._read_e164(number)
        # sudo: tvshop.contact.method – a look-up by a number known in full discloses none
        partners = self.env["res.partner"].sudo()
        if not e164:
            return partners
        methods = self.sudo().search_fetch(
            [("e164", "=", e164), ("partner_id.active", "=", True)], ["partner_id"]
        )
        return methods.partner_id

    @api.model
    def _read_e164(self, number):
        """The number in E.164, False for what is no number."""
        try:
            found = normalize(number)
        except NumberError:
            return False
        return found and found.e164

    def _read_number(self):
        return self._number_of(self.kind, self.value)

    @api.model
    def _number_of(self, kind, value):
        if kind not in PHONE_KINDS or not value:
            return None
        try:
            return normalize(value)
        except NumberError:
            return None

    @api.model
    def _mask_text(self, text):
        """Hide the middle of an e-mail address or a messenger name."""
        name, at, domain = (text or "").partition("@")
        return f"{name[: min(2, len(name) - 1)]}***{at}{domain}"
