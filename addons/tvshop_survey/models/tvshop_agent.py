from odoo import api, models
from odoo.addons.tvshop_cti.models.tvshop_agent_pop import RINGING
from odoo.exceptions import AccessError, UserError


class TvshopAgent(models.Model):
    _inherit = "tvshop.agent"

    def _prepare_pop(self, call, state):
        # sudo: tvshop.call – of the call on one's own screen
        survey = state != RINGING and self._prepare_survey(call.sudo())
        return {**super()._prepare_pop(call, state), "survey": survey}

    def _prepare_campaign(self, attempt):
        return {
            **super()._prepare_campaign(attempt),
            "occasion": attempt.target_id._describe_occasion(self),
        }

    def _prepare_survey(self, call):
        survey = call._survey()
        state = call.answer_ids[:1].state
        return survey and {"title": survey.title, "state": state or "new"} or False

    @api.model
    def desk_survey(self, call_id):
        """The survey of a call, to be filled in by its agent; the same one each time.

        :param call_id: of a call in which the user has talked
        :return: {url: the page to fill in, survey: the pop's}
        """
        agent = self._mine()
        call = self.env["tvshop.call"]._own(call_id)
        if not call:
            raise AccessError(self.env._("This is not a call of yours."))
        answer = call._survey_answer(agent)
        if not answer:
            raise UserError(self.env._("This call has no survey."))
        return {"url": answer.get_start_url(), "survey": agent._prepare_survey(call)}
