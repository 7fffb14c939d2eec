"""The line to one PBX: its events into Odoo, Odoo's wishes to it.

The reader never waits for the database: events go into the book, and a task of its own saves what
changed, as much at a time as has come up since the last save.
"""

import asyncio
import contextlib
import logging
import os
import time

from ..ami import actions
from ..ami.client import AmiError, Client, NotConnected, Refused
from . import phones, sync
from .book import CallBook
from .commands import FAILED, LATER, UNKNOWN, Commander
from .database_calls import DatabaseAway, DatabaseCalls
from .events import AMI_EVENTS, events_from_ami
from .extension import EXTENSIONS
from .health import ALARM, DEGRADED, UP
from .prompts import PromptFolder
from .record import Record
from .registrations import Registrations

_logger = logging.getLogger(__name__)

WANTED = ("ContactStatus", "OriginateResponse")
# Queueing and ringing come within 5 ms: one transaction for both is sooner than two.
SAVE_PAUSE = 0.01
# In a surge a customer's name must not wait for what is news of many other calls.
BATCH = 8
POLL_EVERY = 1.0
TICK = 1.0
SEEN_EVERY = 10.0
SYNC_PAUSE = 0.2
CLAIM = 10
VERIFY_AFTER = 1.0
RECORD_EVERY = 5.0
MEMBERS_EVERY = 30.0
GONE_AFTER = 5.0
# Odoo's bus, too, has lost the database, and is back a little later.
TELL_AFTER = 8.0


