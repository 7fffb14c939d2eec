from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    tvshop_season_end = fields.Date(
        "Season Ends", help="What is left of it is on the alert list 30 days before."
    )
