from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL, format_datetime

from ..results import ABANDONED, LIVE, NOT_DIALLED
from .tvshop_campaign import BY_AGENTS, RUNNING, local_time

RULE_DAYS = 30
SUMS = """
SELECT campaign_id,
       count(*) FILTER (WHERE start >= %(today)s) AS dials,
       count(*) FILTER (WHERE start >= %(today)s AND (result = 'live' OR state = 'talking'))
           AS contacts,
       count(*) FILTER (WHERE start >= %(today)s AND result IN ('live', 'abandoned')) AS answered,
       count(*) FILTER (WHERE start >= %(today)s AND (result = 'abandoned' OR is_late))
           AS abandoned,
       count(*) FILTER (WHERE result IN ('live', 'abandoned')) AS month_answered,
       count(*) FILTER (WHERE result = 'abandoned' OR is_late) AS month_abandoned,
       count(*) FILTER (WHERE start >= %(today)s AND outcome_id = ANY(%(success)s)) AS successes,
       coalesce(sum(talk_seconds) FILTER (WHERE start >= %(today)s), 0) AS talk
  FROM tvshop_campaign_attempt
 WHERE campaign_id = ANY(%(ids)s) AND start >= %(month)s
   AND (result IS NULL OR NOT result = ANY(%(not_dialled)s))
 GROUP BY campaign_id
"""


ORDERS = """
SELECT c.campaign_id, count(*), sum(o.amount_total)::float8
  FROM sale_order o JOIN tvshop_call c ON c.id = o.call_id
 WHERE c.campaign_id = ANY(%s) AND o.state NOT IN ('draft', 'cancel') GROUP BY c.campaign_id
"""


