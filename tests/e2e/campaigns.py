"""Campaigns of the tests: made by a manager's own client, to numbers of the simulated network."""

import time
from contextlib import contextmanager

from floor import eventually, open_page

ATTEMPT_COLUMNS = (
    "a.id, a.state, a.result, a.target_id, p.name AS customer, a.outcome_id,"
    " extract(epoch FROM a.connected_at - a.reached_at) AS wait"
)
CALL = """async ([model, method, args]) =>
    odoo.__WOWL_DEBUG__.root.env.services.orm.call(model, method, args)"""
LEGAL_HOURS = "tvshop_dialer.legal_hours"
OUTCOME_KEY = "F6"


class Client:
    """What a person's own client may ask of Odoo."""

    def __init__(self, page):
        self._page = page

    def call(self, model, method, *args):
        return self._page.page.evaluate(CALL, [model, method, list(args)])

    def find(self, model, *domain):
        (record_id,) = self.call(model, "search", list(domain))
        return record_id

    def give_skill(self, *logins):
        """The skill for campaigns, which these agents have from now on besides their others."""
        known = self.call("tvshop.queue", "search", [["pbx_queue", "=", "outbound"]])
        if not known:
            pbx = self.find("tvshop.pbx", ["system_name", "=", "pbx1"])
            vals = {"name": "外呼", "pbx_id": pbx, "pbx_queue": "outbound"}
            known = self.call("tvshop.queue", "create", [vals])
        for login in logins:
            agent = self.find("tvshop.agent", ["user_id.login", "=", login])
            pair = {"agent_id": agent, "queue_id": known[0]}
            domain = [[name, "=", value] for name, value in pair.items()]
            if not self.call("tvshop.agent.skill", "search", domain):
                self.call("tvshop.agent.skill", "create", [pair])
        return known[0]

    def cancel_call_backs(self):
        """Those whom the tests before left waiting, for whom campaigns would hold back."""
        waiting = self.call("tvshop.callback", "search", [["state", "in", ["open", "given"]]])
        if waiting:
            vals = {"callback_ids": [[6, 0, waiting]], "reason": "测试结束"}
            self.call(
                "tvshop.callback.cancel",
                "action_cancel",
                self.call("tvshop.callback.cancel", "create", [vals]),
            )

    def make_hours(self, first, last):
        """Hours from `first` to `last` of the clock, every day; it may go on after midnight."""
        first, last = first % 24, last % 24
        parts = [(first, last)] if first < last else [(first, 24), (0, last)]
        lines = [
            [0, 0, {"weekdays": "*", "hour_from": begin, "hour_to": end}]
            for begin, end in parts
            if begin < end
        ]
        vals = {"name": f"e2e {time.time():.3f}", "line_ids": lines}
        return self.call("tvshop.opening.hours", "create", [vals])[0]

    def status(self, campaign_id):
        """What the campaign says it does, in the manager's language."""
        (row,) = self.call("tvshop.campaign", "read", [campaign_id], ["status_text"])
        return row["status_text"]

    def start_campaign(self, skill, numbers, **values):
        """A running campaign to these numbers, with nobody waiting for a call-back; its id."""
        self.cancel_call_backs()
        tag = f"e2e {time.time():.3f}"
        self.call("res.partner", "create", [customer(number, tag) for number in numbers])
        one = {"name": "名单", "domain": f"[('ref', '=', '{tag}')]"}
        vals = {"name": f"活动 {tag}", "queue_id": skill, "list_ids": [[0, 0, one]], **values}
        (campaign_id,) = self.call("tvshop.campaign", "create", [vals])
        lists = self.call("tvshop.campaign.list", "search", [["campaign_id", "=", campaign_id]])
        self.call("tvshop.campaign.list", "action_fill", lists)
        self.call("tvshop.campaign", "action_approve", [campaign_id])
        self.call("tvshop.campaign", "action_start", [campaign_id])
        return campaign_id


def customer(number, tag):
    contact = {"kind": "mobile", "value": number, "is_main": True}
    return {
        "name": f"客户{number[-4:]}",
        "is_tvshop_customer": True,
        "ref": tag,
        "contact_method_ids": [[0, 0, contact]],
    }


def say(agent, key, chosen=".o_tvshop_outcome.btn-primary"):
    """Press what came of the talk, again where a customer who opens has taken the keyboard."""

    def is_said():
        agent.key(OUTCOME_KEY, key)
        agent.page.wait_for_timeout(1000)
        return agent.page.locator(chosen).count()

    agent.wait_phone("talking")
    eventually(is_said, "what came of the talk is not said")


@contextmanager
def client_of(chromium, company, login):
    page = open_page(chromium, company, login).log_in(home=".o_main_navbar")
    try:
        yield Client(page)
    finally:
        page.close()


@contextmanager
def manager_of(chromium, company):
    """A manager where the law lets people be called around the clock, whenever tests are run.

    That nobody is called at night is tested with a clock that stands still, in the add-on.
    """
    with client_of(chromium, company, "admin") as administrator:
        administrator.call("ir.config_parameter", "set_param", LEGAL_HOURS, "0-24")
    with client_of(chromium, company, "manager") as manager:
        yield manager


def fresh(*endings):
    """Mobiles in a known region that no customer has yet, with these last two digits."""
    head = int(time.time()) % 100_000
    return [f"138{(head + n) % 100_000:05d}{n % 10}{ending}" for n, ending in enumerate(endings)]


def attempts(records, campaign_id, condition="true"):
    return records.rows(
        f"SELECT {ATTEMPT_COLUMNS} FROM tvshop_campaign_attempt a"
        " LEFT JOIN res_partner p ON p.id = a.partner_id"
        f" WHERE a.campaign_id = {campaign_id} AND {condition} ORDER BY a.id"
    )


def over(records, campaign_id, count, patience=150):
    """The campaign's attempts, once so many are over."""
    return eventually(
        lambda: len(rows := attempts(records, campaign_id, "a.state = 'done'")) >= count and rows,
        f"{count} attempts are not over",
        patience,
    )
