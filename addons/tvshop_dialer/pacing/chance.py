"""The chance that a call finds no agent: sums of independent events with chances of their own."""

import math

_SQRT_2 = math.sqrt(2.0)
_SQRT_TAU = math.sqrt(math.tau)


def add_chance(distribution, chance):
    """The distribution of a count (a list: P(0), P(1), …) with one more independent event.

    The recursion of the Poisson-binomial distribution (Barlow & Heidtmann 1984).
    """
    rest = 1.0 - chance
    grown = [rest * p for p in distribution]
    grown.append(0.0)
    for count, p in enumerate(distribution, 1):
        grown[count] += chance * p
    return grown


def poisson_binomial(chances):
    """The exact distribution of how many of independent events happen."""
    distribution = [1.0]
    for chance in chances:
        distribution = add_chance(distribution, chance)
    return distribution


def below(distribution):
    """Cumulative: [P(X ≤ 0), P(X ≤ 1), …]."""
    total, sums = 0.0, []
    for p in distribution:
        total += p
        sums.append(total)
    return sums


def chance_at_least(mean, variance, third, count):
    """P(X ≥ count) of a sum from its first three central moments, X being a whole number.

    The normal approximation with continuity and Edgeworth's first term for skewness, which is
    the refined normal approximation of the Poisson-binomial (Volkova 1996; Hong 2013).
    """
    if variance < 1e-9:
        return 1.0 if mean >= count - 0.5 else 0.0
    sigma = math.sqrt(variance)
    x = (count - 0.5 - mean) / sigma
    density = math.exp(-0.5 * x * x) / _SQRT_TAU
    upper = 0.5 * math.erfc(x / _SQRT_2)
    skewed = upper + density * third / (sigma * variance) / 6.0 * (x * x - 1.0)
    return min(1.0, max(0.0, skewed))
