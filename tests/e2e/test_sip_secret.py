"""A softphone's secret is good for one session, and is found nowhere after it."""

import json
import time
from contextlib import closing

import pytest
from floor import eventually, open_page

from runtime.tools import run

CLOSED_WITHIN = 10  # seconds from signing out until the PBX refuses the secret
GONE_WITHIN = 20  # the same from the closing of the page, for it might be a reload
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
    with closing(open_page(chromium, company, "agent1")) as page:
        yield page.log_in()
        page.sign_out()


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
    files = (path for path in state.rglob("*") if company.cluster.data not in path.parents)
    found = {str(path.relative_to(state)) for path in files if secret.encode() in content(path)}
    dump = run(company.cluster.tool("pg_dump", company.settings.database), "dumping the database")
    return found | ({"database"} if secret in dump else set())


def content(path):
    """A file's bytes; of folders, sockets, and what is gone by now (SQLite's journal): none."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:
        return b""


def test_r24_secret_ends_with_the_session_and_leaves_no_trace(company, agent):
    session = open_phone(agent)
    assert agent.page.evaluate(REGISTER, session) == "registered"
    eventually(
        lambda: places_of(company, session[0]) == {"pbx/var/astdb.sqlite3"},
        "during the session, its secret is not in the PBX's store alone",
    )
    begun = time.monotonic()
    agent.sign_out()
    eventually(
        lambda: agent.page.evaluate(REGISTER, session) == 401,
        "the PBX takes the secret after the session's end",
        CLOSED_WITHIN,
    )
    print(f"refused {time.monotonic() - begun:.2f} s after signing out")
    eventually(lambda: not places_of(company, session[0]), "the secret is still on record")


def test_r24_secret_of_a_page_that_is_closed_ends_soon(company, chromium, agent, store):
    secret, settings = open_phone(agent)
    password = f"tvshop/auth/{settings['extension']}"
    eventually(lambda: secret in store(password), "the PBX does not know the secret")
    thief = open_page(chromium, company, "agent2").log_in()
    agent.page.close()
    begun = time.monotonic()
    eventually(lambda: secret not in store(password), "the secret lives on", GONE_WITHIN)
    print(f"ended {time.monotonic() - begun:.1f} s after the page was closed")
    assert thief.page.evaluate(REGISTER, [secret, settings]) == 401
    thief.close()
    agent.page = agent.context.new_page()
    agent.log_in()
    agent.wait_phone("ready")


def test_r24_page_that_was_cut_off_for_long_is_back_with_a_new_secret(agent, store):
    secret, settings = open_phone(agent)
    transport = "odoo.__WOWL_DEBUG__.root.env.services.tvshop_phone.softphone.ua.transport"
    agent.page.evaluate(f"{transport}.disconnect()")
    password = f"tvshop/auth/{settings['extension']}"
    eventually(lambda: secret not in store(password), "the secret lives on", GONE_WITHIN)
    agent.wait_phone("paused")
    with agent.page.expect_response(lambda response: response.url.endswith(OPENED_BY)):
        agent.page.evaluate(f"{transport}.connect()")
    agent.page.wait_for_selector(".o_tvshop_systray[data-connection=registered]")
    agent.wait_phone("ready")


def test_l2_phone_stays_at_the_seat_where_its_agent_signs_in(chromium, company, agent):
    """A page that was left open and signed out at another seat does not take it away."""
    with closing(open_page(chromium, company, "agent1")) as left:
        left.log_in().wait_phone("signed_out")
        open_phone(agent)
        left.wait_phone("ready")
        left.page.wait_for_timeout(2000)
        assert left.page.locator(".o_tvshop_systray[data-connection=off]").count()
        assert agent.page.locator(".o_tvshop_systray[data-connection=registered]").count()
        left.press("ready")
        left.page.wait_for_selector(".o_tvshop_systray[data-connection=registered]")
