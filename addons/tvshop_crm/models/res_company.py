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

    _tvshop_spot_window_positive = models.Constraint(
        "CHECK (tvshop_spot_window >= 0)", "The spot window can't be negative."
    )
