from odoo import fields, models
from odoo.tools import SQL

# A move inside the house is neither; goods to repair are in the house.
VIEW = """
    SELECT line.id, line.date, line.product_id, template.categ_id, line.company_id,
           CASE WHEN target.usage = 'internal' THEN origin.usage ELSE target.usage END AS partner,
           CASE WHEN target.usage = 'internal' THEN line.quantity_product_uom ELSE 0 END AS in_qty,
           CASE WHEN origin.usage = 'internal' THEN line.quantity_product_uom ELSE 0 END AS out_qty,
           CASE WHEN target.usage = 'internal' THEN line.quantity_product_uom
                ELSE -line.quantity_product_uom END AS net_qty
      FROM stock_move_line line
      JOIN stock_location origin ON origin.id = line.location_id
      JOIN stock_location target ON target.id = line.location_dest_id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
     WHERE line.state = 'done' AND (origin.usage = 'internal') <> (target.usage = 'internal')
"""


class TvshopStockFlow(models.Model):
    """What came into the house and what left it: one row for each move of a product."""

    _name = "tvshop.stock.flow"
    _description = "Inbound and Outbound"
    _auto = False
    _order = "date DESC"
    _rec_name = "product_id"
    _depends = {
        "stock.move.line": [
            "company_id", "date", "location_dest_id", "location_id", "product_id",
            "quantity_product_uom", "state",
        ],
        "stock.location": ["usage"],
        "product.template": ["categ_id"],
    }  # fmt: skip

    date = fields.Datetime(readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner = fields.Selection(
        [
            ("supplier", "Suppliers"),
            ("customer", "Customers"),
            ("inventory", "Counts and scrap"),
            ("production", "Production"),
            ("transit", "Other warehouses"),
            ("view", "Other"),
        ],
        "From or To",
        readonly=True,
    )
    in_qty = fields.Float("In", readonly=True, digits="Product Unit")
    out_qty = fields.Float("Out", readonly=True, digits="Product Unit")
    net_qty = fields.Float("Change", readonly=True, digits="Product Unit")

    @property
    def _table_query(self):
        return SQL(VIEW)
