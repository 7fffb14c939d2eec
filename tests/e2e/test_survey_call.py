"""A survey in a call that came in, filled in by key with a Chinese input method on."""

import pytest
from floor import agents, eventually

SURVEY_KEY, SURVEY = "Alt+Shift+Q", ".o_tvshop_survey_page"
CALLER, CALLER_NAME = "13800000004", "刘志强"
HOTLINE = "4008000001"
MASKED = 229  # the key code of every key that an input method has seen first


@pytest.fixture
def survey(manager):
    """The survey of the service line, asked in sales calls as long as the test lasts."""
    survey = manager.find("survey.survey", ["title", "=", "服务满意度"])
    queue = manager.find("tvshop.queue", ["pbx_queue", "=", "sales"])
    manager.call("tvshop.queue", "write", [queue], {"survey_id": survey})
    yield survey
    manager.call("tvshop.queue", "write", [queue], {"survey_id": False})


def press_masked(agent, code):
    """A key as the browser tells it while an input method is on."""
    session = agent.page.context.new_cdp_session(agent.page)
    event = {"key": "Process", "code": code, "windowsVirtualKeyCode": MASKED}
    for kind in ("rawKeyDown", "keyUp"):
        session.send("Input.dispatchKeyEvent", {"type": kind, **event})
    session.detach()


def test_d6_agent_fills_in_the_survey_of_a_call_that_came_in_by_key(
    chromium, company, callers, survey, records
):
    with agents(chromium, company, "agent1") as agent:
        call = callers.place(hotline=HOTLINE, number=CALLER)
        agent.wait_phone("ringing")
        assert not agent.page.locator(".o_tvshop_survey_banner").count(), "while it rings"
        agent.answer()
        agent.page.wait_for_selector(".o_tvshop_survey_banner:has-text('服务满意度')")
        agent.key(SURVEY_KEY)
        page = agent.page.frame_locator(SURVEY)
        page.locator(".o_survey_form:has-text('问题解决了吗')").wait_for()
        choice = page.locator("input[data-selection-key=B]")

        def is_chosen():
            press_masked(agent, "KeyB")
            agent.page.wait_for_timeout(500)
            return choice.is_checked()

        eventually(is_chosen, "the page takes no keys", 10)
        agent.page.screenshot(path=company.settings.state / "pictures" / "survey-in.png")
        agent.key("Enter")
        page.locator(".o_survey_form:has-text('打几分')").wait_for()
        press_masked(agent, "Digit9")
        agent.page.screenshot(path=company.settings.state / "pictures" / "survey-in-scale.png")
        agent.key("Enter")
        agent.key("Escape")
        row = eventually(lambda: answered(records), "the survey is not done", 20)[0]
        agent.key("F4")
        agent.wait_phone("wrap_up")
        agent.press("ready")
        assert call.wait("ended")
    assert (row["name"], row["call"], row["queue"]) == (CALLER_NAME, f"+86{CALLER}", "sales")
    assert row["said"] == ["还要再联系", "9"]


def answered(records):
    """The survey that was done last, if the last call has one: whose it is and what was said."""
    return records.rows(
        "SELECT p.name, c.caller_e164 AS call, q.pbx_queue AS queue, array_agg(coalesce("
        " s.value->>'zh_CN', s.value->>'en_US', l.value_scale::text) ORDER BY l.id) AS said"
        " FROM survey_user_input i JOIN tvshop_call c ON c.id = i.call_id"
        " JOIN res_partner p ON p.id = i.customer_id JOIN tvshop_queue q ON q.id = c.queue_id"
        " JOIN survey_user_input_line l ON l.user_input_id = i.id"
        " LEFT JOIN survey_question_answer s ON s.id = l.suggested_answer_id"
        " WHERE i.state = 'done'"
        " AND c.id = (SELECT max(id) FROM tvshop_call WHERE direction = 'in')"
        " GROUP BY p.name, c.caller_e164, q.pbx_queue"
    )
