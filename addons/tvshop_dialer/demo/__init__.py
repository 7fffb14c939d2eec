"""The demo company's campaigns: one that was dialled, one to approve, one that agents dial."""

from datetime import timedelta

from odoo import fields
from odoo.addons.tvshop_crm.demo import clock
from odoo.addons.tvshop_cti.demo import agent_days

from . import announcements, attempts, sales, scripts, trials

OUTBOUND = "outbound"


def populate(env, rng):
    pbx = env["tvshop.pbx"].search([], limit=1)
    if not pbx:
        return
    skill = _make_skill(env, pbx)
    past = _make_campaign(
        env,
        "冬季厨具老客户回访",
        skill,
        "买过一次以上的客户",
        "[('is_tvshop_customer', '=', True), ('grade_id', '!=', False)]",
        "您好，我是电视购物的客服。您之前在我们这里订过商品，想跟您介绍一款新的厨具，您现在方便吗？",
        goal_successes=80,
        goal_revenue=24_000,
        goal_margin=12_000,
        goal_contact_rate=30,
        goal_success_rate=15,
        goal_refusal_rate=5,
        needs_trial=True,
    )
    announcements.teach(env)
    script = scripts.make_script(env, past)
    trials.make_trials(env, rng, past, script, clock.local_now())
    attempts.make_history(env, rng, past, clock.local_now())
    sales.make_orders(env, rng, past, clock.local_now())
    _make_campaign(
        env,
        "年货节预热",
        skill,
        "深圳客户",
        "[('is_tvshop_customer', '=', True), ('city_id.name', 'like', '深圳')]",
        "您好，年货节就要开始了，我们给老客户留了优惠。",
    )
    own = _make_campaign(
        env,
        "新会员关怀",
        skill,
        "新会员",
        "[('is_tvshop_customer', '=', True), ('grade_id', '=', False)]",
        "您好，感谢您上次的订购。商品用得还满意吗？",
        mode="preview",
    )
    own.action_approve()
    own.action_start()
    env["tvshop.calling.holiday"].create(_holidays())
    scripts.use(env, rng, script, _calls_about(env, script.product_ids))
    _plan(env, past)
    agent_days.make_logs(env)


def _make_skill(env, pbx):
    skill = env["tvshop.queue"].create(
        {"name": "外呼", "pbx_id": pbx.id, "pbx_queue": OUTBOUND, "sequence": 40}
    )
    agents = env["tvshop.agent"].search([("user_id.login", "=like", "agent%")])
    env["tvshop.agent.skill"].create(
        [{"agent_id": agent.id, "queue_id": skill.id, "penalty": 0} for agent in agents]
    )
    return skill


def _make_campaign(env, name, skill, list_name, domain, opening, **values):
    campaign = env["tvshop.campaign"].create(
        {
            "name": name,
            "pbx_id": skill.pbx_id.id,
            "queue_id": skill.id,
            "opening": opening,
            "list_ids": [(0, 0, {"name": list_name, "domain": domain})],
            **values,
        }
    )
    campaign.list_ids.action_fill()
    return campaign


def _calls_about(env, products):
    """Answered calls on spots that showed one of these products."""
    return env["tvshop.call"].search(
        [
            ("direction", "=", "in"),
            ("outcome", "=", "answered"),
            ("spot_id.product_ids", "in", products.ids),
        ]
    )


def _plan(env, campaign):
    """The campaign as it was planned, and its afternoon as it could have been called."""
    today = fields.Date.today()
    env["tvshop.campaign.plan"].create(
        {
            "name": f"{campaign.name}：两周计划",
            "campaign_id": campaign.id,
            "numbers": len(campaign.target_ids),
            "contact_rate": 32,
            "attempts": 1,
            "sales_rate": 15,
            "margin": 130,
            "pay": 32,
            "line_minute": 0.12,
            "list_cost": 300,
            "fixed_cost": 800,
            "commission": 6,
            "start_date": today - timedelta(days=attempts.DAYS),
            "finish_by": today + timedelta(days=4),
        }
    )
    shift = {"campaign_id": campaign.id, "agents": 4, "hour_from": 14, "hour_to": 16}
    modes = ("progressive", "predictive")
    simulations = env["tvshop.campaign.simulation"].create(
        [{**shift, "mode": mode} for mode in modes]
    )
    for simulation in simulations:
        simulation._compute_result()


def _holidays():
    """The next National Day and New Year's Day."""
    year = fields.Date.today().year
    days = (("元旦", f"{year + 1}-01-01", 1), ("国庆节", f"{year + 1}-10-01", 3))
    return [
        {
            "name": name,
            "date_from": first,
            "date_to": fields.Date.to_date(first) + timedelta(days=count - 1),
        }
        for name, first, count in days
    ]
