"""Surveys of last week's buyers and of who called service, and the calls that follow deliveries."""

from datetime import timedelta

from odoo import fields

# (question, its type, {what can be answered: how often of a hundred})
RECEIPT = (
    ("您收到商品了吗？外包装完好吗？", "simple_choice", {"完好": 90, "有破损": 7, "还没收到": 3}),
    ("您对商品满意吗？", "simple_choice", {"很满意": 62, "一般": 29, "不满意": 9}),
    ("您最看重什么？", "multiple_choice", {"价格": 45, "质量": 60, "主持人": 25, "送货快": 30}),
    ("从 0 到 10 分，您会向亲友推荐我们吗？", "scale", {}),
    ("还有什么建议？", "text_box", {}),
)
SERVICE = (
    ("今天的问题解决了吗？", "simple_choice", {"解决了": 78, "还要再联系": 17, "没有解决": 5}),
    ("从 0 到 10 分，您给这次服务打几分？", "scale", {}),
)
REMARKS = ("", "", "", "", "希望送货再快一点", "说明书字太小", "主持人介绍得很清楚", "下次还买")
ANSWERED, ANSWERED_OF_SERVICE = 60, 25


def populate(env, rng):
    campaigns = env["tvshop.campaign"].search([], order="id")
    done = campaigns.filtered("attempt_count")[:1]
    if not done:
        return
    intro = "送达后的回访：先问收货，再问满意度。"
    survey = _make_survey(env, "收货回访", intro, RECEIPT)
    done.survey_id = survey
    called = done.attempt_ids.filtered("agent_id").call_id[:ANSWERED]
    _answer(rng, called, RECEIPT)
    _ask_in_service(env, rng)
    _make_birthdays(env, rng)
    _make_follow_ups(env, done, survey)


def _make_survey(env, title, description, questions):
    return env["survey.survey"].create(
        {
            "title": title,
            "questions_layout": "page_per_question",
            "description": description,
            "question_and_page_ids": [
                (0, 0, {
                    "title": question,
                    "sequence": place,
                    "question_type": kind,
                    "constr_mandatory": kind == "simple_choice",
                    "suggested_answer_ids": [(0, 0, {"value": value}) for value in values],
                })
                for place, (question, kind, values) in enumerate(questions)
            ],
        }
    )  # fmt: skip


def _ask_in_service(env, rng):
    """Who calls the service line is asked at the end whether it helped."""
    queue = env["tvshop.queue"].search([("pbx_queue", "=", "service")], limit=1)
    queue.survey_id = _make_survey(env, "服务满意度", "挂机前问两句。", SERVICE)
    calls = env["tvshop.call"].search(
        [("queue_id", "=", queue.id), ("outcome", "=", "answered"), ("agent_id", "!=", False)],
        limit=ANSWERED_OF_SERVICE,
    )
    _answer(rng, calls, SERVICE)


def _answer(rng, calls, questions):
    for call in calls:
        answer = call._survey_answer(call.agent_id)
        for question, (_title, _kind, weights) in zip(
            answer.survey_id.question_ids, questions, strict=True
        ):
            answer._save_lines(question, _say(rng, question, weights.values()))
        answer.write(
            {"state": "done", "start_datetime": call.answered_at, "end_datetime": call.end}
        )


def _say(rng, question, weights):
    answers = question.suggested_answer_ids
    if question.question_type == "scale":
        return str(min(10, max(0, round(rng.gauss(8, 2)))))
    if question.question_type == "text_box":
        return rng.choice(REMARKS)
    if question.question_type == "multiple_choice":
        chosen = [
            one for one, odds in zip(answers, weights, strict=True) if rng.random() < odds / 100
        ]
        return [str(one.id) for one in chosen] or [str(answers[0].id)]
    return str(rng.choices(answers, list(weights))[0].id)


def _make_birthdays(env, rng):
    """One of three customers has told the day; some celebrate this week."""
    today = fields.Date.today()
    for partner in env["res.partner"].search([("is_tvshop_customer", "=", True)]):
        if rng.random() < 0.33:
            day = today + timedelta(days=rng.randrange(365))
            partner.birthdate_date = day - timedelta(days=365 * rng.randrange(28, 75))


def _make_follow_ups(env, done, survey):
    campaign = done.copy({"name": "收货与生日回访", "list_ids": False, "survey_id": survey.id})
    rules = env["tvshop.follow.up"].create(
        [
            {"name": "送达三天后", "campaign_id": campaign.id, "days": 3},
            {"name": "生日前三天", "campaign_id": campaign.id, "event": "birthday", "days": -3},
            {"name": "会员降级", "campaign_id": campaign.id, "event": "fall", "days": 1},
        ]
    )
    rules.list_id.action_fill()
