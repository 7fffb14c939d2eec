from odoo import fields, models

from .tvshop_feedback_format import ROLES


class TvshopFeedbackColumn(models.Model):
    _name = "tvshop.feedback.column"
    _description = "Column of a Carrier's Feedback"
    _order = "position"

    format_id = fields.Many2one(
        "tvshop.feedback.format", required=True, index=True, ondelete="cascade"
    )
    position = fields.Integer(required=True, help="The first column is 1.")
    header = fields.Char("Title")
    role = fields.Selection(ROLES, "Meaning", required=True)

    _position_positive = models.Constraint("CHECK (position > 0)", "The first column is 1.")
    _role_uniq = models.Constraint(
        "UNIQUE (format_id, role)", "Two columns can't mean the same thing."
    )
