from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import NOON, DialerCase

LOGGER = "odoo.addons.tvshop_dialer.models.tvshop_campaign_simulation"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestPlan(DialerCase):
    """What a list will take and bring, and what a day's calls would have been otherwise."""

    def plan(self, **values):
        return self.env["tvshop.campaign.plan"].create(
            {
                "name": "冬季锅具",
                "numbers": 10_000,
                "contact_rate": 25,
                "attempts": 2,
                "talk_seconds": 90,
                "wrap_seconds": 30,
                "occupancy": 80,
                "hours": 8,
                "sales_rate": 10,
                "margin": 200,
                "pay": 40,
                "list_cost": 1000,
                "start_date": "2026-11-27",
                "agents": 10,
                **values,
            }
        )

    def talked_to(self, count, talk=60, wrap=20):
        """Customers whom the campaign has reached today."""
        for number in range(count):
            self.customer(f"客户{number}", f"138001390{number:02d}")
        self.fill()
        for attempt in self.claim(count):
            call = self.talked(attempt, end=9 + talk)
            call.wrap_seconds = wrap
        self.env.flush_all()

    def test_d9_plan_says_when_it_is_done_what_it_costs_and_brings(self):
        plan = self.plan()
        hours = 4375 * 120 / 0.8 / 3600
        self.assertEqual((plan.planned_attempts, plan.planned_contacts), (17_500, 4375))
        self.assertAlmostEqual(plan.planned_hours, hours, 1)
        self.assertAlmostEqual(plan.planned_profit, 437.5 * 200 - hours * 40 - 1000, 0)
        self.assertEqual(str(plan.finish_date), "2026-11-29")

    def test_d9_plan_says_how_many_agents_it_takes_by_a_day(self):
        plan = self.plan(agents=0, finish_by="2026-11-28")
        self.assertEqual(plan.agents_needed, 12)
        self.assertLessEqual(plan.finish_date, plan.finish_by)
        plan.finish_by = "2026-11-27"
        self.assertEqual(plan.agents_needed, 23)

    def test_d9_holidays_and_days_without_calls_are_left_out(self):
        hours = self.env["tvshop.opening.hours"].create(
            {
                "name": "Weekdays",
                "line_ids": [(0, 0, {"weekdays": "mon-fri", "hour_from": 9, "hour_to": 17})],
            }
        )
        self.campaign.hours_id = hours
        self.env["tvshop.calling.holiday"].create(
            {"name": "盘点", "date_from": "2026-11-30", "date_to": "2026-11-30"}
        )
        plan = self.plan(campaign_id=self.campaign.id)
        self.assertEqual(str(plan.finish_date), "2026-12-02")

    def test_d9_what_the_campaign_has_done_stands_beside_the_plan(self):
        self.talked_to(3)
        call = self.campaign.attempt_ids[0].call_id
        self.worked(90, call)
        self.sold(call, price=150, cost=50)
        plan = self.plan(
            campaign_id=self.campaign.id, start_date="2026-11-25", commission=5, fixed_cost=300
        )
        self.assertEqual((plan.actual_attempts, plan.actual_contacts), (3, 3))
        self.assertEqual((plan.actual_talk_seconds, plan.actual_wrap_seconds), (60, 20))
        self.assertEqual((plan.actual_hours, plan.actual_orders, plan.actual_margin), (1.5, 1, 100))
        self.assertEqual(plan.actual_cost, 1.5 * 40 + 1000 + 300 + 5)
        self.assertEqual(plan.actual_profit, 100 - plan.actual_cost)
        later = self.plan(campaign_id=self.campaign.id, start_date="2026-11-26")
        self.assertEqual(
            (later.actual_attempts, later.actual_hours, later.actual_margin), (0, 0, 0)
        )

    def worked(self, minutes, call):
        """The agent's time on record, up to now."""
        logs = self.env["tvshop.agent.state.log"]
        logs.search([("agent_id", "=", self.agent.id)]).unlink()
        now = fields.Datetime.now()
        logs.create(
            {
                "agent_id": self.agent.id,
                "state": "on_call",
                "call_id": call.id,
                "start": now - timedelta(minutes=minutes),
                "stop": now,
            }
        )

    def sold(self, call, price, cost):
        product = self.env["product.product"].create({"name": "锅", "standard_price": cost})
        line = {"product_id": product.id, "price_unit": price, "tax_ids": False}
        self.env["sale.order"].create(
            {
                "partner_id": call.partner_id.id,
                "call_id": call.id,
                "state": "sale",
                "order_line": [(0, 0, line)],
            }
        )

    def test_d9_expectations_come_from_the_campaigns_calls(self):
        self.talked_to(2)
        self.customer("客户", "13800139099")
        self.fill()
        form = Form(self.env["tvshop.campaign.plan"].with_user(self.supervisor))
        form.name = "又一轮"
        form.campaign_id = self.campaign
        self.assertEqual((form.numbers, form.talk_seconds, form.wrap_seconds), (1, 60, 20))
        self.assertEqual(form.contact_rate, 100)
        form.agents = 1
        self.assertEqual(form.save().planned_contacts, 1)

    def test_d9_impossible_plans_are_refused_and_half_typed_ones_are_not(self):
        with self.assertRaises(ValidationError):
            self.plan(finish_by="2026-11-20")
        with self.assertRaises(ValidationError):
            self.plan(agents=0)
        form = Form(self.env["tvshop.campaign.plan"])
        form.occupancy = 0
        self.assertFalse(form.planned_contacts)

    def test_d9_agents_do_not_see_plans(self):
        with self.assertRaises(AccessError):
            self.plan().with_user(self.agent.user_id).read(["planned_profit"])

    # What if

    def simulation(self, **values):
        return self.env["tvshop.campaign.simulation"].create(
            {"campaign_id": self.campaign.id, **values}
        )

    def compute(self):
        """As the scheduler does it beside the requests, without its commits."""
        jobs = self.env["ir.cron"]
        self.env.flush_all()
        with (
            patch.object(type(jobs), "_commit_progress", lambda *_args, **_kwargs: 1),
            patch.object(self.env.cr, "rollback", lambda: None),
        ):
            self.env["tvshop.campaign.simulation"]._cron_simulate()

    def test_d3_what_if_begins_with_the_day_as_it_was(self):
        self.talked_to(3)
        one = self.simulation()
        self.assertEqual(str(one.day), "2026-11-25")
        self.assertEqual((one.agents, one.mode), (1, self.campaign.mode))
        self.assertEqual((one.recorded_dials, one.recorded_contacts), (3, 3))
        self.assertLess(one.hour_from, one.hour_to)

    def test_d3_what_if_simulates_the_day_with_other_settings(self):
        self.talked_to(3)
        shift = {"agents": 3, "hour_from": 9, "hour_to": 10}
        few, again = self.simulation(**shift), self.simulation(**shift)
        many = self.simulation(**{**shift, "agents": 6})
        (few | again | many).with_user(self.supervisor).action_simulate()
        self.assertEqual(few.state, "computing")
        self.assertFalse(few.contacts, "it was computed in the request")
        self.compute()
        self.assertEqual(few.state, "done")
        self.assertGreater(few.contacts, 3)
        self.assertEqual((few.contacts, few.occupancy), (again.contacts, again.occupancy))
        self.assertGreater(many.contacts, few.contacts)
        self.assertGreater(few.occupancy, 50)

    def test_d3_what_if_sees_the_floor_as_late_as_the_pacing_did(self):
        self.talked_to(1)
        one = self.simulation()
        self.assertEqual(one._lag(), 0.0, "nothing was decided")
        self.env["tvshop.campaign.decision"].create(
            [
                {
                    "campaign_id": self.campaign.id,
                    "date": f"{one.day} 02:00:00",
                    "reason": "dialling",
                    "decision": {"lag": lag},
                }
                for lag in (0.4, 0.6)
            ]
        )
        self.assertAlmostEqual(one._lag(), 0.5)

    def test_d3_result_of_other_settings_is_not_shown(self):
        self.talked_to(1)
        one = self.simulation(hour_from=9, hour_to=9.5)
        one.action_simulate()
        self.compute()
        self.assertTrue(one.dials)
        one.agents = 2
        self.assertFalse(one.dials or one.simulated_at)
        self.assertEqual(one.state, "new")

    def test_d3_simulation_that_breaks_off_says_so_and_the_next_is_computed(self):
        self.talked_to(1)
        shift = {"hour_from": 9, "hour_to": 9.5}
        broken, whole = self.simulation(**shift), self.simulation(agents=2, **shift)
        (broken | whole).action_simulate()
        simulate = type(broken)._simulate

        def fail_once(one):
            if one == broken:
                raise ValueError("no such hour")
            return simulate(one)

        with patch.object(type(broken), "_simulate", fail_once), mute_logger(LOGGER):
            self.compute()
        self.assertEqual((broken.state, whole.state), ("failed", "done"))

    def test_d3_nobody_enters_what_a_simulation_comes_to(self):
        made = self.env["tvshop.campaign.simulation"].with_user(self.supervisor)
        vals = {"campaign_id": self.campaign.id}
        for forged in ({"state": "done"}, {"occupancy": 99.0}, {"dials": 5}):
            [(name, value)] = forged.items()
            for maker, more in (
                (made, forged),
                (made.with_context(**{f"default_{name}": value}), {}),
            ):
                with self.assertRaises(AccessError):
                    maker.create({**vals, **more})
            with self.assertRaises(AccessError):
                self.simulation().with_user(self.supervisor).write(forged)
        self.assertEqual(made.create({**vals, "agents": 3}).state, "new")

    def test_d3_day_without_talks_cannot_be_simulated(self):
        with self.assertRaises(UserError):
            self.simulation(day="2026-11-01").action_simulate()

    def test_d3_other_companies_what_ifs_are_not_seen(self):
        one = self.simulation()
        stranger = self.supervisor.copy({"login": "stranger"})
        company = self.env["res.company"].create({"name": "别家"})
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        with self.assertRaises(AccessError):
            one.with_user(stranger).read(["dials"])
