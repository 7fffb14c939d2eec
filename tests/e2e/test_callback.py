"""Who gives up is called back and buys; who gets through by himself is left in peace."""

import time

import pytest
from floor import agents, eventually

HOTLINE = "4008000001"
KNOWN, KNOWN_NAME = "13800000001", "王秀英"
NEXT_CALLBACK = "F7"
COLUMNS = "id, state, source, close_reason, partner_id, spot_id, attempt_count, agent_id"


@pytest.fixture
def agent(chromium, company):
    with agents(chromium, company, "agent1") as agent:
        yield agent


@pytest.fixture(autouse=True)
def empty_list(company):
    """The demo's own call-backs would come first."""
    company.cluster.query(
        "UPDATE tvshop_callback SET state = 'closed' WHERE state IN ('open', 'given')"
    )


def pause(agent):
    """Out of the queue, so that callers wait in vain."""
    agent.page.evaluate(
        """async () => {
            const { tvshop_phone: phone } = odoo.__WOWL_DEBUG__.root.env.services;
            await phone.pause(phone.state.pauseReasons[0].id);
        }"""
    )
    agent.wait_phone("paused")


def give_up(callers, number, seconds=16):
    """Somebody waits in the queue until patience runs out."""
    call = callers.place(number=number, hotline=HOTLINE, behaviour="impatient", seconds=seconds)
    assert call.wait("ended")


def callback_of(records, number, state):
    """The newest call-back of a number, once it is in that state."""
    return eventually(
        lambda: next(
            (
                row
                for row in records.rows(
                    f"SELECT {COLUMNS} FROM tvshop_callback WHERE e164 = '+86{number}'"
                    " ORDER BY id DESC LIMIT 1"
                )
                if row["state"] == state
            ),
            None,
        ),
        f"the call-back of {number} did not become {state}",
    )


def test_e5_who_gave_up_is_called_back_by_key_and_buys(agent, callers, records):
    pause(agent)
    give_up(callers, KNOWN)
    waiting = callback_of(records, KNOWN, "open")
    spot = records.last_call(f"caller_e164 = '+86{KNOWN}'")["spot_id"]
    assert waiting["source"] == "abandoned" and waiting["spot_id"] == spot and spot
    agent.page.wait_for_selector(".o_tvshop_callback_offer", timeout=30000)
    assert agent.text(".o_tvshop_callback_count strong") == "1"
    agent.key(NEXT_CALLBACK)
    agent.wait_customer(KNOWN_NAME)
    assert agent.text(".o_tvshop_callback_number") == "138****0001"
    assert KNOWN not in agent.page.content()
    agent.key(NEXT_CALLBACK)
    agent.wait_phone("talking")
    reached = callback_of(records, KNOWN, "done")
    agent.add_product("KC1001")
    number = agent.confirm_order()
    agent.hang_up()
    call = records.ended_call("direction = 'out'")
    assert call["outcome"] == "answered"
    order = records.one(
        f"SELECT spot_id, call_id, order_method, partner_id FROM sale_order WHERE name = '{number}'"
    )
    assert order["spot_id"] == spot and order["call_id"] == call["id"]
    assert order["order_method"] == "phone_out"
    assert reached["partner_id"] == order["partner_id"] and reached["agent_id"]
    assert callback_of(records, KNOWN, "done")["id"] == waiting["id"]


def test_e5_who_gets_through_alone_is_not_called_back(agent, callers, records):
    number = f"138{int(time.time()) % 100_000_000:08d}"
    pause(agent)
    give_up(callers, number)
    callback_of(records, number, "open")
    agent.press("ready")
    agent.wait_phone("ready")
    call = callers.place(number=number, hotline=HOTLINE)
    agent.answer()
    assert callback_of(records, number, "closed")["close_reason"] == "other_way"
    callers.hang_up(call)


def test_e5_busy_number_comes_back_later(agent, callers, records):
    number = f"138{int(time.time()) % 1_000_000:06d}90"
    pause(agent)
    give_up(callers, number)
    callback_of(records, number, "open")
    agent.key(NEXT_CALLBACK)
    agent.page.wait_for_selector(".o_tvshop_callback_dial")
    agent.key(NEXT_CALLBACK)
    agent.wait_phone("wrap_up", patience=30)
    waiting = eventually(
        lambda: (row := callback_of(records, number, "open"))["attempt_count"] and row,
        "the failed attempt does not count",
    )
    assert waiting["attempt_count"] == 1 and not waiting["agent_id"]
