from datetime import date, datetime
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import ForeignKeyViolation

from .contribution import ContributionCase

TODAY = date(2026, 11, 28)


@tagged("post_install", "-at_install")
class TestGrade(ContributionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain, cls.silver, cls.gold = map(cls.make_grade, ("试普通", "试银卡", "试金卡"))
        cls.schemes = cls.env["tvshop.grade.scheme"]

    def scheme(self, **values):
        return self.make_scheme((0, self.plain), (299, self.silver), (598, self.gold), **values)

    def review(self, day=None):
        self.env.flush_all()
        self.schemes._review(self.account(), day)
        return self.customer.grade_id

    def changes(self):
        return self.customer.grade_change_ids.sorted("id")

    def test_c1_customer_rises_as_he_buys_and_falls_as_goods_come_back(self):
        self.scheme(fall="reached")
        order = self.deliver(self.make_order(lines=self.lines(2)))
        with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            self.schemes._cron_review_changed()
        self.assertEqual(self.customer.grade_id, self.gold)
        self.assertFalse(self.account().needs_review)
        self.bring_back(order, 1)
        self.env.flush_all()
        self.assertTrue(self.account().needs_review)
        self.assertEqual(self.review(), self.silver)
        self.assertEqual(self.changes().mapped("basis"), ["rise", "fall"])
        self.assertEqual(self.changes().mapped("amount"), [598, 299])

    def test_c1_years_and_last_months_count_when_the_scheme_says_so(self):
        order = self.deliver(self.make_order())
        self.at(order, datetime(2025, 12, 30))
        scheme = self.scheme(fall="reached", period="year")
        self.assertEqual(self.review(TODAY), self.plain)
        scheme.write({"period": "rolling", "months": 12})
        self.assertEqual(self.review(TODAY), self.silver)
        self.assertEqual(self.review(TODAY + relativedelta(months=2)), self.plain)

    def test_c1_scheme_counts_from_its_day(self):
        self.at(self.deliver(self.make_order()), datetime(2026, 11, 20))
        self.scheme()
        self.make_scheme((0, self.gold), valid_from="2027-01-01")
        self.assertEqual(self.review(TODAY), self.silver)
        self.assertEqual(self.review(date(2027, 1, 1)), self.gold)

    def test_c2_grade_falls_step_by_step_and_not_before_its_time(self):
        order = self.deliver(self.make_order(lines=self.lines(2)))
        self.scheme(fall="step", hold_months=6)
        today = fields.Date.today()
        self.assertEqual(self.review(), self.gold)
        self.bring_back(order)
        order._transition("returned")
        self.assertEqual(self.review(today + relativedelta(months=5)), self.gold)
        self.assertEqual(self.review(today + relativedelta(months=7)), self.silver)

    def test_c1_without_a_scheme_grades_stay_as_they_are(self):
        self.customer.grade_id = self.gold
        self.deliver(self.make_order())
        self.assertEqual(self.review(), self.gold)

    def test_c1_grade_given_by_hand_is_left_alone_and_on_record(self):
        self.scheme()
        self.deliver(self.make_order())
        self.customer.with_user(self.supervisor).grade_id = self.gold
        self.assertTrue(self.customer.is_grade_fixed)
        self.assertEqual(self.review(), self.gold)
        change = self.changes()[-1]
        self.assertEqual((change.basis, change.user_id), ("hand", self.supervisor))
        self.customer.with_user(self.supervisor).is_grade_fixed = False
        self.assertEqual(self.review(), self.silver)

    def test_c1_agent_gives_no_grades(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.agent).grade_id = self.gold
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.agent).create(
                {"name": "x", "is_tvshop_customer": True, "grade_id": self.gold.id}
            )
        with self.assertRaises(AccessError):
            self.customer.with_user(self.agent).is_grade_fixed = True

    def test_c1_review_reaches_customers_of_agents_too(self):
        self.scheme()
        self.deliver(self.make_order())
        with self.assertRaises(AccessError):
            self.schemes.with_user(self.agent).create({"name": "x"})
        with self.assertRaises(AccessError):
            self.scheme_in_force().with_user(self.supervisor).action_review_now()
        self.scheme_in_force().with_user(self.manager).action_review_now()

    def scheme_in_force(self):
        return self.schemes._in_force()

    def test_c2_customer_with_a_record_of_grades_is_not_deleted(self):
        customer = self.make_customer(name="李四")
        self.env["tvshop.grade.change"].create(
            {"partner_id": customer.id, "basis": "hand", "user_id": self.env.uid}
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(ForeignKeyViolation):
            customer.unlink()

    def test_c2_record_of_grades_is_never_altered(self):
        self.customer.grade_id = self.gold
        with self.assertRaises(UserError):
            self.changes().basis = "rise"
        with self.assertRaises(UserError):
            self.changes().unlink()

    def test_c1_scheme_without_grades_is_refused(self):
        with self.assertRaises(ValidationError):
            self.schemes.create({"name": "x", "valid_from": "2031-01-01", "line_ids": []})
        scheme = self.scheme(valid_from="2031-01-02")
        with self.assertRaises(ValidationError):
            scheme.line_ids = [Command.clear()]

    def test_c1_who_rises_gets_the_care_plan(self):
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.gold.care_plan_id = self.env["mail.activity.plan"].create(
            {
                "name": "金卡关怀",
                "res_model": "res.partner",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": todo.id,
                            "summary": "致电感谢",
                            "delay_count": 3,
                            "delay_unit": "days",
                            "delay_from": "after_plan_date",
                            "responsible_type": "other",
                            "responsible_id": self.agent.id,
                        }
                    )
                ],
            }
        )
        self.scheme()
        self.deliver(self.make_order(lines=self.lines(2)))
        self.review()
        planned = self.customer.activity_ids.filtered(lambda one: one.summary == "致电感谢")
        self.assertEqual(planned.user_id, self.agent)
        self.assertEqual(planned.date_deadline, fields.Date.today() + relativedelta(days=3))
        self.review()
        self.assertEqual(len(self.customer.activity_ids), len(planned))

    def test_c1_desktop_says_what_is_missing_for_the_next_grade(self):
        self.scheme(period="rolling")
        self.deliver(self.make_order())
        self.review()
        profile = self.env["res.partner"].with_user(self.agent).desktop_profile(self.customer.id)
        self.assertEqual(profile["grade"]["name"], "试银卡")
        self.assertIn("in the last 12 months", profile["contribution"]["period"])
        self.assertIn("试金卡", profile["contribution"]["next"])

    def test_c2_thirty_customers_are_reviewed_in_as_many_queries_as_three(self):
        self.scheme()
        few = self.queries_to_review(3)
        self.assertLessEqual(self.queries_to_review(30), few)

    def queries_to_review(self, count):
        customers = self.env["res.partner"]
        for number in range(count):
            customers += self.make_customer(f"客户{count}-{number}")
            self.make_order(partner_id=customers[-1].id, accept_backorder=True)
        accounts = self.accounts.search([("partner_id", "in", customers.ids)])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.schemes._review(accounts)
        self.env.flush_all()
        self.assertEqual(customers.grade_id, self.plain)
        return self.env.cr.sql_log_count - before
