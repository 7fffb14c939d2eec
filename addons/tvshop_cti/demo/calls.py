"""A month of calls, recorded the way the bridge records them."""

from datetime import timedelta, timezone

from odoo.addons.tvshop_crm.demo import clock
from odoo.addons.tvshop_crm.demo.media import HOTLINES, Spot
from odoo.addons.tvshop_crm.demo.people import Numbers
from odoo.addons.tvshop_crm.demo.plan import ContactClock
from odoo.addons.tvshop_crm.phone import national_digits

from .call_plan import CallPlan, Desks, OrderCall
from .telephony import SALES, SERVICE, SYSTEM_NAME

DAYS = 30
BATCH = 500
CALLS_PER_CUSTOMER = 1.5
OUTBOUND, TO_SERVICE = 0.08, 0.06
SERVICE_DID = next(hotline.did for hotline in HOTLINES if hotline.is_service)


def make_calls(env, rng, now):
    """:return: the plan, by which further calls keep off these"""
    orders = _read_orders(env, now)
    plan = _start_plan(env, rng)
    taken = _plan_order_calls(env, plan, orders)
    count = round(env.context["tvshop_demo_customers"] * CALLS_PER_CUSTOMER)
    others = _plan_others(env, rng, now, plan, count - len(taken))
    end = to_epoch(now)
    calls = [call for call in (*taken, *others) if call.end < end]
    record(env, sorted(calls, key=lambda call: call.start))
    _link_orders(env, taken)
    return plan


def to_epoch(local):
    return clock.to_utc(local).replace(tzinfo=timezone.utc).timestamp()


def _read_orders(env, now):
    """Orders taken on the phone in the last days, by time."""
    since = clock.to_utc(now - timedelta(days=DAYS))
    domain = [("date_order", ">=", since), ("order_method", "in", ("phone_in", "phone_out"))]
    return env["sale.order"].search([("is_tvshop", "=", True), *domain], order="date_order, id")


def _start_plan(env, rng):
    agents = env["tvshop.agent"].search([])
    methods = env["tvshop.contact.method"].search([("is_main", "=", True)], order="id")
    numbers = [national_digits(method.e164) for method in methods]
    invented = Numbers(rng)
    return CallPlan(
        rng, SYSTEM_NAME, Desks(agents.mapped("extension")), numbers, lambda: invented.mobile()[0]
    )


def extensions(env, queue):
    return (
        env["tvshop.queue"]
        .search([("pbx_queue", "=", queue)])
        .skill_ids.agent_id.mapped("extension")
    )


def _plan_order_calls(env, plan, orders):
    """The calls by the order that was taken in them."""
    sellers = extensions(env, SALES)
    agents = {agent.user_id: agent.extension for agent in env["tvshop.agent"].search([])}
    taken = {}
    for order in orders:
        number = order.partner_id.contact_method_ids.filtered("is_main").e164
        row = OrderCall(
            order.date_order.replace(tzinfo=timezone.utc).timestamp(),
            order.hotline_id.did if order.order_method == "phone_in" else "",
            national_digits(number),
            agents[order.user_id],
        )
        if call := plan.of_order(row, sellers):
            taken[call] = order
    return taken


def _plan_others(env, rng, now, plan, count):
    sellers, servants = extensions(env, SALES), extensions(env, SERVICE)
    contacts = ContactClock(rng, now, _read_spots(env, now), days=DAYS)
    calls = []
    for _call in range(max(count, 0)):
        at, did, _spot = contacts.draw()
        kind, start = rng.random(), to_epoch(at)
        if kind < OUTBOUND:
            calls.append(plan.outbound(start, sellers))
        elif kind < OUTBOUND + TO_SERVICE:
            calls.append(plan.service(start, at.hour, SERVICE_DID, servants))
        else:
            calls.append(plan.inbound(start, did, sellers))
    return [call for call in calls if call]


def _read_spots(env, now):
    since = clock.to_utc(now - timedelta(days=DAYS + 1))
    return [
        Spot(
            spot.hotline_id.did,
            spot.start.replace(tzinfo=timezone.utc).astimezone(clock.ZONE).replace(tzinfo=None),
            spot.duration,
            int(spot.cost),
            spot.product_ids[:1].default_code,
        )
        for spot in env["tvshop.spot"].search([("start", ">=", since)], order="start, id")
    ]


def record(env, calls):
    pbx = env["tvshop.pbx"].search([("system_name", "=", SYSTEM_NAME)])
    for start in range(0, len(calls), BATCH):
        env["tvshop.call"]._record(pbx, calls[start : start + BATCH])
    env.flush_all()
    env.cr.execute(
        "UPDATE tvshop_call SET wrap_seconds = 4 + id * 7919 %% 27 WHERE pbx_id = %s"
        " AND outcome = 'answered'",
        [pbx.id],
    )
    env.invalidate_all()


def _link_orders(env, taken):
    """An order tells who called, even when others have the same number."""
    records = env["tvshop.call"].search([("linkedid", "in", [call.linkedid for call in taken])])
    by_linkedid = {record.linkedid: record for record in records}
    for call, order in taken.items():
        if record := by_linkedid.get(call.linkedid):
            order.call_id = record
            record.partner_id = order.partner_id
            # The spot is that of the call, which began some minutes before the order.
            if order.spot_id != record.spot_id:
                order.spot_id = record.spot_id
