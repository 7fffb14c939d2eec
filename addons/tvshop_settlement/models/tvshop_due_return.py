from odoo import fields, models


class TvshopDueReturn(models.Model):
    """What a carrier doesn't owe any more for a parcel it delivered, as the goods came back."""

    _name = "tvshop.due.return"
    _inherit = "tvshop.posted.mixin"
    _description = "Return of a Parcel Due"
    _order = "date, id"
    _rec_name = "due_id"

    due_id = fields.Many2one(
        "tvshop.parcel.due", required=True, readonly=True, index=True, ondelete="cascade"
    )
    return_id = fields.Many2one("tvshop.return", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one(related="due_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date("Booked On", required=True, readonly=True)
    cod_amount = fields.Monetary("Not Owed Any More", readonly=True)
    fee_amount = fields.Monetary("Fee for Bringing Back", readonly=True)
    settlement_id = fields.Many2one(
        "tvshop.settlement", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )

    _once = models.UniqueIndex("(return_id)", "This return is taken off already.")
