"""Nuisance callers: marked by agents, kept out by the PBX alone, told to agents, turned away."""

import time
from contextlib import contextmanager

import pytest
from floor import agents, eventually, open_page

from runtime.control import Control
from runtime.fetch import asterisk_command
from runtime.lifecycle import start
from runtime.tools import run

WARNED_LINE, ANNOUNCED_LINE = "4008000002", "4008000003"


@pytest.fixture
def number():
    return f"136{int(time.time()) % 100_000_000:08d}"


@pytest.fixture
def control(company):
    control = Control(company.settings)
    yield control
    for name in company.names:
        start(company, control, name)


@pytest.fixture
def policies(company):
    """Two hotlines with policies of their own, as long as the test lasts."""

    def put(did, policy):
        company.cluster.query(
            f"UPDATE tvshop_hotline SET blacklist_policy = '{policy}' WHERE did = '{did}';"
            " SELECT pg_notify('tvshop_cti', 'config')"
        )

    put(WARNED_LINE, "warn")
    put(ANNOUNCED_LINE, "announce")
    yield
    put(WARNED_LINE, "reject")
    put(ANNOUNCED_LINE, "reject")


@contextmanager
def supervisor(chromium, company):
    page = open_page(chromium, company, "supervisor").log_in(home=".o_main_navbar")
    yield page
    assert not page.errors
    page.close()


def mark(agent, digit, note=""):
    """By keyboard: the hotkey, the reason's figure, the text."""
    agent.key("Alt+Shift+N")
    agent.page.wait_for_selector(".o_tvshop_nuisance_form input:focus")
    agent.key(digit, "Tab")
    agent.type(note)
    agent.key("Enter")
    agent.page.wait_for_selector(".o_tvshop_marked")


def talk(agent, callers, number, **options):
    call = callers.place(number=number, **options)
    agent.answer()
    agent.page.wait_for_selector(".o_tvshop_mark")
    return call


def queues(company):
    """What the PBX says of its queues and who is in them."""
    settings = company.settings.state / "pbx" / "etc" / "asterisk.conf"
    command = asterisk_command(company.cache.asterisk)
    return run([*command, "-C", settings, "-rx", "queue show"], "asking the PBX for its queues")


def finish(agent, call):
    agent.hang_up()
    assert call.wait("ended")
    agent.wait_phone("wrap_up")
    agent.press("ready")
    agent.wait_phone("ready")


def enter_by_hand(page, number):
    page.page.goto(f"{page.url}/odoo/action-tvshop_crm.blacklist_entry_action")
    page.page.click(".o_control_panel .btn-primary:visible")
    page.page.fill(".modal div[name=number] input", number)
    page.page.fill(".modal div[name=reason] input", "威胁员工")
    page.page.click(".modal button[name=action_apply]")
    page.page.wait_for_selector(".o_form_view div[name=masked]")


def test_b1_three_marks_turn_the_number_away_without_odoo_and_bridge(
    chromium, company, control, callers, records, number
):
    with agents(chromium, company, "agent1") as agent:
        for digit in "123":
            call = talk(agent, callers, number)
            if digit == "3":
                assert "2" in agent.text(".o_tvshop_marks")
            mark(agent, digit, "骂人")
            marked_at = time.monotonic()
            if digit == "1":
                agent.page.click(".o_tvshop_unmark")
                agent.page.wait_for_selector(".o_tvshop_mark")
                mark(agent, digit)
            if digit == "3":
                agent.page.wait_for_selector(".o_tvshop_blacklisted")
                time.sleep(max(0, marked_at + 2 - time.monotonic()))
                early = callers.place(number=number)
                assert early.wait("ended", timeout=3), "two seconds after the third mark"
                assert "answered" not in early.times
            finish(agent, call)
        eventually(lambda: "(paused" not in queues(company), "the PBX still keeps the agent out")
        control.ask("stop", "bridge")
        control.ask("stop", "odoo")
        late = callers.place(number=number)
        assert late.wait("ended", timeout=3) and "answered" not in late.times
        other = callers.place(number="13800000003")
        agent.answer()
        callers.hang_up(other)
        start(company, control, "odoo")
        start(company, control, "bridge")
        eventually(
            lambda: (
                [
                    row["blacklist_action"]
                    for row in records.rows(
                        "SELECT blacklist_action FROM tvshop_call WHERE outcome = 'rejected'"
                        f" AND caller_e164 = '+86{number}' AND agent_id IS NULL"
                    )
                ]
                == ["reject", "reject"]
            ),
            "both calls are on record as turned away",
            patience=40,
        )


def test_b1_warned_agent_turns_the_caller_away_by_keyboard(
    chromium, company, callers, records, number, policies
):
    with supervisor(chromium, company) as page:
        enter_by_hand(page, number)
    with agents(chromium, company, "agent1") as agent:
        call = callers.place(number=number, hotline=ANNOUNCED_LINE)
        assert call.wait("ended", timeout=20) and "answered" not in call.times
        assert call.times["ended"] - call.times["placed"] > 3, "the announcement was cut short"
        call = callers.place(number=number, hotline=WARNED_LINE)
        agent.wait_phone("ringing")
        agent.page.wait_for_selector(".o_tvshop_blacklisted:has-text('威胁员工')")
        agent.page.screenshot(path=company.settings.state / "pictures" / "blacklist-warned.png")
        agent.key("Alt+Shift+X")
        assert call.wait("ended", timeout=5)
        record = records.ended_call(f"caller_e164 = '+86{number}' AND did = '{WARNED_LINE}'")
        assert record["outcome"] == "rejected" and not record["agent_id"]
        agent.wait_phone("ready")
    announced = records.ended_call(f"caller_e164 = '+86{number}' AND did = '{ANNOUNCED_LINE}'")
    assert announced["outcome"] == "rejected"


def test_b2_supervisor_lifts_an_entry_and_the_caller_gets_through(
    chromium, company, callers, number
):
    with supervisor(chromium, company) as page:
        enter_by_hand(page, number)
        time.sleep(2)
        call = callers.place(number=number)
        assert call.wait("ended", timeout=3) and "answered" not in call.times
        page.page.click("button[name=action_open_lift]")
        page.page.fill(".modal div[name=reason] input", "换了机主")
        page.page.click(".modal button[name=action_apply]")
        page.page.wait_for_selector(".o_form_view div[name=lift_reason]:has-text('换了机主')")
        time.sleep(2)
        call = callers.place(number=number, behaviour="short")
        assert call.wait("answered", timeout=5)
        callers.hang_up(call)
