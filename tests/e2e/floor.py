"""The floor as its people see it: agents in a real browser, customers on the simulated network."""

import json
import os
import time
from contextlib import ExitStack, contextmanager

PATIENCE = 40
KEYS = {"answer": "F2", "hangup": "F4", "hold": "F8", "ready": "F10"}
KEYS |= {"transfer": "Alt+Shift+T", "conference": "Alt+Shift+C"}
# The page keeps its peer connections, so that a test can count the sound that flows.
COUNT_AUDIO = """
const Native = window.RTCPeerConnection;
window.peers = [];
window.RTCPeerConnection = class extends Native {
    constructor(...args) { super(...args); window.peers.push(this); }
};
window.countAudio = async () => {
    const count = { in: 0, out: 0 };
    for (const peer of window.peers) {
        if (peer.connectionState === "closed") continue;
        for (const report of (await peer.getStats()).values()) {
            if (report.type === "inbound-rtp") count.in += report.packetsReceived;
            if (report.type === "outbound-rtp") count.out += report.packetsSent;
        }
    }
    return count;
};
"""
CALL_COLUMNS = (
    "id, state, direction, outcome, did, caller_e164, caller_masked, is_withheld, partner_id,"
    " spot_id, agent_id, hangup_by, wait_seconds, talk_seconds, hold_seconds"
)


def eventually(question, what, patience=PATIENCE):
    """The first true answer to `question`; fails with `what` when patience runs out."""
    end = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < end, what
        time.sleep(0.1)


class Records:
    """What a manager would find afterwards; of calls, those that began after this was made."""

    def __init__(self, company):
        self._query = company.cluster.query
        self._before = self.one("SELECT coalesce(max(id), 0) AS id FROM tvshop_call")["id"]

    def rows(self, sql):
        """The rows of a query, as dictionaries."""
        text = self._query(f"SELECT coalesce(json_agg(r), '[]') FROM ({sql}) r")
        return json.loads(text)

    def one(self, sql):
        rows = self.rows(sql)
        assert len(rows) == 1, f"{len(rows)} rows instead of one: {sql}"
        return rows[0]

    def last_call(self, condition="true"):
        rows = self.rows(
            f"SELECT {CALL_COLUMNS} FROM tvshop_call WHERE id > {self._before} AND {condition}"
            " ORDER BY id DESC LIMIT 1"
        )
        return rows[0] if rows else {}

    def ended_call(self, condition="true"):
        return eventually(
            lambda: (call := self.last_call(condition)).get("state") == "done" and call,
            f"the call ({condition}) is not on record as ended",
        )

    def agent_state(self, login):
        return self.one(
            "SELECT a.state FROM tvshop_agent a JOIN res_users u ON u.id = a.user_id"
            f" WHERE u.login = '{login}'"
        )["state"]


