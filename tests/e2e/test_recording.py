"""Recordings, by the ear: real sound from a caller and from an agent's microphone."""

import pytest
from floor import agents, eventually, open_page
from sound import SILENCE, decode, find_speech, longest_silence, loudness

NUMBER = "13800000003"
HOTLINE, QUEUE = "4008000001", "sales"
# of loudness in the course of time: of another sentence it is below the half
SAME_SPEECH = 0.8
FILE = "SELECT r.id, r.name, r.state, r.seconds FROM tvshop_recording r WHERE r.call_id = {}"


@pytest.fixture
def listen(company, records):
    """listen(call id): the call's recording once it was measured, with its path."""

    def found(call_id):
        def measured():
            rows = records.rows(FILE.format(call_id))
            return rows and rows[0]["state"] != "pending" and rows[0]

        row = eventually(measured, "the recording was not measured", patience=30)
        return row, company.settings.recordings / row["name"]

    return found


def log_in(browser, company, login):
    return open_page(browser, company, login).log_in(home=".o_main_navbar")


def pause_seconds(agent, milliseconds):
    agent.page.wait_for_timeout(milliseconds)


def recording(agent, state):
    agent.page.wait_for_selector(f"[data-recording={state}]")


def card_key(agent):
    agent.key("Alt+Shift+R")


def status_of(person, recording_id):
    """What the server answers this person who asks for the sound."""
    return person.page.evaluate(
        "async (id) => (await fetch(`/tvshop/recording/${id}`)).status", recording_id
    )


def heard_by(records, recording_id):
    return records.rows(
        "SELECT u.login, a.kind FROM tvshop_recording_access a JOIN res_users u ON u.id = a.user_id"
        f" WHERE a.recording_id = {recording_id} ORDER BY a.id"
    )


def play_call(person, call_id):
    """Open the call, press play; the length that the player shows, once it plays."""
    page = person.page
    page.goto(f"{person.url}/odoo/action-tvshop_cti.call_action/{call_id}")
    page.click(".nav-link[name=recordings]")
    page.wait_for_selector(".o_tvshop_player audio")
    page.evaluate("document.querySelector('.o_tvshop_player audio').play()")
    page.wait_for_function("document.querySelector('.o_tvshop_player audio').currentTime > 0.5")
    return page.evaluate("document.querySelector('.o_tvshop_player audio').duration")


def test_j4_both_sides_are_recorded_and_played_by_the_supervisor_alone(
    chromium, company, callers, records, listen
):
    with agents(chromium, company, "agent1") as agent:
        call = callers.place(number=NUMBER)
        agent.answer()
        recording(agent, "on")
        pause_seconds(agent, 3000)
        agent.key("F9")  # muted: what is heard now is the customer's
        pause_seconds(agent, 9000)
        callers.hang_up(call)
        record = records.ended_call(f"caller_e164 = '+86{NUMBER}'")
        row, path = listen(record["id"])
        assert row["state"] == "recorded"
        levels = loudness(path)
        assert min(levels[:3]) > 1000, f"the agent's beep is not in it: {levels}"
        assert max(levels[4:]) > 300, f"the customer's speech is not in it: {levels}"
        assert status_of(agent, row["id"]) == 403
    supervisor = log_in(chromium, company, "supervisor")
    assert abs(play_call(supervisor, record["id"]) - len(levels)) <= 1.5
    supervisor.page.screenshot(path=company.settings.state / "pictures" / "recording.png")
    assert heard_by(records, row["id"]) == [
        {"login": "agent1", "kind": "refused"},
        {"login": "supervisor", "kind": "play"},
    ]
    assert not supervisor.errors
    supervisor.close()


def test_j4_card_pause_is_silence_of_both_sides_and_goes_with_a_transfer(
    chromium, company, callers, records, listen
):
    with agents(chromium, company, "agent1", "agent2") as (first, second):
        call = callers.place(number=NUMBER)
        page = first.page
        eventually(
            lambda: (
                page.wait_for_timeout(50)
                or first.page.locator("[data-state=ringing]").count()
                or second.page.locator("[data-state=ringing]").count()
            ),
            "nobody is rung",
        )
        talker, other = first, second
        if second.page.locator(".o_tvshop_systray[data-state=ringing]").count():
            talker, other = second, first
        talker.answer()
        recording(talker, "on")
        pause_seconds(talker, 2000)
        card_key(talker)
        recording(talker, "paused")
        talker.page.screenshot(path=company.settings.state / "pictures" / "card-pause.png")
        pause_seconds(talker, 3000)
        extension = records.one(
            "SELECT a.extension FROM tvshop_agent a JOIN res_users u ON u.id = a.user_id"
            f" WHERE u.login = '{other.login}'"
        )["extension"]
        talker.transfer_to(extension, is_blind=True)
        other.answer()
        recording(other, "paused")
        pause_seconds(other, 3000)
        card_key(other)
        recording(other, "on")
        pause_seconds(other, 3000)
        callers.hang_up(call)
        record = records.ended_call(f"caller_e164 = '+86{NUMBER}'")
        row, path = listen(record["id"])
        levels = loudness(path)
        assert longest_silence(path) >= 5, levels
        assert levels[0] > SILENCE and levels[-1] > SILENCE, levels
        (pause,) = records.rows(
            'SELECT extract(epoch FROM "end" - start) AS seconds FROM tvshop_recording_pause'
            f" WHERE call_id = {record['id']}"
        )
        assert pause["seconds"] >= 6


@pytest.fixture
def record(company, store):
    """record(mode): on, announce or off, for all queues; as before afterwards."""

    def set_mode(mode):
        company.cluster.query(f"UPDATE tvshop_queue SET recording_mode = '{mode}'")
        company.cluster.query("SELECT pg_notify('tvshop_cti', 'config')")
        stored = "" if mode == "on" else mode
        eventually(lambda: store(f"recording/queue/{QUEUE}") == stored, "the PBX was not told")

    yield set_mode
    set_mode("on")


def test_j4_queue_that_is_not_to_be_recorded_leaves_no_file(
    chromium, company, callers, records, record
):
    with agents(chromium, company, "agent1") as agent:
        record("off")
        call = callers.place(number=NUMBER)
        agent.answer()
        pause_seconds(agent, 2000)
        assert not agent.page.locator("[data-recording]").count()
        callers.hang_up(call)
        ended = records.ended_call(f"caller_e164 = '+86{NUMBER}'")
        states = f"SELECT recording_state, linkedid FROM tvshop_call WHERE id = {ended['id']}"
        row = records.one(states)
        assert row["recording_state"] == "off"
        assert not list(company.settings.recordings.rglob(f"{row['linkedid']}*"))


def test_j4_caller_hears_that_the_call_is_recorded_before_the_queue(
    company, callers, record, tmp_path
):
    said = decode(company.cache.sounds / "zh" / "tvshop" / "recorded.alaw", tmp_path / "said.wav")
    heard = company.settings.state / "pictures"
    found = {}
    for mode in ("announce", "on"):
        record(mode)
        path = heard / f"heard-{mode}.wav"
        path.parent.mkdir(exist_ok=True)
        call = callers.place(number=NUMBER, behaviour="silent", seconds=14, heard=path)
        assert call.wait("ended", 40)
        found[mode] = find_speech(said, path)
    print(f"(second, likeness): {found}")
    assert found["announce"][1] > SAME_SPEECH, "the caller does not hear it"
    assert found["on"][1] < SAME_SPEECH, "it is heard where it must not, or the test hears things"
