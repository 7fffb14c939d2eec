"""The bridge is killed, stands still, hears nothing, or is replaced by another."""

import os
import signal

from parts import FULL, Stopwatch
from proxy import Proxy

KILLS = 12 if FULL else 2
STANDSTILL = 60 if FULL else 12
SILENCE = 30 if FULL else 12
# then a new bridge has given up the phones that it doesn't find
PHONE_GRACE = 10


def test_r1_killed_bridge_knows_all_calls_within_five_seconds_of_its_restart(crew, parts, rng):
    took = []
    for _kill in range(KILLS):
        crew.work_for(rng.uniform(3, 8))
        old = parts.kill("bridge")
        parts.wait_restart("bridge", old)
        watch = Stopwatch(parts.pid("bridge"))
        # Only a bridge that is up counts: the record of before may happen to be right.
        crew.work(lambda: parts.is_up("bridge") and parts.channels() == crew.open_calls())
        took.append(watch.seconds)
    crew.work_for(PHONE_GRACE)
    crew.wait_answered()
    crew.go_home()
    crew.assert_record_is_whole()
    assert max(took) <= 5, took
    print(f"seconds until open calls equalled the PBX's: {took}")


def test_r2_silent_pbx_is_noticed_within_ten_seconds_and_nobody_dialled(crew, parts):
    host, port = parts.company.settings.addresses["TVSHOP_PBX_AMI"]
    parts.down("bridge")
    with (
        Proxy((host, port)) as proxy,
        parts.bridge_of_our_own(TVSHOP_PBX_AMI=f"{host}:{proxy.port}") as bridge,
    ):
        bridge.wait("up")
        crew.work_for(3)
        proxy.is_silent = True
        watch = Stopwatch(bridge.process.pid)
        asked = crew.ask_to_dial()
        crew.work(lambda: not is_connected(crew))
        noticed = watch.seconds
        crew.work_for(SILENCE - noticed)
        assert crew.outbox_states(asked) <= {"failed", "expired", "pending"}
        proxy.is_silent = False
        crew.work(lambda: bridge.state == "up" and is_connected(crew))
        crew.go_home()
        assert crew.outbox_states(asked) <= {"failed", "expired"}
        assert crew.dialled() == []
        crew.assert_record_is_whole()
    assert noticed <= 10, noticed


def is_connected(crew):
    return crew.records.one("SELECT is_connected FROM tvshop_pbx WHERE active")["is_connected"]


def test_r3_bridge_that_stood_still_has_everything_afterwards(crew, parts):
    crew.work_for(3)
    with parts.standing_still("bridge"):
        crew.work_for(STANDSTILL)
    crew.work(lambda: parts.is_up("bridge") and parts.channels() == crew.open_calls())
    crew.go_home()
    crew.assert_record_is_whole()


def test_r9_second_bridge_takes_over_from_one_killed_and_from_one_that_hangs(crew, parts):
    with parts.bridge_of_our_own() as second:
        second.wait("waiting")
        crew.work_for(3)
        watch = Stopwatch(second.process.pid)
        old = parts.kill("bridge")
        crew.work(lambda: second.state == "up")
        took_over = watch.seconds
        parts.wait_restart("bridge", old)
        parts.wait_up("bridge")
        crew.work_for(2)
        assert second.state == "up", "the one that came back waits"

        watch = Stopwatch(parts.pid("bridge"))
        os.kill(second.process.pid, signal.SIGSTOP)
        crew.work(lambda: parts.is_up("bridge"))
        replaced = watch.seconds
        os.kill(second.process.pid, signal.SIGCONT)
        crew.work(lambda: second.state == "waiting")
        assert parts.is_up("bridge")
        crew.go_home()
        crew.assert_record_is_whole()
    assert (took_over <= 10, replaced <= 10) == (True, True), (took_over, replaced)
