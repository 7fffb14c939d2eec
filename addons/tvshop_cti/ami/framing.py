"""Bytes of the manager interface, cut into messages.

A busy PBX sends thousands of events a second of which the bridge needs few, so a frame is looked
into only as far as needed: its first line decides whether it is kept, and its headers are parsed
when somebody asks for them. Those that come in masses are handed on as they are.
"""

import re

FRAME_END = b"\r\n\r\n"
MAX_FRAME = 1 << 20

_HEADER = re.compile(r"^([^:\r\n]+): ?([^\r\n]*)", re.MULTILINE)
_BANNER = b"Asterisk Call Manager/"
_EVENT = b"Event: "
_ACTION_ID = b"\r\nActionID: "


class ProtocolError(ValueError):
    """The peer doesn't speak the manager interface."""


class Message:
    """One response or event. `name` is the event's name, empty for a response."""

    __slots__ = ("name", "raw", "_headers")

    def __init__(self, raw, name=""):
        self.raw = raw
        self.name = name
        self._headers = None

    def __repr__(self):
        return f"Message({self.headers!r})"

    @property
    def text(self):
        return self.raw.decode("utf-8", "replace")

    @property
    def headers(self):
        """Header → value; of a repeated header the last value (see `values`)."""
        if self._headers is None:
            self._headers = dict(_HEADER.findall(self.text))
        return self._headers

    def get(self, name, default=""):
        return self.headers.get(name, default)

    def values(self, name):
        """Every value of a repeated header, such as the Output lines of a command."""
        return [value for key, value in _HEADER.findall(self.text) if key == name]

    @property
    def action_id(self):
        """The ActionID, found without parsing the other headers; empty when there is none."""
        start = self.raw.find(_ACTION_ID)
        if start < 0:
            return ""
        start += len(_ACTION_ID)
        end = self.raw.find(b"\r\n", start)
        return self.raw[start : end if end >= 0 else None].decode("ascii", "replace")


class Framer:
    """Feed it what the socket gave; it returns the whole messages that matter.

    Kept are responses, events named in `wanted` (None: every event) and events that answer an
    action. Events named in `bulk` are returned apart, as bytes. The result doesn't depend on how
    the stream was cut into pieces.
    """

    def __init__(self, wanted=None, bulk=()):
        self._wanted = _EVENT if wanted is None else _first_lines(wanted)
        self._bulk = _first_lines(bulk)
        self._tail = b""

    def feed(self, data):
        """:return: ([Message], [bytes of an event in bulk]), each in the stream's order"""
        frames = (self._tail + data).split(FRAME_END)
        self._tail = frames.pop()
        if len(self._tail) > MAX_FRAME:
            raise ProtocolError("a message of the manager interface does not end")
        bulk, others, starts = [], [], self._bulk
        for frame in frames:
            (bulk if frame.startswith(starts) else others).append(frame)
        return list(filter(None, map(self._message, others))), bulk

    def _message(self, frame):
        """The frame as a Message, None when nobody wants it."""
        if not frame.startswith(_EVENT):
            return Message(_without_banner(frame))
        if frame.startswith(self._wanted) or _ACTION_ID in frame:
            name = frame[len(_EVENT) :].partition(b"\r\n")[0]
            return Message(frame, name.decode("ascii", "replace"))
        return None


def _first_lines(names):
    return tuple(b"Event: %b\r\n" % name.encode() for name in names)


def _without_banner(frame):
    if frame.startswith(_BANNER):
        return frame.partition(b"\r\n")[2]
    return frame
