from odoo.addons.tvshop_crm import demo
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    def test_m4_first_start_shows_a_campaign_with_its_calls_and_one_to_approve(self):
        self.env["ir.config_parameter"].set_param(demo.DONE_PARAMETER, "")
        self.assertIn("tvshop_dialer", demo.fill(self.env, 60))
        campaigns = self.env["tvshop.campaign"].search([], order="id")
        self.assertEqual(campaigns.mapped("state"), ["paused", "draft"])
        self.assertTrue(campaigns[0].attempt_count)
        self.assertTrue(campaigns[0].queue_id.skill_ids)
        self.assertEqual(campaigns[1].list_ids.target_count, campaigns[1].waiting_count)
