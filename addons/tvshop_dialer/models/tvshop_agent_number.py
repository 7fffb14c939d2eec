from odoo import api, fields, models
from odoo.addons.tvshop_cti.models.tvshop_agent import SIGNED_OUT
from odoo.exceptions import UserError

from .tvshop_campaign import MANUAL
from .tvshop_campaign_attempt import SKIPS


class TvshopAgent(models.Model):
    """Numbers of campaigns that agents dial themselves, from their desktop."""

    _inherit = "tvshop.agent"

    @api.model
    def _move(self, moves):
        """Who signs out leaves the number to others."""
        agents = super()._move(moves)
        gone = agents.filtered(lambda agent: agent.state == SIGNED_OUT)
        if gone:
            # sudo: tvshop.campaign.target – follows from the agent's state
            self.env["tvshop.campaign.target"].sudo()._given_to(gone)._leave_agent()
        return agents

    def _desk_callbacks(self):
        return {**super()._desk_callbacks(), "campaigns": self._desk_campaigns()}

    def _desk_campaigns(self):
        """What there is to dial for campaigns.

        :return: {offers: [{id, name}] of campaigns with a number that is due, given: the number
            to dial now, as of `tvshop.campaign.target._prepare_given`, or False}
        """
        given = self._given_number()
        if given:
            return {"offers": [], "given": given._prepare_given(self)}
        now = fields.Datetime.now()
        offers = [
            {"id": one.id, "name": one.name}
            for one in self.env["tvshop.campaign"]._of_agent(self)
            if one._has_due(now, one._open_zones(now))
        ]
        return {"offers": offers, "given": False}

    def _given_number(self):
        return self.env["tvshop.campaign.target"]._given_to(self)[:1]

    @api.model
    def desk_next_number(self, campaign_id=False):
        """Give this agent the next number of a campaign; the same again until it is dialled.

        :param campaign_id: of the offers; by default the first that has a number
        :return: as of `desk_callbacks`; `campaigns.given` is False when no number is due
        """
        agent = self._mine()
        agent._check_can_dial()
        agent.env["tvshop.campaign.target"]._release_overdue(agent.pbx_id)
        if not agent._given_number():
            campaigns = agent.env["tvshop.campaign"]._of_agent(agent)
            if campaign_id:
                campaigns = campaigns.filtered(lambda one: one.id == campaign_id)
            campaigns._give_next(agent)
        return agent._desk_callbacks()

    @api.model
    def desk_take_number(self, target_id):
        """Give this agent a number that he has chosen, of a campaign that is dialled by hand.

        :return: as of `desk_callbacks`, with `refused`: why the number may not be called, or ""
        """
        agent = self._mine()
        agent._check_can_dial()
        targets = agent.env["tvshop.campaign.target"]
        target = targets.browse(target_id).exists()
        campaigns = agent.env["tvshop.campaign"]._of_agent(agent)
        if target.campaign_id not in campaigns or target.campaign_id.mode != MANUAL:
            raise UserError(self.env._("This number is not on a list that you dial by hand."))
        target.partner_id.with_user(agent.user_id).check_access("read")
        targets._release_overdue(agent.pbx_id)
        free = target._lock_to_dial_by_hand()
        if not free:
            raise UserError(
                self.env._("This number is not to be called now, or a colleague has it.")
            )
        refused = ""
        if free.campaign_id._sift(free, fields.Datetime.now()):
            agent._given_number()._leave_agent()
            free._give(agent)
        else:
            refused = free._describe_reason()
        return {**agent._desk_callbacks(), "refused": refused}

    @api.model
    def desk_dial_number(self):
        """Dial the number that this agent has been given.

        :return: {refused}: why it may no longer be called, or ""
        """
        agent = self._mine()
        target = agent._own_number()
        agent._check_can_dial()
        refused = target._check_again()
        if not refused:
            target._dial_by(agent)
        return {"refused": refused}

    @api.model
    def desk_skip_number(self, reason):
        """Leave the number that this agent has been given, and say why.

        :param reason: one of the `skips`
        :return: as of `desk_callbacks`
        """
        agent = self._mine()
        if reason not in dict(SKIPS):
            raise UserError(self.env._("Choose why this customer is not called."))
        agent._own_number()._skip_by(agent, reason)
        return agent._desk_callbacks()

    @api.model
    def desk_return_number(self):
        """Put the number that this agent has chosen back on its list.

        :return: as of `desk_callbacks`
        """
        agent = self._mine()
        target = agent._own_number()
        if target.campaign_id.mode != MANUAL:
            raise UserError(self.env._("Say why this customer is not called."))
        target._leave_agent()
        return agent._desk_callbacks()

    def _own_number(self):
        target = self._given_number()
        if not target:
            raise UserError(self.env._("Your number went back to the list. Take the next one."))
        return target
