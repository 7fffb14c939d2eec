"""The demo company's call centre, and what its phones did in the last month."""

from odoo.addons.tvshop_crm.demo import clock

from . import calls, menu, telephony


def populate(env, rng):
    telephony.make_telephony(env)
    menu.make_menu(env)
    calls.make_calls(env, rng, clock.local_now())
