"""A campaign's two trial runs: the first was rejected, the second opened the rest."""

from datetime import timedelta

from . import attempts, scripts

# (seed, days ago, what was concluded, whether it was approved)
ROUNDS = (
    (4008001, 16, "报价一步挂机太多：先讲货到付款再报价；上午十点前接通率低，改到下午打。", False),
    (4008002, 13, "成功率上来了，按第二版话术全面开打。", True),
)
SHARE = 5


def make_trials(env, rng, campaign, script, now):
    """Trial runs with their calls, and what was answered in them."""
    agents = env["tvshop.agent"].search([("skill_ids.queue_id", "=", campaign.queue_id.id)])[:2]
    for seed, days, conclusion, is_approved in ROUNDS:
        trial = env["tvshop.campaign.trial"].create(
            {
                "campaign_id": campaign.id,
                "share": SHARE,
                "seed": seed,
                "by_recency": True,
                "agent_ids": [(6, 0, agents.ids)],
            }
        )
        trial.action_start()
        made = attempts.make_attempts(
            env, rng, campaign, list(trial.target_ids), agents, now - timedelta(days=days)
        )
        made.trial_id = trial
        _talk(env, rng, script, made)
        trial.conclusion = conclusion
        trial.action_finish()
        trial = trial.with_context(lang="zh_CN")  # what it says is read by the demo's people
        if is_approved:
            trial.action_approve()
        else:
            trial.action_reject()
        first = min(made.mapped("start"))
        trial.write({"started_at": first, "ended_at": first + timedelta(hours=8)})


def _talk(env, rng, script, made):
    """The calls of those who were reached, with the script that was shown in them."""
    calls = attempts.make_calls(env, made)
    scripts.use(env, rng, script, calls)
