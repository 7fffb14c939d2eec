from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tvshop_spot_window = fields.Integer(
        "Spot Window (minutes)",
        default=120,
        help="A call outside every spot counts for the last spot that ended within this time.",
    )
    tvshop_todo_escalation_hours = fields.Integer(
        "Escalate To-dos After (hours)",
        default=24,
        help="A to-do later than this is brought to the supervisor.",
    )
    tvshop_reveal_quota = fields.Integer(
        "Full Numbers per Day",
        default=20,
        help="How many full phone numbers a user with the right may have shown in 24 hours.",
    )
    tvshop_lookup_limit = fields.Integer(
        "Look-ups per Hour",
        default=30,
        help="How many different full phone numbers a user may look up or enter within an hour.",
    )

    _tvshop_reveal_quota_positive = models.Constraint(
        "CHECK (tvshop_reveal_quota >= 0 AND tvshop_lookup_limit >= 0)",
        "A quota can't be negative.",
    )
    _tvshop_spot_window_positive = models.Constraint(
        "CHECK (tvshop_spot_window >= 0)", "The spot window can't be negative."
    )
