"""A campaign dialled through the simulated network, beside the simulator fed with its own record.

Agents without a screen (`light_agent`) take the calls of a predictive campaign from a cold start.
Three of ten numbers are answered, the others ring in vain, are busy, vacant, switched off or
congested. The agents' phones send no sound, and one that is silent for 20 s the PBX takes for gone:
so long are talks at most; the wrap-up takes 5 s on average, as much of the talk as the pacing's
yardstick has. Afterwards the simulator of the what-if page draws its calls from what is
on record of this run, with the same agents, limit and length, once for each of several seeds.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time

import goals
import in_odoo
from light_floor import LightFloor, hire

MINUTES, FULL_MINUTES, AGENTS = 5, 30, 20
CAP = 3.0
SEED = 20
SEEDS = 10
# What the network does follows from the last two digits: people, and the ways to find nobody.
ENDINGS = (("12", 30), ("91", 45), ("90", 10), ("93", 7), ("94", 5), ("98", 3))
# A number lasts for one call; nine were dialled in a minute for each agent, and some must be left.
NUMBERS_PER_MINUTE = 20
SETTLING = 10
SET_UP = """
env["ir.config_parameter"].set_param("tvshop_dialer.legal_hours", "0-24")
agents = env["tvshop.agent"].search([("user_id.login", "in", {logins!r})])
pbx = agents.pbx_id
pbx.write({{"dial_concurrent": 400, "dial_daily": 100000}})
env.cr.commit()  # the bridge writes there, too
skill = env["tvshop.queue"].search([("pbx_queue", "=", "outbound"), ("pbx_id", "=", pbx.id)])
for agent in agents - agents.filtered(lambda one: skill in one.skill_ids.queue_id):
    env["tvshop.agent.skill"].create({{"agent_id": agent.id, "queue_id": skill.id}})
env["tvshop.campaign"].search([("state", "=", "running")]).write({{"state": "paused"}})
env.cr.commit()
for first in range(0, len({numbers!r}), 500):
    env["res.partner"].create([
        {{
            "name": number, "is_tvshop_customer": True, "ref": {tag!r},
            "contact_method_ids": [(0, 0, {{"kind": "mobile", "value": number, "is_main": True}})],
        }}
        for number in {numbers!r}[first : first + 500]
    ])
campaign = env["tvshop.campaign"].create({{
    "name": {tag!r}, "pbx_id": pbx.id, "queue_id": skill.id, "mode": "predictive", "cap": {cap},
    "list_ids": [(0, 0, {{"name": "Bench", "domain": "[('ref', '=', '{tag}')]"}})],
}})
campaign.list_ids.action_fill()
env.cr.execute("UPDATE tvshop_callback SET state = 'closed' WHERE state IN ('open', 'given')")
env.cr.commit()
"""
SIMULATE = """
import json
from odoo.addons.tvshop_dialer.bridge.plan import HANDOVER
from odoo.addons.tvshop_dialer.pacing import simulator
campaign = env["tvshop.campaign"].search([("name", "=", {tag!r})])
one = env["tvshop.campaign.simulation"].new({{"campaign_id": campaign.id}})
settings = simulator.Settings(
    {agents}, {cap} / 100, begin=12.0, end=12.0 + {minutes} / 60, patience=campaign.wait_seconds,
    lag=one._lag(), handover=HANDOVER,
)
runs = [simulator.simulate(one._history(), settings, seed) for seed in range({seeds})]
figures = [[run.occupancy, run.abandonment, run.contacts] for run in runs]
print("SIMULATED" + json.dumps([settings.lag, figures]))
"""
# Epoch seconds of the shift are put in twice.
OCCUPANCY = """
SELECT sum(seconds) FILTER (WHERE state IN ('on_call', 'wrap_up')) / sum(seconds) AS occupancy,
       sum(seconds) FILTER (WHERE state NOT IN ('ready', 'on_call', 'wrap_up')) AS away
  FROM (SELECT l.state, extract(epoch FROM least(coalesce(l.stop, s.till), s.till)
                                            - greatest(l.start, s.since)) AS seconds
          FROM tvshop_agent_state_log l JOIN tvshop_agent a ON a.id = l.agent_id
          JOIN res_users u ON u.id = a.user_id,
               (SELECT to_timestamp({since}) AT TIME ZONE 'UTC' AS since,
                       to_timestamp({till}) AT TIME ZONE 'UTC' AS till) s
         WHERE u.login IN {logins} AND l.start < s.till
           AND coalesce(l.stop, s.till) > s.since) parts
"""
RESULTS = """
SELECT result, count(*) AS n, avg(talk_seconds) AS talk,
       avg(extract(epoch FROM reached_at - start)) AS rang,
       avg(extract(epoch FROM connected_at - reached_at)) AS waited
  FROM tvshop_campaign_attempt a JOIN tvshop_campaign c ON c.id = a.campaign_id
 WHERE c.name = '{tag}' AND a.state = 'done' GROUP BY 1 ORDER BY 2 DESC
