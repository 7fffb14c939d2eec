"""Calls don't need Odoo: they are taken, queued, answered and on record without it."""

import time

import pytest
from floor import PATIENCE, agents, eventually

from runtime.control import Control
from runtime.lifecycle import start

NUMBER = "13800000003"


LEARNING = 2  # seconds in which the PBX has surely learned that an agent is ready


@pytest.fixture
def control(company):
    """Stops parts of the company; whatever a test stopped runs again afterwards."""
    control = Control(company.settings)
    yield control
    for name in company.names:
        start(company, control, name)


def test_l3_call_is_answered_while_odoo_and_bridge_are_down(
    chromium, company, control, callers, records
):
    with agents(chromium, company, "agent1") as agent:
        time.sleep(LEARNING)
        control.ask("stop", "bridge")
        control.ask("stop", "odoo")
        call = callers.place(number=NUMBER)
        agent.answer()
        agent.assert_audio_both_ways()
        agent.hang_up()
        assert call.wait("ended")
        start(company, control, "odoo")
        start(company, control, "bridge")
        record = records.ended_call(f"caller_e164 = '+86{NUMBER}'")
        assert record["outcome"] == "answered" and record["talk_seconds"] >= 1
        eventually(
            lambda: records.agent_state("agent1") in ("ready", "wrap_up"),
            "the agent is stuck",
            patience=2 * PATIENCE,
        )


def test_l3_customer_waits_while_the_bridge_is_down_and_pops_when_it_is_back(
    chromium, company, control, callers, records
):
    with agents(chromium, company, "agent1") as agent:
        time.sleep(LEARNING)
        control.ask("stop", "bridge")
        call = callers.place(number=NUMBER)
        agent.answer()
        start(company, control, "bridge")
        agent.wait_customer("张桂兰")
        callers.hang_up(call)
        assert records.ended_call(f"caller_e164 = '+86{NUMBER}'")["outcome"] == "answered"


def test_r4_floor_works_again_after_the_pbx_was_restarted(
    chromium, company, control, callers, records
):
    with agents(chromium, company, "agent1") as agent:
        control.ask("stop", "pbx")
        agent.page.wait_for_selector(".o_tvshop_systray:not([data-connection=registered])")
        start(company, control, "pbx")
        agent.page.wait_for_selector(
            ".o_tvshop_systray[data-connection=registered]", timeout=60_000
        )
        eventually(
            lambda: agent.press("ready") or records.agent_state("agent1") == "ready",
            "the agent can't become ready again",
            patience=2 * PATIENCE,
        )
        call = callers.place(number=NUMBER)
        agent.answer()
        agent.assert_audio_both_ways()
        callers.hang_up(call)
        assert records.ended_call(f"caller_e164 = '+86{NUMBER}'")["outcome"] == "answered"
