from odoo import fields, models


class TvshopCampaign(models.Model):
    _inherit = "tvshop.campaign"

    survey_id = fields.Many2one(
        "survey.survey",
        ondelete="restrict",
        domain="[('survey_type', '!=', 'live_session')]",
        tracking=True,
        help="The agent fills it in during the call.",
    )
    answer_count = fields.Integer("Surveys Answered", compute="_compute_answer_count")

    def _compute_answer_count(self):
        # sudo: survey.user_input – how many there are of this campaign, whoever made the survey
        groups = (
            self.env["survey.user_input"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", self.ids), ("state", "=", "done")],
                ["campaign_id"],
                ["__count"],
            )
        )
        counts = {campaign.id: count for campaign, count in groups}
        for campaign in self:
            campaign.answer_count = counts.get(campaign.id, 0)

    def action_view_answers(self):
        return self._action("tvshop_survey.survey_report_action")
