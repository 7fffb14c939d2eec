"""An asyncio client of the manager interface that reconnects by itself and never blocks.

Events come in batches, as many as one read of the socket brought, so that a burst costs the
consumer one call. A silent PBX is told from an idle one by pings.
"""

import asyncio
import itertools
import logging

from . import actions
from .framing import Framer, ProtocolError

_logger = logging.getLogger(__name__)

PING_EVERY = 2.0
SILENCE_LIMIT = 7.0
ACTION_TIMEOUT = 8.0
BACKOFF = (0.2, 5.0)


class AmiError(Exception):
    """An action was refused, or its answer didn't come."""


class NotConnected(AmiError):
    """There is no session to send on: the action was certainly not sent."""


class Refused(AmiError):
    """Asterisk answered the action with an error."""


class _Pending:
    __slots__ = ("future", "response", "events")

    def __init__(self, future):
        self.future = future
        self.response = None
        self.events = []

    def feed(self, message):
        """Take a message that answers this action; True when the answer is complete."""
        if not message.name:
            return self._feed_response(message)
        ending = message.get("EventList").lower()
        if ending.startswith(("complete", "cancel")):
            self._finish()
            return True
        self.events.append(message)
        return False

    def _feed_response(self, message):
        self.response = message
        if message.get("Response") == "Error":
            self._fail(Refused(message.get("Message") or "refused"))
            return True
        if message.get("EventList").lower() == "start":
            return False
        self._finish()
        return True

    def _finish(self):
        if not self.future.done():
            self.future.set_result((self.response, self.events))

    def _fail(self, error):
        if not self.future.done():
            self.future.set_exception(error)


class Session(asyncio.Protocol):
    """One connection, from its first byte to its last."""

    def __init__(self, on_events, on_bulk, framer, clock):
        self._framer = framer
        self._on_events = on_events
        self._on_bulk = on_bulk
        self._clock = clock
        self._pending = {}
        self._ids = (f"tvshop-{number}" for number in itertools.count(1))
        self._transport = None
        self.closed = asyncio.get_running_loop().create_future()
        self.last_heard = clock()

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        self.last_heard = self._clock()
        try:
            messages, bulk = self._framer.feed(data)
        except ProtocolError as error:
            self.close(str(error))
            return
        events = [message for message in messages if not self._answers_action(message)]
        if events:
            self._on_events(events)
        if bulk:
            self._on_bulk(bulk)

    def _answers_action(self, message):
        action_id = message.action_id
        pending = self._pending.get(action_id) if action_id else None
        if pending is not None:
            if message.name and pending.response is None:
                return False
            if pending.feed(message):
                del self._pending[action_id]
            return True
        return not message.name

    def connection_lost(self, exc):
        if not self.closed.done():
            self.closed.set_result(str(exc) if exc else "closed by the PBX")
        for pending in self._pending.values():
            pending._fail(AmiError("connection lost before the answer"))
        self._pending.clear()

    def close(self, reason):
        if not self.closed.done():
            self.closed.set_result(reason)
        if self._transport:
            self._transport.abort()

    async def call(self, action, timeout=ACTION_TIMEOUT, action_id=None):
        """Send an action, wait for its answer: (response, list of the events it listed)."""
        if self.closed.done():
            raise NotConnected("no session with the PBX")
        action_id = action_id or next(self._ids)
        data = action.encode(action_id)
        pending = _Pending(asyncio.get_running_loop().create_future())
        self._pending[action_id] = pending
        self._transport.write(data)
        try:
            return await asyncio.wait_for(pending.future, timeout)
        except asyncio.TimeoutError:
            raise AmiError(f"no answer to {action.name} within {timeout:g} s") from None
        finally:
            self._pending.pop(action_id, None)


