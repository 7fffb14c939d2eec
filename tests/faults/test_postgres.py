"""PostgreSQL goes away under load: what Asterisk could not write comes from its own file."""

import time

from parts import FULL, is_loaded, wait_until

KILLS = 4 if FULL else 1
AWAY = 60 if FULL else 8
DRAIN = 30
# sooner than from the PBX's file, whose lines are left alone for five seconds
WRITTEN, WRITTEN_WITHIN = f"199{int(time.time()) % 10**8:08d}", 4
ASK = """path => fetch(path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: "{}",
}).then(async answer => answer.status === 200 ? (await answer.json()).result : answer.status)"""


def test_r5_restarted_database_loses_and_doubles_nothing(crew, parts, rng):
    for _kill in range(KILLS):
        crew.work_for(rng.uniform(2, 6))
        old = parts.kill("postgres")
        parts.wait_restart("postgres", old)
        parts.wait_up("postgres")
        back = time.monotonic()
        crew.work(lambda: parts.is_up("bridge") and parts.channels() == crew.open_calls())
        assert time.monotonic() - back <= DRAIN
    crew.go_home()
    crew.wait_events(parts.spooled(crew.begun), DRAIN)
    crew.assert_record_is_whole()


def test_r5_events_of_an_outage_come_from_the_pbxs_own_file(crew, parts):
    crew.work_for(3)
    parts.down("bridge")
    parts.down("postgres")
    crew.work_for(AWAY)
    parts.up("postgres")
    parts.up("bridge")
    crew.go_home()
    crew.wait_events(parts.spooled(crew.begun), DRAIN)
    crew.assert_record_is_whole()


def test_r5_nobody_is_signed_out_by_a_database_that_is_away(crew, parts):
    pages = [worker.page.page for worker in crew.workers]
    parts.down("postgres")
    asked = [page.evaluate(ASK, "/web/webclient/version_info") for page in pages]
    parts.up("postgres")
    parts.wait_up("odoo")
    assert set(asked) == {502}
    sessions = [page.evaluate(ASK, "/web/session/get_session_info") for page in pages]
    assert [one["username"] for one in sessions] == [worker.page.login for worker in crew.workers]


def is_on_record(crew, number):
    return crew.records.rows(f"SELECT 1 FROM tvshop_cel WHERE cid_num = '{number}' LIMIT 1")


def test_writer_that_started_without_its_table_is_loaded_again(crew, parts, company):
    parts.down("pbx")
    crew.query("ALTER TABLE tvshop_cel RENAME TO tvshop_cel_away")
    try:
        parts.up("pbx")
        wait_until(lambda: is_loaded(company, "cel_pgsql"), "the PBX loads no cel_pgsql")
    finally:
        crew.query("ALTER TABLE tvshop_cel_away RENAME TO tvshop_cel")
    parts.wait_up("bridge")
    crew.gather()
    for last in range(3):
        crew.call(f"1992000000{last}", seconds=2)
    crew.work(lambda: parts.is_alarmed("bridge"), rate=0, patience=40)
    crew.work(lambda: not parts.is_alarmed("bridge"), rate=0.5)
    crew.call(WRITTEN, seconds=2)
    crew.work(lambda: is_on_record(crew, WRITTEN), rate=0, patience=WRITTEN_WITHIN)
    crew.go_home()
    crew.wait_events(parts.spooled(crew.begun), DRAIN)
    crew.assert_record_is_whole()
