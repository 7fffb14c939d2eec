from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tvshop_refusal_user_id = fields.Many2one(
        related="company_id.tvshop_refusal_user_id", readonly=False
    )
