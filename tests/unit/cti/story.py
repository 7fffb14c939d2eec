"""Calls told as CEL events, for tests of the fold."""

import json

from tvshop_cti.bridge.events import Event
from tvshop_cti.bridge.fold import fold
from tvshop_cti.bridge.telling import in_order

START = 1_763_859_600.0
CUSTOMER = "PJSIP/carrier-00000001"
NUMBER = "13812345678"


def agent(ext, number=1):
    return f"PJSIP/{ext}-0000000{number}"


class Story:
    """Writes events one after the other; `at` sets the clock, in seconds from the start."""

    def __init__(self, linkedid="pbx1-1763859600.1"):
        self.linkedid = linkedid
        self.now = 0.0
        self.events = []
        self._ids = {}

    def at(self, seconds):
        self.now = seconds
        return self

    def add(self, kind, channel, extra="", **values):
        uniqueid = self._ids.setdefault(channel, f"{self.linkedid}-{len(self._ids)}")
        self.now = round(self.now + 0.000137, 6)
        text = json.dumps(extra, separators=(",", ":")) if extra else ""
        self.events.append(
            Event(
                f"{START + self.now:.6f}",
                kind,
                channel=channel,
                uniqueid=uniqueid,
                linkedid=self.linkedid,
                extra=text,
                **values,
            )
        )
        return self

    def user(self, name, channel, extra="", **values):
        return self.add("USER_DEFINED", channel, {"extra": extra}, userdef=name, **values)

    def inbound(self, did="4008000001", number=NUMBER, queue="sales"):
        self.add(
            "CHAN_START", CUSTOMER, cid_num=number, cid_ani=number, exten=did,
            context="from-carrier",
        )  # fmt: skip
        self.user("TVSHOP_HOTLINE", CUSTOMER, did, exten=did)
        self.add("ANSWER", CUSTOMER)
        return self.queued(queue) if queue else self

    def queued(self, queue):
        self.user("TVSHOP_QUEUE", CUSTOMER, queue)
        return self.add("APP_START", CUSTOMER, app="Queue", appdata=f"{queue},c,,,1800")

    def ring(self, channel, exten=""):
        return self.add("CHAN_START", channel, context="from-agent", exten=exten)

    def answer(self, channel):
        return self.add("ANSWER", channel)

    def bridge(self, *channels, bridge="b1"):
        for channel in channels:
            self.add("BRIDGE_ENTER", channel, {"bridge_id": bridge})
        return self

    def unbridge(self, *channels, bridge="b1"):
        for channel in channels:
            self.add("BRIDGE_EXIT", channel, {"bridge_id": bridge})
        return self

    def hangup(self, channel, cause=16, source=""):
        self.add("HANGUP", channel, {"hangupcause": cause, "hangupsource": source})
        return self.add("CHAN_END", channel)

    def finish(self, channel=CUSTOMER):
        self.add("LINKEDID_END", channel)
        return self.events


def heard(event, delay):
    """The event of the table as it came live, sent so many seconds after it happened."""
    return event._replace(stamp=f"{event.time + delay:.6f}", wall=str(int(event.time)))


def folded(events):
    """The call of these events, live ones and those of the table, and of whom it called in."""
    live, record = tellings(events)
    return fold(min(events).linkedid, in_order(live), in_order(record))


def tellings(events):
    return [one for one in events if one.wall], [one for one in events if not one.wall]


def tell(book, events):
    """Put the events into the book, each as what it is."""
    live, record = tellings(events)
    book.hear(live)
    book.read(record)


def answered_call(ext="1001", talk=60.0):
    """A customer waits 10 s, talks `talk` seconds and hangs up."""
    story = Story().inbound()
    story.at(10).ring(agent(ext)).at(13).answer(agent(ext)).bridge(agent(ext), CUSTOMER)
    story.at(13 + talk).unbridge(CUSTOMER, agent(ext))
    story.hangup(agent(ext), source=CUSTOMER).hangup(CUSTOMER, source=CUSTOMER)
    return story.finish()
