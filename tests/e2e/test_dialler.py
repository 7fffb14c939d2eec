"""A campaign dials through the simulated network, and live people reach agents at once."""

import pytest
from campaigns import attempts, fresh, over
from floor import agents, eventually

OUTCOME_KEY = "F6"
# callers who wait, and call-backs of the tests before, come first
PATIENCE = 120
# The last two digits say what the simulated network does.
RESULTS = {"90": "busy", "92": "refused", "93": "vacant", "94": "unreachable", "98": "congestion"}


@pytest.fixture
def campaign(manager):
    """Makes running campaigns to numbers; they are ended afterwards."""
    skill = manager.give_skill("agent1", "agent2")
    made = []

    def make(*numbers, **values):
        made.append(manager.start_campaign(skill, numbers, **values))
        return made[-1]

    yield make
    for campaign_id in made:
        manager.call("tvshop.campaign", "action_end", [campaign_id])


def test_d3_live_customers_reach_a_ready_agent_who_says_what_came_of_it(
    chromium, company, campaign, records
):
    with agents(chromium, company, "agent1") as agent:
        campaign_id = campaign(*fresh("11", "12"), opening="您好，这里是电视购物。")
        for _customer in range(2):
            agent.wait_phone("talking", patience=PATIENCE)
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
            lambda: attempts(records, campaign_id, "a.state = 'ringing'"),
            "nobody is dialled",
            PATIENCE,
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


def test_d3_answering_machine_is_hung_up_on_and_a_person_reaches_the_agent(
    chromium, company, campaign, records
):
    with agents(chromium, company, "agent1") as agent:
        campaign_id = campaign(*fresh("97", "14"), machine="hangup")
        agent.wait_phone("talking", patience=PATIENCE)
        agent.hang_up()
        agent.wait_phone("wrap_up")
        agent.press("ready")
        rows = over(records, campaign_id, 2)
    assert [row["result"] for row in rows] == ["machine", "live"]
