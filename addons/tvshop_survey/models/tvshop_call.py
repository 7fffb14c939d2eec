from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError
from psycopg2.errors import UniqueViolation


class TvshopCall(models.Model):
    _inherit = "tvshop.call"

    answer_ids = fields.One2many(
        "survey.user_input", "call_id", "Survey", readonly=True,
        groups="tvshop_crm.group_supervisor",
    )  # fmt: skip

    def _survey(self):
        """The survey to be filled in: the campaign's, or that of the queue the call came in by."""
        if self.campaign_id or self.direction != "in":
            return self.campaign_id.survey_id
        return self.queue_id.survey_id

    def _survey_answer(self, agent):
        """The answers of this call, begun if they aren't yet.

        :raises ConcurrencyError: another tab has begun them at the same time

        They are in the agent's name: Odoo shows a survey's page to nobody else.
        """
        answer = self.answer_ids[:1]
        survey = self._survey()
        if answer or not survey:
            answer.partner_id = agent.user_id.partner_id  # the call may have been put through
            return answer
        if not survey.active or not survey.question_ids:
            raise UserError(
                self.env._("The survey “%s” is closed, or has no question yet.", survey.title)
            )
        try:
            with self.env.cr.savepoint():
                answer = survey._create_answer(
                    user=agent.user_id, check_attempts=False, call_id=self.id
                )
        except UniqueViolation as error:
            raise ConcurrencyError(self.env._("This survey was opened beside you.")) from error
        answer._mark_in_progress()  # the talk has its own opening words
        return answer
