from odoo import models


class TvshopCampaignTarget(models.Model):
    """A number that is called about an event."""

    _inherit = "tvshop.campaign.target"

    def _prepare_given(self, agent):
        return {**super()._prepare_given(agent), "occasion": self._describe_occasion(agent)}

    def _describe_occasion(self, agent):
        """The event that this number is called about, in the agent's language; or ""."""
        # sudo: tvshop.follow.up.occasion – of whom the agent calls, and nothing but this line
        occasions = self.env["tvshop.follow.up.occasion"].sudo()
        return occasions.with_context(lang=agent.user_id.lang)._of_target(self)._describe()
