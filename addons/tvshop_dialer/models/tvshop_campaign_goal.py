from datetime import datetime

from odoo import fields, models

from ..results import LIVE, NOT_DIALLED
from .tvshop_campaign_figures import percent
from .tvshop_campaign_outcome import DO_NOT_CALL, SUCCESS

REACHED, MISSED = "reached", "missed"
VERDICTS = [(REACHED, "Reached"), (MISSED, "Missed")]
# All calls of campaigns since they began.
TOTALS = """
SELECT a.campaign_id,
       count(*) AS dials,
       count(*) FILTER (WHERE a.result = %(live)s OR a.state = 'talking') AS contacts,
       count(*) FILTER (WHERE o.kind = %(success)s) AS successes,
       count(*) FILTER (WHERE o.kind = %(do_not_call)s) AS refusals
  FROM tvshop_campaign_attempt a LEFT JOIN tvshop_campaign_outcome o ON o.id = a.outcome_id
 WHERE a.campaign_id = ANY(%(ids)s) AND (a.result IS NULL OR NOT a.result = ANY(%(not_dialled)s))
 GROUP BY a.campaign_id
"""
# Of calls from a moment on, in the company's currency, by the goods' cost of today.
MARGIN = """
SELECT c.campaign_id, sum(
           l.price_subtotal / coalesce(nullif(o.currency_rate, 0), 1) - coalesce(
               (p.standard_price ->> l.company_id::text)::float8 * l.product_uom_qty
               * sold.factor / kept.factor, 0))::float8
  FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id
  JOIN tvshop_call c ON c.id = o.call_id
  LEFT JOIN product_product p ON p.id = l.product_id
  LEFT JOIN product_template t ON t.id = p.product_tmpl_id
  LEFT JOIN uom_uom sold ON sold.id = l.product_uom_id
  LEFT JOIN uom_uom kept ON kept.id = t.uom_id
 WHERE c.campaign_id = ANY(%s) AND c.start >= %s AND o.state NOT IN ('draft', 'cancel')
 GROUP BY c.campaign_id
"""


class TvshopCampaign(models.Model):
    """What a campaign is to reach, and how far it has come since it began."""

    _inherit = "tvshop.campaign"

    goal_successes = fields.Integer("Successes Wanted", tracking=True, help="0: no goal.")
    goal_revenue = fields.Monetary("Revenue Wanted", tracking=True, help="0: no goal.")
    goal_margin = fields.Monetary("Margin Wanted", tracking=True, help="0: no goal.")
    goal_contact_rate = fields.Float(
        "Contact Rate Wanted (%)", digits=(5, 1), tracking=True, help="0: no goal."
    )
    goal_success_rate = fields.Float(
        "Successes Wanted (% of live people)", digits=(5, 1), tracking=True, help="0: no goal."
    )
    goal_refusal_rate = fields.Float(
        "Not to Be Called at Most (%)", digits=(5, 2), tracking=True, help="0: no goal."
    )
    success_count = fields.Integer("Successes", compute="_compute_progress")
    contact_rate = fields.Float(
        "Contact Rate (%)",
        compute="_compute_progress",
        digits=(5, 1),
        help="Of all calls, those in which a live person talked with an agent.",
    )
    success_rate = fields.Float(
        "Successes (%)", compute="_compute_progress", digits=(5, 1), help="Of live people."
    )
    refusal_rate = fields.Float(
        "Not to Be Called (%)",
        compute="_compute_progress",
        digits=(5, 2),
        help="Live people who asked not to be called any more.",
    )
    contact_rate_verdict = fields.Selection(VERDICTS, compute="_compute_progress")
    success_rate_verdict = fields.Selection(VERDICTS, compute="_compute_progress")
    refusal_rate_verdict = fields.Selection(VERDICTS, compute="_compute_progress")
    success_progress = fields.Float("Successes Reached", compute="_compute_progress")
    revenue_progress = fields.Float("Revenue Reached", compute="_compute_progress")
    margin = fields.Monetary(
        compute="_compute_margin",
        help="Of its orders: price without taxes, less what the goods cost at present.",
    )
    margin_progress = fields.Float("Margin Reached", compute="_compute_margin")

    _goals_valid = models.Constraint(
        "CHECK (coalesce(goal_successes, 0) >= 0 AND coalesce(goal_revenue, 0) >= 0"
        " AND coalesce(goal_margin, 0) >= 0)",
        "A goal can't be negative.",
    )
    _rate_goals_valid = models.Constraint(
        "CHECK (coalesce(goal_contact_rate, 0) BETWEEN 0 AND 100"
        " AND coalesce(goal_success_rate, 0) BETWEEN 0 AND 100"
        " AND coalesce(goal_refusal_rate, 0) BETWEEN 0 AND 100)",
        "A rate to be reached lies between 0 and 100%.",
    )

    def _compute_progress(self):
        totals = self._sum_attempts()
        for campaign in self:
            row = totals.get(campaign.id, {})
            live, successes = row.get("contacts", 0), row.get("successes", 0)
            campaign.success_count = successes
            campaign.contact_rate = percent(live, row.get("dials", 0))
            campaign.success_rate = percent(successes, live)
            campaign.refusal_rate = percent(row.get("refusals", 0), live)
            campaign._judge_rates(row.get("dials", 0), live)
            campaign.success_progress = percent(successes, campaign.goal_successes)
            campaign.revenue_progress = percent(campaign.revenue, campaign.goal_revenue)

    def _judge_rates(self, dials, live):
        """Whether the rates are where they ought to be; no word of what has no goal or no calls."""
        for rate, whole in (
            ("contact_rate", dials),
            ("success_rate", live),
            ("refusal_rate", live),
        ):
            goal, reached = self[f"goal_{rate}"], self[rate]
            is_good = reached <= goal if rate == "refusal_rate" else reached >= goal
            verdict = (REACHED if is_good else MISSED) if goal and whole else False
            self[f"{rate}_verdict"] = verdict

    def _compute_margin(self):
        sums = self._sum_by_campaign(MARGIN, datetime.min)
        for campaign in self:
            (campaign.margin,) = sums.get(campaign.id, (0.0,))
            campaign.margin_progress = percent(campaign.margin, campaign.goal_margin)

    def _sum_attempts(self):
        """{campaign id: row of TOTALS}"""
        if not self.ids:
            return {}
        self.env["tvshop.campaign.attempt"].flush_model()
        self.env.cr.execute(
            TOTALS,
            {
                "ids": self.ids,
                "live": LIVE,
                "success": SUCCESS,
                "do_not_call": DO_NOT_CALL,
                "not_dialled": list(NOT_DIALLED),
            },
        )
        return {row["campaign_id"]: row for row in self.env.cr.dictfetchall()}
