from datetime import timedelta

from odoo import fields, models

from .. import results

MAX_PAUSE = timedelta(days=90)
RETRIED = [
    (results.BUSY, "Busy"),
    (results.NO_ANSWER, "No answer"),
    (results.UNREACHABLE, "Switched off or out of reach"),
    (results.SWITCHED_OFF, "Switched off"),
    (results.SUSPENDED, "Suspended"),
    (results.CALL_WAITING, "In another call"),
    (results.REFUSED, "Refused"),
    (results.CONGESTION, "Congestion"),
    (results.MACHINE, "Answering machine"),
    (results.FAILED, "Failed"),
]
# (minutes until the next try, growth, tries at most)
USUAL = {
    results.BUSY: (10, 1.5, 5),
    results.NO_ANSWER: (180, 1.5, 4),
    results.UNREACHABLE: (240, 1.5, 4),
    results.SWITCHED_OFF: (240, 1.5, 4),
    results.SUSPENDED: (10080, 2.0, 2),
    results.CALL_WAITING: (15, 1.5, 5),
    results.REFUSED: (1440, 2.0, 2),
    results.CONGESTION: (5, 2.0, 6),
    results.MACHINE: (240, 1.5, 3),
    results.FAILED: (60, 2.0, 3),
}


def pause(delay_minutes, growth, tries):
    """How long to wait after the `tries`-th try with the same result, as a timedelta."""
    return min(timedelta(minutes=delay_minutes * growth ** (tries - 1)), MAX_PAUSE)


class TvshopCampaignRetry(models.Model):
    """When a number is tried again after a result. One without a rule isn't."""

    _name = "tvshop.campaign.retry"
    _inherit = "tvshop.campaign.part"
    _description = "Retry Rule of a Campaign"
    _order = "campaign_id, result"

    campaign_id = fields.Many2one("tvshop.campaign", required=True, index=True, ondelete="cascade")
    result = fields.Selection(RETRIED, required=True)
    delay_minutes = fields.Integer("Again After (minutes)", required=True, default=60)
    growth = fields.Float("Growth", required=True, default=1.5)
    max_tries = fields.Integer("Tries at Most", required=True, default=3)

    _result_uniq = models.Constraint(
        "UNIQUE (campaign_id, result)", "There is a rule for this result already."
    )
    _rule_valid = models.Constraint(
        "CHECK (delay_minutes BETWEEN 1 AND 129600 AND growth BETWEEN 1 AND 10"
        " AND max_tries BETWEEN 1 AND 20)",
        "Again after 1 minute to 90 days, each pause 1 to 10 times the one before, 1 to 20 tries.",
    )
