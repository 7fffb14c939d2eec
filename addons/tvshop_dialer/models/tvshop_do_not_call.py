from odoo import api, fields, models
from odoo.addons.tvshop_crm.phone import NumberError, mask, normalize, region
from odoo.addons.tvshop_cti.models.tvshop_callback import BLOCKED, UNFINISHED
from odoo.exceptions import AccessError, UserError, ValidationError

MANAGER = "tvshop_crm.group_manager"
# The first key of the advisory locks on numbers.
LOCK = 0x74764E43


class TvshopDoNotCall(models.Model):
    """A number that no campaign calls. Who asks for it is believed at once.

    A number is dialled under a shared lock on it, and listed here under the exclusive one: once an
    entry is committed, no call to it is sent any more, not even one that was claimed before.
    """

    _name = "tvshop.do.not.call"
    _description = "Do-Not-Call Number"
    _inherit = ["tvshop.reveal.mixin"]
    _order = "id DESC"
    _rec_name = "masked"
    _closed_field = "e164"
    _masked_field = "masked"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    e164 = fields.Char(
        "International Number",
        required=True,
        readonly=True,
        groups="tvshop_crm.group_number_reader",
    )
    masked = fields.Char(
        "Number", compute="_compute_shown", store=True, precompute=True, compute_sudo=True
    )
    region = fields.Char(compute="_compute_shown", store=True, precompute=True, compute_sudo=True)
    source = fields.Selection(
        [
            ("agent", "Told an agent"),
            ("hand", "Entered by hand"),
            ("register", "Register of the authorities"),
        ],
        required=True,
        readonly=True,
        default="hand",
    )
    note = fields.Char()
    active = fields.Boolean("Counts", default=True, readonly=True)
    lifted_at = fields.Datetime(readonly=True)
    lifted_by_id = fields.Many2one("res.users", readonly=True)
    lift_reason = fields.Char("Lifted Because", readonly=True)

    _listed_uniq = models.UniqueIndex(
        "(company_id, e164) WHERE active", "This number is on the list already."
    )

    @api.depends("e164")
    def _compute_shown(self):
        for entry in self:
            entry.masked = mask(entry.e164)
            entry.region = region(entry.e164)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:  # the suite's own are E.164
            vals_list = [{**vals, "e164": self._to_e164(vals.get("e164"))} for vals in vals_list]
        self._lock_numbers([vals["e164"] for vals in vals_list])
        entries = super().create(vals_list)
        entries._close_callbacks()
        return entries

    def write(self, vals):
        if not self.env.su and not {"note"}.issuperset(vals):
            raise AccessError(self.env._("Only the note of an entry can be changed."))
        return super().write(vals)

    @api.model
    def _to_e164(self, text):
        try:
            number = normalize(text)
        except NumberError as error:
            reason = self.env["tvshop.contact.method"]._number_error_text(error.reason)
            raise ValidationError(self.env._("This is no number: %s", reason)) from None
        if not number:
            raise ValidationError(self.env._("There is no number."))
        return number.e164

    def _lift(self, reason):
        """The customer may be called again; who said so, when and why stays on record."""
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager takes numbers off the list."))
        reason = " ".join((reason or "").split())
        if not reason:
            raise UserError(self.env._("Say why the number may be called again."))
        vals = {"lifted_at": fields.Datetime.now(), "lifted_by_id": self.env.uid}
        # sudo: tvshop.do.not.call – the record of it is closed to every other writer
        self.filtered("active").sudo().write({"active": False, "lift_reason": reason, **vals})

    def _close_callbacks(self):
        # sudo: tvshop.callback – whoever lists a number ends what was to be called
        callbacks = self.env["tvshop.callback"].sudo()
        for company, entries in self.sudo().grouped("company_id").items():
            callbacks.search(
                [
                    ("pbx_id.company_id", "=", company.id),
                    ("e164", "in", entries.mapped("e164")),
                    ("state", "in", UNFINISHED),
                ]
            )._close(BLOCKED)

    @api.model
    def _lock_numbers(self, e164s):
        """Wait until no call to these numbers is being sent; none is until this is committed."""
        for e164 in sorted(set(e164s)):  # in one order, so that nobody waits for each other
            self.env.cr.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (LOCK, e164))

    @api.model
    def _list(self, company, e164s, source, note=""):
        """Put numbers on the company's list; those that are there stay as they are."""
        # sudo: tvshop.do.not.call – whoever hears the wish puts it down, without reading the list
        entries = self.sudo()
        e164s = set(filter(None, e164s))
        entries._lock_numbers(e164s)
        known = entries.search([("company_id", "=", company.id), ("e164", "in", list(e164s))])
        new = sorted(e164s - set(known.mapped("e164")))
        vals = {"company_id": company.id, "source": source, "note": note or False}
        return entries.create([{**vals, "e164": e164} for e164 in new])
