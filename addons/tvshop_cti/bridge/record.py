"""Keeps the table of events whole: Asterisk may write into it too late, or not at all."""

import asyncio
import logging
import time

from ..ami import actions
from ..ami.client import AmiError
from .spool import Spool

_logger = logging.getLogger(__name__)

# Asterisk's writer of the table. It looks at its columns once, when it is loaded.
MODULE = "cel_pgsql.so"
SILENT_CALLS = 2
RELOAD_PAUSE = 60.0


class Record:
    """The table of one PBX's events, and the PBX's own file from which gaps are filled.

    `db` is a DatabaseCalls, `call` the client's. Without a path the file is out of reach.
    """

    def __init__(self, db, call, path=""):
        self._db = db
        self._call = call
        self._spool = Spool(path) if path else None
        self._position = None
        self._silent_calls = 0
        self._reload_next = 0.0
        self._spool_error = ""
        # Linked ids of which the table lacked something; who folds them anew takes them off.
        self.filled = set()

    @property
    def error(self):
        """What is wrong, for a person; empty when nothing is."""
        if self._silent_calls >= SILENT_CALLS:
            return "the PBX does not write its record into the database"
        return self._spool_error

    @property
    def remark(self):
        return "" if self._spool else "; the PBX's own record can't be read from here"

    async def fill(self):
        """Read the file as far as it goes, and put on record what the table lacked."""
        if self._spool is None:
            return
        if self._position is None:
            self._position = await self._db.call("cel_position")
        while batch := await self._read():
            self.filled |= await self._db.call("fill_cel", *batch)
            self._position = batch[1]

    async def _read(self):
        """The next rows with the position behind them; None when there is nothing new."""
        try:
            rows, position = await asyncio.to_thread(self._spool.read, self._position, time.time())
            if position == self._position:
                self._spool.rotate(position)
            self._spool_error = ""
        except OSError as error:
            self._spool_error = f"the PBX's own record can't be read: {error}"
            return None
        return None if position == self._position else (rows, position)

    async def compare(self, ended, found, now):
        """Of these ended calls the table has those `found`. None at all: set the writer right."""
        if found:
            self._silent_calls = 0
            return
        self._silent_calls += len(ended)
        if self._silent_calls < SILENT_CALLS or now < self._reload_next:
            return
        self._reload_next = now + RELOAD_PAUSE
        _logger.error("the PBX writes nothing into the database: loading %s again", MODULE)
        for action in (actions.unload_module(MODULE), actions.load_module(MODULE)):
            try:
                await self._call(action)
            except AmiError as error:
                _logger.error("%r: %s", action, error)
