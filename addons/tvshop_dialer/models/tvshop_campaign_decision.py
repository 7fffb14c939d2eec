from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..pacing.controller import replay

KEPT = timedelta(days=7)
REASONS = [
    ("dialling", "Dialling"),
    ("busy", "All agents are busy, or have calls on the way"),
    ("no_agent", "No agent with the skill is at work"),
    ("inbound", "Callers and call-backs come first"),
    ("no_line", "No line is free"),
    ("daily_limit", "The telephone system's limit of calls a day is reached"),
    ("unrecorded", "Calls must be recorded and can't be: no room on the disk"),
    ("no_number", "No number may be called now"),
    ("closed", "Outside calling hours"),
    ("cap_near", "The limit of abandoned calls is near: one call per agent"),
    ("agents_vanished", "Many agents went away at once: one call per agent"),
    ("blind", "The telephone system isn't heard: one call per agent"),
]


class TvshopCampaignDecision(models.Model):
    """What the pacing decided and from what, for as long as somebody may ask."""

    _name = "tvshop.campaign.decision"
    _description = "Pacing Decision"
    _order = "id DESC"
    _rec_name = "date"

    campaign_id = fields.Many2one(
        "tvshop.campaign", required=True, readonly=True, ondelete="cascade"
    )
    date = fields.Datetime(required=True, readonly=True)
    dials = fields.Integer("Calls Placed", readonly=True)
    reason = fields.Selection(REASONS, required=True, readonly=True)
    decision = fields.Json(readonly=True, help="The inputs of the pacing, from which it follows.")

    _latest = models.Index("(campaign_id, id)")
    _old = models.Index("(date)")

    def action_replay(self):
        """Decide again from what is on record, and say whether it comes to the same."""
        self.ensure_one()
        self.check_access("read")
        if not self.decision:
            raise UserError(self.env._("One call for each agent: there is nothing to reckon."))
        again = replay(self.decision)
        text = self.env._(
            "From the same inputs: %(again)s calls; on record: %(dials)s.",
            again=again,
            dials=self.decision["dials"],
        )
        kind = "success" if again == self.decision["dials"] else "danger"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": kind},
        }

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.now() - KEPT
        self.search([("date", "<", limit)], limit=100_000).unlink()
