"""A campaign dials through the simulated network, and live people reach agents at once."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from floor import agents, eventually, open_page

OUTCOME_KEY = "F6"
# The last two digits say what the simulated network does.
RESULTS = {"90": "busy", "92": "refused", "93": "vacant", "94": "unreachable", "98": "congestion"}
ATTEMPT_COLUMNS = (
    "a.id, a.state, a.result, a.target_id, p.name AS customer, a.outcome_id,"
    " extract(epoch FROM a.connected_at - a.reached_at) AS wait"
)
CALL = """async ([model, method, args]) =>
    odoo.__WOWL_DEBUG__.root.env.services.orm.call(model, method, args)"""
PEKING = ZoneInfo("Asia/Shanghai")

pytestmark = pytest.mark.skipif(
    not 8 <= (datetime.now(PEKING).hour + 1 / 6) <= 20.5,
    reason="nobody is called at this hour: run it between 8:00 and 20:30 in Peking",
)


class Client:
    """What a person's own client may ask of Odoo."""

    def __init__(self, page):
        self._page = page

    def call(self, model, method, *args):
        return self._page.page.evaluate(CALL, [model, method, list(args)])

    def find(self, model, *domain):
        (record_id,) = self.call(model, "search", list(domain))
        return record_id


@pytest.fixture
def manager(chromium, company):
    page = open_page(chromium, company, "manager").log_in(home=".o_main_navbar")
    yield Client(page)
    page.close()


@pytest.fixture
def skill(manager):
    """The skill for campaigns, which agent1 and agent2 have besides their others."""
    known = manager.call("tvshop.queue", "search", [["pbx_queue", "=", "outbound"]])
    if not known:
        pbx = manager.find("tvshop.pbx", ["system_name", "=", "pbx1"])
        vals = {"name": "外呼", "pbx_id": pbx, "pbx_queue": "outbound"}
        known = manager.call("tvshop.queue", "create", [vals])
    for login in ("agent1", "agent2"):
        agent = manager.find("tvshop.agent", ["user_id.login", "=", login])
        pair = {"agent_id": agent, "queue_id": known[0]}
        domain = [[name, "=", value] for name, value in pair.items()]
        if not manager.call("tvshop.agent.skill", "search", domain):
            manager.call("tvshop.agent.skill", "create", [pair])
    return known[0]


@pytest.fixture
def campaign(manager, skill):
    """Makes running campaigns to numbers; they are ended afterwards."""
    made = []

    def make(*numbers, **values):
        tag = f"e2e {time.time():.3f}"
        for number in numbers:
            contact = {"kind": "mobile", "value": number, "is_main": True}
            vals = {
                "name": f"客户{number[-4:]}",
                "is_tvshop_customer": True,
                "ref": tag,
                "contact_method_ids": [[0, 0, contact]],
            }
            manager.call("res.partner", "create", [vals])
        one = {"name": "名单", "domain": f"[('ref', '=', '{tag}')]"}
        vals = {"name": f"活动 {tag}", "queue_id": skill, "list_ids": [[0, 0, one]], **values}
        (campaign_id,) = manager.call("tvshop.campaign", "create", [vals])
        made.append(campaign_id)
        lists = manager.call("tvshop.campaign.list", "search", [["campaign_id", "=", campaign_id]])
        manager.call("tvshop.campaign.list", "action_fill", lists)
        manager.call("tvshop.campaign", "action_approve", [campaign_id])
        manager.call("tvshop.campaign", "action_start", [campaign_id])
        return campaign_id

    yield make
    for campaign_id in made:
        manager.call("tvshop.campaign", "action_end", [campaign_id])


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


def over(records, campaign_id, count, patience=90):
    """The campaign's attempts, once so many are over."""
    return eventually(
        lambda: len(rows := attempts(records, campaign_id, "a.state = 'done'")) >= count and rows,
        f"{count} attempts are not over",
        patience,
    )