class Client:
    """Keeps a session with one PBX.

    `on_events(messages)` is called in the loop with each batch of the events named in `wanted`,
    `on_bulk(frames)` with the bytes of those named in `bulk`; both must return at once.
    `on_up(client)` is awaited after each login, before the connection counts as up;
    `on_down(reason)` is called when a session ended.
    """

    def __init__(
        self, address, credentials, on_events, on_bulk=None, on_up=None, on_down=None, wanted=None,
        bulk=(),
    ):  # fmt: skip
        self.host, self.port = address
        self._credentials = credentials
        self._on_events = on_events
        self._on_bulk = on_bulk
        self._on_up = on_up
        self._on_down = on_down
        self._wanted = wanted
        self._bulk = bulk
        self._session = None
        self.is_up = False
        # Nobody listens there: the PBX is not merely out of reach.
        self.is_refused = False

    @property
    def is_hearing(self):
        """Up, and the last ping was answered."""
        if not self.is_up:
            return False
        return asyncio.get_running_loop().time() - self._session.last_heard < 2 * PING_EVERY

    async def call(self, action, timeout=ACTION_TIMEOUT, action_id=None):
        """Send an action and wait for its answer: (response, list of the events it listed).

        Raises NotConnected when it was certainly not sent, Refused when the PBX said no, and
        AmiError when nobody knows. Events that come later carry `action_id` when it is given.
        """
        if self._session is None:
            raise NotConnected("no session with the PBX")
        return await self._session.call(action, timeout, action_id)

    async def run(self):
        """Connect, and connect again, until cancelled."""
        delay = BACKOFF[0]
        last_reason = None
        while True:
            started = asyncio.get_running_loop().time()
            reason = await self._one_session()
            if reason != last_reason:
                _logger.warning("PBX %s:%s: %s", self.host, self.port, reason)
            last_reason = reason
            lasted = asyncio.get_running_loop().time() - started
            delay = BACKOFF[0] if lasted > 30 else min(delay * 2, BACKOFF[1])
            await asyncio.sleep(delay)

    async def _one_session(self):
        """Live through one session; returns why it ended."""
        try:
            session = await self._connect()
            self.is_refused = False
        except (OSError, asyncio.TimeoutError) as error:
            self.is_refused = isinstance(error, ConnectionRefusedError)
            return f"cannot connect: {error or 'timeout'}"
        watchdog = asyncio.ensure_future(self._watch(session))
        starting = asyncio.ensure_future(self._start(session))
        try:
            return await session.closed
        finally:
            for task in (watchdog, starting):
                task.cancel()
            await asyncio.gather(watchdog, starting, return_exceptions=True)
            session.close("done")
            self._went_down(session.closed.result())

    async def _connect(self):
        loop = asyncio.get_running_loop()
        framer = Framer(self._wanted, self._bulk)
        _transport, session = await asyncio.wait_for(
            loop.create_connection(
                lambda: Session(self._on_events, self._on_bulk, framer, loop.time),
                self.host,
                self.port,
            ),
            timeout=5,
        )
        self._session = session
        return session

    async def _start(self, session):
        try:
            await session.call(actions.login(*self._credentials))
            if self._on_up:
                await self._on_up(self)
            self.is_up = True
        except AmiError as error:
            session.close(f"start failed: {error}")
        except Exception as error:
            _logger.exception("taking up the PBX failed")
            session.close(f"start failed: {error!r}")

    async def _watch(self, session):
        """Ping, and give the session up when the PBX wasn't heard for SILENCE_LIMIT seconds."""
        loop = asyncio.get_running_loop()
        while not session.closed.done():
            await asyncio.sleep(PING_EVERY)
            if loop.time() - session.last_heard > SILENCE_LIMIT:
                session.close(f"silent for more than {SILENCE_LIMIT:g} s")
                return
            ping = asyncio.ensure_future(session.call(actions.ping(), timeout=SILENCE_LIMIT * 2))
            ping.add_done_callback(_ignore_result)

    def _went_down(self, reason):
        self._session = None
        self.is_up = False
        if self._on_down:
            self._on_down(reason)


def _ignore_result(future):
    if not future.cancelled():
        future.exception()
