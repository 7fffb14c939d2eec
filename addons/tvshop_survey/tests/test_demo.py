from odoo.addons.tvshop_crm import demo
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    def test_m4_first_start_shows_a_survey_with_answers_and_calls_that_follow_events(self):
        self.env["ir.config_parameter"].set_param(demo.DONE_PARAMETER, "")
        self.assertIn("tvshop_survey", demo.fill(self.env, 60))
        rules = self.env["tvshop.follow.up"].search([])
        self.assertEqual(len(rules), 3)
        self.assertTrue(sum(rules.mapped("occasion_count")))
        report = self.env["tvshop.survey.report"]
        self.assertTrue(report.search_count([("campaign_id", "!=", False)]))
