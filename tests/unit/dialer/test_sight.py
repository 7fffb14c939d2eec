"""What changed between two looks at the floor, and how many calls follow from one."""

import random

import pytest
from tvshop_dialer.bridge.plan import FIRST_LAG, HANDOVER, Planner
from tvshop_dialer.bridge.sight import Agent, Attempt, Campaign, Happening, Sight, happenings
from tvshop_dialer.pacing.controller import replay

SKILL, SALES = 1, 2
CAMPAIGN, SECOND = 10, 20


def agent(number=1, state="ready", since=0.0, queues=(SKILL,)):
    return Agent(number, state, since, frozenset(queues))


def attempt(number=1, campaign=CAMPAIGN, state="ringing", result=None, **times):
    values = {"start": 100.0, "reached_at": None, "connected_at": None, "end": None, **times}
    return Attempt(number, campaign, None, state, result, **values)


def sight(now=110.0, agents=(), attempts=(), campaigns=(CAMPAIGN,), is_open=True, **values):
    values = {"lines": 60, **values}
    return Sight(
        now,
        [Campaign(one, "progressive", SKILL, is_open) for one in campaigns],
        {one.id: one for one in agents},
        {one.id: one for one in attempts},
        **values,
    )


def kinds(before, after):
    return [event.kind for event in happenings(before, after).get(CAMPAIGN, [])]


def plan(seen):
    """{campaign: calls to place}, of those that place any"""
    plans = Planner().plan(seen)
    return {key: plan.count for key, plan in plans.items() if plan.count}


def reason(seen):
    return Planner().plan(seen)[CAMPAIGN].reason


# What happened


def test_d3_each_step_of_a_call_is_told_once():
    empty, talking = sight(), attempt(state="talking", reached_at=108.0, connected_at=109.0)
    ringing = sight(attempts=[attempt()])
    assert kinds(empty, ringing) == ["dialled"]
    assert kinds(ringing, ringing) == []
    waiting = sight(attempts=[attempt(state="waiting", reached_at=108.0)])
    assert kinds(ringing, waiting) == ["answered"]
    assert kinds(waiting, sight(attempts=[talking])) == ["connected"]


def test_d3_call_that_came_and_went_between_two_looks_is_told_whole():
    over = attempt(state="done", result="live", reached_at=108.0, connected_at=109.0, end=110.0)
    assert kinds(sight(), sight(attempts=[over])) == ["dialled", "answered", "connected"]


def test_d3_results_are_told_as_the_pacing_knows_them():
    ringing = sight(attempts=[attempt()])
    for result, kind in (("busy", "failed"), ("vacant", "failed"), ("no_answer", "no_answer")):
        over = sight(attempts=[attempt(state="done", result=result, end=105.0)])
        (event,) = happenings(ringing, over)[CAMPAIGN]
        assert (event.kind, event.lasted) == (kind, 5.0)


def test_r12_abandoned_call_counts_as_answered_and_as_abandoned():
    waiting = sight(attempts=[attempt(state="waiting", reached_at=108.0)])
    gone = attempt(state="done", result="abandoned", reached_at=108.0, end=110.0)
    assert kinds(waiting, sight(attempts=[gone])) == ["abandoned"]
    assert kinds(sight(), sight(attempts=[gone])) == ["dialled", "answered", "abandoned"]


def test_r12_call_whose_agent_came_late_is_abandoned_besides():
    waiting = sight(attempts=[attempt(state="waiting", reached_at=105.0)])
    late = attempt(state="talking", reached_at=105.0, connected_at=108.0, is_late=True)
    assert kinds(waiting, sight(attempts=[late])) == ["connected", "abandoned"]
    assert kinds(sight(attempts=[late]), sight(attempts=[late])) == []


def test_d3_what_was_not_dialled_is_not_told():
    over = attempt(state="done", result="withdrawn", end=101.0)
    assert kinds(sight(attempts=[attempt(state="claimed")]), sight(attempts=[over])) == []


def test_d3_agents_come_and_go_and_change():
    before = sight(agents=[agent(1), agent(2, "on_call", 50.0), agent(3, "wrap_up", 60.0)])
    after = sight(agents=[agent(2, "wrap_up", 80.0), agent(3, "ready", 90.0), agent(4)])
    events = happenings(before, after)[CAMPAIGN]
    assert {(event.kind, event.lasted) for event in events} == {
        ("agent_left", 0.0), ("talk_ended", 30.0), ("wrap_ended", 30.0), ("agent_came", 0.0),
    }  # fmt: skip


# How many calls


def test_d3_one_call_for_each_agent_who_is_ready():
    agents = [agent(1), agent(2), agent(3, "on_call"), agent(4, "paused"), agent(5, queues=[SALES])]
    assert plan(sight(agents=agents)) == {CAMPAIGN: 2}


def test_d3_calls_in_the_air_count_for_their_agents():
    states = ("claimed", "ringing", "waiting")
    attempts = [attempt(number, state=state) for number, state in enumerate(states, 1)]
    agents = [agent(number) for number in range(1, 5)]
    assert plan(sight(agents=agents, attempts=attempts)) == {CAMPAIGN: 1}
    assert plan(sight(agents=agents[:2], attempts=attempts)) == {}


def test_d3_campaign_without_a_number_leaves_the_agents_to_the_others():
    agents = [agent(number) for number in range(1, 4)]
    first, second = sight(campaigns=(CAMPAIGN, SECOND)).campaigns
    seen = sight(agents=agents, campaigns=())
    seen.campaigns = [first._replace(has_number=False), second]
    assert plan(seen) == {SECOND: 3}
    assert reason(seen) == "no_number"
    seen.attempts = {1: attempt()}  # whom it has called needs an agent
    assert plan(seen).get(SECOND, 0) < 3


