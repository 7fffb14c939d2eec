"""The what-if simulator and the plan agree with what can be worked out by hand."""

import random
from dataclasses import replace
from datetime import date

import pytest
from tvshop_dialer.pacing import planning
from tvshop_dialer.pacing.planning import Plan
from tvshop_dialer.pacing.simulator import PROGRESSIVE, Hour, Settings, simulate


def recorded(answers=0.3, talk=60.0):
    rng = random.Random(5)
    calls = [
        ("answered", 2.0 + rng.gammavariate(2.0, 4.0)) if rng.random() < answers
        else ("no_answer", 26.0)
        for _ in range(300)
    ]  # fmt: skip
    talks = tuple(rng.expovariate(1 / talk) for _ in range(200))
    return Hour(tuple(calls), talks, (10.0, 20.0))


HISTORY = {9: recorded(), 10: recorded(0.4)}


def test_d3_same_seed_gives_the_same_figures():
    settings = Settings(agents=4, end=9.4)
    first = simulate(HISTORY, settings, seed=3)
    assert simulate(HISTORY, settings, seed=3) == first
    assert simulate(HISTORY, settings, seed=4) != first


def test_d3_prediction_keeps_agents_busier_than_one_call_each():
    one_each = simulate(HISTORY, Settings(agents=6, end=10.0, mode=PROGRESSIVE))
    predicted = simulate(HISTORY, Settings(agents=6, end=10.0))
    assert one_each.abandoned == 0
    assert predicted.occupancy > one_each.occupancy * 1.05
    assert predicted.answered == pytest.approx(predicted.contacts + predicted.abandoned, abs=2)


def test_d3_floor_that_is_seen_late_is_not_dialled_beyond_the_cap():
    late = simulate(HISTORY, Settings(agents=10, end=11.0, lag=0.9))
    assert late.occupancy > simulate(HISTORY, Settings(agents=10, end=11.0)).occupancy - 0.06
    assert 0 < late.abandonment < 0.036


def test_d3_handover_costs_contacts_and_no_abandoned_calls():
    quick = Settings(agents=10, end=10.0, lag=0.4)
    quick, slow = (
        [simulate(HISTORY, settings, seed) for seed in range(4)]
        for settings in (quick, replace(quick, handover=3.0))
    )
    assert sum(one.contacts for one in slow) < sum(one.contacts for one in quick)
    assert sum(one.abandoned for one in slow) < 0.036 * sum(one.answered for one in slow)


def test_d3_list_ends_when_each_number_was_called_once():
    result = simulate(HISTORY, Settings(agents=5, end=17.0, numbers=120))
    assert result.dials == 120
    assert 9.0 < result.finished < 10.5
    assert sum(hour["dials"] for hour in result.by_hour.values()) == 120


def test_d3_lines_bound_the_calls_at_once():
    narrow = simulate(HISTORY, Settings(agents=10, end=9.5, lines=6))
    wide = simulate(HISTORY, Settings(agents=10, end=9.5))
    assert narrow.occupancy < 0.6 < wide.occupancy


def test_d3_agents_at_lunch_make_fewer_contacts():
    all_day = simulate(HISTORY, Settings(agents=10, end=10.5))
    lunch = simulate(HISTORY, Settings(agents=10, end=10.5, changes=((9.5, 2), (10.2, 10))))
    assert lunch.contacts < 0.8 * all_day.contacts


@pytest.mark.parametrize(
    ("history", "values"),
    [({}, {}), ({9: Hour((), (), ())}, {}), (HISTORY, {"end": 9.0}), (HISTORY, {"agents": 0})],
)
def test_d3_what_cannot_be_simulated_is_refused(history, values):
    with pytest.raises(ValueError, match=r"recorded|at least one agent"):
        simulate(history, Settings(**{"agents": 5, **values}))


PLAN = Plan(
    10_000, 0.25, attempts=2, talk=90, wrap=30, occupancy=0.8, sales_rate=0.1,
    margin=200.0, pay=40.0, line_minute=0.1, list_cost=1000.0,
)  # fmt: skip


def test_d9_contacts_of_two_attempts_are_a_geometric_sum():
    attempts, contacts = planning.contacts_of(PLAN)
    assert contacts == pytest.approx(10_000 * (0.25 + 0.75 * 0.25))
    assert attempts == pytest.approx(10_000 * (1 + 0.75))


def test_d9_agents_needed_finish_in_time_and_one_less_does_not():
    agents = planning.agents_for(PLAN, days=3)
    assert planning.outcome(PLAN, agents).days <= 3 < planning.outcome(PLAN, agents - 1).days


def test_d9_profit_is_margin_less_pay_lines_and_media():
    result = planning.outcome(PLAN, 10)
    hours = 4375 * 120 / 0.8 / 3600
    assert result.profit == pytest.approx(437.5 * 200 - hours * 40 - 4375 * 1.5 * 0.1 - 1000)
    assert result.profit_per_hour == pytest.approx(result.profit / hours)


def test_d9_commission_is_of_each_order_and_fixed_cost_once():
    plain = planning.outcome(PLAN, 10)
    result = planning.outcome(replace(PLAN, commission=5.0, fixed_cost=300.0), 10)
    assert plain.profit - result.profit == pytest.approx(437.5 * 5 + 300)


def test_d9_hours_and_margin_that_are_known_are_not_reckoned():
    result = planning.settle(PLAN, 1, planning.Done(3, 3, 180, 60, hours=1.5), 2, margin=90.0)
    assert (result.agent_hours, result.labour_cost, result.revenue_margin) == (1.5, 60.0, 90.0)


def test_d9_nobody_reached_costs_and_brings_nothing():
    result = planning.outcome(Plan(100, 0.0, list_cost=50.0), 1)
    assert (result.contacts, result.agent_hours, result.profit) == (0.0, 0.0, -50.0)


def test_d9_finish_date_leaves_out_days_off():
    friday = date(2026, 11, 27)
    assert planning.finish_date(friday, 2.2, lambda day: day.weekday() < 5) == date(2026, 12, 1)


def test_d9_impossible_plans_are_refused():
    for values in ({"contact_rate": 1.2}, {"occupancy": 0.0}, {"attempts": 0}, {"hours": 0.0}):
        with pytest.raises(ValueError, match=r"must be|needs"):
            Plan(**{"numbers": 10, "contact_rate": 0.3, **values})
