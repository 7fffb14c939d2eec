"""The bridge is killed while it dials: nobody is rung twice, and what nobody knows is said."""

from campaigns import attempts, fresh, manager_of
from parts import FULL, Invites, wait_until

KILLS = 10 if FULL else 3
# Refused after three seconds, and not called again today.
REFUSES = "92"


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
