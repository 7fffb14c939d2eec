from odoo import fields, models
from odoo.tools import SQL

QUERY = """
SELECT l.id, i.end_datetime AS date, i.survey_id, l.question_id, l.suggested_answer_id AS answer_id,
       l.matrix_row_id, l.skipped, c.campaign_id, i.company_id, c.queue_id, c.agent_id,
       p.id AS customer_id, p.grade_id, p.state_id, 1 AS answers,
       CASE l.answer_type WHEN 'numerical_box' THEN l.value_numerical_box
                          WHEN 'scale' THEN l.value_scale END AS value
  FROM survey_user_input_line l
  JOIN survey_user_input i ON i.id = l.user_input_id
  JOIN tvshop_call c ON c.id = i.call_id
  LEFT JOIN res_partner p ON p.id = c.partner_id
 WHERE i.state = 'done' AND NOT i.test_entry
"""


class TvshopSurveyReport(models.Model):
    """One row for each answer that a customer gave on the telephone."""

    _name = "tvshop.survey.report"
    _description = "Survey Analysis"
    _auto = False
    _order = "date DESC, id"
    _rec_name = "question_id"

    date = fields.Datetime(readonly=True)
    survey_id = fields.Many2one("survey.survey", readonly=True)
    question_id = fields.Many2one("survey.question", readonly=True)
    answer_id = fields.Many2one("survey.question.answer", readonly=True)
    matrix_row_id = fields.Many2one("survey.question.answer", "Row", readonly=True)
    skipped = fields.Boolean(readonly=True)
    campaign_id = fields.Many2one("tvshop.campaign", readonly=True)
    queue_id = fields.Many2one("tvshop.queue", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    agent_id = fields.Many2one("tvshop.agent", readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True)
    grade_id = fields.Many2one("tvshop.grade", readonly=True)
    state_id = fields.Many2one("res.country.state", "Province", readonly=True)
    answers = fields.Integer(readonly=True)
    value = fields.Float("Mean", readonly=True, aggregator="avg", help="Of numbers and scales.")

    @property
    def _table_query(self):
        return SQL(QUERY)