class TvshopCampaign(models.Model):
    """How a campaign is doing, and why it isn't dialling."""

    _inherit = "tvshop.campaign"

    waiting_count = fields.Integer("To Be Called", compute="_compute_waiting_count")
    attempt_count = fields.Integer("Attempts", compute="_compute_attempt_count")
    today_dials = fields.Integer("Calls Today", compute="_compute_figures")
    today_contacts = fields.Integer(
        "Contacts Today", compute="_compute_figures", help="Live people who talked with an agent."
    )
    today_contact_rate = fields.Float(
        "Contact Rate (%)",
        compute="_compute_figures",
        digits=(5, 1),
        help="Of all calls, those in which a live person talked with an agent.",
    )
    today_successes = fields.Integer("Successes Today", compute="_compute_figures")
    today_abandoned_rate = fields.Float(
        "Abandoned Today (%)", compute="_compute_figures", digits=(5, 2)
    )
    month_abandoned_rate = fields.Float(
        "Abandoned in 30 Days (%)", compute="_compute_figures", digits=(5, 2)
    )
    today_talk_minutes = fields.Integer("Talk Today (minutes)", compute="_compute_figures")
    order_count = fields.Integer("Orders", compute="_compute_orders")
    revenue = fields.Monetary(compute="_compute_orders")
    currency_id = fields.Many2one(related="company_id.currency_id")
    status_text = fields.Char("What It Does Now", compute="_compute_status_text")

    def _compute_waiting_count(self):
        counts = self._count_by("tvshop.campaign.target", [("state", "=", "waiting")])
        for campaign in self:
            campaign.waiting_count = counts.get(campaign, 0)

    def _compute_attempt_count(self):
        counts = self._count_by("tvshop.campaign.attempt", [])
        for campaign in self:
            campaign.attempt_count = counts.get(campaign, 0)

    def _count_by(self, model, domain):
        return dict(
            self.env[model]._read_group(
                [("campaign_id", "in", self.ids), *domain], ["campaign_id"], ["__count"]
            )
        )

    def _compute_figures(self):
        now = fields.Datetime.now()
        success = self.env["tvshop.campaign.outcome"].search([("kind", "=", "success")])
        rows = {}
        if self.ids:
            self.env["tvshop.campaign.attempt"].flush_model()
            params = {
                "ids": self.ids,
                "today": self[:1]._day_start(now),
                "month": now - timedelta(days=RULE_DAYS),
                "not_dialled": list(NOT_DIALLED),
                "success": success.ids,
            }
            self.env.cr.execute(SUMS, params)
            rows = {row["campaign_id"]: row for row in self.env.cr.dictfetchall()}
        for campaign in self:
            campaign.update(_figures(rows.get(campaign.id)))

    def _compute_orders(self):
        sums = self._sum_by_campaign(ORDERS)
        for campaign in self:
            campaign.order_count, campaign.revenue = sums.get(campaign.id, (0, 0.0))

    def _sum_by_campaign(self, query, *params):
        """{campaign id: the other columns of a query about some campaigns}; no rule applies to the
        records that are summed up, only to the campaigns."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(query, self.ids, *params)) if self.ids else ()
        return {campaign_id: columns for campaign_id, *columns in rows}

    def _count_answered(self, start, end):
        """(calls that people answered, those of them without an agent) from `start` to `end`."""
        self.env["tvshop.campaign.attempt"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT count(*), count(*) FILTER (WHERE result = %s OR is_late)"
                " FROM tvshop_campaign_attempt WHERE campaign_id = %s"
                " AND start >= %s AND start < %s AND result IN (%s, %s)",
                ABANDONED,
                self.id,
                start,
                end,
                LIVE,
                ABANDONED,
            )
        )
        return self.env.cr.fetchone()

    # In words

    def _compute_status_text(self):
        for campaign in self:
            campaign.status_text = campaign._describe_status()

    def _describe_status(self):
        """What hinders the campaign, the most lasting first; else what it decided last."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        if self.state != RUNNING:
            return labels[self.state]
        now = fields.Datetime.now()
        # sudo: tvshop.pbx – whether it can be reached, for who may not read its settings
        if not self.pbx_id.sudo()._is_reachable():
            return self.env._("The telephone system can't be reached: nobody is dialled.")
        # sudo: tvshop.pbx – whether there is room, for who may not read its settings
        hindrance = self.pbx_id.sudo()._describe_unrecorded() or self._describe_trial()
        if hindrance:
            return hindrance
        if not self.waiting_count:
            return self.env._("Nobody is left to be called. Fill a list.")
        zones = self._open_zones(now)
        today = local_time(now, self.pbx_id._dial_zone()).date()
        if not zones and (days := self._describe_days(today)):
            return days
        if not zones:
            return self.env._("Outside calling hours: nobody is dialled.")
        if self.mode in BY_AGENTS:
            return self._describe_due(now, zones) or self.env._(
                "Agents with the skill dial by themselves, on their desktop."
            )
        return self._describe_due(now, zones) or self._describe_decision(now)

    def _describe_due(self, now, zones):
        targets = self.env["tvshop.campaign.target"]
        domain = [("campaign_id", "=", self.id), ("state", "=", "waiting")]
        if self._has_due(now, zones):
            return ""
        if targets.search_count([*domain, ("next_try_at", "<=", now)], limit=1):
            return self.env._("It is outside calling hours where those live who are left.")
        first = targets.search(domain, order="next_try_at", limit=1)
        return self.env._(
            "All who wait are to be called later, the first at %s.",
            format_datetime(self.env, first.next_try_at),
        )

    def _describe_decision(self, now):
        last = self.env["tvshop.campaign.decision"].search(
            [("campaign_id", "=", self.id)], order="id DESC", limit=1
        )
        if not last:
            return self.env._("It begins to dial.")
        return dict(last._fields["reason"]._description_selection(self.env))[last.reason]


def _figures(row):
    """Values of the figures' fields from a row of SUMS, or from none."""
    row = row or {}
    return {
        "today_dials": row.get("dials", 0),
        "today_contacts": row.get("contacts", 0),
        "today_contact_rate": percent(row.get("contacts", 0), row.get("dials", 0)),
        "today_successes": row.get("successes", 0),
        "today_abandoned_rate": percent(row.get("abandoned", 0), row.get("answered", 0)),
        "month_abandoned_rate": percent(
            row.get("month_abandoned", 0), row.get("month_answered", 0)
        ),
        "today_talk_minutes": row.get("talk", 0) // 60,
    }


def percent(part, whole):
    return 100 * part / whole if whole else 0.0
