"""What a campaign's calls came to in the last ten days."""

from datetime import datetime, time, timedelta

from odoo.addons.tvshop_crm.demo.clock import to_utc
from odoo.addons.tvshop_cti.demo.call_plan import Desks

from .. import results

DAYS = 10
PER_DAY = 60
RESULTS = {
    results.LIVE: 34,
    results.NO_ANSWER: 36,
    results.BUSY: 9,
    results.UNREACHABLE: 8,
    results.REFUSED: 6,
    results.VACANT: 4,
    results.CONGESTION: 2,
    results.MACHINE: 7,
    results.FAX: 1,
    results.SUSPENDED: 3,
    results.SWITCHED_OFF: 5,
}
# What the ear tells in these calls; one of so many people is none, as the agent then says.
EVIDENCE = {
    results.LIVE: "speech 0.84 s pause 0.56 s",
    results.MACHINE: "speech 2.30 s pause 0.00 s",
    results.FAX: "CED 2100 Hz",
    results.SUSPENDED: "print likeness 0.91",
    results.SWITCHED_OFF: "print likeness 0.88",
}
ONE_WRONG_OF = 40
# One of so many whom people answered found no agent: a floor that keeps well under its cap.
ONE_ABANDONED_OF = 90
OUTCOMES = {"success": 18, "no_interest": 45, "again": 20, "wrong": 10, "do_not_call": 3}
SET_UP = 4


def make_history(env, rng, campaign, now):
    """Attempts of the days before today; the campaign is left paused, its numbers as they are."""
    targets = list(campaign.target_ids.filtered(lambda target: target.state == "waiting"))
    rng.shuffle(targets)
    agents = env["tvshop.agent"].search([("skill_ids.queue_id", "=", campaign.queue_id.id)])
    moments = [
        moment
        for day in range(DAYS, 0, -1)
        for moment in _moments(rng, now - timedelta(days=day), PER_DAY)
    ]
    made = _make(env, rng, campaign, targets, agents, moments)
    make_calls(env, made)
    unwilling = made.filtered(lambda attempt: attempt.outcome_id.kind == "do_not_call")
    e164s = unwilling.contact_method_id.mapped("e164")
    env["tvshop.do.not.call"]._list(campaign.company_id, e164s, "agent")
    campaign.write({"state": "paused", "approved_by_id": env.ref("base.user_admin").id})


def make_attempts(env, rng, campaign, targets, agents, day):
    """An attempt at each of these numbers on one day; how they ended."""
    return _make(env, rng, campaign, targets, agents, _moments(rng, day, len(targets)))


def make_calls(env, attempts):
    """The calls of those attempts that reached somebody."""
    live = attempts.filtered(lambda attempt: attempt.result == results.LIVE)
    calls = env["tvshop.call"].create([_call_vals(attempt) for attempt in live])
    for attempt, call in zip(live, calls, strict=True):
        attempt.call_id = call
    return calls


def _make(env, rng, campaign, targets, agents, moments):
    outcomes = {key: env.ref(f"tvshop_dialer.outcome_{key}") for key in OUTCOMES}
    moments = moments[: len(targets)]
    drawn = draw_results(rng, len(moments))
    desks = _desks(env, agents)
    made = env["tvshop.campaign.attempt"].create(
        [
            _attempt_vals(rng, campaign, target, start, desks, outcomes, result)
            for target, start, result in zip(targets, moments, drawn, strict=False)
        ]
    )
    env.flush_all()
    for attempt in made:
        done = {"state": "done", "last_result": attempt.result, "attempt_count": 1}
        attempt.target_id.write({**done, "outcome_id": attempt.outcome_id.id})
    return made


def _desks(env, agents):
    """Who of them is in a call when, by what is on record."""
    desks = Desks(agents.ids)
    domain = [("agent_id", "in", agents.ids), ("answered_at", "!=", False), ("end", "!=", False)]
    for call in env["tvshop.call"].search(domain, order="answered_at"):
        desks.take([call.agent_id.id], call.answered_at.timestamp(), call.end.timestamp())
    return desks


def _moments(rng, day, count):
    """So many starts in local time, in a day's calling hours."""
    hours = (10, 11, 14, 15, 16, 17, 19, 20)
    return sorted(
        datetime.combine(day.date(), time(rng.choice(hours), rng.randrange(60), rng.randrange(60)))
        for _call in range(count)
    )


def draw_results(rng, count):
    """Results of so many calls; no chance heaps up those that were abandoned."""
    drawn = rng.choices(list(RESULTS), RESULTS.values(), k=count)
    answered = [place for place, result in enumerate(drawn) if result == results.LIVE]
    for place in answered[ONE_ABANDONED_OF // 2 :: ONE_ABANDONED_OF]:
        drawn[place] = results.ABANDONED
    return drawn


def _attempt_vals(rng, campaign, target, start, desks, outcomes, result):
    begin = to_utc(start)
    vals = {
        "campaign_id": campaign.id,
        "list_id": target.list_id.id,
        "target_id": target.id,
        "pbx_id": campaign.pbx_id.id,
        "partner_id": target.partner_id.id,
        "contact_method_id": target.contact_method_id.id,
        "linkedid": f"demo-{campaign.id}-{target.id}",
        "state": "done",
        "result": result,
        "start": begin,
        "end": begin + timedelta(seconds=SET_UP + rng.randrange(25)),
    }
    if result in EVIDENCE:
        vals |= {
            "heard_result": result,
            "heard_confidence": rng.uniform(0.8, 0.98),
            "heard_ms": rng.randrange(900, 3200),
            "evidence": EVIDENCE[result],
        }
        if result == results.LIVE and not rng.randrange(ONE_WRONG_OF):
            vals["corrected_result"] = results.MACHINE
    if result in results.ANSWERED:
        vals["reached_at"] = begin + timedelta(seconds=SET_UP + rng.randrange(1, 15))
        vals["end"] = vals["reached_at"] + timedelta(seconds=8)
    if result == results.LIVE:
        talk = round(rng.lognormvariate(4.3, 0.6))
        outcome = rng.choices(list(OUTCOMES), OUTCOMES.values())[0]
        connected = vals["reached_at"] + timedelta(seconds=1)
        course = connected.timestamp(), connected.timestamp() + talk
        agents = rng.sample(desks.extensions, len(desks.extensions))
        vals |= {
            "connected_at": connected,
            "end": connected + timedelta(seconds=talk),
            "talk_seconds": talk,
            "agent_id": desks.take(agents, *course) or agents[0],
            "outcome_id": outcomes[outcome].id,
        }
    return vals


def _call_vals(attempt):
    contact = attempt.contact_method_id
    return {
        "pbx_id": attempt.pbx_id.id,
        "linkedid": attempt.linkedid,
        "direction": "out",
        "state": "done",
        "outcome": "answered",
        "caller_e164": contact.e164,
        "caller_masked": contact.masked,
        "region": contact.region,
        "partner_id": attempt.partner_id.id,
        "agent_id": attempt.agent_id.id,
        "campaign_id": attempt.campaign_id.id,
        "start": attempt.start,
        "answered_at": attempt.connected_at,
        "end": attempt.end,
        "talk_seconds": attempt.talk_seconds,
        "wrap_seconds": 30,
        "hangup_by": "agent",
    }