class AgentPage:
    """One tab of one agent."""

    def __init__(self, context, company, login, url=None):
        self.context = context
        self.login = login
        self.records = Records(company)
        self.url = url or company.settings.url
        self.page = context.new_page()
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def log_in(self, home=".o_tvshop_desk"):
        page = self.page
        page.goto(f"{self.url}/odoo")
        if "/web/login" in page.url:
            page.fill("input[name=login]", self.login)
            page.fill("input[name=password]", self.login)
            page.click("button[type=submit]")
        page.wait_for_selector(home)
        return self

    def press(self, action):
        self.page.keyboard.press(KEYS[action])

    def get_ready(self):
        page = self.page
        page.wait_for_selector(".o_tvshop_systray")
        self.press("ready")
        page.wait_for_selector(".o_tvshop_systray[data-connection=registered]")
        self.wait_phone("ready")
        return self

    def wait_phone(self, state, patience=PATIENCE):
        """`state` is what the phone in the top bar shows: ready, ringing, talking, wrap_up …"""
        self.page.wait_for_selector(
            f".o_tvshop_systray[data-state={state}]", timeout=patience * 1000
        )

    def answer(self):
        """Press until it is heard: the screen may know of the call before the telephone does."""
        self.wait_phone("ringing")
        eventually(self._is_talking_when_pressed, "the call is not answered")

    def _is_talking_when_pressed(self):
        self.press("answer")
        self.page.wait_for_timeout(300)
        return self.page.locator(".o_tvshop_systray[data-state=talking]").count()

    def hang_up(self):
        self.press("hangup")

    def wait_customer(self, name):
        self.page.wait_for_selector(f".o_tvshop_name:has-text('{name}')", timeout=PATIENCE * 1000)

    def audio(self):
        """Packets of sound this page has received and sent."""
        return self.page.evaluate("window.countAudio()")

    def assert_audio_both_ways(self):
        before = self.audio()
        time.sleep(1)
        after = self.audio()
        assert after["in"] > before["in"], "no sound from the customer"
        assert after["out"] > before["out"], "no sound to the customer"

    def text(self, selector):
        return self.page.inner_text(selector)

    def type(self, text):
        self.page.keyboard.type(text)

    def key(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def add_product(self, code):
        """Find a product by its code and add it, by keyboard."""
        self.page.wait_for_selector("input[name=product]:focus")
        self.type(code)
        self.page.wait_for_selector(f".o_tvshop_order li.o_tvshop_active:has-text('{code}')")
        self.key("Enter")
        self.page.wait_for_selector(".o_tvshop_order .o_tvshop_qty")

    def confirm_order(self):
        """Ctrl+Enter; the new order's number."""
        self.key("Control+Enter")
        self.page.wait_for_selector(".o_tvshop_done_number")
        return self.text(".o_tvshop_done_number > span")

    def transfer_to(self, extension, is_blind):
        self.press("transfer")
        self.page.wait_for_selector(".o_tvshop_transfer input")
        self.page.fill(".o_tvshop_transfer input", extension)
        self.page.wait_for_selector(f".o_tvshop_target_active:has-text('{extension}')")
        self.key("Shift+Enter" if is_blind else "Enter")

    def sign_out(self):
        """Leave the floor as the test found it, out of a call if need be."""
        self.page.evaluate("odoo.__WOWL_DEBUG__.root.env.services.tvshop_phone.softphone.hangup()")
        eventually(
            lambda: self.records.agent_state(self.login) != "on_call",
            f"{self.login} stays in a call",
        )
        self.page.evaluate(
            """() => odoo.__WOWL_DEBUG__.root.env.services.orm.call(
                "tvshop.agent", "desk_set_state", ["signed_out", false])"""
        )

    def close(self):
        self.context.close()


def new_context(browser):
    context = browser.new_context(
        viewport={"width": 1366, "height": 768},
        permissions=["microphone"],
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    context.add_init_script(COUNT_AUDIO)
    return context


def open_page(browser, company, login, url=None):
    """A person's page, in a browser that keeps nothing of the tests before: no half-typed work."""
    return AgentPage(new_context(browser), company, login, url)


def keep_pictures(pages, folder):
    """What the screens showed at the end of the test, for whoever reads a failure."""
    folder.mkdir(exist_ok=True)
    test = os.environ.get("PYTEST_CURRENT_TEST", "::by-hand")
    name = test.partition("::")[2].split()[0]
    for page in pages:
        page.page.screenshot(path=folder / f"{name}-{page.login}.png")


@contextmanager
def agents(browser, company, *logins, url=None, is_strict=True):
    """Agents who are ready; signed out and gone afterwards. `url` is Odoo's, if not its own.

    Errors in the pages fail the test, unless they are to be expected.
    """
    pages = []
    try:
        for login in logins:
            page = open_page(browser, company, login, url).log_in()
            pages.append(page)
            page.get_ready()
        yield pages[0] if len(pages) == 1 else pages
        for page in pages if is_strict else ():
            assert not page.errors, page.errors
    finally:
        keep_pictures(pages, company.settings.state / "pictures")
        with ExitStack() as leaving:  # a page that stays open goes on being that agent
            for page in pages:
                leaving.callback(page.close)
                leaving.callback(page.sign_out)
