"""What a campaign's calls came to in the last ten days."""

from datetime import datetime, time, timedelta

from odoo.addons.tvshop_crm.demo.clock import to_utc

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
}
# One of so many whom people answered found no agent: a floor that keeps well under its cap.
ONE_ABANDONED_OF = 90
OUTCOMES = {"success": 18, "no_interest": 45, "again": 20, "wrong": 10, "do_not_call": 3}
SET_UP = 4


def make_history(env, rng, campaign, now):
    """Attempts of the days before today; the campaign is left paused, its numbers as they are."""
    targets = list(campaign.target_ids.filtered(lambda target: target.state == "waiting"))
    rng.shuffle(targets)
    agents = env["tvshop.agent"].search([("skill_ids.queue_id", "=", campaign.queue_id.id)])
    outcomes = {key: env.ref(f"tvshop_dialer.outcome_{key}") for key in OUTCOMES}
    vals_list = []
    moments = _moments(rng, now, len(targets))
    drawn = draw_results(rng, len(moments))
    for target, start, result in zip(targets, moments, drawn, strict=False):
        vals_list.append(_attempt_vals(rng, campaign, target, start, agents, outcomes, result))
    made = env["tvshop.campaign.attempt"].create(vals_list)
    env.flush_all()
    for attempt in made:
        done = {"state": "done", "last_result": attempt.result, "attempt_count": 1}
        attempt.target_id.write({**done, "outcome_id": attempt.outcome_id.id})
    campaign.write({"state": "paused", "approved_by_id": env.ref("base.user_admin").id})


def _moments(rng, now, most):
    """Starts in local time, in the calling hours of the days before today."""
    moments = []
    for day in range(DAYS, 0, -1):
        date = (now - timedelta(days=day)).date()
        for _call in range(PER_DAY):
            hour = rng.choice((10, 11, 14, 15, 16, 17, 19, 20))
            moments.append(datetime.combine(date, time(hour, rng.randrange(60), rng.randrange(60))))
    return sorted(moments)[:most]


def draw_results(rng, count):
    """Results of so many calls; no chance heaps up those that were abandoned."""
    drawn = rng.choices(list(RESULTS), RESULTS.values(), k=count)
    answered = [place for place, result in enumerate(drawn) if result == results.LIVE]
    for place in answered[ONE_ABANDONED_OF // 2 :: ONE_ABANDONED_OF]:
        drawn[place] = results.ABANDONED
    return drawn


def _attempt_vals(rng, campaign, target, start, agents, outcomes, result):
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
    if result in results.ANSWERED:
        vals["reached_at"] = begin + timedelta(seconds=SET_UP + rng.randrange(1, 15))
        vals["end"] = vals["reached_at"] + timedelta(seconds=8)
    if result == results.LIVE:
        talk = round(rng.lognormvariate(4.3, 0.6))
        outcome = rng.choices(list(OUTCOMES), OUTCOMES.values())[0]
        vals |= {
            "connected_at": vals["reached_at"] + timedelta(seconds=1),
            "end": vals["reached_at"] + timedelta(seconds=1 + talk),
            "talk_seconds": talk,
            "agent_id": rng.choice(agents).id,
            "outcome_id": outcomes[outcome].id,
        }
    return vals
