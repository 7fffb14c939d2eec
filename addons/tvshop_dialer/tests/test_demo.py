import random

from odoo.addons.tvshop_crm import demo
from odoo.tests import TransactionCase, tagged

from .. import results
from ..demo.attempts import draw_results


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    def test_m4_first_start_shows_campaigns_dialled_to_approve_and_for_agents(self):
        self.env["ir.config_parameter"].set_param(demo.DONE_PARAMETER, "")
        self.assertIn("tvshop_dialer", demo.fill(self.env, 150))
        campaigns = self.env["tvshop.campaign"].search([], order="id")
        self.assertEqual(campaigns[:3].mapped("state"), ["paused", "draft", "running"])
        self.assertTrue(campaigns[0].attempt_count)
        self.assertEqual(len(self.env["tvshop.announcement"].search([])), 5)
        heard = [("heard_result", "!=", False), ("evidence", "!=", False)]
        self.assertTrue(self.env["tvshop.campaign.attempt"].search_count(heard))
        self.assertTrue(campaigns[0].queue_id.skill_ids)
        self.assertLess(campaigns[0].month_abandoned_rate, campaigns[0].cap)
        self.assertEqual(campaigns[0].order_count, campaigns[0].success_count)
        self.assertGreater(campaigns[0].revenue, campaigns[0].margin)
        self.assertGreater(campaigns[0].margin, 0)
        plan = self.env["tvshop.campaign.plan"].search([("campaign_id", "=", campaigns[0].id)])
        self.assertGreater(plan.actual_orders, 0)
        self.assertEqual(self.env["tvshop.contribution"]._recount(), ([], []))
        self.assertEqual(campaigns[1].list_ids.target_count, campaigns[1].waiting_count)
        self.assertTrue(campaigns[2].waiting_count)
        time = self.env["tvshop.campaign.agent.report"]._read_group(
            [("hours", ">", 0)], ["campaign_id"], ["agent_id:count_distinct", "occupancy:avg"]
        )
        self.assertEqual(
            {campaign for campaign, _agents, _occupancy in time},
            {campaigns[0].browse(), campaigns[0]},
        )
        for _campaign, agents, occupancy in time:
            self.assertGreater(agents, 1)
            self.assertTrue(50 < occupancy < 95, occupancy)

    def test_r12_demo_s_history_abandons_fewer_than_its_cap_allows(self):
        cap = self.env["tvshop.campaign"].default_get(["cap"])["cap"]
        for seed in range(50):
            drawn = draw_results(random.Random(seed), 600)
            abandoned, live = (drawn.count(key) for key in (results.ABANDONED, results.LIVE))
            self.assertGreater(abandoned, 0)
            self.assertLess(100 * abandoned / (abandoned + live), 0.7 * cap)
