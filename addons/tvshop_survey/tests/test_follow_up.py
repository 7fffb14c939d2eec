from datetime import timedelta

from odoo import fields
from odoo.addons.tvshop_dialer.tests.common import NOON
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.orm.models import INSERT_BATCH_SIZE
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SurveyCase


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestFollowUp(SurveyCase):
    """Whom a follow-up calls: the event's customer, in time, once."""

    def setUp(self):
        super().setUp()
        self.partner = self.customer()
        self.now = fields.Datetime.now()

    def follow_up(self, **values):
        return self.env["tvshop.follow.up"].create(
            {"name": "送达三天后", "campaign_id": self.campaign.id, **values}
        )

    def deliver(self, days_ago, partner=None, **values):
        order = self.env["sale.order"].create({"partner_id": (partner or self.partner).id})
        return self.env["tvshop.order.event"].create(
            {
                "order_id": order.id,
                "to_state": "delivered",
                "user_id": self.env.uid,
                "date": self.now - timedelta(days=days_ago),
                **values,
            }
        )

    def run_cron(self):
        self.env["tvshop.follow.up"]._cron_fill()

    def targets(self, rule):
        return self.env["tvshop.campaign.target"].search([("list_id", "=", rule.list_id.id)])

    def test_d6_customer_is_called_three_days_after_delivery_and_not_before(self):
        rule = self.follow_up()
        self.deliver(days_ago=2)
        self.run_cron()
        self.assertFalse(self.targets(rule))
        with freeze_time(self.now + timedelta(days=1, minutes=1)):
            self.run_cron()
        self.assertEqual(self.targets(rule).partner_id, self.partner)
        self.assertEqual(rule.occasion_count, 1)

    def test_d6_same_event_counts_once_however_often_the_scheduler_runs(self):
        rule = self.follow_up()
        self.deliver(days_ago=4)
        for _time in range(3):
            self.run_cron()
        self.assertEqual((rule.occasion_count, len(self.targets(rule))), (1, 1))
        rule.invalidate_recordset(["due_count"])
        self.assertEqual(rule.due_count, 0)

    def test_d6_events_of_long_ago_and_other_states_are_let_be(self):
        rule = self.follow_up()
        self.deliver(days_ago=7)
        self.deliver(days_ago=3.5, to_state="returned")
        self.run_cron()
        self.assertFalse(rule.occasion_ids)

    def test_d6_next_delivery_calls_the_customer_again_with_all_tries(self):
        rule = self.follow_up()
        self.deliver(days_ago=4)
        self.run_cron()
        target = self.targets(rule)
        self.campaign.contact_days = 0
        attempt = self.claim()
        self.not_reached(attempt, 17)
        target.sudo().write({"state": "done", "attempt_count": 6})
        self.run_cron()
        self.assertEqual(target.state, "done")
        with freeze_time(self.now + timedelta(days=20)):
            self.now = fields.Datetime.now()
            self.deliver(days_ago=3.2)
            self.run_cron()
            self.assertEqual((target.state, target.attempt_count), ("waiting", 0))
            self.assertFalse(any(target._count_tries().values()))
            self.assertTrue(self.claim())

    def test_d6_customer_is_called_after_a_complaint_was_closed(self):
        rule = self.follow_up(event="complaint", days=2)
        todo = self.partner.activity_schedule("tvshop_crm.activity_complaint", summary="漏发")
        self.partner.activity_schedule("mail.mail_activity_data_todo").action_feedback()
        with freeze_time(self.now + timedelta(days=3)):
            self.run_cron()
            self.assertFalse(rule.occasion_ids)
            todo.action_feedback()
            self.env.flush_all()
        with freeze_time(self.now + timedelta(days=5)):
            self.run_cron()
        self.assertEqual(self.targets(rule).partner_id, self.partner)
        self.assertEqual(rule.occasion_ids.label, "漏发")

    def test_d6_who_must_not_be_called_is_not_called_again_either(self):
        rule = self.follow_up()
        e164 = self.partner.contact_method_ids.e164
        self.env["tvshop.do.not.call"]._list(self.campaign.company_id, [e164], "agent")
        self.deliver(days_ago=4)
        self.run_cron()
        self.assertEqual(self.targets(rule).mapped("reason"), ["do_not_call"])

    def test_d6_copied_campaign_has_its_follow_ups_and_none_of_their_occasions(self):
        rule = self.follow_up(days=5, condition="[('order_id.amount_total', '>', 100)]")
        self.deliver(days_ago=5.5)
        self.run_cron()
        copied = self.campaign.copy().list_ids.follow_up_ids
        self.assertEqual((copied.name, copied.days), (rule.name, 5))
        self.assertEqual((copied.condition, copied.occasion_count), (rule.condition, 0))
        self.assertEqual(rule.campaign_id, self.campaign)

    def test_d6_condition_is_of_the_event(self):
        rule = self.follow_up(condition="[('order_id.partner_id.name', '=', '张三')]")
        self.deliver(days_ago=4)
        other = self.deliver(days_ago=4, partner=self.customer("张三", "13800138001"))
        self.assertEqual(rule.due_count, 1)
        self.run_cron()
        self.assertEqual(rule.occasion_ids.partner_id, other.order_id.partner_id)

    def test_d6_grade_that_fell_and_no_grade_that_rose(self):
        rule = self.follow_up(event="fall", days=0)
        grades = self.env["tvshop.grade"].search([], limit=2)
        for basis in ("rise", "fall"):
            self.env["tvshop.grade.change"].create(
                {
                    "partner_id": self.partner.id,
                    "from_grade_id": grades[:1].id,
                    "to_grade_id": grades[1:2].id,
                    "basis": basis,
                    "date": self.now - timedelta(hours=2),
                    "user_id": self.env.uid,
                }
            )
        self.assertEqual(rule.due_count, 1)

    def test_d6_customers_of_another_company_are_its_own(self):
        rules = self.follow_up(event="fall", days=0) | self.follow_up(
            event="other",
            days=0,
            other_model="tvshop.grade.change",
            date_path="date",
            partner_path="partner_id",
        )
        grades = self.env["tvshop.grade"].search([], limit=2)
        fell = {"from_grade_id": grades[:1].id, "to_grade_id": grades[1:].id, "basis": "fall"}
        fell["user_id"] = self.env.uid
        theirs = self.customer("别家", "13800138001")
        theirs.company_id = self.env["res.company"].create({"name": "另一家电视购物"})
        for partner in (self.partner, theirs):
            self.env["tvshop.grade.change"].create(
                {**fell, "partner_id": partner.id, "date": self.now - timedelta(hours=2)}
            )
        self.run_cron()
        self.assertEqual(rules.occasion_ids.partner_id, self.partner)
        self.assertEqual([one.occasion_count for one in rules], [1, 1])

    def test_d6_rule_that_fails_says_so_and_the_others_go_on(self):
        broken, sound = self.follow_up(name="坏的"), self.follow_up(name="好的")
        broken.sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE tvshop_follow_up SET condition = %s WHERE id = %s",
            ["[('gone', '=', 1)]", broken.id],
        )
        broken.invalidate_recordset()
        self.deliver(days_ago=4)
        with mute_logger("odoo.addons.tvshop_survey.models.tvshop_follow_up"):
            self.run_cron()
        self.assertIn("gone", broken.failure)
        self.assertEqual((sound.occasion_count, sound.failure), (1, False))
        broken.condition = "[]"
        self.run_cron()
        self.assertFalse(broken.failure)

    def test_d6_who_was_born_on_a_leap_day_is_every_year_in_the_company_s_time(self):
        rule = self.follow_up(event="birthday", days=-3)
        self.partner.birthdate_date = "1988-11-28"
        self.assertEqual(rule.due_count, 1)
        self.run_cron()
        with freeze_time("2027-11-25 04:00:00"):
            self.run_cron()
        self.assertEqual(rule.occasion_count, 2)
        with freeze_time("2026-11-24 15:00:00"):  # 23:00 of the 24th in Peking
            self.assertFalse(rule._due_events(fields.Datetime.now()))

    def test_d6_who_was_born_on_a_leap_day_has_a_birthday_every_year(self):
        rule = self.follow_up(event="birthday", days=0)
        self.partner.birthdate_date = "1988-02-29"
        with freeze_time("2027-02-28 04:00:00"):
            self.assertTrue(rule._due_events(fields.Datetime.now()))

    def test_d6_any_record_with_a_date_and_a_customer_is_an_event(self):
        rule = self.follow_up(
            event="other",
            other_model="sale.order",
            date_path="date_order",
            partner_path="partner_id",
            days=1,
        )
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        order.date_order = self.now - timedelta(days=2)
        self.assertEqual(rule.due_count, 1)
        self.run_cron()
        self.assertEqual(rule.occasion_ids.partner_id, self.partner)

    def test_d6_agent_is_told_what_the_call_is_about_before_and_in_it(self):
        self.campaign.contact_days = 0
        rule = self.follow_up()
        self.deliver(days_ago=3.5)
        newest = self.deliver(days_ago=3.1)  # 2026-11-22 01:36 UTC
        self.run_cron()
        about = f"{newest.order_id.name} · Delivered · 11/22/2026"
        occasion = rule.occasion_ids.sorted("at")[-1]
        self.assertEqual((occasion.res_model, occasion.res_id), ("sale.order", newest.order_id.id))
        given = self.targets(rule)._prepare_given(self.agent)
        self.assertEqual(given["occasion"], about)
        attempt = self.claim()
        self.talked(attempt)
        pop = self.agent._prepare_pop(attempt.call_id, "talking")
        self.assertEqual(pop["campaign"]["occasion"], about)
        newest.order_id.name = "S-renamed"
        self.assertEqual(self.targets(rule)._prepare_given(self.agent)["occasion"], about)

    def test_d6_number_of_a_list_without_events_is_about_none(self):
        given = self.fill()._prepare_given(self.agent)
        self.assertEqual(given["occasion"], "")

    def test_d6_what_makes_no_sense_is_refused_with_a_reason(self):
        with self.assertRaisesRegex(ValidationError, "can't be read"):
            self.follow_up(condition="[('nonsense', '=', 1)]")
        other = {"event": "other", "other_model": "sale.order", "partner_path": "partner_id"}
        with self.assertRaisesRegex(ValidationError, "no date"):
            self.follow_up(**other, date_path="name")
        with self.assertRaisesRegex(ValidationError, "no customer"):
            self.follow_up(**{**other, "partner_path": "user_id"}, date_path="date_order")

    def test_d6_rule_that_fails_leaves_the_others_at_work(self):
        broken = self.follow_up(name="坏的")
        self.env.cr.execute(
            "UPDATE tvshop_follow_up SET condition = 'nonsense' WHERE id = %s", (broken.id,)
        )
        rule = self.follow_up()
        self.env.invalidate_all()
        self.deliver(days_ago=4)
        with self.assertLogs("odoo.addons.tvshop_survey.models.tvshop_follow_up", "ERROR"):
            self.run_cron()
        self.assertEqual(rule.occasion_count, 1)

    def test_d6_supervisor_sets_it_up_until_it_is_approved_and_agents_never(self):
        draft = self.make_campaign("draft", "回访")
        rules = self.env["tvshop.follow.up"].with_user(self.supervisor)
        rule = rules.create({"name": "回访", "campaign_id": draft.id})
        rule.days = 5
        draft.write({"state": "running"})
        with self.assertRaises(UserError):
            rule.days = 1
        with self.assertRaises(AccessError):
            rules.with_user(self.user).search([])

    def test_d6_supervisor_chooses_among_records_that_he_may_read(self):
        rules = self.env["tvshop.follow.up"].with_user(self.supervisor)
        views = rules.get_views([(False, "form"), (False, "list")])
        fields_of_form = views["models"]["tvshop.follow.up"]["fields"]
        models = dict(fields_of_form["other_model"]["selection"])
        self.assertIn("sale.order", models)
        self.assertNotIn("mail.mail", models)
        self.assertTrue(rules.fields_get())

    def test_r18_condition_tells_nobody_what_may_not_be_read(self):
        draft = self.make_campaign("draft", "回访")
        rules = self.env["tvshop.follow.up"].with_user(self.supervisor)
        with self.assertRaises(AccessError):
            rules.create(
                {
                    "name": "猜号码",
                    "campaign_id": draft.id,
                    "event": "birthday",
                    "days": 0,
                    "condition": "[('contact_method_ids.e164', '=like', '+86138%')]",
                }
            )

    def deliver_to(self, partners):
        orders = self.env["sale.order"].create([{"partner_id": one.id} for one in partners])
        happened = {"to_state": "delivered", "user_id": self.env.uid}
        date = self.now - timedelta(days=4)
        self.env["tvshop.order.event"].create(
            [{"order_id": order.id, "date": date, **happened} for order in orders]
        )

    def test_d6_queries_do_not_grow_with_the_events(self):
        rule = self.follow_up(condition="[('order_id.partner_id.active', '=', True)]")
        partners = self.customers(500)
        taken = []
        for few in (partners[:10], partners[10:]):
            self.deliver_to(few)
            looking = self.queries(lambda: rule.due_count)
            taken.append(looking + self.queries(rule.list_id._fill))
        self.assertEqual((rule.occasion_count, len(self.targets(rule))), (500, 500))
        # The ORM itself writes a hundred rows with each statement.
        self.assertLessEqual(taken[1], taken[0] + 500 // INSERT_BATCH_SIZE)

    def test_d6_queries_do_not_grow_with_who_is_called_again(self):
        rule = self.follow_up()
        partners = self.customers(500)
        taken = []
        for few in (partners[:10], partners[10:]):
            self.deliver_to(few)
            self.run_cron()
            self.targets(rule).sudo().write({"state": "done"})
            self.deliver_to(few)
            taken.append(self.queries(rule.list_id._fill))
            again = self.targets(rule).filtered(lambda one: one.state == "waiting")
            self.assertEqual(again.partner_id, few)
        self.assertLessEqual(taken[1], taken[0] + 2 * 500 // INSERT_BATCH_SIZE)
