from odoo.addons.tvshop_dialer.tests.common import DialerCase


class SurveyCase(DialerCase):
    """A campaign with a survey of two questions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "送货满意度",
                "question_and_page_ids": [
                    (0, 0, {
                        "title": "您对送货满意吗？",
                        "question_type": "simple_choice",
                        "suggested_answer_ids": [(0, 0, {"value": v}) for v in ("满意", "不满意")],
                    }),
                    (0, 0, {"title": "打几分？", "question_type": "scale"}),
                ],
            }
        )  # fmt: skip
        cls.campaign.survey_id = cls.survey

    def talk(self):
        """An attempt in which the agent talked with a new customer."""
        self.customer()
        self.fill()
        attempt = self.claim()
        self.talked(attempt)
        return attempt

    def talk_in(self):
        """A call that came in, in which the agent talks."""
        return DialerCase.talk(self)

    def answer(self, attempt, choice="满意", score=9):
        """Fill in the survey of an attempt, as its page does."""
        return self.answer_of(attempt.call_id, choice, score)

    def answer_of(self, call, choice="满意", score=9):
        answer = call._survey_answer(self.agent)
        first, second = self.survey.question_ids
        chosen = first.suggested_answer_ids.filtered(lambda one: one.value == choice)
        answer._save_lines(first, str(chosen.id))
        answer._save_lines(second, str(score))
        answer._mark_done()
        self.env.flush_all()
        return answer
