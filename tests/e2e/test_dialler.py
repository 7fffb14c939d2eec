"""A campaign dials through the simulated network, and live people reach agents at once."""

import base64
import time
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from campaigns import attempts, fresh, over, say
from floor import agents, eventually, open_page
from sound import SILENCE, decode, find_speech, last_sound, loudness
from worker import Worker

CORRECTION_KEY = "q"
# callers who wait, and call-backs of the tests before, come first
PATIENCE = 120
# The last two digits say what the simulated network does: every behaviour, people among the others.
LIVE = ("00", "15", "31", "46", "62", "79", "87")  # 87: music while it rings
UNANSWERED = ("91", "99")  # 99 would answer after 30 s
RESULTS = {
    "00": "live",
    "91": "no_answer",
    "15": "live",
    "90": "busy",
    "92": "refused",
    "93": "vacant",
    "94": "switched_off",  # the code would say less
    "31": "live",
    "98": "congestion",
    "87": "live",
    "99": "no_answer",
    # no code tells these
    "80": "busy",
    "81": "congestion",
    "46": "live",
    "82": "vacant",
    "83": "vacant",
    "84": "suspended",
    "85": "unreachable",
    "86": "call_waiting",
    "62": "live",
    "88": "refused",  # in words that a supervisor has just taught
    "89": "switched_off",
    "95": "fax",
    "96": "modem",
    "79": "live",
    "97": "machine",
}
# Who was put through to an agent, or rang one, and how long the network was asked for each number.
REACHED = """
SELECT right(p.name, 2) AS ending, a.result, a.connected_at IS NOT NULL AS is_connected,
       EXISTS (SELECT FROM tvshop_call_leg l WHERE l.call_id = a.call_id) AS has_rung_agent,
       (SELECT extract(epoch FROM max(e.eventtime) FILTER (WHERE e.eventtype = 'HANGUP')
                                - min(e.eventtime) FILTER (WHERE e.eventtype = 'CHAN_START'))
          FROM tvshop_cel e
         WHERE e.linkedid = a.linkedid AND e.channame LIKE 'PJSIP/carrier-%') AS seconds
  FROM tvshop_campaign_attempt a JOIN res_partner p ON p.id = a.partner_id
"""
LEAST_RINGING = 15
# Agents of the sales hotline, who have the skill for campaigns besides.
BLENDED = ("agent1", "agent2", "agent7", "agent8")
HOTLINE = "4008000001"
SURGE = 7
# What callers needed is kept free for so long, less the times of a look and a claim.
HELD = 25
# Of Ürümqi, two hours behind the country's clock.
XINJIANG = "1399981"
WAITING_CALLERS = """
SELECT id FROM tvshop_call
 WHERE direction = 'in' AND state = 'open' AND answered_at IS NULL AND queue_id IS NOT NULL
"""
TEACH = "tvshop_dialer.announcement_action"


@pytest.fixture
def campaign(manager):
    """Makes running campaigns to numbers; they are ended afterwards."""
    skill = manager.give_skill(*BLENDED)
    made = []

    def make(*numbers, **values):
        made.append(manager.start_campaign(skill, numbers, **values))
        return made[-1]

    yield make
    for campaign_id in made:
        manager.call("tvshop.campaign", "action_end", [campaign_id])


def test_d3_live_customers_reach_a_ready_agent_who_says_what_came_of_it(
    chromium, company, campaign, records
):
    with agents(chromium, company, "agent1") as agent:
        campaign_id = campaign(*fresh("11", "12"), opening="您好，这里是电视购物。")
        for _customer in range(2):
            agent.wait_phone("talking", patience=PATIENCE)
            (attempt,) = eventually(
                lambda: attempts(records, campaign_id, "a.state = 'talking'"),
                "the talk is not on record",
            )
            agent.wait_customer(attempt["customer"])
            assert attempt["wait"] <= 2
            assert agent.text(".o_tvshop_opening") == "您好，这里是电视购物。"
            agent.assert_audio_both_ways()
            say(agent, "1")
            agent.hang_up()
            agent.wait_phone("wrap_up")
            agent.press("ready")
        rows = over(records, campaign_id, 2)
    assert [row["result"] for row in rows] == ["live", "live"]
    assert all(row["outcome_id"] for row in rows)
    assert len({row["target_id"] for row in rows}) == 2


