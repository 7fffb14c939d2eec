from odoo.addons.tvshop_dialer.tests.common import NOON
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .common import SurveyCase


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestSurvey(SurveyCase):
    def test_d6_agent_fills_in_one_survey_for_a_call_however_often_it_is_opened(self):
        attempt = self.talk()
        desk = self.desk()
        first, second = (desk.desk_survey(attempt.call_id.id) for _time in range(2))
        self.assertEqual(first["url"], second["url"])
        self.assertEqual(len(attempt.call_id.answer_ids), 1)
        self.assertEqual(attempt.call_id.answer_ids.customer_id, attempt.partner_id)
        self.assertEqual(first["survey"], {"title": "送货满意度", "state": "in_progress"})

    def test_d6_tab_that_opens_the_survey_at_the_same_time_is_asked_again(self):
        call = self.talk().call_id
        first = call._survey_answer(self.agent)
        call._fields["answer_ids"]._update_cache(call, ())  # as the other one's transaction sees it
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            call._survey_answer(self.agent)
        call.invalidate_recordset()
        self.assertEqual(call._survey_answer(self.agent), first)

    def test_d6_survey_is_of_one_s_own_call(self):
        attempt = self.talk()
        with self.assertRaises(AccessError):
            self.desk(self.other_user).desk_survey(attempt.call_id.id)
        with self.assertRaises(AccessError):
            self.env["survey.user_input"].with_user(self.user).search([])

    def test_d6_campaign_without_survey_and_survey_that_is_closed_say_so(self):
        attempt = self.talk()
        self.survey.active = False
        with self.assertRaisesRegex(UserError, "送货满意度"):
            self.desk().desk_survey(attempt.call_id.id)
        self.campaign.survey_id = False
        with self.assertRaisesRegex(UserError, "no survey"):
            self.desk().desk_survey(attempt.call_id.id)
        self.assertFalse(self.agent._prepare_survey(attempt.call_id))

    def test_d6_agent_whom_a_call_is_put_through_to_goes_on_with_its_survey(self):
        call = self.talk().call_id
        self.desk().desk_survey(call.id)
        leg = {"call_id": call.id, "sequence": 9, "extension": self.other_agent.extension}
        self.env["tvshop.call.leg"].create(
            {**leg, "agent_id": self.other_agent.id, "ring_start": call.start}
        )
        self.desk(self.other_user).desk_survey(call.id)
        self.assertEqual(call.answer_ids.partner_id, self.other_user.partner_id)

    def test_d6_survey_of_a_queue_is_asked_in_calls_that_come_in(self):
        self.queue.survey_id = self.survey
        partner = self.make_customer("李梅")
        call = self.talk_in()
        self.assertFalse(self.agent._prepare_pop(call, "ringing")["survey"], "while it rings")
        shown = self.agent._prepare_pop(call, "talking")["survey"]
        self.assertEqual(shown, {"title": "送货满意度", "state": "new"})
        with self.assertRaises(AccessError):
            self.desk(self.other_user).desk_survey(call.id)
        self.assertIn("/survey/", self.desk().desk_survey(call.id)["url"])
        answer = self.answer_of(call)
        self.assertEqual((answer.call_id, answer.customer_id), (call, partner))
        own = partner.with_user(self.supervisor)
        self.assertEqual(own.survey_answer_count, 1)
        found = own.env["survey.user_input"].search(own.action_view_survey_answers()["domain"])
        self.assertEqual(found.ids, answer.ids)
        domain = [("survey_id", "=", self.survey.id)]
        rows = self.env["tvshop.survey.report"].with_user(self.supervisor).search(domain)
        self.assertEqual(rows.queue_id, self.queue)
        self.assertFalse(rows.campaign_id)
        self.assertEqual(rows.company_id, self.env.company)

    def test_d6_call_of_a_campaign_has_its_survey_and_not_the_queue_s(self):
        attempt = self.talk()
        self.skill.survey_id = self.survey.copy()
        self.assertEqual(attempt.call_id._survey(), self.survey)
        self.campaign.survey_id = False
        self.assertFalse(attempt.call_id._survey())

    def test_d6_answers_are_counted_by_question_grade_and_agent(self):
        attempt = self.talk()
        self.answer(attempt, "不满意", 4)
        report = self.env["tvshop.survey.report"].with_user(self.supervisor)
        groups = report._read_group(
            [("campaign_id", "=", self.campaign.id)],
            ["question_id", "answer_id", "agent_id"],
            ["answers:sum", "value:avg"],
        )
        question, scale = self.survey.question_ids
        bad = question.suggested_answer_ids[1]
        self.assertEqual(
            groups,
            [
                (question, bad, self.agent.with_user(self.supervisor), 1, 0),
                (scale, bad.browse(), self.agent.with_user(self.supervisor), 1, 4),
            ],
        )
        self.assertEqual(self.campaign.answer_count, 1)

    def test_d6_answers_of_another_company_are_its_own(self):
        self.answer(self.talk())
        other = self.env["res.company"].create({"name": "另一家电视购物"})
        self.supervisor.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in ("tvshop.survey.report", "survey.user_input", "survey.user_input.line"):
            self.assertFalse(self.env[model].with_user(self.supervisor).search([]), model)


@tagged("post_install", "-at_install")
class TestSurveyPage(SurveyCase, HttpCase):
    def test_d6_agent_s_page_opens_for_the_agent_and_for_nobody_else(self):
        with freeze_time(NOON):
            attempt = self.talk()
            url = self.desk().desk_survey(attempt.call_id.id)["url"]
        self.authenticate(self.user.login, self.user.login)
        self.assertIn("送货满意度", self._page(url))
        self.authenticate(self.other_user.login, self.other_user.login)
        self.assertNotIn("送货满意度", self._page(url))

    def _page(self, url):
        response = self.url_open(url)
        response.raise_for_status()
        return response.text
