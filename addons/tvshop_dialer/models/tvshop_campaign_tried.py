from odoo import fields, models
from odoo.tools import SQL

from .tvshop_campaign_claim import is_due
from .tvshop_campaign_trial import APPROVED, RUNNING


class TvshopCampaign(models.Model):
    """What a trial run keeps from being called, and by whom."""

    _inherit = "tvshop.campaign"

    needs_trial = fields.Boolean(
        "Only After a Trial Run",
        default=lambda self: self.env.company.tvshop_needs_trial,
        tracking=True,
        help="A sample is called by chosen agents first. The others are called once a manager has "
        "approved the trial run.",
    )
    trial_ids = fields.One2many("tvshop.campaign.trial", "campaign_id")
    trial_count = fields.Integer("Trial Runs", compute="_compute_trial_count")

    def _compute_trial_count(self):
        counts = self._count_by("tvshop.campaign.trial", [])
        for campaign in self:
            campaign.trial_count = counts.get(campaign, 0)

    def _running_trial(self):
        return self.trial_ids.filtered(lambda trial: trial.state == RUNNING)

    def _trial_scope(self):
        """(whether all numbers may be called, the trial run whose numbers may be, or None)"""
        running = self._running_trial()
        if running:
            return False, running.id
        is_approved = any(trial.state == APPROVED for trial in self.trial_ids)
        return is_approved or not self.needs_trial, None

    def _is_due(self, now, zones):
        """Whether a target may be tried at `now` in these zones, as SQL."""
        is_open, trial_id = self._trial_scope()
        if is_open:
            return is_due(now, zones)
        if not trial_id:
            return SQL("FALSE")
        return SQL("%s AND trial_id = %s", is_due(now, zones), trial_id)

    def _claim(self, count):
        """What is tried is dialled by its agents, and by no engine."""
        if self._running_trial():
            return self.env["tvshop.campaign.attempt"]
        return super()._claim(count)

    def _prepare_attempt_vals(self, target, now):
        vals = super()._prepare_attempt_vals(target, now)
        return {**vals, "trial_id": self._running_trial().id}

    def _describe_trial(self):
        """What the campaign waits for, or an empty string."""
        is_open, trial_id = self._trial_scope()
        if trial_id:
            trial = self.trial_ids.browse(trial_id)
            return self.env._(
                "A trial run is on: only its %s numbers are called, by its agents.",
                trial.target_count,
            )
        if is_open:
            return ""
        return self.env._(
            "It waits for a trial run that a manager has approved: nobody else is dialled before."
        )


class TvshopCampaignTarget(models.Model):
    _inherit = "tvshop.campaign.target"

    trial_id = fields.Many2one(
        "tvshop.campaign.trial",
        "Trial Run",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )


class TvshopCampaignAttempt(models.Model):
    _inherit = "tvshop.campaign.attempt"

    trial_id = fields.Many2one(
        "tvshop.campaign.trial",
        "Trial Run",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
