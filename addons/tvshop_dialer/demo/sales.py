"""What was sold in the campaign's calls, put in the books as the year's other orders are."""

from odoo.addons.tvshop_crm.demo import clock, grades, orders
from odoo.addons.tvshop_crm.demo.plan import plan_outbound

from .scripts import PRODUCT

TWO_OF = 6


def make_orders(env, rng, campaign, now):
    """An order for each talk that came to one, taken as the agent hung up."""
    success = env.ref("tvshop_dialer.outcome_success")
    sold = campaign.attempt_ids.filtered(lambda one: one.outcome_id == success).sorted("start")
    stage = _read_stage(env, sold)
    plan = {_plan_order(rng, now, attempt, stage.agents): attempt for attempt in sold}
    made = orders.record(env, rng, list(plan), stage)
    for planned, order in made.items():
        order.call_id = plan[planned].call_id
    grades.open_accounts(env, env["sale.order"].union(*made.values()))


def _read_stage(env, attempts):
    """What the orders refer to; a campaign's calls come from no hotline."""
    team = env["crm.team"].search([("member_ids", "in", attempts.agent_id.user_id.ids)], limit=1)
    users = env["res.users"].search([("login", "=like", "agent%")])
    carriers = env["delivery.carrier"].search([])
    return orders.Stage(
        staff={"team": team, **{user.login: user for user in users}},
        goods={PRODUCT: env["product.product"].search([("default_code", "=", PRODUCT)], limit=1)},
        carriers={one.product_id.default_code.removeprefix("DLV-"): one for one in carriers},
        airings={"hotlines": {"": env["tvshop.hotline"]}},
        people={"records": {partner.id: partner for partner in attempts.partner_id}},
    )


def _plan_order(rng, now, attempt, agents):
    return plan_outbound(
        rng,
        now,
        clock.to_local(attempt.end),
        attempt.partner_id.id,
        agents.index(attempt.agent_id.user_id),
        ((PRODUCT, 1 if rng.randrange(TWO_OF) else 2),),
    )
