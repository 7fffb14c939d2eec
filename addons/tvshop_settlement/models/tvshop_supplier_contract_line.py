from odoo import fields, models


class TvshopSupplierContractLine(models.Model):
    _name = "tvshop.supplier.contract.line"
    _description = "Product of a Supplier Contract"
    _inherit = ["tvshop.contract.part"]
    _order = "contract_id, id"
    _rec_name = "product_id"

    contract_id = fields.Many2one(
        "tvshop.supplier.contract", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    price = fields.Monetary(
        "Price for a Piece", help="Bought or on consignment; not used for a commission."
    )

    _product_uniq = models.Constraint(
        "UNIQUE (contract_id, product_id)", "The product stands in this contract already."
    )
    _price_positive = models.Constraint("CHECK (price >= 0)", "A price can't be negative.")
