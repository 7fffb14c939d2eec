"""A trial run: its sample is called first, and a manager's approval opens the rest."""

import pytest
from campaigns import OUTCOME_KEY, attempts, fresh, over, say
from floor import agents, eventually

NUMBER_KEY = "F3"
GIVEN = ".o_tvshop_number_banner"


@pytest.fixture
def campaign(manager):
    """A running campaign of agents who dial, which needs a trial run."""
    skill = manager.give_skill("agent1")
    numbers = fresh("15", "16", "17")
    campaign_id = manager.start_campaign(
        skill, numbers, sequence=1, mode="preview", needs_trial=True
    )
    yield campaign_id
    manager.call("tvshop.campaign", "action_end", [campaign_id])


def to_be_called(records, campaign_id):
    return records.one(
        "SELECT count(*) AS count FROM tvshop_campaign_target"
        f" WHERE campaign_id = {campaign_id} AND state = 'waiting'"
    )["count"]


def given(records, campaign_id):
    """How many of its numbers agents have."""
    return records.one(
        "SELECT count(*) AS count FROM tvshop_campaign_target"
        f" WHERE campaign_id = {campaign_id} AND state = 'given'"
    )["count"]


def skip(agent):
    """Press until it is gone: the customer who opens takes the keyboard once more."""
    agent.page.wait_for_selector(GIVEN)

    def is_gone():
        agent.key(OUTCOME_KEY, "1")
        agent.page.wait_for_timeout(1000)
        return not agent.page.locator(GIVEN).count()

    eventually(is_gone, "the number is not skipped")


def test_d4_trial_run_is_called_by_its_agent_and_its_approval_opens_the_rest(
    chromium, company, campaign, manager, records
):
    agent_id = manager.find("tvshop.agent", ["user_id.login", "=", "agent1"])
    vals = {"campaign_id": campaign, "share": 5, "agent_ids": [[6, 0, [agent_id]]]}
    (trial,) = manager.call("tvshop.campaign.trial", "create", [vals])
    manager.call("tvshop.campaign.trial", "action_start", [trial])
    with agents(chromium, company, "agent1") as agent:
        agent.key(NUMBER_KEY)
        agent.page.wait_for_selector(GIVEN)
        agent.key(NUMBER_KEY)
        agent.page.wait_for_selector(".o_tvshop_campaign_banner", timeout=60_000)
        eventually(lambda: attempts(records, campaign, "a.state = 'talking'"), "no customer", 60)
        say(agent, "1")
        agent.hang_up()
        agent.wait_phone("wrap_up")
        agent.press("ready")
        over(records, campaign, 1)
        agent.wait_phone("ready")
        assert to_be_called(records, campaign) == 2

        agent.key(NUMBER_KEY)
        agent.page.wait_for_timeout(2000)
        assert not given(records, campaign), "a number out of the sample was given"
        if agent.page.locator(GIVEN).count():  # of another campaign
            skip(agent)

        manager.call("tvshop.campaign.trial", "action_finish", [trial])
        (report,) = manager.call(
            "tvshop.campaign.trial", "read", [trial], ["number_count", "report_html"]
        )
        assert report["number_count"] == 1
        assert "1/1" in report["report_html"].replace(" ", "")
        manager.call("tvshop.campaign.trial", "action_approve", [trial])
        agent.key(NUMBER_KEY)
        eventually(lambda: given(records, campaign), "no other number is given")
        skip(agent)
        eventually(
            lambda: to_be_called(records, campaign) == 2, "the number is with the agent still"
        )
