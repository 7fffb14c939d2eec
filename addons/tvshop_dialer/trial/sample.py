"""A stratified sample: pure. Strata are {key: [things]}, in a lasting order."""

from fractions import Fraction
from random import Random


def allocate(sizes, count):
    """How many of each stratum a sample of `count` takes: {key: number}.

    In proportion to the sizes, by the largest remainders (Hamilton's method); of equal ones the
    larger stratum comes first. Never more than a stratum has.
    """
    total = sum(sizes.values())
    count = min(count, total)
    if not count:
        return dict.fromkeys(sizes, 0)
    exact = {key: Fraction(size * count, total) for key, size in sizes.items()}
    taken = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(sizes, key=lambda key: (taken[key] - exact[key], -sizes[key]))
    for key in by_remainder[: count - sum(taken.values())]:
        taken[key] += 1
    return taken


def draw_sample(strata, count, seed):
    """{key: [things drawn]}; the same for the same strata, count and seed."""
    taken = allocate({key: len(things) for key, things in strata.items()}, count)
    rng = Random(seed)
    return {key: rng.sample(things, taken[key]) for key, things in strata.items()}