def teach(chromium, company, name, result, recording):
    """A supervisor uploads a recording of what a network says, in the web client."""
    page = open_page(chromium, company, "supervisor").log_in(home=".o_main_navbar")
    try:
        page.page.goto(f"{page.url}/odoo/action-{TEACH}/new")
        page.page.locator("div[name=name] input").fill(name)
        choose(page.page, result)
        page.page.set_input_files("div[name=upload] input[type=file]", recording)
        page.page.click(".o_form_button_save")
        page.page.wait_for_selector("div[name=audio] audio")
    finally:
        page.close()


def choose(page, result):
    page.locator("div[name=result] input, div[name=result] select").first.click()
    page.locator(f".o_select_menu_item:has-text('{result}')").first.click()


def confusion_matrix(rows):
    """What the simulated network did (by ending) down, what was told across."""
    counts = Counter((row["ending"], row["result"]) for row in rows)
    results = sorted({result for _ending, result in counts})
    lines = [f"{'':8}" + "".join(f"{result:>14}" for result in results)]
    for ending in sorted({ending for ending, _result in counts}):
        cells = (counts[ending, result] or "·" for result in results)
        lines.append(f"{ending:8}" + "".join(f"{cell:>14}" for cell in cells))
    return "\n".join(lines)


def test_d3_results_are_told_apart_and_only_live_people_reach_the_agent(
    chromium, company, campaign, records, tmp_path, capsys
):
    barred = company.cache.sounds / "zh" / "carrier" / "barred.alaw"
    teach(chromium, company, "此号码暂不提供服务", "拒接", decode(barred, tmp_path / "heard.wav"))
    with agents(chromium, company, *BLENDED) as pages:
        workers = [Worker(page, {"talking": lambda: 2, "wrap_up": lambda: 0.5}) for page in pages]

        def is_over():
            for worker in workers:
                worker.step()
            done = attempts(records, campaign_id, "a.state = 'done'")
            return len(done) >= len(RESULTS) and all(w.state == "ready" for w in workers)

        campaign_id = campaign(*fresh(*RESULTS), machine="hangup", ring_seconds=LEAST_RINGING)
        eventually(is_over, "not all attempts are over", 2 * PATIENCE)
    rows = records.rows(f"{REACHED} WHERE a.campaign_id = {campaign_id}")
    rung = {row["ending"]: row["seconds"] for row in rows if row["ending"] in UNANSWERED}
    with capsys.disabled():  # a run that passes shows it too
        print(f"\n{confusion_matrix(rows)}\nnot answered after (s): {rung}")
    assert len(rows) == len(RESULTS), "somebody was dialled twice"
    assert {row["ending"]: row["result"] for row in rows} == RESULTS
    for reached in ("is_connected", "has_rung_agent"):
        assert {row["ending"] for row in rows if row[reached]} == set(LIVE)
    assert min(rung.values()) >= LEAST_RINGING
    heard = records.rows(
        "SELECT heard_result, evidence, announcement_id FROM tvshop_campaign_attempt"
        f" WHERE campaign_id = {campaign_id} AND heard_result IS NOT NULL"
    )
    assert all(row["evidence"] for row in heard)
    assert [row["heard_result"] for row in heard if row["announcement_id"]].count("refused") == 1