def test_d3_live_customers_reach_a_ready_agent_who_says_what_came_of_it(
    chromium, company, campaign, records
):
    with agents(chromium, company, "agent1") as agent:
        campaign_id = campaign(*fresh("11", "12"), opening="您好，这里是电视购物。")
        for _customer in range(2):
            agent.wait_phone("talking", patience=30)
            (attempt,) = attempts(records, campaign_id, "a.state = 'talking'")
            agent.wait_customer(attempt["customer"])
            assert attempt["wait"] <= 2
            assert agent.text(".o_tvshop_campaign_opening") == "您好，这里是电视购物。"
            agent.assert_audio_both_ways()
            agent.key(OUTCOME_KEY, "1")
            agent.page.wait_for_selector(".o_tvshop_outcome.btn-primary")
            agent.hang_up()
            agent.wait_phone("wrap_up")
            agent.press("ready")
        rows = over(records, campaign_id, 2)
    assert [row["result"] for row in rows] == ["live", "live"]
    assert all(row["outcome_id"] for row in rows)
    assert len({row["target_id"] for row in rows}) == 2


def test_d3_results_are_told_apart_and_only_live_people_reach_the_agent(
    chromium, company, campaign, records
):
    with agents(chromium, company, "agent1") as agent:
        campaign_id = campaign(*fresh(*RESULTS))
        rows = over(records, campaign_id, len(RESULTS))
        agent.wait_phone("ready")
    assert {row["result"] for row in rows} == set(RESULTS.values())
    assert len(rows) == len(RESULTS), "somebody was dialled twice"


def test_r14_number_put_on_do_not_call_in_mid_run_is_not_called(
    chromium, company, campaign, manager, records
):
    numbers = fresh("93", "93", "93", "93", "93", "93")
    with agents(chromium, company, "agent1"):
        campaign_id = campaign(*numbers)
        over(records, campaign_id, 1)
        last = f"+86{numbers[-1]}"
        manager.call("tvshop.do.not.call", "create", [{"e164": last}])
        over(records, campaign_id, 5)
        left_out = eventually(
            lambda: records.rows(
                "SELECT reason FROM tvshop_campaign_target"
                f" WHERE campaign_id = {campaign_id} AND state = 'left_out'"
            ),
            "the number is still to be called",
        )
    assert left_out == [{"reason": "do_not_call"}]
    called = records.rows(f"SELECT id FROM tvshop_call WHERE caller_e164 = '{last}'")
    assert not called


def test_r12_who_gets_no_agent_hears_the_company_and_is_not_called_again(
    chromium, company, campaign, records
):
    """The agent leaves while the number rings: nobody is there when it is answered."""
    with agents(chromium, company, "agent1") as agent:
        campaign_id = campaign(*fresh("13"))
        eventually(
            lambda: attempts(records, campaign_id, "a.state = 'ringing'"), "nobody is dialled"
        )
        agent.sign_out()
        (row,) = over(records, campaign_id, 1)
    assert row["result"] == "abandoned"
    heard = records.one(
        "SELECT bool_or(e.appname = 'Playback' AND e.appdata LIKE 'tvshop/abandoned%') AS heard,"
        " min(e.eventtime) FILTER (WHERE e.userdeftype = 'TVSHOP_ABANDONED')"
        " - min(e.eventtime) FILTER (WHERE e.userdeftype = 'TVSHOP_QUEUE') <= '2.5 s' AS in_time"
        " FROM tvshop_cel e JOIN tvshop_campaign_attempt a ON a.linkedid = e.linkedid"
        f" WHERE a.id = {row['id']}"
    )
    assert heard == {"heard": True, "in_time": True}
    target = records.one(
        "SELECT state, next_try_at - now() AT TIME ZONE 'UTC' > '71 h' AS is_left_in_peace"
        f" FROM tvshop_campaign_target WHERE id = {row['target_id']}"
    )
    assert target == {"state": "waiting", "is_left_in_peace": True}
