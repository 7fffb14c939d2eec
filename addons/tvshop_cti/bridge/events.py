"""Channel events, the one vocabulary of calls, from the live stream or from the table."""

import json
import re
from datetime import datetime, timezone
from functools import lru_cache
from itertools import starmap
from typing import NamedTuple

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


class Event(NamedTuple):
    """A channel event. `time` is UTC in epoch seconds to the microsecond; `extra` is what CEL
    says in JSON, as text or parsed. `second` is the whole second CEL gave the event.

    The live stream knows the microsecond of sending only, the table that of happening, so an
    event is the same in both when everything but the fraction of its second is, and it is the
    n-th of its like in both.

    A tuple is made sooner than an object, and the garbage collector passes over it.
    """

    type: str
    time: float
    uniqueid: str
    linkedid: str
    channel: str = ""
    cid_num: str = ""
    cid_name: str = ""
    cid_ani: str = ""
    exten: str = ""
    context: str = ""
    app: str = ""
    appdata: str = ""
    extra: object = ""
    userdef: str = ""
    second: int = 0
    is_live: bool = False

    @property
    def key(self):
        extra = self.extra
        if extra.__class__ is dict:
            extra = json.dumps(extra, separators=(",", ":"))
        second = self.second or int(self.time)
        return (self.type, self.uniqueid, second, self.userdef, self.app, extra)

    @property
    def details(self):
        """`extra` as a dictionary, to be read only; empty when there is none."""
        if isinstance(self.extra, dict):
            return self.extra
        return _parse_details(self.extra) if self.extra else {}


@lru_cache(4096)
def _parse_details(text):
    """Remembered, for all channels of a bridge and all customers of a queue say the same."""
    try:
        value = json.loads(text)
    except ValueError:
        return {"extra": text}
    return value if isinstance(value, dict) else {"extra": str(value)}


@lru_cache(4096)
def _second(text, timestamp):
    """The epoch second of the PBX's wall-clock text, its time zone told by a near epoch second.

    Remembered, for events come in runs.
    """
    if "-" not in text:
        return int(float(text)) if text else timestamp
    try:
        local = int((datetime.fromisoformat(text) - EPOCH).total_seconds())
    except ValueError:
        return timestamp
    if not timestamp:
        return local
    return local - round((local - timestamp) / 900) * 900


# Headers in Asterisk's own order: one match costs a quarter of taking them apart.
_HEADERS = (
    ("EventName", True), ("AccountCode", False), ("CallerIDnum", True), ("CallerIDname", True),
    ("CallerIDani", True), ("CallerIDrdnis", False), ("CallerIDdnid", False), ("Exten", True),
    ("Context", True), ("Channel", True), ("Application", True), ("AppData", True),
    ("EventTime", True), ("AMAFlags", False), ("UniqueID", True), ("LinkedID", True),
    ("Userfield", False), ("Peer", False), ("PeerAccount", False),
)  # fmt: skip
_CEL = re.compile(
    r"Event: C\w+\r\nPrivilege: [^\r]*\r\n(?:Timestamp: ([^\r]*)\r\n)?(?:SystemName: [^\r]*\r\n)?"
    + "".join(
        rf"{name}: ([^\r]*)\r\n" if is_used else rf"{name}: [^\r]*\r\n"
        for name, is_used in _HEADERS
    )
    + r"(?:UserDefType: ([^\r]*)\r\n)?Extra: ([^\r]*)\r\n\r\n"
)
_NAMES = ("Timestamp", *(name for name, is_used in _HEADERS if is_used), "UserDefType", "Extra")


def events_from_ami(messages):
    """The Events of `CEL` messages of the manager interface, in their order.

    All at once, for one search through a long text costs half of a match for each message.
    """
    text = b"\r\n\r\n".join([*(message.raw for message in messages), b""])
    found = _CEL.findall(text.decode("utf-8", "replace"))
    if len(found) < len(messages):  # headers in an order that Asterisk doesn't use today
        found = [[one.headers.get(name, "") for name in _NAMES] for one in messages]
    return list(starmap(_event_from_values, found))


def event_from_ami(message):
    """The Event of one such message."""
    return events_from_ami([message])[0]


def _event_from_values(
    stamp, kind, num, name, ani, exten, context, channel, app, appdata, at, uniqueid, linkedid,
    userdef, extra,
):  # fmt: skip
    time = float(stamp) if stamp else 0.0
    second = _second(at, int(time))
    if kind in CEL_TYPES:
        userdef = ""
    else:
        kind, userdef = USER_DEFINED, userdef or kind
    return Event(
        kind, time or float(second), uniqueid, linkedid, channel, num, name, ani, exten, context,
        app, appdata, extra, userdef, second, True,
    )  # fmt: skip


def event_from_row(row):
    """The Event of a row of the CEL table: a mapping of its columns, `eventtime` in UTC as
    datetime, ISO text or epoch seconds."""
    kind = row["eventtype"] or ""
    userdef = row.get("userdeftype") or ""
    if kind not in CEL_TYPES:
        kind, userdef = USER_DEFINED, userdef or kind
    else:
        userdef = ""
    time = epoch(row["eventtime"])

    def text(column):
        return row.get(column) or ""

    return Event(
        kind,
        time,
        text("uniqueid"),
        text("linkedid"),
        text("channame"),
        text("cid_num"),
        text("cid_name"),
        text("cid_ani"),
        text("exten"),
        text("context"),
        text("appname"),
        text("appdata"),
        text("extra"),
        userdef,
        int(time),
    )


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
