"""What changed between two looks at the floor, and how many calls follow from one."""

from tvshop_dialer.bridge.plan import Planner
from tvshop_dialer.bridge.sight import Agent, Attempt, Campaign, Sight, happenings

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
        [Campaign(one, f"c{one}", "progressive", SKILL, is_open, True) for one in campaigns],
        {one.id: one for one in agents},
        {one.id: one for one in attempts},
        **values,
    )


def kinds(before, after):
    return [event.kind for event in happenings(before, after).get(CAMPAIGN, [])]


def plan(seen):
    return Planner().plan(Sight(0.0), seen)


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


def test_d3_campaign_outside_its_hours_dials_nobody():
    assert plan(sight(agents=[agent()], is_open=False)) == {}


def test_d3_no_more_calls_than_the_trunk_has_room_for():
    agents = [agent(number) for number in range(5)]
    assert plan(sight(agents=agents, lines=3)) == {CAMPAIGN: 3}
    assert plan(sight(agents=agents, lines=-2)) == {}


def test_d3_campaign_of_higher_priority_has_the_agents_first():
    seen = sight(agents=[agent(1), agent(2)], campaigns=(CAMPAIGN, SECOND))
    assert plan(seen) == {CAMPAIGN: 2}
    seen.attempts = {1: attempt(1)}
    assert plan(seen) == {CAMPAIGN: 1}


def test_d3_callers_who_wait_come_first():
    agents = [agent(1, queues=[SKILL, SALES]), agent(2, queues=[SKILL, SALES])]
    assert plan(sight(agents=agents, callers={SALES: 1})) == {CAMPAIGN: 1}
    assert plan(sight(agents=agents, callers={SALES: 7})) == {}
    assert plan(sight(agents=[agent(1)], callers={SALES: 7})) == {CAMPAIGN: 1}
