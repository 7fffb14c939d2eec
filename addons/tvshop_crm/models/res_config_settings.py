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
    tvshop_credit_refused = fields.Float(related="company_id.tvshop_credit_refused", readonly=False)
    tvshop_credit_unpaid = fields.Float(related="company_id.tvshop_credit_unpaid", readonly=False)
    tvshop_credit_returned = fields.Float(
        related="company_id.tvshop_credit_returned", readonly=False
    )
    tvshop_credit_half_life = fields.Integer(
        related="company_id.tvshop_credit_half_life", readonly=False
    )
    tvshop_contribution_checked_at = fields.Datetime(
        related="company_id.tvshop_contribution_checked_at"
    )
    tvshop_todo_escalation_hours = fields.Integer(
        related="company_id.tvshop_todo_escalation_hours", readonly=False
    )
    tvshop_reveal_quota = fields.Integer(related="company_id.tvshop_reveal_quota", readonly=False)
    tvshop_lookup_limit = fields.Integer(related="company_id.tvshop_lookup_limit", readonly=False)
