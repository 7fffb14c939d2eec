from odoo import fields, models


class TvshopDueClosing(models.Model):
    """A settlement that closed a parcel or an unknown payment, and what it wrote off for that."""

    _name = "tvshop.due.closing"
    _inherit = "tvshop.posted.mixin"
    _description = "Closing of a Parcel Due"
    _rec_name = "due_id"

    due_id = fields.Many2one("tvshop.parcel.due", index="btree_not_null", ondelete="cascade")
    line_id = fields.Many2one(
        "tvshop.remittance.line", "Unknown Payment", index="btree_not_null", ondelete="restrict"
    )
    settlement_id = fields.Many2one(
        "tvshop.settlement", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="settlement_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("Written Off", help="Negative: the carrier paid too much.")

    _of_one = models.Constraint(
        "CHECK (num_nonnulls(due_id, line_id) = 1)", "A closing is of a parcel or of a payment."
    )
    _once = models.UniqueIndex(
        "(due_id, settlement_id)", "This settlement closes the parcel already."
    )
    _line_once = models.UniqueIndex(
        "(line_id) WHERE line_id IS NOT NULL", "This payment is written off already."
    )

    def _closed(self):
        """The parcel, or the payment."""
        return self.due_id or self.line_id
