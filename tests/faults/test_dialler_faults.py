"""While campaigns dial the bridge is killed, the PBX falls silent, or agents vanish."""

import time
from contextlib import contextmanager

from campaigns import attempts, fresh, manager_of
from floor import open_page
from parts import FULL, Invites, wait_until
from proxy import Proxy

KILLS = 10 if FULL else 3
# Refused after three seconds, and not called again today.
REFUSES = "92"
# Until what was sent before a silence has come to the network.
ON_ITS_WAY = 2
SILENCE = 30 if FULL else 12
# Who goes home besides the crew, without a word: half of the agents.
VANISHING = ("agent7", "agent8")
# Until a telephone that is gone is known to be.
PHONE_GRACE = 15
IN_THE_AIR = "a.state IN ('claimed', 'ringing', 'waiting')"
HEARD = """
SELECT a.id, bool_or(e.appname = 'Playback' AND e.appdata LIKE 'tvshop/abandoned%') AS is_told
  FROM tvshop_campaign_attempt a JOIN tvshop_cel e ON e.linkedid = a.linkedid
 WHERE a.campaign_id = {} AND a.result = 'abandoned' GROUP BY 1
"""


def test_r10_killed_bridge_rings_nobody_twice(crew, chromium, company, parts, records, rng):
    numbers = fresh(*[REFUSES] * (8 * KILLS))
    with manager_of(chromium, company) as manager, Invites(company) as invites:
        campaign_id = manager.start_campaign(manager.give_skill("agent1", "agent2"), numbers)
        for _kill in range(KILLS):
            crew.work_for(rng.uniform(0.5, 4), rate=0)
            parts.wait_restart("bridge", parts.kill("bridge"))
            wait_until(lambda: parts.is_up("bridge"), "the bridge is not in order")
        due = (
            "SELECT id FROM tvshop_campaign_target"
            f" WHERE campaign_id = {campaign_id} AND next_try_at < now() AT TIME ZONE 'UTC'"
            " AND state IN ('waiting', 'dialling')"
        )
        wait_until(lambda: not records.rows(due), "the campaign doesn't come to its end", 180)
        manager.call("tvshop.campaign", "action_end", [campaign_id])
        rows = attempts(records, campaign_id)
        called = [invites.to(number) for number in numbers]
    results = [row["result"] for row in rows]
    counts = {result: results.count(result) for result in set(results)}
    print(f"of {len(numbers)} numbers {sum(called)} rang; results: {counts}")
    assert max(called) == 1, "somebody was rung twice"
    assert set(counts) <= {"refused", "unknown", "withdrawn"}
    crew.gather()


def test_r2_silent_pbx_is_asked_to_dial_nobody(crew, chromium, company, parts, records):
    host, port = company.settings.addresses["TVSHOP_PBX_AMI"]
    numbers = fresh(*[REFUSES] * 60)
    parts.down("bridge")
    with (
        manager_of(chromium, company) as manager,
        Invites(company) as invites,
        Proxy((host, port)) as proxy,
        parts.bridge_of_our_own(TVSHOP_PBX_AMI=f"{host}:{proxy.port}") as bridge,
    ):
        bridge.wait("up")
        campaign_id = manager.start_campaign(manager.give_skill("agent1", "agent2"), numbers)
        crew.work(lambda: invites.count(numbers) >= 4, rate=0)
        proxy.is_silent = True
        crew.work_for(ON_ITS_WAY, rate=0)
        before = invites.count(numbers)
        crew.work_for(SILENCE, rate=0)
        blind = invites.count(numbers) - before
        proxy.is_silent = False
        crew.work(lambda: invites.count(numbers) >= before + 3, rate=0)
        manager.call("tvshop.campaign", "action_end", [campaign_id])
        called = [invites.to(number) for number in numbers]
    print(f"{sum(called)} numbers rang, {blind} of them in {SILENCE} s of silence")
    assert blind == 0
    assert max(called) == 1, "somebody was rung twice"
    parts.up("bridge")
    crew.gather()


