from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tvshop_spot_window = fields.Integer(related="company_id.tvshop_spot_window", readonly=False)
    tvshop_todo_escalation_hours = fields.Integer(
        related="company_id.tvshop_todo_escalation_hours", readonly=False
    )
