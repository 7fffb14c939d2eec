from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tvshop_refusal_user_id = fields.Many2one(
        "res.users",
        "Refused Parcels Go To",
        help="Gets the to-dos for refused parcels; without one, the order's agent does.",
    )
    tvshop_repair_location_id = fields.Many2one(
        "stock.location",
        "Goods to Repair",
        domain=[("usage", "=", "internal")],
        help="Outside the warehouses, so that nothing in it is sold; made when first needed.",
    )

    tvshop_review_days = fields.Integer(
        "Days Between Purchases",
        default=7,
        help="How often somebody works through the purchase proposals.",
    )
    tvshop_stock_user_id = fields.Many2one(
        "res.users",
        "Stock Alerts Go To",
        help="Gets a to-do for each stock alert; without one, the product's responsible does.",
    )

    _review_days = models.Constraint(
        "CHECK (tvshop_review_days BETWEEN 0 AND 366)",
        "Purchases are at most a year apart.",
    )

    def _tvshop_repair_location(self):
        """Where returned goods wait that can't be sold as they are."""
        self.ensure_one()
        if not self.tvshop_repair_location_id:
            root = self.env.ref("stock.stock_location_locations", raise_if_not_found=False)
            # sudo: res.company, stock.location – made once, whoever receives first
            self.sudo().tvshop_repair_location_id = (
                self.env["stock.location"]
                .sudo()
                .create(
                    {
                        "name": self.env._("Repair"),
                        "usage": "internal",
                        "location_id": root.id if root else False,
                        "company_id": self.id,
                    }
                )
            )
        return self.tvshop_repair_location_id
