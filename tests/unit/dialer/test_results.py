"""What became of a dialled number."""

from collections import namedtuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tvshop_dialer import results

FIELDS = "marks answered_at reached_at outcome cause start end outbox_id callee_raw queue_enter"
Call = namedtuple("Call", FIELDS, defaults=(None, "13800138000", None))
Mark = namedtuple("Mark", "name value")


def call(cause=None, end=4.0, marks=(), answered=None, reached=None, outcome="failed"):
    return Call(marks, answered, reached, outcome, cause, 0.0, end)


@pytest.mark.parametrize(
    "cause, seconds, result",
    [
        (17, 3, "busy"),
        (21, 6, "refused"),
        (1, 2, "vacant"),
        (28, 1, "vacant"),
        (34, 1, "congestion"),
        (42, 1, "congestion"),
        (20, 3, "unreachable"),
        (19, 3, "unreachable"),
        (19, 24, "no_answer"),
        (18, 30, "no_answer"),
        (None, 27, "no_answer"),
        (97, 1, "failed"),
    ],
)
def test_d3_results_are_told_by_cause_and_time(cause, seconds, result):
    assert results.result_of(call(cause, seconds)) == result


def test_d3_who_answered_is_live_with_an_agent_and_abandoned_without():
    assert results.result_of(call(16, answered=3.0, reached=2.0)) == "live"
    assert results.result_of(call(16, reached=2.0)) == "abandoned"
    assert results.result_of(call(16, reached=2.0, marks=[Mark("machine", "x")])) == "machine"


@pytest.mark.parametrize(
    "answered, reached, others, late",
    [
        (4.0, 2.0, {}, False),
        (4.1, 2.0, {}, True),
        (6.0, 2.0, {"queue_enter": 4.5}, False),  # looked for a machine
        (6.6, 2.0, {"queue_enter": 4.5}, True),
        (None, 2.0, {}, False),
        (9.0, 2.0, {"outbox_id": 7}, False),  # dialled by its agent
    ],
)
def test_r12_agent_comes_within_two_seconds_of_the_greeting_or_late(
    answered, reached, others, late
):
    assert results.is_late(call(16, answered=answered, reached=reached)._replace(**others)) == late


@pytest.mark.parametrize(
    "said, reached, result",
    [
        ("1|vacant|0.97|1040|450 Hz 4x0.1 0.4", None, "vacant"),
        ("1|call_waiting|0.9|2100|print 3 0.9", None, "call_waiting"),
        ("1|live|0.9|2100|no", None, "no_answer"),
        ("1|vacant|nonsense", None, "no_answer"),
        ("1|busy|0.97|1040|450 Hz", 2.0, "abandoned"),
        ("2|fax|0.95|560|CED 2100 Hz", 2.0, "fax"),
        ("2|live|0.9|1200|speech", 2.0, "abandoned"),
    ],
)
def test_d3_what_was_heard_tells_what_no_cause_does(said, reached, result):
    assert results.result_of(call(16, reached=reached, marks=[Mark("heard", said)])) == result


def test_d3_who_talked_with_an_agent_was_live_whatever_was_heard():
    heard = [Mark("heard", "2|machine|0.9|2300|speech")]
    assert results.result_of(call(16, answered=3.0, reached=2.0, marks=heard)) == "live"


def test_d3_what_the_dialplan_refused_was_not_dialled():
    assert results.result_of(call(21, marks=[Mark("dial_refused", "trunk")])) == "limit"


def test_d1_agent_s_own_telephone_that_was_not_answered_has_called_nobody():
    asked = call(None, end=30.0)._replace(outbox_id=5)
    assert results.result_of(asked) == "no_answer"
    assert results.result_of(asked._replace(callee_raw="")) == "withdrawn"


def test_r10_what_was_lost_with_the_pbx_is_unknown():
    assert results.result_of(call(None, outcome="lost")) == "unknown"


@given(st.one_of(st.none(), st.integers(0, 200)), st.floats(0, 120))
def test_d3_every_cause_has_a_result(cause, seconds):
    assert results.result_of(call(cause, seconds)) in vars(results).values()
