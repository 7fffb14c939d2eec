"""What a trial run suggests to change, by rules: pure, on counts."""

from typing import NamedTuple

from ..script.chance import wilson

HOUR, STEP, LIST, OBJECTION, ABANDONED = "hour", "step", "list", "objection", "abandoned"
# Fewer tell nothing, and a share that may be as small is not worth a word.
FEWEST = 10
DROPPED_FROM, VACANT_FROM, OBJECTED_FROM = 0.05, 0.05, 0.2


class Count(NamedTuple):
    """Of `whole` cases of a thing `part` were so."""

    name: object
    part: int
    whole: int


def suggestions(hours, steps, lists, objections, abandoned):
    """[(rule, Count)] of what stands out, by 95% intervals, so that chance alone seldom does.

    :param hours: reached of those dialled, by hour of the day: who is reached less than all are
    :param steps: dropped of those shown, by step: the one with the greatest share
    :param lists: vacant numbers of those dialled, by list
    :param objections: heard in how many of the talks
    :param abandoned: (Count of those answered, share that is allowed)
    """
    found = [(HOUR, hour) for hour in hours if _is_below(hour, _share(hours))]
    dropping = [step for step in steps if _is_above(step, DROPPED_FROM)]
    if dropping:
        found.append((STEP, max(dropping, key=lambda step: step.part / step.whole)))
    found += [(LIST, one) for one in lists if _is_above(one, VACANT_FROM)]
    found += [(OBJECTION, one) for one in objections if _is_above(one, OBJECTED_FROM)]
    count, allowed = abandoned
    if count.whole and count.part / count.whole > allowed:
        found.append((ABANDONED, count))
    return found


def _share(counts):
    whole = sum(count.whole for count in counts)
    return sum(count.part for count in counts) / whole if whole else 0


def _is_below(count, share):
    return count.whole >= FEWEST and wilson(count.part, count.whole)[1] < share


def _is_above(count, share):
    return count.whole >= FEWEST and wilson(count.part, count.whole)[0] > share
