from odoo import fields, models

REASONS = [
    ("refused", "Refused at the door"),
    ("posted", "Posted back"),
    ("exchange", "Exchanged"),
    ("faulty", "Faulty"),
]


class TvshopSupplierReturnShare(models.Model):
    """Who bears returns of one kind; what the inspection found unfit for sale is faulty."""

    _name = "tvshop.supplier.return.share"
    _description = "Returns Borne by a Supplier"
    _inherit = ["tvshop.contract.part"]
    _order = "contract_id, reason"
    _rec_name = "reason"

    contract_id = fields.Many2one(
        "tvshop.supplier.contract", required=True, index=True, ondelete="cascade"
    )
    reason = fields.Selection(REASONS, required=True)
    percent = fields.Float("Borne by the Supplier %", required=True)

    _reason_uniq = models.Constraint(
        "UNIQUE (contract_id, reason)", "Another line is for this reason."
    )
    _valid = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100)", "A share is from 0 to 100 per cent."
    )