def test_r14_number_put_on_do_not_call_in_mid_run_is_not_called(
    chromium, company, campaign, manager, records
):
    numbers = fresh("93", "93", "93", "93", "93", "93")
    with agents(chromium, company, "agent1"):
        campaign_id = campaign(*numbers)
        over(records, campaign_id, 1)
        last = f"+86{numbers[-1]}"
        manager.call("tvshop.do.not.call", "create", [{"e164": last}])
        over(records, campaign_id, 5)
        left_out = eventually(
            lambda: records.rows(
                "SELECT reason FROM tvshop_campaign_target"
                f" WHERE campaign_id = {campaign_id} AND state = 'left_out'"
            ),
            "the number is still to be called",
        )
    assert left_out == [{"reason": "do_not_call"}]
    called = records.rows(f"SELECT id FROM tvshop_call WHERE caller_e164 = '{last}'")
    assert not called


def test_r12_who_gets_no_agent_hears_the_company_and_is_not_called_again(
    chromium, company, campaign, records
):
    """The agent leaves while the number rings: nobody is there when it is answered."""
    with agents(chromium, company, "agent1") as agent:
        campaign_id = campaign(*fresh("13"))
        eventually(
            lambda: attempts(records, campaign_id, "a.state = 'ringing'"),
            "nobody is dialled",
            PATIENCE,
        )
        agent.sign_out()
        (row,) = over(records, campaign_id, 1)
    assert row["result"] == "abandoned"
    heard = records.one(
        "SELECT bool_or(e.appname = 'Playback' AND e.appdata LIKE 'tvshop/abandoned%') AS heard,"
        " min(e.eventtime) FILTER (WHERE e.userdeftype = 'TVSHOP_ABANDONED')"
        " - min(e.eventtime) FILTER (WHERE e.userdeftype = 'TVSHOP_QUEUE') <= '2.5 s' AS in_time"
        " FROM tvshop_cel e JOIN tvshop_campaign_attempt a ON a.linkedid = e.linkedid"
        f" WHERE a.id = {row['id']}"
    )
    assert heard == {"heard": True, "in_time": True}
    target = records.one(
        "SELECT state, next_try_at - now() AT TIME ZONE 'UTC' > '71 h' AS is_left_in_peace"
        f" FROM tvshop_campaign_target WHERE id = {row['target_id']}"
    )
    assert target == {"state": "waiting", "is_left_in_peace": True}


def test_d3_machine_is_hung_up_on_and_who_is_put_through_can_be_corrected(
    chromium, company, campaign, records
):
    with agents(chromium, company, "agent1") as agent:
        # 87: music while it rings
        campaign_id = campaign(*fresh("97", "87"), machine="hangup")
        agent.wait_phone("talking", patience=PATIENCE)
        agent.page.wait_for_selector(".o_tvshop_corrections")
        say(agent, CORRECTION_KEY, chosen=".o_tvshop_correction.btn-warning")
        agent.hang_up()
        agent.wait_phone("wrap_up")
        agent.press("ready")
        rows = over(records, campaign_id, 2)
    assert [row["result"] for row in rows] == ["machine", "machine"]
    heard = records.rows(
        "SELECT heard_result, true_result, heard_right FROM tvshop_campaign_attempt"
        f" WHERE campaign_id = {campaign_id} ORDER BY heard_right DESC"
    )
    assert heard == [
        {"heard_result": "machine", "true_result": "machine", "heard_right": 100},
        {"heard_result": "live", "true_result": "machine", "heard_right": 0},
    ]