class Line:
    """Runs until cancelled. `gateway` is the only way to Odoo's data."""

    def __init__(self, pbx, gateway, secret, spool_path="", is_leading=lambda: True):
        """:param is_leading: whether this process may act; asked before every act"""
        self.pbx = pbx
        self.gateway = gateway
        self.book = CallBook()
        self.is_leading = is_leading
        self._db = DatabaseCalls(gateway, is_leading)
        self._client = Client(
            (pbx.ami_host, pbx.ami_port),
            (pbx.ami_user, secret),
            self._on_events,
            self._on_channel_events,
            on_up=self._take_up,
            on_down=self._went_down,
            wanted=WANTED,
            bulk=AMI_EVENTS,
        )
        self._commander = Commander(self._client.call, self.book.call)
        self._record = Record(self._db, self._client.call, spool_path)
        self._prompts = PromptFolder(os.environ.get("TVSHOP_PBX_PROMPTS"))
        self._registrations = Registrations()
        self._changed = asyncio.Event()
        self._topics = {name: asyncio.Event() for name in ("outbox", "config", "agents")}
        self._ended = {}
        self._lost_at = None
        self._booted = None
        self._seen_next = 0.0
        self._alarm = ""
        self._tasks = set()
        self._extensions = [make(self) for make in EXTENSIONS]

    # State

    @property
    def is_hearing(self):
        """Whether the PBX answers and nothing that it said was missed."""
        return self._client.is_hearing

    async def call(self, action, **options):
        """As `Client.call`; raises NotConnected unless this process may act."""
        if not self.is_leading():
            raise NotConnected("the lead is not certain")
        return await self._client.call(action, **options)

    @property
    def health(self):
        if not self._client.is_up:
            return DEGRADED, "no connection to the PBX"
        if self._db.error:
            return DEGRADED, f"database: {self._db.error}"
        if self._alarm:
            return ALARM, self._alarm
        if self._record.error:
            return ALARM, self._record.error
        return UP, f"{len(self.book.open_linkedids())} open calls{self._record.remark}"

    def wake(self, topic):
        for name in self._topics if topic == "all" else (topic,):
            if name in self._topics:
                self._topics[name].set()

    async def run(self):
        await self._db.insist("abandon_outbox")
        loops = (
            self._client.run(),
            self._save_loop(),
            self._outbox_loop(),
            self._topic_loop("config", self._sync_store),
            self._topic_loop("agents", self._sync_members, every=MEMBERS_EVERY),
            self._clock_loop(),
            self._record_loop(),
            *(self._extension_loop(extension) for extension in self._extensions),
        )
        tasks = [asyncio.ensure_future(loop) for loop in loops]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in (*tasks, *self._tasks):
                task.cancel()
            await asyncio.gather(*tasks, *self._tasks, return_exceptions=True)
            for closing in (self._db, *self._extensions):
                await closing.close()

    def _spawn(self, coroutine):
        task = asyncio.ensure_future(self._guarded(coroutine))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, coroutine):
        """Run it; True when it went well. One failure must not bring the line down."""
        try:
            await coroutine
            return True
        except (AmiError, DatabaseAway) as error:
            _logger.warning("%s: %s", self.pbx.name, error)
        except Exception:
            _logger.exception("%s: the bridge failed at one thing", self.pbx.name)
        return False

    async def _extension_loop(self, extension):
        while True:
            await asyncio.sleep(extension.every)
            if self.is_hearing and not await self._guarded(extension.tick()):
                await self._db.pause()

    # Events of the PBX

    def _on_channel_events(self, frames):
        self.book.hear(events_from_ami(frames))
        self._changed.set()

    def _on_events(self, messages):
        for message in messages:
            if message.name == "ContactStatus":
                self._registered(self._registrations.heard(message, time.monotonic()))
            elif message.name == "OriginateResponse":
                self._originated(message)

    def _originated(self, message):
        finished = self._commander.answered(message)
        if finished:
            self._spawn(self._db.insist("finish_outbox", [finished]))

    def _registered(self, extensions):
        if extensions:
            self._spawn(self._db.insist("agents_back", extensions))

    # Calls into the database

    async def _save_loop(self):
        while True:
            await self._changed.wait()
            await asyncio.sleep(SAVE_PAUSE)
            self._changed.clear()
            await self._save(self.book.take_dirty(BATCH))
            if self.book.is_dirty:
                self._changed.set()

    async def _save(self, calls):
        if not calls:
            return
        try:
            await self._db.call("save_calls", calls)
        except DatabaseAway:
            self.book.put_back(call.linkedid for call in calls)
            await self._db.pause()
            self._changed.set()
            return
        except Exception:
            await self._save_apart(calls)
        until = time.monotonic() + VERIFY_AFTER
        self._ended.update((call.linkedid, until) for call in calls if not call.is_open)

    async def _save_again(self):
        """A database that broke down may have lost what it had said was saved."""
        self.book.put_back(await self._db.call("open_linkedids"))
        self.book.put_back(await self._db.call("unheard_linkedids"))
        self._changed.set()

    async def _save_apart(self, calls):
        """One call that can't be saved must not keep the others from it."""
        if len(calls) == 1:
            _logger.exception("%s: call %s cannot be saved", self.pbx.name, calls[0].linkedid)
            return
        for call in calls:
            await self._save([call])

    async def _verify_ended(self, now):
        """The record has the last word on a call that ended: live events may be lost."""
        due = [linkedid for linkedid, at in self._ended.items() if at <= now]
        if not due:
            return
        parts = [part for linkedid in due for part in self.book.parts(linkedid)]
        events = await self._db.call("cel_rows", parts)
        for linkedid in due:
            del self._ended[linkedid]
        await self._record.compare(set(due), {event.linkedid for event in events}, now)
        self._take(events)

    async def _record_loop(self):
        while True:
            await asyncio.sleep(RECORD_EVERY)
            await self._guarded(self._fill_gaps())

    async def _fill_gaps(self):
        """What the record lacked was not heard either, it may be: these calls anew."""
        await self._record.fill()
        filled = set(self._record.filled)
        if not filled:
            return
        _logger.warning("%s: the record lacked events of %d calls", self.pbx.name, len(filled))
        self._take(await self._db.insist("cel_rows", list(filled)))
        self.book.put_back(filled)
        if self._client.is_up:
            await self._close_missing(filled - await self._present(), time.time())
        self._record.filled -= filled

    async def _present(self):
        _response, rows = await self._client.call(actions.core_show_channels())
        return {row.get("Linkedid") for row in rows} - {""}

    def _take(self, events):
        self.book.read(events)
        self._changed.set()

    # Taking up the PBX

    async def _take_up(self, _client):
        """After each login: the picture of now, and gaps closed from the record."""
        started = time.time()
        await self._notice_restart(started)
        known = set(await self._db.insist("open_linkedids")) | self.book.open_linkedids()
        unheard = set(await self._db.insist("unheard_linkedids"))
        present = await self._present()
        self.book.find(present)
        self._take(await self._db.insist("cel_rows", list(known | present | unheard)))
        await self._close_missing((known | unheard) - present, started)
        await self._read_registrations()
        await self._db.insist("set_connected", True, "")
        self._lost_at = None
        self.wake("all")

    async def _notice_restart(self, now):
        """A PBX that was started anew has lost every call and every phone."""
        status, _rows = await self._client.call(actions.core_status())
        booted = status.get("CoreStartupDate"), status.get("CoreStartupTime")
        if self._booted not in (None, booted):
            await self._lose_pbx(now)
        self._booted = booted

    async def _lose_pbx(self, now):
        known = set(await self._db.insist("open_linkedids")) | self.book.open_linkedids()
        self._take(await self._db.insist("cel_rows", list(known)))
        await self._close_missing(known, now)
        await self._db.insist("pbx_lost", now)

    async def _close_missing(self, linkedids, now):
        """Calls that the PBX has no more: the record has their end, or they are lost."""
        for linkedid in self.book.open_calls(linkedids):
            self.book.lose(linkedid, now)
        unheard = [linkedid for linkedid in linkedids if not self.book.knows(linkedid)]
        if unheard:
            await self._db.insist("lose_calls", unheard, now)
        await self._save(self.book.take_dirty())

    def _went_down(self, reason):
        self._lost_at = self._lost_at or time.monotonic()
        cut_off = [(one, UNKNOWN, reason) for one in self._commander.cut_off()]
        self._spawn(self._tell_down(reason, cut_off))

    async def _tell_down(self, reason, cut_off):
        await self._db.insist("set_connected", False, reason)
        if cut_off:
            await self._db.insist("finish_outbox", cut_off)

    async def _read_registrations(self):
        try:
            _response, rows = await self._client.call(actions.contacts())
        except Refused:  # the answer when there are none
            rows = []
        expected = await self._db.insist("signed_in")
        present = self._registrations.picture(rows, expected, time.monotonic())
        await self._db.insist("agents_back", present)

    # Odoo's wishes

    async def _topic_loop(self, name, handler, every=None):
        event = self._topics[name]
        while True:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(event.wait(), every)
            event.clear()
            if not self._client.is_up:
                continue
            if await self._guarded(handler()):
                await asyncio.sleep(SYNC_PAUSE)
            else:
                await self._db.pause()
                event.set()

    async def _sync_store(self):
        desired = await self._db.call("desired_config")
        actual = {}
        for family in sync.FAMILIES:
            actual.update(await self._tree(family))
        is_news = await self._sync_prompts(desired, actual)
        await self._send_all(sync.store_actions(self._prompts.playable(desired, actual), actual))
        if is_news:
            await self._client.call(actions.reload_module("app_queue.so"))
        await self._sync_phones()

    async def _sync_prompts(self, desired, actual):
        """Put the files there that the store will point at; True when the queues are to reload.

        A full disk costs new announcements, nothing else.
        """
        try:
            missing = self._prompts.missing(desired)
            sounds = await self._db.call("prompt_sounds", missing) if missing else {}
            for name, content in sounds.items():
                self._prompts.add(name, content)
            self._prompts.prune(desired, actual)
            return self._prompts.write_offers(desired)
        except OSError as error:
            _logger.error("%s: announcements cannot be written: %s", self.pbx.name, error)
            return False

    async def _sync_phones(self):
        names = await self._db.call("desired_phones")
        sequence, must_reload = phones.standing_actions(names, await self._tree(phones.FAMILY))
        if must_reload:
            sequence.append(actions.reload_module(phones.MODULE))
        await self._send_all(sequence)

    async def _tree(self, family):
        try:
            _response, rows = await self._client.call(actions.db_get_tree(family))
        except Refused:
            return {}
        return sync.read_tree(rows)

    async def _sync_members(self):
        desired = await self._db.call("desired_members")
        _response, rows = await self._client.call(actions.queue_status())
        await self._send_all(sync.member_actions(desired, sync.read_members(rows)))

    async def _send_all(self, sequence):
        """Raises DatabaseAway when another bridge may have taken over, to whom the PBX belongs."""
        for action in sequence:
            if not self.is_leading():
                raise DatabaseAway("the lead is not certain")
            try:
                await self._client.call(action)
            except (Refused, actions.UnsafeValue) as error:
                _logger.warning("%s: %r: %s", self.pbx.name, action, error)

    async def _outbox_loop(self):
        event = self._topics["outbox"]
        while True:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(event.wait(), POLL_EVERY)
            event.clear()
            if not await self._guarded(self._empty_outbox()):
                await self._db.pause()

    async def _empty_outbox(self):
        """Send what waits, in order. Nothing is claimed while the PBX isn't heard."""
        while self._client.is_hearing:
            commands = await self._db.call("claim_outbox", CLAIM)
            for command in commands:
                outcome = await self._execute(command)
                if outcome is not LATER:
                    await self._db.insist("finish_outbox", [(command.id, *outcome)])
            if len(commands) < CLAIM:
                return

    async def _execute(self, command):
        """A process that stood still meanwhile may have been replaced by another."""
        if not self.is_leading():
            return FAILED, "not sent: the bridge stood still"
        return await self._commander.execute(command)

    # Time

    async def _clock_loop(self):
        while True:
            await asyncio.sleep(TICK)
            if not await self._guarded(self._tick(time.monotonic())):
                await self._db.pause()

    async def _tick(self, now):
        await self._verify_ended(now)
        await self._tell_lost(self._registrations.take_lost(now))
        await self._db.call("expire_wraps", time.time())
        if self._client.is_hearing and now >= self._seen_next:
            self._seen_next = now + SEEN_EVERY
            await self._db.call("set_connected", True, "")
            self._alarm = await self._db.call("check_recordings")
        if self._db.back_at and now - self._db.back_at > TELL_AFTER:
            await self._save_again()
            await self._db.call("tell_agents")
            self._db.back_at = 0.0
        if self._lost_at and self._client.is_refused and now - self._lost_at > GONE_AFTER:
            self._lost_at = None
            await self._lose_pbx(time.time())

    async def _tell_lost(self, extensions):
        """While the database is away a phone's return may be told before its loss."""
        if extensions:
            await self._db.insist("agents_lost", extensions)
            self._registered(extensions & self._registrations.present)
