from odoo import fields, models

from .tvshop_supplier_contract import KINDS


class TvshopSupplierCost(models.Model):
    """What a product costs by a contract as it last was valid, for the margin."""

    _name = "tvshop.supplier.cost"
    _description = "Cost by a Supplier Contract"
    _log_access = False

    contract_id = fields.Many2one(
        "tvshop.supplier.contract", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(KINDS, required=True)
    start = fields.Date(required=True)
    end = fields.Date()
    price = fields.Float(digits=0, help="Of a piece, without taxes.")
    net = fields.Float(digits=0, help="What is without taxes of an amount for goods, of 1.")
    deducted_net = fields.Float(digits=0, help="The same of what is deducted.")
    percent = fields.Float("Commission %", digits=0, help="Of the first tier.")
    media_share = fields.Float("Share of Media %", digits=0)
