"""Channel events, the one vocabulary of calls, from the live stream or from the table."""

import json
import re
from datetime import datetime, timezone
from functools import lru_cache, partial
from operator import itemgetter
from typing import NamedTuple

from ..ami.framing import Message

EPOCH = datetime(1970, 1, 1)

# What AMI calls a CEL event of a type of our own is its name; the table may do either.
CEL_TYPES = frozenset(
    {
        "CHAN_START",
        "CHAN_END",
        "LINKEDID_END",
        "ANSWER",
        "HANGUP",
        "APP_START",
        "APP_END",
        "BRIDGE_ENTER",
        "BRIDGE_EXIT",
        "PARK_START",
        "PARK_END",
        "BLINDTRANSFER",
        "ATTENDEDTRANSFER",
        "PICKUP",
        "FORWARD",
        "LOCAL_OPTIMIZE",
        "LOCAL_OPTIMIZE_BEGIN",
        "STREAM_BEGIN",
        "STREAM_END",
        "DTMF",
    }
)
USER_DEFINED = "USER_DEFINED"
# Not in CEL: what the bridge concludes.
LOST = "LOST"

AMI_EVENTS = ("CEL", "Cel")

_TYPES = CEL_TYPES | {USER_DEFINED}
_type = itemgetter(1)


class Event(NamedTuple):
    """A channel event, its fields in the order in which Asterisk tells them live.

    `stamp` is UTC in epoch seconds to the microsecond, as text: of one length for centuries, so
    that events in their natural order are in that of time. `extra` is what CEL says in JSON.
    `wall` is the PBX's own clock at a live event, to the second; of one from the table it is
    empty, for there the stamp is the moment of happening, not of sending.

    That everything is text has its reason: what a regular expression found is an event as it is.
    """

    stamp: str
    type: str
    cid_num: str = ""
    cid_name: str = ""
    cid_ani: str = ""
    exten: str = ""
    context: str = ""
    channel: str = ""
    app: str = ""
    appdata: str = ""
    wall: str = ""
    uniqueid: str = ""
    linkedid: str = ""
    userdef: str = ""
    extra: str = ""

    @property
    def time(self):
        return float(self.stamp)

    @property
    def key(self):
        """What is equal in the live stream and in the table, which differ in the fraction of a
        second: an event is the same in both when it is the n-th with its key in both."""
        second = int(self.time)
        if self.wall:
            second = _second(self.wall, second)
        userdef = self.userdef if self.type == USER_DEFINED else ""
        return (self.type, self.uniqueid, second, userdef, self.app, self.extra)

    @property
    def details(self):
        """`extra` as a dictionary, to be read only; empty when there is none."""
        return _details(self.extra) if self.extra else {}


# An Event of an iterable of all fields.
_event = partial(tuple.__new__, Event)
_read_json = json.JSONDecoder().raw_decode


@lru_cache(4096)
def _details(text):
    """Remembered, for all channels of a bridge and all customers of a queue say the same."""
    try:
        value, _end = _read_json(text)
    except ValueError:
        return {"extra": text}
    return value if isinstance(value, dict) else {"extra": str(value)}


@lru_cache(4096)
def _second(text, timestamp):
    """The epoch second of the PBX's wall-clock text, its time zone told by a near epoch second.

    Remembered, for events come in runs.
    """
    if "-" not in text:
        return int(float(text))
    try:
        local = int((datetime.fromisoformat(text) - EPOCH).total_seconds())
    except ValueError:
        return timestamp
    if not timestamp:
        return local
    return local - round((local - timestamp) / 900) * 900


def _stamp(time):
    return f"{time:.6f}"


# The headers in Asterisk's own order; None is one that the bridge doesn't need.
_HEADERS = (
    "EventName", None, "CallerIDnum", "CallerIDname", "CallerIDani", None, None, "Exten",
    "Context", "Channel", "Application", "AppData", "EventTime", None, "UniqueID", "LinkedID",
    None, None, None,
)  # fmt: skip
_NAMES = ("Timestamp", *filter(None, _HEADERS), "UserDefType", "Extra")
_CEL = re.compile(
    r"Event: C\w+\r\nPrivilege: [^\r]*\r\nTimestamp: ([^\r]+)\r\n(?:SystemName: [^\r]*\r\n)?"
    + "".join(rf"{name}: ([^\r]*)\r\n" if name else r"[^\r]+\r\n" for name in _HEADERS)
    + r"(?:UserDefType: ([^\r]*)\r\n)?Extra: ([^\r]*)\r\n\r\n"
)


def events_from_ami(frames):
    """The Events of `CEL` messages of the manager interface, given as bytes, in their order.

    All at once: one search through a long text costs half of a match for each message, and less
    than a quarter of taking all headers apart.
    """
    text = b"\r\n\r\n".join([*frames, b""]).decode("utf-8", "replace")
    events = list(map(_event, _CEL.findall(text)))
    if len(events) < len(frames):  # headers in an order that Asterisk doesn't use today
        events = list(map(_event_from_headers, map(Message, frames)))
    if not _TYPES.issuperset(map(_type, events)):
        events = list(map(_own_type_apart, events))
    return events


def _event_from_headers(message):
    values = {name: message.get(name) for name in _NAMES}
    stamp = values["Timestamp"] or _stamp(_second(values["EventTime"], 0))
    return _event([stamp, *list(values.values())[1:]])


def _own_type_apart(event):
    """A type of our own as the table may tell it, or AMI, by its name alone."""
    if event.type in CEL_TYPES:
        return event
    return event._replace(type=USER_DEFINED, userdef=event.userdef or event.type)


def event_from_row(row):
    """The Event of a row of the CEL table: a mapping of its columns, `eventtime` in UTC as
    datetime, ISO text or epoch seconds."""

    def text(column):
        return row.get(column) or ""

    return _own_type_apart(
        Event(
            _stamp(epoch(row["eventtime"])),
            text("eventtype"),
            text("cid_num"),
            text("cid_name"),
            text("cid_ani"),
            text("exten"),
            text("context"),
            text("channame"),
            text("appname"),
            text("appdata"),
            "",
            text("uniqueid"),
            text("linkedid"),
            text("userdeftype"),
            text("extra"),
        )
    )


def lost(linkedid, time):
    """The Event that stands for a call's end of which nobody told."""
    return Event(_stamp(time), LOST, linkedid=linkedid)


def epoch(value):
    """Epoch seconds of a naive UTC datetime, its ISO text, or a number."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value.removesuffix("Z"))
    if isinstance(value, datetime):
        if value.tzinfo:
            value = value.astimezone(timezone.utc).replace(tzinfo=None)
        delta = value - EPOCH
        return ((delta.days * 86400 + delta.seconds) * 1_000_000 + delta.microseconds) / 1e6
    return float(value)
