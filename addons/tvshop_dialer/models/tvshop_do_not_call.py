from odoo import api, fields, models
from odoo.addons.tvshop_crm.phone import mask, normalize, region
from odoo.addons.tvshop_cti.models.tvshop_callback import BLOCKED, UNFINISHED
from odoo.exceptions import AccessError

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

    _number_uniq = models.Constraint(
        "UNIQUE (company_id, e164)", "This number is on the list already."
    )

    @api.depends("e164")
    def _compute_shown(self):
        for entry in self:
            entry.masked = mask(entry.e164)
            entry.region = region(entry.e164)

    @api.model_create_multi
    def create(self, vals_list):
        self._lock_numbers([vals["e164"] for vals in vals_list])
        entries = super().create(vals_list)
        entries._close_callbacks()
        return entries

    def write(self, vals):
        if not self.env.su and not {"note"}.issuperset(vals):
            raise AccessError(self.env._("Only the note of an entry can be changed."))
        return super().write(vals)

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

    @api.model
    def _read_number(self, text):
        """The E.164 of what was typed. Raises NumberError."""
        number = normalize(text)
        return number and number.e164
