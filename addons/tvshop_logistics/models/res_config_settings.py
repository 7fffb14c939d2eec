from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tvshop_refusal_user_id = fields.Many2one(
        related="company_id.tvshop_refusal_user_id", readonly=False
    )
    tvshop_stock_user_id = fields.Many2one(
        related="company_id.tvshop_stock_user_id", readonly=False
    )
    tvshop_review_days = fields.Integer(related="company_id.tvshop_review_days", readonly=False)
