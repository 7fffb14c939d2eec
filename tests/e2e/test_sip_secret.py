"""A softphone's secret is good for one session, and is found nowhere after it."""

import json
import time

import pytest
from floor import AgentPage, eventually, new_context

from runtime.tools import run

CLOSED_WITHIN = 10  # seconds from signing out until the PBX refuses the secret
OPENED_BY = "/desk_open_phone"
# a phone beside the agent's own, as a thief of the secret would open it: registered, or SIP's code
REGISTER = """
([secret, settings]) => new Promise((resolve) => {
    const { createUA } = odoo.loader.modules.get("@tvshop_cti/softphone/jssip_ua");
    const phone = createUA({ ...settings, secret });
    const end = (answer) => { phone.stop(); resolve(answer); };
    phone.on("registered", () => end("registered"));
    phone.on("registrationFailed", ({ response, cause }) => end(response?.status_code ?? cause));
    phone.start();
})
"""


@pytest.fixture
def agent(chromium, company):
    page = AgentPage(new_context(chromium), company, "agent1").log_in()
    yield page
    page.sign_out()
    page.close()


def open_phone(agent):
    """[secret, settings] of the session that begins."""
    with agent.page.expect_response(lambda response: response.url.endswith(OPENED_BY)) as answer:
        agent.get_ready()
    (secret,) = json.loads(answer.value.request.post_data)["params"]["args"]
    return [secret, answer.value.json()["result"]]


def places_of(company, secret):
    """Files below the state folder, and the database, in which the secret is found.

    The database's own files are left to its dump: what was overwritten stays in them for a while.
    """
    state = company.settings.state
    needle = secret.encode()
    found = {
        str(path.relative_to(state))
        for path in state.rglob("*")
        if path.is_file() and company.cluster.data not in path.parents
        if needle in path.read_bytes()
    }
    dump = run(company.cluster.tool("pg_dump", company.settings.database), "dumping the database")
    return found | ({"database"} if secret in dump else set())


def test_r24_secret_ends_with_the_session_and_leaves_no_trace(company, agent):
    session = open_phone(agent)
    assert agent.page.evaluate(REGISTER, session) == "registered"
    assert places_of(company, session[0]) == {"pbx/var/astdb.sqlite3"}
    agent.sign_out()
    begun = time.monotonic()
    eventually(
        lambda: agent.page.evaluate(REGISTER, session) == 401,
        "the PBX takes the secret after the session's end",
        CLOSED_WITHIN,
    )
    print(f"refused {time.monotonic() - begun:.1f} s after signing out")
    assert places_of(company, session[0]) == set()