"""


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help=f"{FULL_MINUTES} minutes")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--agents", type=int, default=AGENTS)
    chosen = parser.parse_args()
    chosen.minutes = chosen.minutes or (FULL_MINUTES if chosen.full else MINUTES)
    return chosen


def shell(company, script):
    """What a script prints in Odoo's shell."""
    command = company.odoo_command("shell", "--no-http", "--log-level=error")
    done = subprocess.run(
        list(map(str, command)), input=script, text=True, env=company.environ(), check=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    return done.stdout


def make_numbers(count):
    """As many of each kind as ENDINGS say, in a random order."""
    rng = random.Random(SEED)
    endings, weights = zip(*ENDINGS, strict=True)
    head = int(time.time()) % 100_000
    chosen = rng.choices(endings, weights, k=count)
    return [f"138{(head + n) % 1_000_000:06d}{ending}" for n, ending in enumerate(chosen)]


def rows(company, sql):
    text = company.cluster.query(f"SELECT coalesce(json_agg(r), '[]') FROM ({sql}) r")
    return json.loads(text)


def set_state(company, tag, state):
    """:return: when, epoch seconds"""
    company.cluster.query(f"UPDATE tvshop_campaign SET state = '{state}' WHERE name = '{tag}'")
    return time.time()


def dial(company, tag, agents, minutes):
    """The shift; (when it began, when it ended), epoch seconds."""
    rng = random.Random(SEED)
    floor = LightFloor(company, range(1, agents + 1))
    for agent in floor.agents:
        agent.ring_seconds = 0.0  # the page takes a campaign's call by itself
        agent.talk_seconds = lambda: 8 + rng.expovariate(1 / 32)
        agent.wrap_seconds = lambda: 2 + rng.expovariate(1 / 3)
    floor.begin()
    try:
        since = set_state(company, tag, "running")
        time.sleep(60 * minutes)
        till = set_state(company, tag, "paused")
        time.sleep(SETTLING)
    finally:
        floor.end()
    return since, till


def run(company, minutes, agents):
    tag = f"bench {time.time():.0f}"
    logins = tuple(f"agent{n}" for n in range(1, agents + 1))
    numbers = make_numbers(int(NUMBERS_PER_MINUTE * agents * minutes))
    hire(company, agents)
    shell(company, SET_UP.format(logins=logins, numbers=numbers, tag=tag, cap=CAP))
    since, till = dial(company, tag, agents, minutes)
    (real,) = rows(company, OCCUPANCY.format(since=since, till=till, logins=logins))
    results = {row["result"]: row for row in rows(company, RESULTS.format(tag=tag))}
    report(company, tag, minutes, agents, real, results)


def report(company, tag, minutes, agents, real, results):
    print(f"\n{agents} agents, {minutes:g} minutes; away for {real['away'] or 0:.0f} s in all")
    for name, row in results.items():
        means = ", ".join(f"{k} {row[k]:.1f} s" for k in ("rang", "waited", "talk") if row[k])
        print(f"  {name:16} {row['n']:5}  {means}")
    live, abandoned = (results.get(k, {"n": 0})["n"] for k in ("live", "abandoned"))
    text = shell(company, SIMULATE.format(
        tag=tag, agents=agents, cap=CAP, minutes=minutes, seeds=SEEDS,
    ))  # fmt: skip
    lag, runs = json.loads(text.partition("SIMULATED")[2])
    occupancy, lost, contacts = (statistics.mean(column) for column in zip(*runs, strict=True))
    spread = statistics.stdev(run[0] for run in runs)
    share = abandoned / max(1, live + abandoned)
    print(f"\n{'':28} {'occupancy':>10} {'abandoned':>10} {'contacts':>10}")
    print(f"{'through Asterisk':28} {real['occupancy']:10.3f} {share:10.1%} {live:10}")
    print(f"{f'simulated, mean of {SEEDS}':28} {occupancy:10.3f} {lost:10.1%} {contacts:10.0f}")
    print(f"what happens is seen {lag:.2f} s later, in the simulation as well")
    print(f"one simulated shift differs from another by {100 * spread:.1f} points (σ)")
    what = f"{agents} agents, {minutes:g} minutes through Asterisk"
    distance = 100 * abs(real["occupancy"] - occupancy)
    goals.report(f"{what}: occupancy, real to simulated", distance, goals.UP_TO, 2, "points")
    goals.report(f"{what}: abandoned", 100 * share, goals.UP_TO, CAP, "%")


def main():
    chosen = options()
    with in_odoo.company() as company:
        run(company, chosen.minutes, chosen.agents)


if __name__ == "__main__":
    sys.exit(main())
