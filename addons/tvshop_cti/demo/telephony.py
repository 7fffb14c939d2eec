"""The telephone system, queues, opening hours and agents."""

from odoo.addons.tvshop_crm.demo.clock import ZONE
from odoo.addons.tvshop_crm.demo.media import HOTLINES

from ..models.tvshop_pbx import environment_addresses

SYSTEM_NAME = "pbx1"
SALES, SERVICE, VIP = "sales", "service", "vip"
QUEUES = ((SALES, "销售", 20), (SERVICE, "客户服务", 30), (VIP, "贵宾", 10))
WELCOME = "welcome"
AGENT_LOGINS = tuple(f"agent{n}" for n in range(1, 9))
# Who is rung from which queue, a lower figure first. The others take what is passed on to them.
SKILLS = {
    **{login: {SALES: 0} for login in AGENT_LOGINS},
    "agent1": {SALES: 0, VIP: 0},
    "agent2": {SALES: 0, VIP: 0},
    "agent7": {SALES: 0, SERVICE: 1},
    "agent8": {SALES: 0, SERVICE: 1},
    "service": {SERVICE: 0},
    "supervisor": {},
}


def make_telephony(env):
    pbx = env["tvshop.pbx"].create(_prepare_pbx_vals())
    queues = _make_queues(env, pbx)
    always = _make_hours(env, "全天候", 0, 24)
    office = _make_hours(env, "客服时间", 9, 21)
    for plan in HOTLINES:
        hotline = env["tvshop.hotline"].search([("did", "=", plan.did)])
        hotline.write(
            {
                "pbx_id": pbx.id,
                "queue_id": queues[SERVICE if plan.is_service else SALES].id,
                "hours_id": (office if plan.is_service else always).id,
                "welcome": WELCOME,
            }
        )
    _make_agents(env, pbx, queues)


def _prepare_pbx_vals():
    """Addresses as the company was started with, else the usual ones."""
    return {
        "name": "总机一",
        "system_name": SYSTEM_NAME,
        "ws_url": "ws://127.0.0.1:8088/ws",
        "sip_domain": "127.0.0.1",
        "follows_environment": True,
        "outbound_number": HOTLINES[0].did,
        **environment_addresses(),
    }


def _make_queues(env, pbx):
    records = env["tvshop.queue"].create(
        [
            {"pbx_id": pbx.id, "pbx_queue": key, "name": name, "service_level_seconds": seconds}
            for key, name, seconds in QUEUES
        ]
    )
    return {queue.pbx_queue: queue for queue in records}


def _make_hours(env, name, opens, closes):
    line = {"weekdays": "*", "hour_from": opens, "hour_to": closes}
    return env["tvshop.opening.hours"].create(
        {"name": name, "tz": ZONE.key, "line_ids": [(0, 0, line)]}
    )


def _make_agents(env, pbx, queues):
    users = env["res.users"].search([("login", "in", list(SKILLS))])
    by_login = {user.login: user for user in users}
    env["tvshop.agent"].create(
        [
            {
                "user_id": by_login[login].id,
                "pbx_id": pbx.id,
                "skill_ids": [
                    (0, 0, {"queue_id": queues[key].id, "penalty": penalty})
                    for key, penalty in skills.items()
                ],
            }
            for login, skills in SKILLS.items()
        ]
    )
