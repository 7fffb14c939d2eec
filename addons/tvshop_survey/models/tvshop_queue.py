from odoo import fields, models


class TvshopQueue(models.Model):
    _inherit = "tvshop.queue"

    survey_id = fields.Many2one(
        "survey.survey",
        ondelete="restrict",
        domain="[('survey_type', '!=', 'live_session')]",
        help="The agent fills it in during calls that come in here.",
    )
