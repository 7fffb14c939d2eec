"""Two connections of the bridge's own: one holds the leadership, one listens for wake-ups."""

import asyncio
import logging
import time

import psycopg2
from odoo.sql_db import connection_info_for

_logger = logging.getLogger(__name__)

CHANNEL = "tvshop_cti"
LOCK_SPACE = 0x7453  # "tS": the advisory locks of this bridge, one per PBX
CHECK_EVERY = 1.0
# PostgreSQL ends the session of a leader that stands still, and with it the lead …
SILENCE_LIMIT = 8.0
# … and who led can tell from its own clock that this may have happened.
LEASE = 6.0

MINE, OTHERS, NO_DATABASE = "mine", "others", "no database"


def connect(dbname):
    _name, info = connection_info_for(dbname)
    connection = psycopg2.connect(**info, connect_timeout=5)
    connection.autocommit = True
    return connection


class Leadership:
    """The right to serve one PBX: a lock that PostgreSQL frees when this process dies or hangs."""

    def __init__(self, dbname, pbx_id):
        self._dbname = dbname
        self._pbx_id = pbx_id
        self._connection = None
        self._held_until = 0.0
        self.state = NO_DATABASE

    @property
    def is_held(self):
        """Whether nobody else can have taken over by now."""
        return time.monotonic() < self._held_until

    async def check(self):
        """Take the lock, or see whether it is still held: MINE, OTHERS or NO_DATABASE."""
        self.state = await asyncio.to_thread(self._check)
        return self.state

    def _check(self):
        asked = time.monotonic()
        try:
            if self._connection is None:
                self._connection = self._connect()
            with self._connection.cursor() as cursor:
                if self.state == MINE:
                    cursor.execute("SELECT 1")
                else:
                    cursor.execute(
                        "SELECT pg_try_advisory_lock(%s, %s)", (LOCK_SPACE, self._pbx_id)
                    )
                    if not cursor.fetchone()[0]:
                        return OTHERS
            self._held_until = asked + LEASE
            return MINE
        except psycopg2.Error:
            self.release()
            return NO_DATABASE

    def _connect(self):
        connection = connect(self._dbname)
        with connection.cursor() as cursor:
            cursor.execute("SET idle_session_timeout = %s", (int(SILENCE_LIMIT * 1000),))
        return connection

    def release(self):
        self._held_until = 0.0
        connection, self._connection, self.state = self._connection, None, NO_DATABASE
        if connection is not None:
            connection.close()


class Listener:
    """Calls `on_topic(topic)` in the loop for each notification; reconnects by itself.

    After a reconnect the topic is "all", for wake-ups may have been missed.
    """

    def __init__(self, dbname, on_topic):
        self._dbname = dbname
        self._on_topic = on_topic
        self._connection = None
        self._broken = None

    async def run(self):
        while True:
            try:
                await self._listen()
            except psycopg2.Error as error:
                _logger.warning("not listening to the database: %s", str(error).strip())
            await asyncio.sleep(1)

    async def _listen(self):
        loop = asyncio.get_running_loop()
        connection = await asyncio.to_thread(self._open)
        self._broken = loop.create_future()
        loop.add_reader(connection.fileno(), self._read, connection)
        self._on_topic("all")
        try:
            await self._broken
        finally:
            loop.remove_reader(connection.fileno())
            connection.close()

    def _open(self):
        connection = connect(self._dbname)
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        return connection

    def _read(self, connection):
        try:
            connection.poll()
        except psycopg2.Error as error:
            if not self._broken.done():
                self._broken.set_exception(error)
            return
        topics = {notify.payload for notify in connection.notifies}
        connection.notifies.clear()
        for topic in topics:
            self._on_topic(topic)
