from odoo import api, fields, models
from odoo.exceptions import UserError


class TvshopDueClosing(models.Model):
    """A settlement that closed a parcel, and what it wrote off for that."""

    _name = "tvshop.due.closing"
    _description = "Closing of a Parcel Due"
    _rec_name = "due_id"

    due_id = fields.Many2one("tvshop.parcel.due", required=True, index=True, ondelete="cascade")
    settlement_id = fields.Many2one(
        "tvshop.settlement", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="settlement_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("Written Off", help="Negative: the carrier paid too much.")
    is_posted = fields.Boolean("Posted")
    move_id = fields.Many2one("account.move", "Entry", ondelete="restrict")

    _once = models.UniqueIndex(
        "(due_id, settlement_id)", "This settlement closes the parcel already."
    )

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        self._check_open()

    def _check_open(self):
        for closing in self.filtered(lambda one: one.is_posted and one.settlement_id._is_closed()):
            raise UserError(
                self.env._(
                    "Parcel %(parcel)s is posted in %(settlement)s. Reverse that first.",
                    parcel=closing.due_id.name,
                    settlement=closing.settlement_id.name,
                )
            )
