"""Asterisk is killed in the middle of calls."""

import wave

from parts import Stopwatch

# what the PBX keeps in memory before it writes on: two seconds of sound
WRITTEN_AT_ONCE = 32768
RECORDINGS = """
SELECT r.name, r.state, r.seconds FROM tvshop_recording r JOIN tvshop_call c ON c.id = r.call_id
 WHERE c.linkedid = ANY('{{{}}}')
"""


def test_r4_killed_pbx_loses_its_calls_and_nobody_stays_ready(crew, parts, company):
    for last in range(2):
        crew.call(f"1992000001{last}", seconds=60)
    crew.work(lambda: is_somebody_talking(crew), rate=0)
    going_on = parts.channels()
    crew.work(lambda: has_sound(company, going_on), rate=0, is_working=False)
    watch = Stopwatch(parts.pid("bridge"))
    parts.kill("pbx")
    crew.work(lambda: is_told(crew, going_on), rate=0, is_working=False)
    took = watch.seconds
    ends = {(c["outcome"], c["hangup_by"]) for c in crew.calls() if c["linkedid"] in going_on}
    assert ends <= {("lost", "system"), ("answered", "system")}, ends

    parts.wait_up("pbx")
    crew.forget_calls()
    crew.gather()
    crew.work_for(5)
    crew.go_home()
    crew.assert_record_is_whole()
    assert_cut_recordings_are_heard(crew, company, going_on)
    assert took <= 10, took


def is_somebody_talking(crew):
    return any(worker.state == "talking" for worker in crew.workers)


def has_sound(company, linkedids):
    files = [path for one in linkedids for path in company.settings.recordings.rglob(f"{one}-*")]
    return any(path.stat().st_size > WRITTEN_AT_ONCE for path in files)


def is_told(crew, going_on):
    """The calls are closed, and every agent is paused because of it."""
    return not crew.open_calls() & going_on and crew.agents_states() == {("paused", "pbx_lost")}


def assert_cut_recordings_are_heard(crew, company, linkedids):
    """Nobody closed these files, yet each says how long it is."""

    def rows():
        return crew.records.rows(RECORDINGS.format(",".join(linkedids)))

    crew.work(lambda: "pending" not in {row["state"] for row in rows()}, rate=0)
    lengths = []
    for row in rows():
        path = company.settings.recordings / row["name"]
        if path.stat().st_size > WRITTEN_AT_ONCE:
            with wave.open(str(path)) as sound:
                lengths.append((sound.getnframes() // sound.getframerate(), row["seconds"]))
    assert lengths and all(told == kept >= 2 for told, kept in lengths), lengths
