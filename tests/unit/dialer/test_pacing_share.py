"""Agents and lines are divided by priority, and outbound gives way."""

from hypothesis import given
from hypothesis import strategies as st
from tvshop_dialer.pacing import share

NAMES = "abcd"
campaign_weights = st.fixed_dictionaries({name: st.integers(1, 5) for name in NAMES})
skills = st.dictionaries(st.integers(0, 40), st.lists(st.sampled_from(NAMES), max_size=4))


@given(skills, campaign_weights)
def test_d3_agents_get_a_campaign_they_may_work_for_and_nobody_is_forgotten(agents, weights):
    given_to = share.split_agents(agents, weights)
    assert set(given_to) == {agent for agent, campaigns in agents.items() if campaigns}
    assert all(campaign in agents[agent] for agent, campaign in given_to.items())


@given(skills, campaign_weights)
def test_d3_division_of_agents_is_at_rest_when_nothing_changes(agents, weights):
    first = share.split_agents(agents, weights)
    assert share.split_agents(agents, weights, before=first) == first


def test_d3_agents_are_divided_by_priority():
    agents = dict.fromkeys(range(12), "ab")
    given_to = share.split_agents(agents, {"a": 3, "b": 1})
    assert sorted(given_to.values()).count("a") == 9


def test_d3_busy_agent_counts_for_the_campaign_of_the_call():
    agents = {1: "ab", 2: "ab"}
    assert share.split_agents(agents, {"a": 1, "b": 1}, busy={1: "a"}) == {1: "a", 2: "b"}


@given(st.integers(0, 60), st.dictionaries(st.sampled_from(NAMES), st.integers(0, 30)))
def test_d3_never_more_lines_than_there_are_nor_than_wanted(lines, wanted):
    given_to = share.split_lines(lines, wanted, dict.fromkeys(NAMES, 2))
    assert all(given_to[name] <= wanted[name] for name in wanted)
    assert sum(given_to.values()) == min(lines, sum(wanted.values()))


def test_d3_scarce_lines_are_divided_by_priority():
    assert share.split_lines(9, {"a": 20, "b": 20}, {"a": 2, "b": 1}) == {"a": 6, "b": 3}


def test_d3_outbound_gives_way_in_a_surge_and_resumes_after():
    demand = share.InboundDemand()
    assert demand.agents(0.0, waiting=0, arrived=0) == 0
    assert demand.agents(1.0, waiting=8, arrived=8) >= 8
    assert demand.agents(10.0, waiting=0, arrived=0) >= 8
    later = [demand.agents(10.0 + second, 0, 0) for second in range(600)]
    assert later[-1] == 0


def test_d3_fresh_call_backs_come_before_outbound():
    assert share.InboundDemand().agents(0.0, waiting=0, arrived=0, call_backs=3) == 3


def test_d3_least_campaign_gives_its_agents_first():
    blended = {"a": 4, "b": 4}
    assert share.give_way(6, blended, {"a": 1, "b": 5}) == {"a": 4, "b": 2}