def test_d3_campaign_outside_its_hours_dials_nobody():
    assert plan(sight(agents=[agent()], is_open=False)) == {}


def test_d3_no_more_calls_than_the_trunk_has_room_for():
    agents = [agent(number) for number in range(5)]
    assert plan(sight(agents=agents, lines=3)) == {CAMPAIGN: 3}
    assert plan(sight(agents=agents, lines=-2)) == {}


def test_r25_nobody_is_dialled_once_the_telephone_system_refuses_more_today():
    seen = sight(agents=[agent()], is_full=True)
    assert plan(seen) == {} and reason(seen) == "daily_limit"
    seen = sight(agents=[agent(), agent(2)], attempts=[attempt()], is_full=True)
    assert plan(seen) == {} and reason(seen) == "daily_limit"


def test_d3_agents_are_shared_by_priority():
    agents = [agent(number) for number in range(6)]
    assert plan(sight(agents=agents, campaigns=(CAMPAIGN, SECOND))) == {CAMPAIGN: 4, SECOND: 2}


def test_d3_callers_who_wait_come_first():
    agents = [agent(1, queues=[SKILL, SALES]), agent(2, queues=[SKILL, SALES])]
    assert plan(sight(agents=agents, callers={SALES: 1})) == {CAMPAIGN: 1}
    surge = sight(agents=agents, callers={SALES: 7})
    assert plan(surge) == {} and reason(surge) == "inbound"


def test_d3_agents_without_inbound_skill_go_on_in_a_surge():
    assert plan(sight(agents=[agent(1)], callers={SALES: 7})) == {CAMPAIGN: 1}


def test_e5_fresh_call_backs_come_first():
    agents = [agent(1, queues=[SKILL, SALES])]
    assert plan(sight(agents=agents, call_backs=1)) == {}


def test_d3_reason_is_told_when_nobody_is_dialled():
    assert reason(sight()) == "no_agent"
    assert reason(sight(agents=[agent(state="on_call")])) == "busy"
    assert reason(sight(agents=[agent()], lines=0)) == "no_line"
    assert reason(sight(agents=[agent()], is_open=False)) == "closed"
    assert reason(sight(agents=[agent()])) == "dialling"


# Predictive


def predictive(seen):
    planner = Planner(random.Random(1))
    seen.campaigns = [one._replace(mode="predictive", day="today") for one in seen.campaigns]
    for campaign in planner.unknown(seen):
        planner.begin(campaign, (0, 0), [])
    return planner


def test_d3_predictive_campaign_is_taken_up_once_a_day():
    seen = sight(agents=[agent()])
    planner = predictive(seen)
    assert planner.unknown(seen) == []
    tomorrow = [one._replace(day="tomorrow") for one in seen.campaigns]
    assert planner.unknown(sight()) == [] and planner.unknown(Sight(0.0, tomorrow)) == tomorrow


def test_d3_decision_of_the_pacing_is_kept_and_can_be_replayed():
    seen = sight(agents=[agent(number) for number in range(20)])
    (made,) = predictive(seen).plan(seen).values()
    assert made.count > 0 and replay(made.decision) == made.decision["dials"]


def test_d3_predictive_campaign_dials_ahead_once_it_knows_that_few_answer():
    """Nobody is ready; of sixty who talk some will be soon; one of ten calls is answered."""
    talking = [agent(number, "on_call", since=330.0 + number % 30) for number in range(60)]
    seen = sight(now=300.0, agents=talking)
    planner = predictive(seen)
    events = []
    for number in range(200):
        kind = "answered" if number % 10 == 0 else "no_answer"
        events += [Happening("dialled", number), Happening(kind, number + 20.0, 20.0)]
        if kind == "answered":
            events += [Happening("connected", number + 20.5)]
            events += [Happening("talk_ended", number + 90.0, 70.0)]
    planner.observe({CAMPAIGN: sorted(events, key=lambda event: event.at)}, 300.0)
    seen = seen.__class__(**{**vars(seen), "now": 400.0})
    assert planner.plan(seen)[CAMPAIGN].count > 0


def test_d3_call_that_rings_is_as_old_as_what_is_known_of_it():
    """Answers are seen a second late: a call of five seconds wasn't answered for four."""
    seen = sight(now=300.0, agents=[agent()], attempts=[attempt(state="ringing", start=295.0)])
    planner = predictive(seen)
    for second in range(60):
        planner.observe({CAMPAIGN: [Happening("answered", float(second), 2.0)]}, second + 1.0)
    (made,) = planner.plan(seen).values()
    assert made.decision["inputs"]["ringing"] == [pytest.approx(4.0, abs=0.01)]
    planner.observe({CAMPAIGN: [Happening("answered", 61.0, 2.0)]}, 361.0)
    assert planner.lag < 1.2, "one that was seen after an outage"


def test_d3_agent_in_a_call_is_expected_later_by_the_handover():
    seen = sight(now=300.0, agents=[agent(1, "on_call", since=280.0), agent(2, "ready", since=1.0)])
    (made,) = predictive(seen).plan(seen).values()
    inputs = made.decision["inputs"]
    assert inputs["talking"] == [pytest.approx(20.0 - FIRST_LAG - HANDOVER, abs=0.01)]
    assert inputs["free"] == 1
