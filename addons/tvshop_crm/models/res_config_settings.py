from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tvshop_spot_window = fields.Integer(related="company_id.tvshop_spot_window", readonly=False)
    tvshop_blacklist_marks = fields.Integer(
        related="company_id.tvshop_blacklist_marks", readonly=False
    )
    tvshop_blacklist_window_days = fields.Integer(
        related="company_id.tvshop_blacklist_window_days", readonly=False
    )
    tvshop_blacklist_days = fields.Integer(
        related="company_id.tvshop_blacklist_days", readonly=False
    )
    tvshop_blacklist_policy = fields.Selection(
        related="company_id.tvshop_blacklist_policy", readonly=False
    )
    tvshop_todo_escalation_hours = fields.Integer(
        related="company_id.tvshop_todo_escalation_hours", readonly=False
    )
    tvshop_reveal_quota = fields.Integer(related="company_id.tvshop_reveal_quota", readonly=False)
    tvshop_lookup_limit = fields.Integer(related="company_id.tvshop_lookup_limit", readonly=False)
