"""Recordings when the disk is full, and card pauses when what asked for them dies."""

import subprocess
import time

import pytest
from floor import AgentPage, Records, eventually, new_context
from parts import PATIENCE, wait_until
from sound import SILENCE, loudness

from runtime import health

NUMBER = "13800000003"
RINGING = ".o_tvshop_systray[data-state=ringing]"
# MB, of which some seconds of talk are left free
SIZE, FILLING = 4, 4000 << 10
TALK_ON_FULL_DISK = 12
# after how many seconds of talk, and whether until the end
PAUSE = """
SELECT extract(epoch FROM p.start - c.answered_at) AS after, p."end" = c."end" AS lasted
  FROM tvshop_recording_pause p JOIN tvshop_call c ON c.id = p.call_id WHERE c.id = {}
"""


@pytest.fixture
def records(company):
    return Records(company)


@pytest.fixture
def full_disk(company):
    """The folder of recordings on a disk of its own that is full, but for some seconds of talk."""
    folder = company.settings.recordings
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=0700", "tvshop", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, (
        "this test fills a small disk of its own: it needs root, and leave to mount one"
        f" (CAP_SYS_ADMIN in a container): {done.stderr.strip()}"
    )
    try:
        (folder / "filling").write_bytes(bytes(FILLING))
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def talk(crew, browsers, callers, seconds=120):
    """One of the agents talks with a customer: (agent, call)."""
    crew.gather()
    call = callers.place(number=NUMBER, seconds=seconds)
    agent = eventually(
        lambda: next((one for one in browsers if one.page.locator(RINGING).count()), None),
        "nobody is rung",
    )
    agent.answer()
    agent.page.wait_for_selector("[data-recording=on]")
    return agent, call


def measured(records, call_id):
    def row():
        rows = records.rows(
            "SELECT r.name, r.state, c.recording_state FROM tvshop_recording r"
            f" JOIN tvshop_call c ON c.id = r.call_id WHERE r.call_id = {call_id}"
        )
        return rows and rows[0]["state"] != "pending" and rows[0]

    return eventually(row, "the recording was not measured", PATIENCE)


def problem(records):
    return records.one("SELECT recording_problem AS it FROM tvshop_pbx WHERE active")["it"]


def test_r16_full_disk_raises_an_alarm_and_stops_no_call(
    crew, browsers, company, chromium, callers, records, request
):
    supervisor = AgentPage(new_context(chromium), company, "supervisor")
    supervisor.log_in(home=".o_main_navbar")
    banner = supervisor.page.locator(".o_tvshop_recording_alarm")
    assert not banner.count()
    request.getfixturevalue("full_disk")
    agent, call = talk(crew, browsers, callers)
    wait_until(lambda: problem(records) == "full", "no alarm")
    supervisor.page.wait_for_selector(".o_tvshop_recording_alarm")
    supervisor.page.screenshot(path=company.settings.state / "pictures" / "recording-alarm.png")
    state, detail = health.bridge(company)
    assert state == health.ALARM and detail
    todos = records.rows(
        "SELECT u.login FROM mail_activity a JOIN res_users u ON u.id = a.user_id"
        " WHERE a.res_model = 'tvshop.pbx'"
    )
    assert {"login": "manager"} in todos
    time.sleep(TALK_ON_FULL_DISK)
    agent.assert_audio_both_ways()
    callers.hang_up(call)
    record = records.ended_call(f"caller_e164 = '+86{NUMBER}'")
    assert record["outcome"] == "answered" and record["talk_seconds"] >= TALK_ON_FULL_DISK
    assert measured(records, record["id"])["recording_state"] in ("incomplete", "missing")
    supervisor.close()


def test_r16_alarm_ends_with_its_cause_and_calls_are_recorded_again(
    crew, browsers, company, callers, records
):
    wait_until(lambda: problem(records) is None, "the alarm stays")
    assert health.bridge(company)[0] == health.UP
    agent, call = talk(crew, browsers, callers)
    agent.page.wait_for_timeout(3000)
    callers.hang_up(call)
    record = records.ended_call(f"caller_e164 = '+86{NUMBER}'")
    assert measured(records, record["id"])["state"] == "recorded"


def test_r17_recording_stays_paused_when_bridge_and_odoo_are_killed(
    crew, browsers, company, callers, records, parts
):
    agent, call = talk(crew, browsers, callers)
    agent.page.wait_for_timeout(3000)
    agent.key("Alt+Shift+R")
    agent.page.wait_for_selector("[data-recording=paused]")
    killed = {name: parts.kill(name) for name in ("bridge", "odoo")}
    agent.page.wait_for_timeout(3000)
    agent.assert_audio_both_ways()
    for name, pid in killed.items():
        parts.wait_restart(name, pid)
    for name in reversed(killed):
        parts.wait_up(name)
    agent.page.wait_for_timeout(3000)
    agent.page.wait_for_selector("[data-recording=paused]")
    callers.hang_up(call)
    record = records.ended_call(f"caller_e164 = '+86{NUMBER}'")
    levels = loudness(company.settings.recordings / measured(records, record["id"])["name"])
    pause = records.one(PAUSE.format(record["id"]))
    spoken = [level > SILENCE for level in levels]
    silent_from = spoken.index(False)
    assert abs(silent_from - pause["after"]) <= 1.5, (pause, levels)
    assert silent_from >= 2 and len(levels) - silent_from >= 6, levels
    assert not any(spoken[silent_from:]), levels
    assert pause["lasted"]
