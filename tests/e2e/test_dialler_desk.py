"""Campaigns that agents dial themselves: they look first, skip or dial, and nobody gets two."""

import pytest
from campaigns import OUTCOME_KEY, attempts, fresh, over, say
from floor import agents, eventually

NUMBER_KEY, DIAL_KEY, SURVEY_KEY = "F3", "Alt+o", "Alt+Shift+Q"
GIVEN, OFFER = ".o_tvshop_number_banner", ".o_tvshop_number_offer"
SURVEY = ".o_tvshop_survey_page"
CUSTOMER = ".o_tvshop_number_customer"
PATIENCE = 60


@pytest.fixture
def campaign(manager):
    """Makes running campaigns to numbers, before all others; they are ended afterwards."""
    skill = manager.give_skill("agent1", "agent2")
    made = []

    def make(*numbers, **values):
        made.append(manager.start_campaign(skill, numbers, sequence=1, **values))
        return made[-1]

    yield make
    for campaign_id in made:
        manager.call("tvshop.campaign", "action_end", [campaign_id])


def take(agent):
    """Ask for the next number by key; the name of its customer."""
    agent.key(NUMBER_KEY)
    agent.page.wait_for_selector(GIVEN)
    name = agent.text(CUSTOMER)
    agent.wait_customer(name)
    return name


def wait_talk(records, campaign_id):
    """The phone is in a call as soon as it is rung itself; the customer answers later."""
    eventually(
        lambda: attempts(records, campaign_id, "a.state = 'talking'"), "no customer", PATIENCE
    )


def test_d1_agent_previews_customers_skips_one_and_dials_the_next_by_key(
    chromium, company, campaign, records
):
    with agents(chromium, company, "agent1") as agent:
        campaign_id = campaign(
            *fresh("15", "16"),
            mode="preview",
            preview_seconds=120,
            opening="您好，这里是电视购物。",
        )
        skipped = take(agent)
        agent.key(OUTCOME_KEY)
        agent.page.wait_for_selector(".o_tvshop_skips:focus")
        agent.key("1")
        agent.page.wait_for_selector(GIVEN, state="detached")
        assert take(agent) != skipped
        agent.key(NUMBER_KEY)
        wait_talk(records, campaign_id)
        agent.assert_audio_both_ways()
        assert agent.text(".o_tvshop_opening") == "您好，这里是电视购物。"
        say(agent, "1")
        agent.hang_up()
        agent.wait_phone("wrap_up")
        agent.press("ready")
        rows = over(records, campaign_id, 2)
    assert [row["result"] for row in rows] == ["skipped", "live"]
    assert rows[1]["outcome_id"]
    call = records.ended_call("direction = 'out'")
    assert call["talk_seconds"] > 0


def test_d1_two_agents_who_ask_at_once_never_get_the_same_number(
    chromium, company, campaign, records
):
    with agents(chromium, company, "agent1", "agent2") as pair:
        numbers = fresh("93", "93")
        campaign_id = campaign(*numbers, mode="preview")
        for agent in pair:
            agent.key(NUMBER_KEY)
        for agent in pair:
            agent.page.wait_for_selector(GIVEN)
        assert pair[0].text(CUSTOMER) != pair[1].text(CUSTOMER)
        for agent in pair:
            agent.key(NUMBER_KEY)
        rows = over(records, campaign_id, 2)
        for agent in pair:
            agent.wait_phone("wrap_up")
    assert [row["result"] for row in rows] == ["vacant", "vacant"]
    assert len({row["target_id"] for row in rows}) == 2


def test_d1_number_of_a_manual_campaign_is_dialled_from_the_customer_s_file(
    chromium, company, campaign, manager, records
):
    with agents(chromium, company, "agent1") as agent:
        numbers = fresh("17", "18")
        campaign_id = campaign(*numbers, mode="manual")
        first = take(agent)
        agent.page.click(f"{GIVEN} .o_tvshop_number_return")
        agent.page.wait_for_selector(GIVEN, state="detached")
        agent.page.click(".o_tvshop_panels [role=tab]:has-text('活动')")
        agent.page.wait_for_selector(".o_tvshop_number_choose:not([disabled])")
        agent.key(DIAL_KEY)
        wait_talk(records, campaign_id)
        agent.hang_up()
        agent.wait_phone("wrap_up")
        agent.press("ready")
        (row,) = over(records, campaign_id, 1)
        assert (row["customer"], row["result"]) == (first, "live")

        second = take(agent)
        assert second != first
        (last,) = (number for number in numbers if second.endswith(number[-4:]))
        manager.call("tvshop.do.not.call", "create", [{"e164": f"+86{last}"}])
        agent.key(NUMBER_KEY)
        agent.page.wait_for_selector(".o_notification")
        agent.page.wait_for_selector(GIVEN, state="detached")
        eventually(
            lambda: records.rows(
                "SELECT id FROM tvshop_campaign_target"
                f" WHERE campaign_id = {campaign_id} AND reason = 'do_not_call'"
            ),
            "the number is still to be called",
        )
    assert len(attempts(records, campaign_id)) == 1


def test_d6_agent_fills_in_the_survey_by_key_during_the_call(
    chromium, company, campaign, manager, records
):
    with agents(chromium, company, "agent1") as agent:
        survey = manager.find("survey.survey", ["title", "=", "收货回访"])
        campaign_id = campaign(*fresh("19"), mode="preview", survey_id=survey)
        take(agent)
        agent.key(NUMBER_KEY)
        wait_talk(records, campaign_id)
        agent.key(SURVEY_KEY)
        page = agent.page.frame_locator(SURVEY)
        for question, key in (("收到商品了吗", "a"), ("满意吗", "c"), ("看重什么", "b")):
            page.locator(f".o_survey_form:has-text('{question}')").wait_for()
            choose(agent, page, key)
            agent.key("Enter")
        page.locator(".o_survey_form:has-text('推荐我们')").wait_for()
        agent.page.screenshot(path=company.settings.state / "pictures" / "survey.png")
        agent.key("Escape")
        say(agent, "1")
        agent.key(SURVEY_KEY)
        agent.key("9", "Enter")
        page.locator(".o_survey_form:has-text('建议')").wait_for()
        agent.page.keyboard.type("送货再快一点")
        agent.key("Control+Enter")
        eventually(lambda: answers(records, campaign_id)[0]["state"] == "done", "not done", 20)
        agent.key("F4")  # the survey hands the phone's keys on
        agent.wait_phone("wrap_up")
        agent.press("ready")
    assert [row["answer"] for row in answers(records, campaign_id)] == [
        "完好", "不满意", "质量", "9", "送货再快一点",
    ]  # fmt: skip


def choose(agent, page, key):
    """The page's own scripts come a little after the page."""

    def is_chosen():
        agent.key(key)
        agent.page.wait_for_timeout(500)
        return page.locator(f"input[data-selection-key={key.upper()}]").is_checked()

    eventually(is_chosen, "the page takes no keys", 10)


def answers(records, campaign_id):
    return records.rows(
        "SELECT i.state, coalesce(s.value->>'zh_CN', s.value->>'en_US', l.value_text_box,"
        " l.value_scale::text) AS answer"
        " FROM survey_user_input i LEFT JOIN survey_user_input_line l ON l.user_input_id = i.id"
        " LEFT JOIN survey_question_answer s ON s.id = l.suggested_answer_id"
        f" WHERE i.campaign_id = {campaign_id} ORDER BY l.id"
    )
