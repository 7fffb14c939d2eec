"""The ear's process: hears what Asterisk sends by AudioSocket, and tells it what was heard.

One port on loopback serves both. A connection that begins with an AudioSocket's identifier brings a
call's audio; the identifier holds the phase and the attempt in decimal digits,
`0000000P-0000-0000-0000-AAAAAAAAAAAA`. When the call is decided, the connection is ended, and the
dialplan asks by HTTP: `GET /P/A` answers `result|confidence|ms|evidence`, or nothing; `GET /`
answers `ear`.
"""

import asyncio
import logging
import struct
import time

from .decision import ANSWERED, BEEP, EARLY
from .hearing import Ear
from .spectrum import FRAME

_logger = logging.getLogger(__name__)

TICK = 0.02
# Asterisk ends a connection on which nothing comes for two seconds.
KEEP_ALIVE = 1.0
KEPT = 60.0
# How soon an announcement that was just taught is known.
LEARN = 2.0
MOST_CALLS = 1000
# What may lie unheard of one call; more means that we are too slow.
BACKLOG = 50 * 2 * FRAME
_IDENTIFIER, _AUDIO, _HANG_UP = 0x01, 0x10, 0x00
_QUIET = struct.pack(">BH", _AUDIO, 2 * FRAME) + bytes(2 * FRAME)
# A line on which nothing comes for so many ticks is silent: some send no packets in a pause.
PAUSE = 5
_SILENCE = bytes(2 * FRAME)
_END = struct.pack(">BH", _HANG_UP, 0)


def identifier(phase, attempt_id):
    """What the dialplan gives a call's AudioSocket as its identifier."""
    return f"0000000{phase}-0000-0000-0000-{attempt_id:012d}"


class Connection(asyncio.Protocol):
    """One call's audio, or one question."""

    def __init__(self, server):
        self.server = server
        self.audio = bytearray()
        self.missed = 0
        self.key = self.transport = None
        self._buffer = bytearray()

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self._buffer += data
        if self.key is None and self._buffer[:1] != bytes([_IDENTIFIER]):
            self._answer()
            return
        while len(self._buffer) >= 3:
            kind, size = struct.unpack_from(">BH", self._buffer)
            if len(self._buffer) < 3 + size:
                return
            payload = bytes(self._buffer[3 : 3 + size])
            del self._buffer[: 3 + size]
            self._take(kind, payload)

    def _take(self, kind, payload):
        if kind == _IDENTIFIER and self.key is None:
            self.key = _key(payload)
            if self.key is None or not self.server.begin(self):
                self.transport.close()
        elif kind == _AUDIO and self.key is not None:
            self.audio += payload
            del self.audio[:-BACKLOG]
        elif kind == _HANG_UP:
            self.transport.close()

    def _answer(self):
        if len(self._buffer) > 1000:
            self.transport.close()
        elif b"\r\n\r\n" in self._buffer:
            parts = self._buffer.split(b" ", 2)
            body = self.server.answer(parts[1].decode("ascii", "replace"))
            head = f"HTTP/1.0 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            self.transport.write((head + body).encode())
            self.transport.close()

    def fill_pause(self):
        """To be asked once a tick."""
        self.missed = 0 if len(self.audio) >= 2 * FRAME else self.missed + 1
        if self.missed > PAUSE:
            self.audio += _SILENCE

    def quiet(self):
        self.transport.write(_QUIET)

    def finish(self):
        """What was decided is to be asked for."""
        self.transport.write(_END)
        self.transport.close()

    def connection_lost(self, _error):
        self.server.end(self)


def _key(payload):
    text = payload.hex()
    phase, attempt = text[:8], text[20:]
    if len(text) != 32 or not attempt.isdecimal() or phase.lstrip("0") not in ("1", "2", "3"):
        return None
    return {1: EARLY, 2: ANSWERED, 3: BEEP}[int(phase)], int(attempt)


class Server:
    """Connections, and what was decided lately."""

    def __init__(self, taught=None):
        """:param taught: `taught.Taught`; None: no announcement is known"""
        self.ear = Ear()
        self._taught = taught
        self._connections = {}
        self._decided = {}

    def begin(self, connection):
        """Hear a call, if there is room for one more."""
        if len(self._connections) >= MOST_CALLS or connection.key in self._connections:
            return False
        self._connections[connection.key] = connection
        self.ear.begin(connection.key, connection.key[0])
        return True

    def end(self, connection):
        if self._connections.get(connection.key) is connection:
            del self._connections[connection.key]
            self.ear.end(connection.key)

    def answer(self, path):
        if path == "/":
            return "ear"
        phase, _slash, attempt = path.strip("/").partition("/")
        if not (phase.isdecimal() and attempt.isdecimal()):
            return ""
        decision, _time = self._decided.pop((int(phase), int(attempt)), (None, 0))
        if decision is None:
            return ""
        ms = round(decision.at * 1000)
        return f"{decision.result}|{decision.confidence:.2f}|{ms}|{decision.evidence}"

    def hear(self):
        """All that has come. More than one frame of a call is heard one after the other."""
        for connection in self._connections.values():
            connection.fill_pause()
        while frames := {
            key: _cut(one.audio)
            for key, one in self._connections.items()
            if len(one.audio) >= 2 * FRAME
        }:
            now = time.monotonic()
            for key, decision in self.ear.feed(frames).items():
                self._decided[key] = decision, now
                self._connections.pop(key).finish()
                self.ear.end(key)

    def forget(self):
        """What nobody asked for: the call has ended meanwhile."""
        until = time.monotonic() - KEPT
        self._decided = {key: one for key, one in self._decided.items() if one[1] > until}

    async def _tick(self):
        due = time.monotonic()
        while True:
            self.hear()
            due = max(due + TICK, time.monotonic())
            await asyncio.sleep(due - time.monotonic())

    async def _second(self):
        while True:
            for connection in list(self._connections.values()):
                connection.quiet()
            self.forget()
            await asyncio.sleep(KEEP_ALIVE)

    async def _learn(self):
        """What is taught counts from now on; while the database is away, what was known."""
        while self._taught is not None:
            try:
                prints = await asyncio.to_thread(self._taught.news)
            except Exception as error:
                _logger.warning("announcements can't be read: %s", error)
            else:
                if prints is not None:
                    self.ear.teach(prints)
                    _logger.info("%d announcements are known", len(prints))
            await asyncio.sleep(LEARN)

    async def serve(self, host, port):
        loop = asyncio.get_running_loop()
        listener = await loop.create_server(lambda: Connection(self), host, port)
        _logger.info("hearing on %s:%d", host, port)
        async with listener:
            await asyncio.gather(self._tick(), self._second(), self._learn())


def _cut(audio):
    frame = bytes(audio[: 2 * FRAME])
    del audio[: 2 * FRAME]
    return frame
