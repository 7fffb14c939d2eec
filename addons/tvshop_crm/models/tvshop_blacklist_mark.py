from odoo import fields, models
from odoo.exceptions import AccessError

REASONS = [
    ("harassment", "Harassment"),
    ("abuse", "Abuse"),
    ("prank", "Prank"),
    ("silent", "Says nothing"),
    ("false_order", "False orders"),
    ("advertising", "Advertising"),
    ("other", "Other"),
]


class TvshopBlacklistMark(models.Model):
    """One agent's word that one call was a nuisance."""

    _name = "tvshop.blacklist.mark"
    _description = "Nuisance Mark"
    _order = "date DESC, id DESC"
    _rec_name = "reason"

    entry_id = fields.Many2one(
        "tvshop.blacklist.entry", required=True, index=True, ondelete="cascade", readonly=True
    )
    masked = fields.Char(related="entry_id.masked")
    call_ref = fields.Char("Call Reference", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Marked By", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    reason = fields.Selection(REASONS, required=True, readonly=True)
    note = fields.Char(readonly=True)
    withdrawn_at = fields.Datetime("Taken Back", readonly=True)

    _call_uniq = models.UniqueIndex(
        "(entry_id, call_ref) WHERE withdrawn_at IS NULL", "This call is marked already."
    )

    def _of_call(self, e164, call_ref):
        """The mark of a call, also one in an entry that was lifted since."""
        return self.search(
            [
                ("call_ref", "=", call_ref),
                ("entry_id.e164", "=", e164),
                ("withdrawn_at", "=", False),
            ],
            limit=1,
        )

    def _withdraw(self):
        """Take back one's own mark; the caller has checked that its call is not over yet."""
        for mark in self.filtered(lambda mark: not mark.withdrawn_at):
            if mark.user_id != self.env.user:
                raise AccessError(self.env._("A mark is taken back by who made it."))
            mark.withdrawn_at = fields.Datetime.now()
            mark.flush_recordset()  # before a new mark of this call meets the unique index
            mark.entry_id._weigh()
