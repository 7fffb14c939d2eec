from odoo import api, fields, models
from odoo.fields import Domain

from .tvshop_campaign import BY_AGENTS, RUNNING
from .tvshop_campaign_trial import RUNNING as TRIED

# How many numbers are looked at in turn for one that may be called.
BATCHES = (1, 10, 100, 100)


class TvshopCampaign(models.Model):
    """Campaigns whose numbers agents dial themselves."""

    _inherit = "tvshop.campaign"

    @api.model
    def _of_agent(self, agent):
        """Those that this agent may dial for, by priority: by skill, or in a trial run by name."""
        tried = Domain("trial_ids.state", "=", TRIED)
        by_skill = Domain(
            [("mode", "in", BY_AGENTS), ("queue_id", "in", agent.skill_ids.queue_id.ids)]
        )
        by_name = Domain(
            "trial_ids", "any", [("state", "=", TRIED), ("agent_ids", "in", agent.ids)]
        )
        return self.search(
            Domain([("pbx_id", "=", agent.pbx_id.id), ("state", "=", RUNNING)])
            & (by_name | (by_skill & ~tried))
        )

    def _give_next(self, agent):
        """Give an agent the next number of the first campaign that has one.

        It passed the checks of a number that is dialled; those before it that didn't are put away.
        :return: the number, or none
        """
        now = fields.Datetime.now()
        for campaign in self:
            fit = campaign._next_fit(now)
            if fit:
                return fit._give(agent)
        return self.env["tvshop.campaign.target"]

    def _next_fit(self, now):
        zones = self._open_zones(now)
        fit = self.env["tvshop.campaign.target"]
        for count in BATCHES if zones else ():
            due = self._lock_due(count, now, zones)
            fit = self._sift(due, now)[:1] if due else fit
            if fit or not due:
                break
        return fit
