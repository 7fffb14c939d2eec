from odoo import fields, models

from ..results import LIVE, NOT_DIALLED
from .tvshop_campaign_figures import percent
from .tvshop_campaign_outcome import DO_NOT_CALL, SUCCESS

# All calls of campaigns since they began.
TOTALS = """
SELECT a.campaign_id,
       count(*) AS dials,
       count(*) FILTER (WHERE a.result = %(live)s) AS contacts,
       count(*) FILTER (WHERE o.kind = %(success)s) AS successes,
       count(*) FILTER (WHERE o.kind = %(do_not_call)s) AS refusals
  FROM tvshop_campaign_attempt a LEFT JOIN tvshop_campaign_outcome o ON o.id = a.outcome_id
 WHERE a.campaign_id = ANY(%(ids)s) AND (a.result IS NULL OR NOT a.result = ANY(%(not_dialled)s))
 GROUP BY a.campaign_id
"""


class TvshopCampaign(models.Model):
    """What a campaign is to reach, and how far it has come since it began."""

    _inherit = "tvshop.campaign"

    goal_successes = fields.Integer("Successes Wanted", tracking=True, help="0: no goal.")
    goal_revenue = fields.Monetary("Revenue Wanted", tracking=True, help="0: no goal.")
    goal_margin = fields.Monetary("Margin Wanted", tracking=True, help="0: no goal.")
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

    def _compute_progress(self):
        totals = self._sum_attempts()
        for campaign in self:
            row = totals.get(campaign.id, {})
            live, successes = row.get("contacts", 0), row.get("successes", 0)
            campaign.success_count = successes
            campaign.contact_rate = percent(live, row.get("dials", 0))
            campaign.success_rate = percent(successes, live)
            campaign.refusal_rate = percent(row.get("refusals", 0), live)
            campaign.success_progress = percent(successes, campaign.goal_successes)
            campaign.revenue_progress = percent(campaign.revenue, campaign.goal_revenue)

    def _compute_margin(self):
        orders = self._orders()
        for campaign in self:
            lines = orders.get(campaign, self.env["sale.order"]).order_line
            campaign.margin = sum(_margin(line) for line in lines)
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


def _margin(line):
    """Of an order's line, in its company's currency."""
    product = line.product_id.with_company(line.company_id)
    quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, product.uom_id)
    price = line.price_subtotal / (line.order_id.currency_rate or 1)
    return price - product.standard_price * quantity
