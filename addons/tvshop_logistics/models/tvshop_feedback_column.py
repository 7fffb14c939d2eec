from odoo import fields, models

from .tvshop_feedback_format import ROLES


class TvshopFeedbackColumn(models.Model):
    _name = "tvshop.feedback.column"
    _inherit = "tvshop.carrier.column"
    _description = "Column of a Carrier's Feedback"

    format_id = fields.Many2one(
        "tvshop.feedback.format", required=True, index=True, ondelete="cascade"
    )
    role = fields.Selection(ROLES, "Meaning", required=True)