def test_r12_half_of_the_agents_vanish_and_nobody_is_left_without_a_word(
    crew, chromium, company, records
):
    """Everybody answers. Calls in the air when they go may find nobody, later ones do not.

    At last the others leave too, and nobody is dialled.
    """
    numbers = fresh(*["12"] * 40)
    with manager_of(chromium, company) as manager:
        skill = manager.give_skill("agent1", "agent2", *VANISHING)
        with short_shift(chromium, company) as pair:
            campaign_id = manager.start_campaign(skill, numbers, mode="predictive")
            wait_until(lambda: len(in_the_air(records, campaign_id)) > 2, "they aren't dialled for")
            for page in pair:
                page.close()
            crew.work_for(PHONE_GRACE, rate=0)
            assert vanished(records) == len(VANISHING)
            most = 0
            last = attempts(records, campaign_id)[-1]["id"]
            until = time.monotonic() + 15
            while time.monotonic() < until:
                crew.step()
                most = max(most, len(in_the_air(records, campaign_id)))
                time.sleep(0.1)
            late = attempts(records, campaign_id, f"a.id > {last} AND a.result = 'abandoned'")
        wait_until(leaving(crew), "an agent stays in a call")
        wait_until(lambda: not in_the_air(records, campaign_id), "calls stay in the air")
        count = len(attempts(records, campaign_id))
        time.sleep(3)
        assert len(attempts(records, campaign_id)) == count, "dialled without an agent"
        manager.call("tvshop.campaign", "action_end", [campaign_id])
    heard = records.rows(HEARD.format(campaign_id))
    print(f"{count} calls; in the air with half of the agents at most {most}; {len(heard)} told so")
    assert most <= len(crew.workers), "more calls than agents"
    assert not late, "abandoned although fewer agents were known"
    assert all(row["is_told"] for row in heard), heard
    for worker in crew.workers:
        worker.page.get_ready()
    crew.gather()


@contextmanager
def short_shift(chromium, company):
    """Pages of the VANISHING, ready, to be closed by the test; they sign out at home."""
    try:
        yield [open_page(chromium, company, login).log_in().get_ready() for login in VANISHING]
    finally:
        for login in VANISHING:
            page = open_page(chromium, company, login).log_in()
            page.sign_out()
            page.close()


def leaving(crew):
    """A question that has each of the crew sign out after the call; whether all have."""
    staying = list(crew.workers)

    def are_gone():
        for worker in list(staying):
            worker.step()
            if worker.state in ("ready", "wrap_up"):
                worker.page.sign_out()
                staying.remove(worker)
        return not staying

    return are_gone


def in_the_air(records, campaign_id):
    return attempts(records, campaign_id, IN_THE_AIR)


def vanished(records):
    """How many of the VANISHING no call is meant for any more."""
    return records.one(
        "SELECT count(*) AS n FROM tvshop_agent a JOIN res_users u ON u.id = a.user_id"
        f" WHERE u.login IN {VANISHING}"
        " AND (a.is_phone_lost OR a.state IN ('paused', 'signed_out'))"
    )["n"]


def test_d3_people_reach_an_agent_while_the_ear_stands_still_and_while_it_is_dead(
    crew, chromium, company, parts, records
):
    with manager_of(chromium, company) as manager:
        skill = manager.give_skill("agent1", "agent2")

        def call():
            campaign_id = manager.start_campaign(skill, fresh("12", "13"), machine="hangup")
            over = "a.state = 'done'"
            crew.work(lambda: len(attempts(records, campaign_id, over)) == 2, rate=0)
            manager.call("tvshop.campaign", "action_end", [campaign_id])
            return [row["result"] for row in attempts(records, campaign_id)]

        with parts.standing_still("ear"):
            assert call() == ["live", "live"]
        parts.down("ear")
        assert call() == ["live", "live"]
        parts.up("ear")
        parts.wait_up("ear")
    crew.gather()
