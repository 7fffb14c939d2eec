"""Shares that few cases tell of, and who gets which version: pure."""

import hashlib
from math import sqrt

Z95 = 1.959964


def wilson(successes, count, z=Z95):
    """(low, high) of the true share, each 0 to 1; (0, 1) when nothing was counted.

    Wilson's score interval (E. B. Wilson, 1927, JASA 22): it stays within 0 and 1, and holds for
    few cases and for shares near the ends too.
    """
    if not count:
        return 0.0, 1.0
    share, spread = successes / count, z * z / count
    middle = share + spread / 2
    half = z * sqrt((share * (1 - share) + spread / 4) / count)
    low, high = ((middle + sign * half) / (1 + spread) for sign in (-1, 1))
    return (max(low, 0.0) if successes else 0.0), (min(high, 1.0) if successes < count else 1.0)


def draw(weights, key):
    """One of {thing: weight}, always the same for the same `key`, in proportion to the weights.

    :param weights: in a lasting order; weights above 0
    :param key: text, such as of which customer in which script
    """
    total = sum(weights.values())
    digest = hashlib.sha256(key.encode()).digest()
    point = int.from_bytes(digest[:8]) / 2**64 * total
    for thing, weight in weights.items():
        point -= weight
        if point < 0:
            return thing
    return thing
