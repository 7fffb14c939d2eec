"""What holds of every pacing decision, whatever the campaign has seen."""

import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tvshop_dialer.pacing.controller import Pacer, decide, progressive, replay
from tvshop_dialer.pacing.shapes import Event, View

CAP = 0.03


def ago(most):
    return st.lists(st.floats(0.0, most), max_size=12)


@st.composite
def views(draw, now=1000.0, **fixed):
    lists = [[now - seconds for seconds in draw(ago(most))] for most in (400.0, 90.0, 26.0, 2.0)]
    values = {
        "free": draw(st.integers(0, 12)),
        "ahead": draw(st.integers(0, 4)),
        "lines": draw(st.none() | st.integers(0, 8)),
        "is_blind": draw(st.booleans()),
        **fixed,
    }
    return View(now, values.pop("free"), *lists, **values)


@st.composite
def taught(draw):
    """A pacer after a history of calls, and an idle look at each second."""
    pacer = Pacer(CAP, random.Random(draw(st.integers(0, 99))))
    answers = draw(st.floats(0.02, 0.98))
    rng = random.Random(draw(st.integers(0, 99)))
    for second in range(draw(st.integers(0, 150))):
        at = float(second)
        pacer.dials(View(at, 0, [0.0] * 3))
        pacer.observe(Event("dialled", at))
        is_answered = rng.random() < answers
        ring = rng.uniform(2.0, 20.0)
        pacer.observe(Event("answered" if is_answered else "no_answer", at + ring, ring))
        if is_answered:
            pacer.observe(Event("abandoned" if rng.random() < 0.02 else "connected", at + ring))
            pacer.observe(Event("talk_ended", at + 90.0, rng.expovariate(1 / 60.0)))
            pacer.observe(Event("wrap_ended", at + 110.0, rng.expovariate(1 / 20.0)))
    return pacer


@settings(max_examples=60, deadline=None)
@given(taught(), views())
def test_d3_never_more_calls_than_lines_and_never_one_without_agents(pacer, view):
    dials = pacer.dials(view)
    assert dials >= 0
    if view.lines is not None:
        assert dials <= view.lines
    if view.agents == 0:
        assert dials == 0


@settings(max_examples=60, deadline=None)
@given(taught(), views())
def test_d3_recorded_decision_gives_the_same_answer_again(pacer, view):
    dials = pacer.dials(view)
    assert replay(json.loads(json.dumps(pacer.decision))) == dials


@settings(max_examples=40, deadline=None)
@given(taught(), views(is_blind=True))
def test_d3_blind_campaign_dials_one_call_per_free_agent(pacer, view):
    assert pacer.dials(view) == (progressive(view) if view.agents else 0)
    assert pacer.decision["inputs"]["reason"] in ("blind", "no_agent")


@settings(max_examples=40, deadline=None)
@given(taught(), views(is_blind=False, lines=None))
def test_d3_call_dialled_by_prediction_has_at_most_the_allowed_risk(pacer, view):
    pacer.dials(view)
    inputs = pacer.decision["inputs"]
    if inputs["reason"] == "predictive":
        assert pacer.decision["dials"] == 0 or (
            max(pacer.decision["risks"]) <= 1.1 * inputs["limit"]
        )
        assert decide(inputs)["dials"] == pacer.decision["dials"]
