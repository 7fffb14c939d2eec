from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged

from .common import TvshopCase


@tagged("post_install", "-at_install")
class TestTodo(TvshopCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        team = cls.env["crm.team"].create({"name": "早班", "user_id": cls.supervisor.id})
        team.member_ids = cls.agent

    def make_todo(self, days_late):
        deadline = Date.to_string(Date.today() - timedelta(days=days_late))
        partners = self.env["res.partner"].with_user(self.agent)
        todos = partners.desktop_todo(self.customer.id, "回电", deadline)
        return self.env["mail.activity"].browse(todos[-1]["id"])

    def escalations(self):
        return self.customer.activity_ids.filtered(
            lambda activity: activity.user_id == self.supervisor
        )

    def test_e6_late_todo_goes_to_the_supervisor_once(self):
        todo = self.make_todo(days_late=3)
        for _run in range(2):
            self.env["mail.activity"]._cron_escalate_todos()
        self.assertTrue(todo.is_tvshop_escalated)
        self.assertEqual(len(self.escalations()), 1)
        self.assertIn("回电", self.escalations().summary)
        self.assertIn("回电", self.customer.message_ids[0].body)

    def test_e6_escalation_speaks_the_supervisors_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.supervisor.lang = "zh_CN"
        self.make_todo(days_late=3)
        self.env["mail.activity"]._cron_escalate_todos()
        self.assertIn("逾期", self.escalations().summary)

    def test_e6_todo_in_time_is_left_alone(self):
        self.make_todo(days_late=0)
        self.env["mail.activity"]._cron_escalate_todos()
        self.assertFalse(self.escalations())

    def test_e6_patience_is_set_by_the_company(self):
        self.env.company.tvshop_todo_escalation_hours = 24 * 7
        self.make_todo(days_late=3)
        self.env["mail.activity"]._cron_escalate_todos()
        self.assertFalse(self.escalations())

    def test_e6_escalation_itself_is_not_escalated(self):
        self.make_todo(days_late=3)
        self.env["mail.activity"]._cron_escalate_todos()
        self.escalations().date_deadline = Date.today() - timedelta(days=5)
        self.env["mail.activity"]._cron_escalate_todos()
        self.assertEqual(len(self.customer.activity_ids), 2)

    def test_e6_without_a_team_any_supervisor_hears_of_it(self):
        self.assertTrue(self.service._tvshop_supervisor())

    def test_e6_agent_closes_a_todo(self):
        todo = self.make_todo(days_late=1)
        partners = self.env["res.partner"].with_user(self.agent)
        self.assertTrue(partners.desktop_todo_done(todo.id))
        self.assertFalse(partners.desktop_todo_done(todo.id))
        self.assertEqual(partners.desktop_profile(self.customer.id)["todos"], [])

    def test_e6_complaint_is_open_until_it_is_done(self):
        partners = self.env["res.partner"].with_user(self.agent)
        partners.desktop_todo(self.customer.id, "外壳开裂", is_complaint=True)
        (todo,) = partners.desktop_profile(self.customer.id)["todos"]
        self.assertTrue(todo["is_complaint"])
        complaint = self.env["mail.activity"].browse(todo["id"])
        self.assertEqual(complaint.tvshop_complainant_id, self.customer)
        self.assertTrue(partners.desktop_todo_done(todo["id"]))
        self.assertTrue(complaint.exists())
        self.assertFalse(complaint.active)

    def test_e6_empty_todo_is_refused(self):
        with self.assertRaises(UserError):
            self.env["res.partner"].with_user(self.agent).desktop_todo(self.customer.id, "  ")

    def test_e6_activity_of_another_model_is_not_closed_here(self):
        activity = self.make_order().activity_schedule("mail.mail_activity_data_todo")
        partners = self.env["res.partner"].with_user(self.agent)
        self.assertFalse(partners.desktop_todo_done(activity.id))
        self.assertTrue(activity.exists())
