"""The demo company's call centre, and what its phones did in the last month."""

from odoo.addons.tvshop_crm.demo import clock

from . import agent_days, callbacks, calls, menu, telephony


def populate(env, rng):
    telephony.make_telephony(env)
    menu.make_menu(env)
    now = clock.local_now()
    plan = calls.make_calls(env, rng, now)
    callbacks.make_callbacks(env, rng, now, plan)
    agent_days.make_logs(env)
