from odoo import api, models
from odoo.addons.tvshop_cti.models.tvshop_callback import CANCELLED, UNFINISHED
from odoo.exceptions import AccessError, UserError

from .tvshop_campaign_heard import CORRECTIONS
from .tvshop_campaign_outcome import CALLBACK, DO_NOT_CALL, FINAL


class TvshopAgent(models.Model):
    """A campaign's call on the agent's screen, and what the agent says it came to."""

    _inherit = "tvshop.agent"

    def _wrap_seconds(self, call):
        # sudo: tvshop.call – which campaign it was is for supervisors, its limit for everybody
        campaign = call.sudo().campaign_id if call else self.env["tvshop.campaign"]
        return campaign.wrap_seconds or super()._wrap_seconds(call)

    def _prepare_pop(self, call, state):
        pop = super()._prepare_pop(call, state)
        attempt = call._attempt()
        pop["campaign"] = self._prepare_campaign(attempt) if attempt else False
        return pop

    def _prepare_campaign(self, attempt):
        campaign = attempt.campaign_id.with_context(lang=self.user_id.lang)
        return {
            "attempt_id": attempt.id,
            "name": campaign.name,
            "opening": campaign.opening or "",
            "attempt": attempt.target_id.attempt_count,
            "outcome_id": attempt.outcome_id.id,
            "corrected": attempt.corrected_result or "",
            "corrections": self._prepare_corrections(),
            "outcomes": [
                {"id": one.id, "name": one.name, "kind": one.kind} for one in campaign.outcome_ids
            ],
        }

    def _prepare_corrections(self):
        attempts = self.env["tvshop.campaign.attempt"].with_context(lang=self.user_id.lang)
        names = dict(attempts._fields["corrected_result"]._description_selection(attempts.env))
        return [{"result": result, "name": names[result]} for result in CORRECTIONS]

    def _own_attempt(self, attempt_id):
        # sudo: tvshop.campaign.attempt – of one's own call only, which is checked here
        attempt = self.env["tvshop.campaign.attempt"].sudo().browse(attempt_id).exists()
        legs = self.env["tvshop.call"]._own(attempt.call_id.id).leg_ids
        if self.env.user not in legs.filtered("answer").agent_id.user_id:
            raise AccessError(self.env._("This is not a call in which you have talked."))
        return attempt

    @api.model
    def desk_correct_result(self, attempt_id, result):
        """Say that it was no person, whether or not the ear heard it; the same again takes it back.

        :param result: one of the pop's `corrections`
        :return: the pop's `campaign`
        """
        agent = self._mine()
        attempt = self._own_attempt(attempt_id)
        if result not in CORRECTIONS:
            raise UserError(self.env._("Choose one of the results that are shown."))
        is_same = attempt.corrected_result == result
        attempt._correct(False if is_same else result)
        return agent._prepare_campaign(attempt)

    @api.model
    def desk_campaign_outcome(self, attempt_id, outcome_id, note="", due_at="", is_mine=False):
        """Say what a campaign's call came to; saying it again changes it.

        :param attempt_id: of a call in which the user has talked
        :param due_at: of a call back that was agreed on: when, as of `desk_plan_callback`
        :param is_mine: whether nobody else is to make it
        :return: the pop's `campaign`
        """
        agent = self._mine()
        attempt = self._own_attempt(attempt_id)
        outcome = attempt.campaign_id.outcome_ids.filtered(lambda one: one.id == outcome_id)
        if not outcome:
            raise UserError(self.env._("Choose one of the campaign's outcomes."))
        note = " ".join(str(note or "").split())[:200]
        if outcome.kind == CALLBACK:
            self.desk_plan_callback(attempt.contact_method_id.id, due_at, is_mine, note)
        attempt.write({"outcome_id": outcome.id, "note": note})
        attempt._take_outcome()
        return agent._prepare_campaign(attempt)


class TvshopCampaignAttempt(models.Model):
    _inherit = "tvshop.campaign.attempt"

    def _take_outcome(self):
        """What follows from an agent's outcome, for the number and its customer.

        After the next attempt only the wish not to be called does.
        """
        if self._is_last():
            self.target_id._take_outcome(self)
            if self.outcome_id.kind in FINAL:
                self._cancel_planned()
        if self.outcome_id.kind == DO_NOT_CALL:
            # a receiver's number is not among the customer's own, nor is one that was replaced
            theirs = self.partner_id.with_context(active_test=False).contact_method_ids
            e164s = (theirs | self.contact_method_id).mapped("e164")
            self.env["tvshop.do.not.call"]._list(self.company_id, e164s, "agent")

    def _is_last(self):
        later = [("target_id", "=", self.target_id.id), ("id", ">", self.id)]
        return not (self.target_id and self.search_count(later, limit=1))

    def _cancel_planned(self):
        """No call at a time agreed on follows any more. Who has asked again since is called back,
        for that wish is newer than the time."""
        waiting = self.env["tvshop.callback"].search(
            [
                ("pbx_id", "=", self.pbx_id.id),
                ("state", "in", UNFINISHED),
                ("due_at", "!=", False),
                "|",
                ("e164", "=", self.contact_method_id.e164),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        waiting.filtered(lambda one: one.due_at > one.last_asked_at)._close(CANCELLED)
