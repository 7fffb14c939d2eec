from odoo import fields, models


class TvshopDueClosing(models.Model):
    """A settlement that closed a parcel, and what it wrote off for that."""

    _name = "tvshop.due.closing"
    _inherit = "tvshop.posted.mixin"
    _description = "Closing of a Parcel Due"
    _rec_name = "due_id"

    due_id = fields.Many2one("tvshop.parcel.due", required=True, index=True, ondelete="cascade")
    settlement_id = fields.Many2one(
        "tvshop.settlement", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="settlement_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("Written Off", help="Negative: the carrier paid too much.")

    _once = models.UniqueIndex(
        "(due_id, settlement_id)", "This settlement closes the parcel already."
    )
