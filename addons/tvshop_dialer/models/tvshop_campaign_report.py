from odoo import fields, models
from odoo.tools import SQL

from ..results import NOT_DIALLED
from .tvshop_campaign_attempt import RESULTS

QUERY = """
SELECT a.id, a.start AS date, a.campaign_id, a.list_id, a.agent_id, a.company_id, a.result,
       a.outcome_id, 1 AS dials,
       (a.result = 'live')::int AS contacts,
       (a.result = 'abandoned' OR a.is_late IS TRUE)::int AS abandoned,
       100.0 * (a.result = 'live')::int AS contact_rate,
       CASE WHEN a.result IN ('live', 'abandoned')
            THEN 100.0 * (a.result = 'abandoned' OR a.is_late IS TRUE)::int END AS abandoned_rate,
       (o.kind = 'success')::int AS successes,
       a.talk_seconds, c.wrap_seconds, s.orders, s.revenue
  FROM tvshop_campaign_attempt a
  LEFT JOIN tvshop_call c ON c.id = a.call_id
  LEFT JOIN tvshop_campaign_outcome o ON o.id = a.outcome_id
  LEFT JOIN LATERAL (
       SELECT count(*) AS orders, sum(amount_total) AS revenue FROM sale_order
        WHERE call_id = a.call_id AND state NOT IN ('draft', 'cancel')) s ON a.call_id IS NOT NULL
 WHERE a.state = 'done' AND NOT a.result = ANY(%s)
"""


class TvshopCampaignReport(models.Model):
    """One row for each call that was placed, with what it brought."""

    _name = "tvshop.campaign.report"
    _description = "Campaign Analysis"
    _auto = False
    _order = "date DESC"
    _rec_name = "date"

    date = fields.Datetime(readonly=True)
    campaign_id = fields.Many2one("tvshop.campaign", readonly=True)
    list_id = fields.Many2one("tvshop.campaign.list", readonly=True)
    agent_id = fields.Many2one("tvshop.agent", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    outcome_id = fields.Many2one("tvshop.campaign.outcome", readonly=True)
    dials = fields.Integer("Calls", readonly=True)
    contacts = fields.Integer(readonly=True, help="Live people who talked with an agent.")
    abandoned = fields.Integer(
        readonly=True, help="People who answered and got no agent within two seconds, or none."
    )
    contact_rate = fields.Float(
        "Contact Rate (%)",
        readonly=True,
        aggregator="avg",
        help="Of all calls, those in which a live person talked with an agent.",
    )
    abandoned_rate = fields.Float("Abandoned (%)", readonly=True, aggregator="avg")
    successes = fields.Integer(readonly=True)
    talk_seconds = fields.Integer("Talking (s)", readonly=True)
    wrap_seconds = fields.Integer("Wrap-up (s)", readonly=True)
    orders = fields.Integer(readonly=True)
    revenue = fields.Float(readonly=True)

    @property
    def _table_query(self):
        return SQL(QUERY, list(NOT_DIALLED))
