import re

from odoo import api, fields, models

from .. import results
from .tvshop_campaign_attempt import DONE, RESULTS

HEARD = [(key, label) for key, label in RESULTS if key in (results.LIVE, *results.HEARD_ANSWERED)]
# What an agent who was put through to it, or dialled it, may say it was instead.
CORRECTIONS = (
    results.MACHINE, results.FAX, results.VACANT, results.SWITCHED_OFF, results.UNREACHABLE,
    results.SUSPENDED,
)  # fmt: skip
_PRINT = re.compile(r"print (\d+) ")


class TvshopCampaignAttempt(models.Model):
    """What the ear heard of an attempt, and whether that was right."""

    _inherit = "tvshop.campaign.attempt"

    heard_result = fields.Selection(HEARD, "Heard", readonly=True)
    heard_confidence = fields.Float("Confidence", readonly=True, aggregator="avg")
    heard_ms = fields.Integer("Heard For (ms)", readonly=True, aggregator="avg")
    evidence = fields.Char(readonly=True)
    announcement_id = fields.Many2one(
        "tvshop.announcement", readonly=True, index="btree_not_null", ondelete="set null"
    )
    corrected_result = fields.Selection(HEARD, "Corrected", readonly=True)
    told_result = fields.Selection(
        RESULTS, "Before the Correction", readonly=True, help="What the call itself came to."
    )
    true_result = fields.Selection(HEARD, "In Truth", compute="_compute_true", store=True)
    heard_right = fields.Float(
        "Right (%)",
        compute="_compute_true",
        store=True,
        aggregator="avg",
        help="Of what the ear has decided: as long as no agent corrects it, it was right.",
    )

    @api.depends("heard_result", "corrected_result")
    def _compute_true(self):
        for attempt in self:
            attempt.true_result = attempt.corrected_result or attempt.heard_result
            attempt.heard_right = 100.0 * (attempt.true_result == attempt.heard_result)

    def _prepare_course_vals(self, call):
        vals = {**super()._prepare_course_vals(call), **self._prepare_heard_vals(call)}
        if vals.get("result") and self.corrected_result:
            vals |= {"told_result": vals["result"], "result": self.corrected_result}
        return vals

    def _prepare_heard_vals(self, call):
        """What was heard last counts: behind the answer, if there was one."""
        heard = results.heard(call)
        one = heard.get(results.ANSWER) or heard.get(results.RINGING)
        if one is None or one.result not in dict(HEARD):
            return {}
        match = _PRINT.match(one.evidence)
        announcement = self.env["tvshop.announcement"].browse(int(match[1]) if match else ())
        return {
            "heard_result": one.result,
            "heard_confidence": one.confidence,
            "heard_ms": one.at,
            "evidence": one.evidence,
            "announcement_id": announcement.exists().id,
        }

    def _correct(self, result):
        """An agent says what it was, or takes it back; the number is tried again by that, or not.

        :param result: one of `CORRECTIONS`; False for what the call itself came to
        """
        self.ensure_one()
        if self.state == DONE and not self.corrected_result:
            self.told_result = self.result
        self.corrected_result = result
        result = result or self.told_result or results.LIVE
        if self.state == DONE and self.result != result:
            self.result = result
            self._end(self)
