"""Dialling out stays within its rules, whoever asks the PBX."""

import json

import pytest
from floor import agents, eventually

SATELLITE, MOBILE = "17400001200", "13900001200"
CALL_OUTSIDE = """
(number) => new Promise((resolve) => {
    const { softphone } = odoo.__WOWL_DEBUG__.root.env.services.tvshop_phone;
    const session = softphone.ua.call(`sip:${number}@${softphone.domain}`, {
        mediaConstraints: { audio: true, video: false },
    });
    session.on("failed", ({ message }) => resolve(message ? message.status_code : 0));
    session.on("progress", () => resolve("progress"));
})
"""


@pytest.fixture
def pbx(company):
    """Changes the PBX's limits behind Odoo's back, and puts them back."""

    def put(**limits):
        text = ", ".join(f"{name} = {value}" for name, value in limits.items())
        company.cluster.query(
            f"UPDATE tvshop_pbx SET {text}; SELECT pg_notify('tvshop_cti', 'config')"
        )

    yield put
    put(dial_agent_daily=300, dial_daily=5000, dial_concurrent=60)


def forge(company, number):
    """A request that Odoo has never checked."""
    payload = json.dumps({"extension": "1001", "number": number, "shown": "x"})
    company.cluster.query(
        "INSERT INTO tvshop_outbox"
        " (pbx_id, kind, payload, state, expires_at, create_date, agent_id)"
        f" SELECT pbx_id, 'dial', '{payload}', 'pending', (now() AT TIME ZONE 'utc')"
        " + interval '15 s', now() AT TIME ZONE 'utc', id FROM tvshop_agent"
        " WHERE extension = '1001'; SELECT pg_notify('tvshop_cti', 'outbox')"
    )


def refused(company, records, agent, number):
    """Why the PBX refused a forged request; fails when anything reached the trunk."""
    before = records.one("SELECT coalesce(max(id), 0) AS id FROM tvshop_call")["id"]
    forge(company, number)
    call = eventually(
        lambda: records.rows(
            "SELECT linkedid, outcome, dial_refused FROM tvshop_call WHERE state = 'done'"
            f" AND direction = 'out' AND id > {before}"
        ),
        "the refused call is not on record",
        patience=30,
    )[0]
    trunk = records.rows(
        f"SELECT 1 FROM tvshop_cel WHERE linkedid = '{call['linkedid']}'"
        " AND channame LIKE 'PJSIP/carrier-%'"
    )
    assert not trunk, "the trunk was asked for the number"
    assert call["outcome"] == "failed"
    return call["dial_refused"]


def test_r25_forged_requests_stay_within_prefixes_and_limits(chromium, company, records, pbx):
    with agents(chromium, company, "agent1") as agent:
        assert refused(company, records, agent, SATELLITE) == "prefix"
        pbx(dial_agent_daily=0)
        agent.page.wait_for_timeout(2000)
        assert refused(company, records, agent, MOBILE) == "agent"
        pbx(dial_agent_daily=300, dial_daily=0)
        agent.page.wait_for_timeout(2000)
        assert refused(company, records, agent, MOBILE) == "trunk"
        pbx(dial_daily=5000, dial_concurrent=0)
        agent.page.wait_for_timeout(2000)
        assert refused(company, records, agent, MOBILE) == "concurrent"


def test_r25_stolen_phone_reaches_colleagues_only(chromium, company):
    with agents(chromium, company, "agent1") as agent:
        assert agent.page.evaluate(CALL_OUTSIDE, MOBILE) == 404


def test_l4_agent_calls_back_from_the_list_of_calls(chromium, company, callers, records):
    number = "13655550188"
    with agents(chromium, company, "agent1") as agent:
        call = callers.place(number=number)
        agent.answer()
        agent.hang_up()
        assert call.wait("ended")
        agent.wait_phone("wrap_up")
        agent.page.goto(f"{agent.url}/odoo/action-tvshop_cti.call_action")
        agent.page.wait_for_selector(".o_tvshop_systray[data-connection=registered]")
        button = agent.page.locator(".o_data_row:first-child .o_tvshop_dial_call:enabled")
        button.wait_for()
        agent.page.screenshot(path=company.settings.state / "pictures" / "call-back.png")
        assert number not in agent.page.content()
        button.click()
        agent.wait_phone("talking")
        agent.hang_up()
        record = records.ended_call(f"caller_e164 = '+86{number}' AND direction = 'out'")
        assert record["agent_id"]
