"""The demo company's warehouse: what its carriers need, and what they did this year."""

from . import carriers, history, parcels, returned, supplies, today


def populate(env, rng):
    # What is put down as a text stays as it is told: the demo's people read Chinese.
    env = env(context={**env.context, "lang": "zh_CN"})
    made = carriers.make_carriers(env)
    parcels.send_parcels(env)
    told = history.tell_history(env, rng)
    returned.take_back(env, rng)
    supplies.make_supplies(env)
    env["tvshop.carrier.score"]._cron_count()
    carriers.sort_waiting(env)
    env["stock.picking.batch"]._make_waves()
    today.work(env, told)
    supplies.look_ahead(env)
    return made
