"""The demo company's warehouse: what its carriers need, and what they did this year."""

from . import carriers, history


def populate(env, rng):
    made = carriers.make_carriers(env)
    history.tell_history(env, rng)
    env["tvshop.carrier.score"]._cron_count()
    # The texts of exceptions stay as they are told: the demo's people read Chinese.
    carriers.sort_waiting(env(context={**env.context, "lang": "zh_CN"}))
    env["stock.picking.batch"]._make_waves()
    return made
