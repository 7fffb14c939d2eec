from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import NIGHT, NOON, DialerCase


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestFigures(DialerCase):
    """How a campaign is doing, and why it isn't dialling."""

    def run_calls(self, *results):
        for number in range(len(results)):
            self.customer(f"客户{number}", f"138001391{number:02d}")
        self.fill()
        for attempt, result in zip(self.claim(len(results)), results, strict=True):
            live = {"connected_at": attempt.start, "talk_seconds": 90} if result == "live" else {}
            attempt.write({"state": "done", "result": result, "end": attempt.start, **live})
        self.env.invalidate_all()

    def test_d1_figures_of_the_day_and_of_thirty_days(self):
        self.run_calls("live", "live", "live", "abandoned", "busy", "no_answer", "limit")
        self.assertEqual((self.campaign.today_dials, self.campaign.today_contacts), (6, 4))
        self.assertAlmostEqual(self.campaign.today_contact_rate, 66.67, 1)
        self.assertEqual(self.campaign.today_abandoned_rate, 25)
        self.assertEqual(self.campaign.month_abandoned_rate, 25)
        self.assertEqual(self.campaign.today_talk_minutes, 4)
        with freeze_time("2026-11-26 04:00:00"):
            self.env.invalidate_all()
            self.assertEqual(self.campaign.today_dials, 0)
            self.assertEqual(self.campaign.month_abandoned_rate, 25)

    def test_d1_order_made_in_a_campaigns_call_counts_for_it(self):
        self.customer()
        self.fill()
        attempt = self.claim()
        self.talked(attempt)
        product = self.env["product.product"].create({"name": "锅", "list_price": 200})
        order = self.env["sale.order"].create(
            {
                "partner_id": attempt.partner_id.id,
                "call_id": attempt.call_id.id,
                "order_line": [(0, 0, {"product_id": product.id, "tax_ids": False})],
            }
        )
        order.action_confirm()
        self.assertEqual((self.campaign.order_count, self.campaign.revenue), (1, 200))
        self.env.flush_all()
        row = self.env["tvshop.campaign.report"].search([("campaign_id", "=", self.campaign.id)])
        self.assertRecordValues(row, [{"dials": 1, "live": 1, "orders": 1, "revenue": 200}])

    def test_d1_goals_and_rates_count_since_the_campaign_began(self):
        self.campaign.write({"goal_successes": 4, "goal_revenue": 1000})
        self.run_calls("live", "live", "live", "live", "busy", "skipped")
        attempts = self.campaign.attempt_ids.filtered(lambda one: one.result == "live")
        attempts[0].outcome_id = self.env.ref("tvshop_dialer.outcome_success")
        attempts[1].outcome_id = self.env.ref("tvshop_dialer.outcome_do_not_call")
        with freeze_time("2026-12-25 04:00:00"):
            self.env.invalidate_all()
            self.assertEqual(self.campaign.contact_rate, 80)
            self.assertEqual((self.campaign.success_rate, self.campaign.refusal_rate), (25, 25))
            self.assertEqual(self.campaign.success_progress, 25)
            self.assertEqual(self.campaign.revenue_progress, 0)
        self.assertEqual(self.make_campaign(name="没有目标").success_progress, 0)

    def test_d1_figures_of_many_campaigns_take_few_queries(self):
        campaigns = self.campaign
        for number in range(30):
            campaigns |= self.make_campaign(name=f"活动{number}")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(13):
            campaigns.mapped("success_progress")
            campaigns.mapped("today_dials")
            campaigns.mapped("waiting_count")
            campaigns.mapped("revenue")

    def test_d1_campaign_says_why_it_is_not_dialling(self):
        self.assertEqual(self.make_campaign("paused").status_text, "Paused")
        self.assertIn("Fill a list", self.campaign.status_text)
        self.customer()
        target = self.fill()
        self.env["tvshop.campaign.decision"].create(
            {
                "campaign_id": self.campaign.id,
                "date": fields.Datetime.now(),
                "reason": "no_agent",
            }
        )
        self.env.invalidate_all()
        self.pbx.last_seen = fields.Datetime.now()
        self.assertIn("No agent", self.campaign.status_text)
        with freeze_time(NIGHT):
            self.pbx.last_seen = fields.Datetime.now()
            self.env.invalidate_all()
            self.assertIn("calling hours", self.campaign.status_text)
        target.next_try_at = "2026-11-25 09:00:00"
        self.pbx.last_seen = fields.Datetime.now()
        self.env.invalidate_all()
        self.assertIn("later", self.campaign.status_text)
        self.pbx.is_connected = False
        self.env.invalidate_all()
        self.assertIn("can't be reached", self.campaign.status_text)

    def test_d3_decision_on_record_can_be_made_again(self):
        decision = self.env["tvshop.campaign.decision"].create(
            {"campaign_id": self.campaign.id, "date": fields.Datetime.now(), "reason": "busy"}
        )
        with self.assertRaises(AccessError):
            decision.with_user(self.supervisor).write({"dials": 3})
        with freeze_time("2026-12-25 04:00:00"):
            decision._gc_old()
        self.assertFalse(decision.exists())
