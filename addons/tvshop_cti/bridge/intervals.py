"""Intervals of time, as (start, end) pairs."""


def union(intervals):
    """The same time as sorted, disjoint intervals."""
    result = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1]:
            if end > result[-1][1]:
                result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def intersect(left, right):
    """The time that is in both. A moment counts: what just began has no length yet."""
    result = []
    for start, end in left:
        for other_start, other_end in right:
            low, high = max(start, other_start), min(end, other_end)
            if low <= high:
                result.append((low, high))
    return result


def length(intervals):
    """Seconds in disjoint intervals, to the microsecond."""
    return round(sum(end - start for start, end in intervals), 6)