def test_d3_message_begins_after_the_beep_and_is_heard_to_its_end(
    chromium, company, campaign, manager, records, tmp_path
):
    words = {"name": "留言", "text": "您好，电视购物公司给您来电，请回拨四零零八零零零零零一。"}
    (prompt_id,) = manager.call("tvshop.prompt", "create", [words])
    with agents(chromium, company, "agent1"):
        campaign_id = campaign(*fresh("97"), machine="message", message_id=prompt_id)
        (row,) = over(records, campaign_id, 1)
    assert row["result"] == "machine"
    eventually(
        lambda: records.rows(
            "SELECT c.id FROM tvshop_call c JOIN tvshop_campaign_attempt a ON a.call_id = c.id"
            f" WHERE a.id = {row['id']} AND c.state != 'open'"
        ),
        "the machine's call goes on",
        60,
    )
    (sound,) = manager.call("tvshop.prompt", "read", [prompt_id], ["audio"])
    message = tmp_path / "message.wav"
    message.write_bytes(base64.b64decode(sound["audio"]))
    said, heard = (
        company.settings.state / "carrier" / "spool" / f"machine-{side}.wav"
        for side in ("said", "heard")
    )
    began, likeness = find_speech(message, heard)
    beeped = last_sound(said)
    print(f"the beep ended after {beeped:.2f} s, the message began at {began:.2f} s")
    assert likeness > 0.9, "the message is not whole"
    assert beeped < began < beeped + 2
    assert max(loudness(heard, 50)[: int(beeped * 50)]) < SILENCE, "it was spoken into the greeting"


def test_d1_campaign_outside_calling_hours_dials_nobody_and_says_so(
    chromium, company, campaign, manager, records
):
    """By the clock of the called place: one campaign is closed, one is closed in Xinjiang only."""
    china = datetime.now(ZoneInfo("Asia/Shanghai"))
    hour = china.hour + china.minute / 60
    closed_hours = manager.make_hours(hour + 1, hour - 3)
    home_hours = manager.make_hours(hour - 0.75, hour + 1)
    far = f"{XINJIANG}{int(time.time()) % 100:02d}93"
    with agents(chromium, company, "agent1"):
        closed = campaign(*fresh("93"), hours_id=closed_hours)
        regional = campaign(*fresh("93"), far, hours_id=home_hours)
        (called,) = over(records, regional, 1)
        said = eventually(
            lambda: "剩下的" in (text := manager.status(regional)) and text, "it doesn't say why"
        )
        assert not attempts(records, closed)
        (only,) = attempts(records, regional)
    assert only["id"] == called["id"] and far[-4:] not in called["customer"]
    assert manager.status(closed) == "不在外呼时段：没有拨号。"
    print(f"what the other says: {said}")


def test_d3_surge_of_callers_has_all_agents_and_the_campaign_resumes_after_it(
    chromium, company, campaign, callers, manager, records
):
    """Four agents; seven callers at once. Whom the campaign calls refuses, time and again.

    The last test here: for minutes more callers are expected, and one agent alone is kept for them.
    """
    with agents(chromium, company, *BLENDED) as pages:
        workers = [Worker(page, {"talking": lambda: 2, "wrap_up": lambda: 0.5}) for page in pages]

        def work_until(question, what, patience):
            def step():
                for worker in workers:
                    worker.step()
                return question()

            return eventually(step, what, patience)

        campaign_id = campaign(*fresh(*["92"] * 90))
        work_until(lambda: len(attempts(records, campaign_id)) > 4, "nobody is dialled", PATIENCE)
        placed = [
            callers.place(number=f"1365550{n:04}", hotline=HOTLINE, seconds=60)
            for n in range(SURGE)
        ]
        work_until(
            lambda: len(records.rows(WAITING_CALLERS)) >= len(BLENDED), "there is no surge", 20
        )
        time.sleep(1.5)  # what was claimed before is on its way
        dialled = len(attempts(records, campaign_id))
        quiet_since = time.monotonic()
        said = work_until(
            lambda: "来电" in (text := manager.status(campaign_id)) and text,
            "it doesn't say why",
            10,
        )
        work_until(lambda: time.monotonic() > quiet_since + HELD, "", HELD + 5)
        assert len(attempts(records, campaign_id)) == dialled, "outbound did not give way"
        work_until(
            lambda: len(attempts(records, campaign_id)) > dialled + 1, "it doesn't resume", 60
        )
        answered = [call for call in placed if call.state == "ended"]
        work_until(lambda: all(w.state == "ready" for w in workers), "an agent is stuck", 30)
    print(f"in the surge: {said}; again after {time.monotonic() - quiet_since:.0f} s")
    assert len(answered) == SURGE, "a caller was not served first"
