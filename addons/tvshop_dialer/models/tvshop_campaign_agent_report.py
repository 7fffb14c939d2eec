from odoo import fields, models
from odoo.tools import SQL

# Who waits waits for the call that comes next. An hour's part of each state is a row of its own.
QUERY = """
SELECT row_number() OVER () AS id, rows.* FROM (
    SELECT greatest(l.start, h.hour) AS date, l.agent_id, c.campaign_id, p.company_id,
           t.hours, CASE WHEN l.state != 'ready' THEN t.hours ELSE 0 END AS busy_hours,
           CASE WHEN l.state != 'ready' THEN 100.0 ELSE 0 END AS occupancy,
           0 AS orders, 0.0 AS revenue, NULL::float AS revenue_per_hour
      FROM tvshop_agent_state_log l
      JOIN tvshop_agent a ON a.id = l.agent_id
      JOIN tvshop_pbx p ON p.id = a.pbx_id
      LEFT JOIN LATERAL (
           SELECT n.call_id FROM tvshop_agent_state_log n
            WHERE l.state = 'ready' AND n.agent_id = l.agent_id AND n.start = l.stop
              AND n.call_id IS NOT NULL LIMIT 1) next ON true
      LEFT JOIN tvshop_call c ON c.id = coalesce(l.call_id, next.call_id)
     CROSS JOIN LATERAL (SELECT coalesce(l.stop, now() AT TIME ZONE 'UTC') AS stop) s
     CROSS JOIN LATERAL
           generate_series(date_trunc('hour', l.start), s.stop, interval '1 hour') h (hour)
     CROSS JOIN LATERAL (
           SELECT extract(epoch FROM least(s.stop, h.hour + interval '1 hour')
                                     - greatest(l.start, h.hour))::float / 3600 AS hours) t
     WHERE l.state IN ('ready', 'on_call', 'wrap_up')
    UNION ALL
    SELECT o.date_order, c.agent_id, c.campaign_id, p.company_id,
           0, 0, NULL, 1, o.amount_total, NULL
      FROM sale_order o
      JOIN tvshop_call c ON c.id = o.call_id
      JOIN tvshop_pbx p ON p.id = c.pbx_id
     WHERE c.agent_id IS NOT NULL AND o.state NOT IN ('draft', 'cancel')) rows
"""
# Of sums, not of the rows' own figures.
RATIOS = {
    "occupancy:avg": ("100 * SUM(%s) / NULLIF(SUM(%s), 0)", "busy_hours", "hours"),
    "revenue_per_hour:avg": ("SUM(%s) / NULLIF(SUM(%s), 0)", "revenue", "hours"),
}


class TvshopCampaignAgentReport(models.Model):
    """What agents do with their time, and what an hour of it brings, by campaign and hour."""

    _name = "tvshop.campaign.agent.report"
    _description = "Agents' Time"
    _auto = False
    _order = "date DESC"
    _rec_name = "date"

    date = fields.Datetime(readonly=True)
    agent_id = fields.Many2one("tvshop.agent", readonly=True)
    campaign_id = fields.Many2one(
        "tvshop.campaign",
        readonly=True,
        help="Of the call; of time spent ready, the campaign of the call that came next. Without "
        "one: calls from outside, or none.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    hours = fields.Float("Agent Hours", readonly=True, help="Ready, on a call or in wrap-up.")
    busy_hours = fields.Float(readonly=True, help="On a call or in wrap-up.")
    occupancy = fields.Float(
        "Occupancy (%)", readonly=True, aggregator="avg", help="Busy hours of all agent hours."
    )
    orders = fields.Integer(readonly=True)
    revenue = fields.Float(readonly=True)
    revenue_per_hour = fields.Float("Revenue per Agent Hour", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(QUERY)

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        ratio, *names = RATIOS[aggregate_spec]
        return SQL(ratio, *(self._field_to_sql(self._table, name, query) for name in names))
