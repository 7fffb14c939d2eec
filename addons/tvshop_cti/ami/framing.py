"""Bytes of the manager interface, cut into messages.

A busy PBX sends thousands of events a second of which the bridge needs few, so a frame is looked
into only as far as needed: its first line decides whether it is kept, and its headers are parsed
when somebody asks for them.
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
    action. The result doesn't depend on how the stream was cut into pieces.
    """

    def __init__(self, wanted=None):
        self._wanted = None if wanted is None else {name.encode(): name for name in wanted}
        self._tail = b""
        self.frames = 0

    def feed(self, data):
        frames = (self._tail + data).split(FRAME_END)
        self._tail = frames.pop()
        if len(self._tail) > MAX_FRAME:
            raise ProtocolError("a message of the manager interface does not end")
        self.frames += len(frames)
        return self._kept(frames)

    def _kept(self, frames):
        wanted = self._wanted
        kept = []
        for frame in frames:
            if frame[:7] != _EVENT:
                kept.append(Message(_without_banner(frame)))
                continue
            end = frame.find(b"\r\n", 7)
            key = frame[7 : end if end > 0 else None]
            name = wanted.get(key) if wanted is not None else key.decode("ascii", "replace")
            if name is not None:
                kept.append(Message(frame, name))
            elif _ACTION_ID in frame:
                kept.append(Message(frame, key.decode("ascii", "replace")))
        return kept


def _without_banner(frame):
    if frame.startswith(_BANNER):
        return frame.partition(b"\r\n")[2]
    return frame
