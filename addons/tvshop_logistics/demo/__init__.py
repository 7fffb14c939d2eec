"""The demo company's warehouse: what its carriers need, and what they did this year."""


def populate(env, rng):
    pass
