from odoo import fields, models

from .tvshop_feedback_format import STATUSES


class TvshopFeedbackWord(models.Model):
    _name = "tvshop.feedback.word"
    _description = "Carrier's Word for a Status"
    _order = "status, word"

    format_id = fields.Many2one(
        "tvshop.feedback.format", required=True, index=True, ondelete="cascade"
    )
    word = fields.Char("Carrier's Word", required=True)
    status = fields.Selection(STATUSES, required=True)

    _word_uniq = models.Constraint(
        "UNIQUE (format_id, word)", "The carrier's word stands here already."
    )
