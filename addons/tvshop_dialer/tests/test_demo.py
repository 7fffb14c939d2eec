import random

from odoo.addons.tvshop_crm import demo
from odoo.tests import TransactionCase, tagged

from .. import results
from ..demo.attempts import draw_results


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    def test_m4_first_start_shows_campaigns_dialled_to_approve_and_for_agents(self):
        self.env["ir.config_parameter"].set_param(demo.DONE_PARAMETER, "")
        self.assertIn("tvshop_dialer", demo.fill(self.env, 60))
        campaigns = self.env["tvshop.campaign"].search([], order="id")
        self.assertEqual(campaigns.mapped("state"), ["paused", "draft", "running"])
        self.assertTrue(campaigns[0].attempt_count)
        self.assertTrue(campaigns[0].queue_id.skill_ids)
        self.assertLess(campaigns[0].month_abandoned_rate, campaigns[0].cap)
        self.assertEqual(campaigns[1].list_ids.target_count, campaigns[1].waiting_count)
        self.assertTrue(campaigns[2].waiting_count)

    def test_r12_demo_s_history_abandons_fewer_than_its_cap_allows(self):
        cap = self.env["tvshop.campaign"].default_get(["cap"])["cap"]
        for seed in range(50):
            drawn = draw_results(random.Random(seed), 600)
            abandoned, live = (drawn.count(key) for key in (results.ABANDONED, results.LIVE))
            self.assertGreater(abandoned, 0)
            self.assertLess(100 * abandoned / (abandoned + live), 0.7 * cap)
