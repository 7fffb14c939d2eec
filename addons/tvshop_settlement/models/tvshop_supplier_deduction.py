from odoo import fields, models


class TvshopSupplierDeduction(models.Model):
    """What a statement deducts for one of the periods in which something happened."""

    _name = "tvshop.supplier.deduction"
    _description = "Deductions of a Supplier Statement"
    _order = "start, id"
    _rec_name = "start"

    statement_id = fields.Many2one(
        "tvshop.supplier.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id")
    currency_id = fields.Many2one(related="statement_id.currency_id")
    start = fields.Date("Period From", required=True, readonly=True)
    base = fields.Monetary("Counts as Sale", readonly=True)
    commission = fields.Monetary(readonly=True)
    media = fields.Monetary("Share of Media", readonly=True)
    storage = fields.Monetary(readonly=True)
