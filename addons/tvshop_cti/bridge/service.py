"""The bridge's process: a line to each PBX that this process leads, and its health."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
from pathlib import Path

import psycopg2
from odoo.modules.registry import Registry
from odoo.tools import config

from . import health
from .database import CHECK_EVERY, MINE, NO_DATABASE, Leadership, Listener
from .gateway import Gateway
from .line import Line

_logger = logging.getLogger(__name__)

GARBAGE = 50_000


class SetupError(Exception):
    """Something that only a person can put right."""


def ami_secret(system_name, environ=os.environ):
    """The manager's password, never kept in the database."""
    for name in (f"TVSHOP_AMI_SECRET_{system_name.upper()}", "TVSHOP_AMI_SECRET"):
        if environ.get(name):
            return environ[name]
    raise SetupError(f"TVSHOP_AMI_SECRET_{system_name.upper()} is not set")


def spool_path(system_name, environ=os.environ):
    """The PBX's own file of events, empty when it can't be read from this machine."""
    name = "TVSHOP_PBX_CEL_SPOOL"
    return environ.get(f"{name}_{system_name.upper()}") or environ.get(name) or ""


class Keeper:
    """Serves one PBX while this process leads it, and waits otherwise."""

    def __init__(self, dbname, registry, pbx):
        self.pbx = pbx
        self._registry = registry
        self._leadership = Leadership(dbname, pbx.id)
        self._line = None
        self._task = None

    @property
    def health(self):
        if self._line:
            return (self.pbx.name, *self._line.health)
        if self._leadership.state == NO_DATABASE:
            return self.pbx.name, health.DEGRADED, "the database does not answer"
        return self.pbx.name, health.WAITING, "another bridge serves it"

    def wake(self, topic):
        if self._line:
            self._line.wake(topic)

    async def run(self):
        try:
            while True:
                await self._check()
                await asyncio.sleep(CHECK_EVERY)
        finally:
            await self._stop()
            self._leadership.release()

    async def _check(self):
        """Start when the lead is ours, stop when it is certainly another's.

        Without a database nobody can lead, so the line is kept: it buffers what it hears.
        """
        state = await self._leadership.check()
        if self._task and self._task.done():
            with contextlib.suppress(Exception):
                await self._stop()
        if state == MINE and self._line is None:
            self._start()
        elif self._line and state not in (MINE, NO_DATABASE):
            _logger.warning("%s: another bridge has taken over", self.pbx.name)
            await self._stop()

    def _start(self):
        _logger.info("%s: this bridge serves it", self.pbx.name)
        gateway = Gateway(self._registry, self.pbx)
        self._line = Line(
            self.pbx,
            gateway,
            ami_secret(self.pbx.system_name),
            spool_path(self.pbx.system_name),
            lambda: self._leadership.is_held,
        )
        self._task = asyncio.ensure_future(self._line.run())
        self._task.add_done_callback(self._log_failure)

    def _log_failure(self, task):
        if not task.cancelled() and task.exception():
            _logger.error("%s: the line broke", self.pbx.name, exc_info=task.exception())

    async def _stop(self):
        task, self._task, self._line = self._task, None, None
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class Service:
    """All PBXs of one database."""

    def __init__(self, dbname, socket_path):
        self._dbname = dbname
        self._socket_path = socket_path
        self._keepers = {}
        self._tasks = {}
        self._registry = None
        self._reload = asyncio.Event()

    async def run(self):
        server = await health.serve(self._socket_path, self._report)
        listener = asyncio.ensure_future(Listener(self._dbname, self._on_topic).run())
        try:
            while True:
                await self._refresh()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._reload.wait(), 30 if self._keepers else 3)
                self._reload.clear()
        finally:
            tasks = [listener, *self._tasks.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            server.close()
            with contextlib.suppress(FileNotFoundError):
                Path(self._socket_path).unlink()

    def _report(self):
        return health.summary([keeper.health for keeper in self._keepers.values()])

    def _on_topic(self, topic):
        if topic in ("config", "all"):
            self._reload.set()
        for keeper in self._keepers.values():
            keeper.wake(topic)

    async def _refresh(self):
        """Serve the PBXs that are set up now, anew where their address changed."""
        try:
            pbxs = await asyncio.to_thread(self._load)
        except (psycopg2.Error, KeyError) as error:
            if not self._keepers:
                _logger.info("waiting for the database: %s", str(error).strip())
            return
        wanted = {pbx.id: pbx for pbx in pbxs}
        for pbx_id, keeper in list(self._keepers.items()):
            if keeper.pbx != wanted.get(pbx_id):
                await self._drop(pbx_id)
        for pbx_id, pbx in wanted.items():
            if pbx_id not in self._keepers:
                self._keepers[pbx_id] = keeper = Keeper(self._dbname, self._registry, pbx)
                self._tasks[pbx_id] = asyncio.ensure_future(keeper.run())

    def _load(self):
        if self._registry is None:
            self._registry = Registry(self._dbname)
            # Stays for good: the collector need not walk all of Odoo while calls come in. What
            # they bring is freed without it, so it may come seldom.
            gc.freeze()
            gc.set_threshold(GARBAGE)
        return Gateway.load_pbxs(self._registry)

    async def _drop(self, pbx_id):
        del self._keepers[pbx_id]
        task = self._tasks.pop(pbx_id)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def serve(dbname, socket_path=None):
    """Run until SIGTERM or SIGINT."""
    path = socket_path or os.environ.get("TVSHOP_BRIDGE_SOCKET") or _default_socket()
    task = asyncio.ensure_future(Service(dbname, path).run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _default_socket():
    return str(Path(config["data_dir"], "bridge.sock"))
