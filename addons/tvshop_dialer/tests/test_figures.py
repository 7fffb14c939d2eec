import random
from datetime import timedelta

from odoo import fields
from odoo.addons.tvshop_cti.bridge.call import Mark
from odoo.addons.tvshop_dialer.bridge.plan import Planner
from odoo.addons.tvshop_dialer.pacing.controller import Pacer
from odoo.addons.tvshop_dialer.pacing.shapes import Event, View
from odoo.exceptions import AccessError, UserError
from odoo.modules.migration import load_script
from odoo.tests import freeze_time, tagged

from .common import NIGHT, NOON, DialerCase

LATE_SCRIPT = "tvshop_dialer/migrations/19.0.1.0.2/post-late_agents.py"


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
        self.assertEqual((self.campaign.today_dials, self.campaign.today_contacts), (6, 3))
        self.assertEqual(self.campaign.today_contact_rate, 50)
        self.assertEqual(self.campaign.today_abandoned_rate, 25)
        self.assertEqual(self.campaign.month_abandoned_rate, 25)
        self.assertEqual(self.campaign.today_talk_minutes, 4)
        with freeze_time("2026-11-26 04:00:00"):
            self.env.invalidate_all()
            self.assertEqual(self.campaign.today_dials, 0)
            self.assertEqual(self.campaign.month_abandoned_rate, 25)

    def test_r12_call_whose_agent_came_late_is_counted_as_abandoned_everywhere(self):
        self.customers(4)
        self.fill()
        for attempt, answer in zip(self.claim(4), (9, 10, 10.5, None), strict=True):
            legs = [self.leg(ring=8, answer=answer, end=75)] if answer else []
            self.follow(attempt, legs=legs, reached_at=self.t0 + 8, end=75, outcome="answered")
        self.assertEqual(self.campaign.attempt_ids.mapped("is_late").count(True), 1)
        self.assertEqual(self.campaign.today_abandoned_rate, 50)
        self.assertEqual(self.campaign.month_abandoned_rate, 50)
        self.assertEqual(self.campaign.today_contacts, 3)
        day = self.campaign._day_start(fields.Datetime.now())
        self.assertEqual(self.campaign._count_answered(day, day + timedelta(days=1)), (4, 2))
        _sums, events = self.gateway_of_dialler.past(self.campaign.id)
        kinds = [event.kind for event in events]
        self.assertEqual((kinds.count("answered"), kinds.count("abandoned")), (4, 2))
        domain = [("campaign_id", "=", self.campaign.id)]
        ((abandoned, rate),) = self.env["tvshop.campaign.report"]._read_group(
            domain, [], ["abandoned:sum", "abandoned_rate:avg"]
        )
        self.assertEqual((abandoned, rate), (2, 50))
        simulation = self.env["tvshop.campaign.simulation"].create(
            {"campaign_id": self.campaign.id}
        )
        self.assertEqual(simulation.recorded_abandoned_rate, 50)

    def test_r12_calls_on_record_whose_agent_came_late_are_marked(self):
        self.customers(4)
        self.fill()
        late = []
        for attempt, (queue, waited, machine) in zip(
            self.claim(4),
            (("outbound", 2, 0), ("outbound", 3, 0), ("outbound", 2, 3), ("", 9, 0)),
            strict=True,
        ):
            entered = 8 + machine
            self.follow(
                attempt, legs=[self.leg(ring=8, answer=entered + waited, end=75)],
                reached_at=self.t0 + 8, end=75, outcome="answered",
                queue=queue, queue_enter=queue and self.t0 + entered or None,
                queue_leave=queue and self.t0 + entered + waited or None,
            )  # fmt: skip
            late.append(bool(queue) and waited + machine > 2)
        attempts = self.campaign.attempt_ids.sorted("id")
        attempts.is_late = False
        self.env.flush_all()
        script = load_script(LATE_SCRIPT, "late_agents")
        script.migrate(self.env.cr, "19.0.1.0.1")
        self.env.invalidate_all()
        self.assertEqual(attempts.mapped("is_late"), late)
        self.campaign.machine = "hangup"
        attempts.is_late = False
        self.env.flush_all()
        script.migrate(self.env.cr, "19.0.1.0.1")
        self.env.invalidate_all()
        self.assertEqual(attempts.mapped("is_late"), [False, True, False, False])

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
        self.assertRecordValues(row, [{"dials": 1, "contacts": 1, "orders": 1, "revenue": 200}])

    def test_d1_margin_is_price_without_taxes_less_what_the_goods_cost(self):
        self.customer()
        self.fill()
        attempt = self.claim()
        self.talked(attempt)
        tax = self.env["account.tax"].create(
            {"name": "增值税", "amount": 13, "price_include_override": "tax_included"}
        )
        dozen = self.env["uom.uom"].create(
            {
                "name": "打",
                "relative_factor": 12,
                "relative_uom_id": self.ref("uom.product_uom_unit"),
            }
        )
        cup = self.env["product.product"].create({"name": "杯子", "standard_price": 4})
        line = {"product_id": cup.id, "product_uom_id": dozen.id, "price_unit": 113}
        self.env["sale.order"].create(
            {
                "partner_id": attempt.partner_id.id,
                "call_id": attempt.call_id.id,
                "state": "sale",
                "order_line": [
                    (0, 0, {**line, "product_uom_qty": 2, "tax_ids": [(6, 0, tax.ids)]}),
                    (0, 0, {"display_type": "line_note", "name": "送货前打电话"}),
                ],
            }
        )
        self.campaign.goal_margin = 416
        self.assertEqual(self.campaign.margin, 200 - 24 * 4)
        self.assertEqual(self.campaign.margin_progress, 25)
        self.env.invalidate_all()
        self.assertEqual(self.campaign.with_user(self.supervisor).margin, 104)

    def test_r25_campaign_says_that_the_limit_of_calls_a_day_is_reached(self):
        self.customer()
        self.customer("李梅", "13900139000")
        self.fill()
        self.campaign.contact_days = 0
        full = Mark("dial_refused", "trunk", self.t0 + 201)
        self.assertFalse(self.gateway_of_dialler.look([], 0).is_full)
        self.follow(self.claim(1), start=200, end=201, outcome="failed", marks=(full,))
        self.env.flush_all()
        sight = self.gateway_of_dialler.look([], 0)
        self.assertTrue(sight.is_full)
        plan = Planner().plan(sight)[self.campaign.id]
        decision = (self.campaign.id, sight.now, plan.count, plan.reason, None)
        self.gateway_of_dialler.decided([decision])
        self.assertIn("limit of calls a day", self.campaign.status_text)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=6)):
            self.assertFalse(self.gateway_of_dialler.look([], 0).is_full, "it may be raised")

    def test_r16_campaigns_stop_while_their_calls_cannot_be_recorded(self):
        self.customer()
        self.fill()
        self.pbx.recording_problem = "full"
        self.env.flush_all()
        sight = self.gateway_of_dialler.look([], 0)
        plan = Planner().plan(sight)[self.campaign.id]
        self.assertEqual((plan.count, plan.reason), (0, "unrecorded"))
        self.gateway_of_dialler.decided([(self.campaign.id, sight.now, 0, plan.reason, None)])
        self.pbx.last_seen = fields.Datetime.now()
        self.assertIn("recordings' disk", self.campaign.status_text)
        for values in ({"recording_problem": "low"}, {"recording_mode": "off"}):
            self.pbx.write({"recording_problem": "full", **values})
            self.env.flush_all()
            self.assertFalse(self.gateway_of_dialler.look([], 0).is_unrecorded, values)

    def log(self, state, start, stop, call=None):
        """An agent's state, in minutes from NOON."""
        self.env["tvshop.agent.state.log"].search([("stop", "=", False)]).unlink()
        at = [fields.Datetime.now() + timedelta(minutes=minute) for minute in (start, stop)]
        vals = {"agent_id": self.agent.id, "state": state, "start": at[0], "stop": at[1]}
        self.env["tvshop.agent.state.log"].create({**vals, "call_id": call and call.id})

    def test_d1_agent_s_time_counts_for_the_campaign_of_the_call_it_led_to(self):
        """Ten minutes of waiting, over the hour's end, for two of work; then a caller; a pause."""
        self.customer()
        self.fill()
        attempt = self.claim()
        self.talked(attempt)
        inbound = self.hang_up()
        call = attempt.call_id
        self.log("ready", 55, 65)
        self.log("on_call", 65, 66.5, call)
        self.log("wrap_up", 66.5, 67, call)
        self.log("ready", 67, 70)
        self.log("on_call", 70, 76, inbound)
        self.log("paused", 76, 90)
        self.env["sale.order"].create(
            {
                "partner_id": attempt.partner_id.id,
                "call_id": call.id,
                "date_order": fields.Datetime.now() + timedelta(minutes=66),
                "state": "sale",
                "order_line": [(0, 0, {"name": "锅", "price_unit": 60, "tax_ids": False})],
            }
        )
        self.env.flush_all()
        report = self.env["tvshop.campaign.agent.report"].with_user(self.supervisor)
        own = [("agent_id", "=", self.agent.id), ("date", ">=", fields.Datetime.now())]
        measures = ["hours:sum", "occupancy:avg", "revenue_per_hour:avg"]
        rows = report._read_group(own, ["campaign_id", "date:hour"], measures, order="date:hour")
        found = [
            (campaign.id, date.hour, round(60 * hours, 3), round(share, 3), round(revenue or 0, 3))
            for campaign, date, hours, share, revenue in rows
        ]
        self.assertCountEqual(
            found,
            [
                (self.campaign.id, 4, 5, 0, 0),
                (self.campaign.id, 5, 7, round(200 / 7, 3), round(3600 / 7, 3)),
                (False, 5, 9, round(600 / 9, 3), 0),
            ],
        )
        with self.assertRaises(AccessError):
            report.with_user(self.user).search([])

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

    def test_d1_rates_are_set_against_what_was_wanted(self):
        goals = {"goal_contact_rate": 80, "goal_success_rate": 30, "goal_refusal_rate": 20}
        self.campaign.write(goals)
        self.run_calls("live", "live", "live", "live", "busy")
        attempts = self.campaign.attempt_ids.filtered(lambda one: one.result == "live")
        attempts[0].outcome_id = self.env.ref("tvshop_dialer.outcome_success")
        attempts[1].outcome_id = self.env.ref("tvshop_dialer.outcome_do_not_call")
        self.env.invalidate_all()
        names = ["contact_rate_verdict", "success_rate_verdict", "refusal_rate_verdict"]
        verdicts = [self.campaign[name] for name in names]
        self.assertEqual(verdicts, ["reached", "missed", "missed"])
        self.campaign.write({"goal_contact_rate": 0, "goal_refusal_rate": 25})
        self.env.invalidate_all()
        verdicts = [self.campaign[name] for name in names]
        self.assertEqual(verdicts, [False, "missed", "reached"])
        fresh = self.make_campaign(name="没有电话", **goals)
        self.assertFalse(any(fresh[name] for name in names))

    def test_d1_talk_in_course_counts_as_a_contact(self):
        self.run_calls("live", "busy")
        talk = self.campaign.attempt_ids.filtered(lambda one: one.result == "live")
        talk.write({"state": "talking", "result": False, "end": False})
        self.env.invalidate_all()
        self.assertEqual((self.campaign.today_dials, self.campaign.today_contacts), (2, 1))
        self.assertEqual(self.campaign.contact_rate, 50)

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
            campaigns.mapped("margin")

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

    def decided(self, dials, decision):
        """The pacing's decision, put on record as the bridge does."""
        made = (self.campaign.id, self.t0, dials, "dialling", decision)
        self.gateway_of_dialler.decided([made])
        self.env.invalidate_all()
        return self.env["tvshop.campaign.decision"].search([], limit=1)

    def test_d3_decision_on_record_is_made_again_with_the_same_result(self):
        pacer = Pacer(0.03, random.Random(7))
        for second in range(300):
            at = float(second)
            pacer.dials(View(at, 0, [0.0] * 3))
            pacer.observe(Event("no_answer" if second % 3 else "answered", at, 12.0))
        dials = pacer.dials(View(300.0, 5, [250.0] * 5))
        self.assertEqual(pacer.decision["inputs"]["reason"], "predictive")
        self.assertGreater(dials, 5, "ahead of the agents")
        for altered, kind in ((0, "success"), (1, "danger")):
            record = self.decided(dials, {**pacer.decision, "dials": dials + altered})
            shown = record.with_user(self.supervisor).action_replay()["params"]
            self.assertEqual(shown["type"], kind)
            self.assertIn(f"{dials} calls; on record: {dials + altered}.", shown["message"])

    def test_d3_decision_is_changed_by_nobody_and_kept_for_a_week(self):
        decision = self.decided(0, None)
        with self.assertRaises(UserError):
            decision.action_replay()
        with self.assertRaises(AccessError):
            decision.with_user(self.supervisor).write({"dials": 3})
        with freeze_time("2026-12-25 04:00:00"):
            decision._gc_old()
        self.assertFalse(decision.exists())
