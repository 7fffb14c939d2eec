from odoo import fields, models


class TvshopSupplierTier(models.Model):
    _name = "tvshop.supplier.tier"
    _description = "Commission of a Supplier Contract"
    _inherit = ["tvshop.contract.part"]
    _order = "contract_id, start"
    _rec_name = "percent"

    contract_id = fields.Many2one(
        "tvshop.supplier.contract", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="contract_id.currency_id")
    start = fields.Monetary("Sale From", help="Of the period; what is below has its own line.")
    percent = fields.Float("Commission %", required=True)

    _start_uniq = models.Constraint(
        "UNIQUE (contract_id, start)", "Another line begins at this sale."
    )
    _valid = models.Constraint(
        "CHECK (start >= 0 AND percent BETWEEN 0 AND 100)",
        "A commission is from 0 to 100 per cent of a sale.",
    )
