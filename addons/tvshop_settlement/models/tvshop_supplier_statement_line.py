from odoo import fields, models
from odoo.exceptions import UserError

from ..matching.cents import to_cents

# What the supplier's answer changes.
ENTERED = {"is_disputed", "note"}


class TvshopSupplierStatementLine(models.Model):
    _name = "tvshop.supplier.statement.line"
    _description = "Product of a Supplier Statement"
    _order = "statement_id, id"
    _rec_name = "product_id"

    statement_id = fields.Many2one(
        "tvshop.supplier.statement", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    company_id = fields.Many2one(related="statement_id.company_id", store=True)
    currency_id = fields.Many2one(related="statement_id.currency_id")
    quantity = fields.Float("Delivered or Received", digits="Product Unit", readonly=True)
    returned = fields.Float(digits="Product Unit", readonly=True)
    gross = fields.Monetary("Sale", readonly=True)
    returned_gross = fields.Monetary("Sale Returned", readonly=True)
    price = fields.Monetary("Price for a Piece", readonly=True)
    amount = fields.Monetary(readonly=True)
    is_disputed = fields.Boolean("Disputed", help="Waits for the next statement.")
    note = fields.Char("What the Supplier Says")

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - ENTERED:
                raise UserError(self.env._("A statement changes by its own steps only."))
            self.statement_id._check_state("computed")
        return super().write(vals)

    def _shown_name(self):
        """The product, and that it is disputed, for who reads the statement."""
        name = self.product_id.display_name
        return self.env._("%s (disputed)", name) if self.is_disputed else name

    def _is_same(self, vals):
        """Whether quantities and amounts are those of `vals`."""
        return all(
            to_cents(self[name]) == to_cents(vals.get(name, 0))
            for name in ("gross", "returned_gross", "amount")
        ) and all(abs(self[name] - vals.get(name, 0)) < 0.01 for name in ("quantity", "returned"))
