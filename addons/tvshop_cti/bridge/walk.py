"""The way through a call's events, one after the other: what each of them changes."""

import re

from .call import INBOUND, INTERNAL, OUTBOUND, Mark, Transfer
from .channel import AGENT, TRUNK, Channel, agent_extension
from .events import LOST, USER_DEFINED

_OWN_DIAL = re.compile(r"D(\d+)\Z")
_OURS = "TVSHOP_"


class Walk:
    """The state of a call behind the last of its events, given in order; at least one."""

    did = callee = direction = ""
    outbox_id = end = lost = opening = None
    is_closed_hours = False

    def __init__(self, linkedid, events):
        self.linkedid = linkedid
        self.channels = {}
        # [queue, enter, leave]
        self.waits = []
        self.transfers = []
        self.marks = []
        self.start = events[0].time
        self.last = events[-1].time
        self._walk(events)
        self.direction = self.direction or self._direction_of_opening()

    def _walk(self, events):
        channels, handlers = self.channels, _HANDLERS
        for event in events:
            kind = event.type
            if kind == "LINKEDID_END":
                if event.linkedid == self.linkedid:
                    self.end = event.time
            elif kind == LOST:
                self.lost = event.time
            else:
                time = float(event.stamp)
                channel = channels.get(event.uniqueid)
                if channel is None:
                    channel = channels[event.uniqueid] = Channel(event.uniqueid, time)
                if event.channel != channel.name:
                    channel.rename(event.channel)
                if kind in handlers:
                    handlers[kind](self, channel, event, time)
        if self.end is not None:
            self.lost = None

    def _direction_of_opening(self):
        first = self.first or next(iter(self.channels.values()), None)
        return INBOUND if first and first.kind == TRUNK else INTERNAL

    @property
    def first(self):
        """The channel that began the call, as far as is known."""
        return self.opening[0] if self.opening else None

    def _chan_start(self, channel, event, _time):
        if self.opening is None:
            self.opening = channel, event

    def _answer(self, channel, event, time):
        if channel.answer is None:
            channel.answer = time
        self._own_dial(channel, event)

    def _own_dial(self, channel, event):
        """An agent's leg rung for its own dial shows the row of the outbox as caller."""
        if channel.kind == AGENT and not self.outbox_id:
            match = _OWN_DIAL.match(event.cid_num)
            if match:
                self.direction, self.outbox_id = OUTBOUND, int(match[1])

    def _hangup(self, channel, event, time):
        details = event.details
        channel.hangup = time
        channel.cause = to_int(details.get("hangupcause"))
        channel.source = details.get("hangupsource") or ""
        self._own_dial(channel, event)
        channel.stop_wait(time)

    def _chan_end(self, channel, _event, time):
        channel.end = time
        channel.stop_wait(time)

    def _bridge_enter(self, channel, event, time):
        channel.enter(event.details.get("bridge_id"), time)
        if channel.answer is None:
            channel.answer = time

    def _bridge_exit(self, channel, event, time):
        channel.leave(event.details.get("bridge_id"), time)

    def _app_start(self, channel, event, time):
        app = event.app.lower()
        if app == "queue":
            if not channel.waits:
                self._wait(channel, event.appdata.partition(",")[0], time)
        elif app == "dial" and self.direction == OUTBOUND and not self.callee:
            self.callee = event.exten

    def _app_end(self, channel, event, time):
        if event.app.lower() == "queue":
            channel.stop_wait(time)

    def _wait(self, channel, queue, time):
        wait = [queue, time, None]
        self.waits.append(wait)
        channel.waits.append(wait)

    def _user_event(self, channel, event, time):
        extra = str(event.details.get("extra") or "")
        handler = _USER_HANDLERS.get(event.userdef)
        if handler is not None:
            handler(self, channel, event, time, extra)
        elif event.userdef.startswith(_OURS):
            name = event.userdef.removeprefix(_OURS).lower()
            self.marks.append(Mark(name, extra, time))

    def _hotline(self, _channel, event, _time, extra):
        self.direction, self.did = INBOUND, extra or event.exten

    def _queued(self, channel, _event, time, extra):
        self._wait(channel, extra, time)

    def _abandoned(self, channel, _event, time, extra):
        channel.stop_wait(time)
        self.marks.append(Mark("abandoned", extra, time))

    def _closed(self, _channel, _event, _time, _extra):
        self.is_closed_hours = True

    def _out(self, _channel, event, _time, extra):
        self.direction, self.callee = OUTBOUND, event.exten
        self.outbox_id = to_int(extra) or self.outbox_id

    def _blind_transfer(self, channel, event, time):
        to = str(event.details.get("extension") or event.exten)
        self.transfers.append(Transfer("blind", channel.extension, to, time))

    def _attended_transfer(self, channel, event, time):
        details = event.details
        target = details.get("transfer_target_channel_name") or details.get("channel2_name", "")
        to = agent_extension(target) or target
        self.transfers.append(Transfer("attended", channel.extension, to, time))

    def _stream_begin(self, channel, event, time):
        """Music in a bridge is hold; other streams are files, which have no class."""
        if channel.stays and "class" in event.details and channel.open_bridges():
            channel.hold(time)

    def _stream_end(self, channel, _event, time):
        channel.unhold(time)


_HANDLERS = {
    "CHAN_START": Walk._chan_start,
    "ANSWER": Walk._answer,
    "HANGUP": Walk._hangup,
    "CHAN_END": Walk._chan_end,
    "BRIDGE_ENTER": Walk._bridge_enter,
    "BRIDGE_EXIT": Walk._bridge_exit,
    "APP_START": Walk._app_start,
    "APP_END": Walk._app_end,
    "BLINDTRANSFER": Walk._blind_transfer,
    "ATTENDEDTRANSFER": Walk._attended_transfer,
    USER_DEFINED: Walk._user_event,
    "STREAM_BEGIN": Walk._stream_begin,
    "STREAM_END": Walk._stream_end,
}
_USER_HANDLERS = {
    "TVSHOP_HOTLINE": Walk._hotline,
    "TVSHOP_QUEUE": Walk._queued,
    "TVSHOP_ABANDONED": Walk._abandoned,
    "TVSHOP_CLOSED": Walk._closed,
    "TVSHOP_OUT": Walk._out,
}


def to_int(value):
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
