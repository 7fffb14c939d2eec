"""The gateway, called from the loop: in a thread of its own, one call after the other."""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg2
from psycopg2.pool import PoolError

_logger = logging.getLogger(__name__)

BACKOFF = (0.25, 4.0)


class NotLeading(Exception):
    """Another process may have taken over: nothing may be written until that is known."""


# Others, such as a violated constraint, would not go away by waiting.
_PASSING = (psycopg2.OperationalError, psycopg2.InterfaceError, PoolError, NotLeading)


class DatabaseAway(Exception):
    """The database doesn't answer, or had no room for the transaction: try again later."""


class DatabaseCalls:
    """Remembers whether the database answers, and says so once each time that changes."""

    def __init__(self, gateway, is_leading=lambda: True):
        self._gateway = gateway
        self._is_leading = is_leading
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gateway")
        self._delay = BACKOFF[0]
        self.error = ""
        # when the database answered again, monotonic; 0 once that was seen to. A start counts
        # as an answer after an outage: nobody knows what happened before.
        self.back_at = time.monotonic()

    async def call(self, method, *args):
        """One call of the gateway. Raises DatabaseAway when trying again later may help."""
        loop = asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(self._thread, self._run, method, args)
        except _PASSING as error:
            self._failed(error)
            raise DatabaseAway(self.error) from error
        if self.error:
            _logger.info("the database answers again")
            self.back_at = time.monotonic()
        self.error, self._delay = "", BACKOFF[0]
        return result

    def _run(self, method, args):
        if not self._is_leading():
            raise NotLeading("the lead is not certain")
        return getattr(self._gateway, method)(*args)

    async def insist(self, method, *args):
        """The call, repeated until the database has it."""
        while True:
            try:
                return await self.call(method, *args)
            except DatabaseAway:
                await self.pause()

    async def pause(self):
        await asyncio.sleep(self._delay)
        self._delay = min(self._delay * 2, BACKOFF[1])

    def _failed(self, error):
        text = str(error).strip().partition("\n")[0] or type(error).__name__
        if not self.error:
            _logger.warning("the database does not answer, trying again: %s", text)
        self.error = text

    async def close(self):
        """Wait for the call under way, if any, and take no more."""
        await asyncio.to_thread(self._thread.shutdown, True)
