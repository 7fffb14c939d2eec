"""The chance that a call finds no agent: sums of independent events with chances of their own.

Everything is reckoned for many cells at once: the last axes of arrays.
"""

import math

import numpy as np

_SQRT_2 = math.sqrt(2.0)
_SQRT_TAU = math.sqrt(math.tau)
_erfc = np.frompyfunc(math.erfc, 1, 1)


def add_chance(distribution, chance):
    """Add one more independent event to the distribution of a count (first axis: P(0), P(1), …), in
    place; what goes beyond its end is dropped.

    The recursion of the Poisson-binomial distribution (Barlow & Heidtmann 1984).
    """
    one_more = distribution * chance
    distribution -= one_more
    distribution[1:] += one_more[:-1]


def poisson_binomial(chances, size=None):
    """The exact distribution of how many of independent events (first axis) happen.

    :param size: of 0, 1, …, size - 1 only
    """
    chances = np.asarray(chances, dtype=float)
    size = len(chances) + 1 if size is None else size
    distribution = np.zeros((size, *chances.shape[1:]))
    distribution[:1] = 1.0
    for chance in chances:
        add_chance(distribution, chance)
    return distribution


def moments(chances):
    """(mean, variance, third central moment) of how many of independent events (first axis) happen,
    as one array."""
    spreads = chances * (1.0 - chances)
    return np.stack([p.sum(axis=0) for p in (chances, spreads, spreads * (1.0 - 2.0 * chances))])


def chance_at_least(mean, variance, third, count):
    """P(X ≥ count) of sums from their first three central moments, X being a whole number.

    The normal approximation with continuity and Edgeworth's first term for skewness, which is
    the refined normal approximation of the Poisson-binomial (Volkova 1996; Hong 2013).
    """
    is_sure = variance < 1e-9
    variance = np.where(is_sure, 1.0, variance)
    sigma = np.sqrt(variance)
    x = (count - 0.5 - mean) / sigma
    density = np.exp(-0.5 * x * x) / _SQRT_TAU
    upper = 0.5 * _erfc(x / _SQRT_2).astype(float)
    skewed = upper + density * third / (sigma * variance) / 6.0 * (x * x - 1.0)
    return np.where(is_sure, mean >= count - 0.5, np.clip(skewed, 0.0, 1.0))
