"""What happened, from the two tellings of it: what came live, and the record in the table."""

from itertools import groupby, zip_longest
from operator import attrgetter, itemgetter

_stamp = attrgetter("stamp")


def in_order(events):
    """Sorted, and each once, however often it was told."""
    return list(map(itemgetter(0), groupby(sorted(events))))


def happened(heard, record):
    """What happened, in order: the n-th of a key on record is the n-th of it that came live.

    Of the two the earlier counts: a live event has the time of its sending, which is never before
    that of its happening. So a table that is whole has the last word.

    :param heard: what came live, in order; likewise the record
    """
    if not (heard and record):
        return heard or record
    alike = {}
    for number, events in enumerate((record, heard)):
        for event in events:
            alike.setdefault(event.key, ([], []))[number].append(event)
    return sorted(
        min(filter(None, pair), key=_stamp)
        for tellings in alike.values()
        for pair in zip_longest(*tellings)
    )
