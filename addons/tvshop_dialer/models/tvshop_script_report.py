from odoo import fields, models
from odoo.tools import SQL

from .tvshop_script_step import KINDS

QUERY = """
SELECT v.id, c.start AS date, c.id AS call_id, r.script_id, r.version_id, v.step_id, s.kind,
       v.answer_id, v.note, r.agent_id, c.campaign_id, c.hotline_id, p.grade_id, r.company_id,
       1 AS shown, (v.state = 'answered')::int AS answered, d.dropped,
       100.0 * d.dropped AS drop_rate,
       100.0 * (o.kind = 'success' OR EXISTS (
           SELECT FROM sale_order so WHERE so.call_id = c.id AND so.state = 'sale'
       ))::int AS success_rate
  FROM tvshop_script_visit v
  JOIN tvshop_script_run r ON r.id = v.run_id
  JOIN tvshop_script_step s ON s.id = v.step_id
  JOIN tvshop_call c ON c.id = r.call_id
  LEFT JOIN res_partner p ON p.id = r.partner_id
  LEFT JOIN tvshop_campaign_attempt a ON a.call_id = c.id
  LEFT JOIN tvshop_campaign_outcome o ON o.id = a.outcome_id
  CROSS JOIN LATERAL (SELECT (
       v.state = 'open' AND NOT r.is_finished AND c.state = 'done' AND NOT EXISTS (
           SELECT FROM tvshop_script_visit w
            WHERE w.run_id = v.run_id AND w.id > v.id AND w.state = 'open'))::int AS dropped) d
 WHERE v.state != 'undone'
"""


class TvshopScriptReport(models.Model):
    """One row for each step that was shown in a call and not taken back."""

    _name = "tvshop.script.report"
    _description = "Script Analysis"
    _auto = False
    _order = "date DESC"
    _rec_name = "step_id"

    date = fields.Datetime(readonly=True)
    script_id = fields.Many2one("tvshop.script", readonly=True)
    version_id = fields.Many2one("tvshop.script.version", readonly=True)
    step_id = fields.Many2one("tvshop.script.step", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    answer_id = fields.Many2one("tvshop.script.answer", readonly=True)
    note = fields.Char("In Words", readonly=True)
    agent_id = fields.Many2one("tvshop.agent", readonly=True)
    campaign_id = fields.Many2one("tvshop.campaign", readonly=True)
    hotline_id = fields.Many2one("tvshop.hotline", readonly=True)
    grade_id = fields.Many2one("tvshop.grade", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    shown = fields.Integer(readonly=True)
    answered = fields.Integer(readonly=True)
    dropped = fields.Integer(
        "Dropped Here", readonly=True, help="The call ended at this step, before the script did."
    )
    drop_rate = fields.Float("Dropped Here (%)", readonly=True, aggregator="avg")
    success_rate = fields.Float("Success (%)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(QUERY)
