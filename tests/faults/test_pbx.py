"""Asterisk is killed in the middle of calls."""

import time


def test_r4_killed_pbx_loses_its_calls_and_nobody_stays_ready(crew, parts):
    for last in range(2):  # who has time, also on a machine that has none
        crew.call(f"1992000001{last}", seconds=60)
    crew.work(lambda: is_somebody_talking(crew), patience=30)
    going_on = parts.channels()
    parts.kill("pbx")
    killed = time.monotonic()
    crew.work(lambda: is_told(crew, going_on), rate=0, is_working=False, patience=30)
    took = time.monotonic() - killed
    assert took <= 10, took
    ends = {(c["outcome"], c["hangup_by"]) for c in crew.calls() if c["linkedid"] in going_on}
    assert ends <= {("lost", "system"), ("answered", "system")}, ends

    parts.wait_up("pbx")
    crew.forget_calls()
    crew.gather()
    crew.work_for(5)
    crew.go_home()
    crew.assert_record_is_whole()


def is_somebody_talking(crew):
    return any(worker.state == "talking" for worker in crew.workers)


def is_told(crew, going_on):
    """The calls are closed, and every agent is paused because of it."""
    return not crew.open_calls() & going_on and crew.agents_states() == {("paused", "pbx_lost")}
