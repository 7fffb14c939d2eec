"""The bridge's one door to Odoo. Every method is one short transaction of its own.

Times are epoch seconds (UTC) outside and naive UTC datetimes inside.
"""

import base64
import logging
import random
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .events import event_from_row
from .spool import COLUMNS, LINES

_logger = logging.getLogger(__name__)

MAX_TRIES = 5
FIRST_PAUSE = 0.02
# how much older than the PBX's last sign of life a call is that nobody heard of
UNHEARD_MARGIN = timedelta(minutes=5)
# and how much older the end of one that was not compared with the record yet may be
UNVERIFIED_MARGIN = timedelta(seconds=30)
CEL_COLUMNS = (
    "eventtype, eventtime, cid_name, cid_num, cid_ani, exten, context, channame,"
    " appname, appdata, uniqueid, linkedid, userdeftype, extra"
)
# The search first: a conflict would use up a number of the sequence.
FILL_CEL = f"""
INSERT INTO tvshop_cel ({", ".join(COLUMNS)})
SELECT * FROM (VALUES %s) AS line ({", ".join(COLUMNS)})
 WHERE NOT EXISTS (
       SELECT 1 FROM tvshop_cel known
        WHERE known.uniqueid = line.uniqueid AND known.eventtime = line.eventtime
          AND known.eventtype = line.eventtype)
ON CONFLICT DO NOTHING RETURNING linkedid
"""


@dataclass(frozen=True, slots=True)
class Pbx:
    """A telephone system to serve; its manager secret comes from the environment."""

    id: int
    name: str
    system_name: str
    ami_host: str
    ami_port: int
    ami_user: str


@dataclass(frozen=True, slots=True)
class Command:
    """A claimed row of the outbox; `payload` by kind as `tvshop.outbox` documents it."""

    id: int
    kind: str
    payload: dict
    expires_at: float


def to_datetime(epoch):
    return datetime.fromtimestamp(epoch, timezone.utc).replace(tzinfo=None)


def to_epoch(moment):
    return moment.replace(tzinfo=timezone.utc).timestamp()


def transact(registry, work):
    """Run work(env) as the system in a transaction, again when another one was in the way."""
    registry = registry.check_signaling()
    attempt = 0
    while True:
        attempt += 1
        try:
            with registry.cursor() as cr:
                return work(api.Environment(cr, SUPERUSER_ID, {}))
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError) as error:
            if attempt == MAX_TRIES:
                raise
            _logger.info("Transaction retried: %s", type(error).__name__)
            time.sleep(random.uniform(0, FIRST_PAUSE * 2**attempt))


class Gateway:
    def __init__(self, registry, pbx):
        """:param pbx: `Pbx`, or the id of a `tvshop.pbx`"""
        self.registry = registry
        self.pbx_id = getattr(pbx, "id", pbx)

    @staticmethod
    def load_pbxs(registry):
        """The telephone systems to serve, as `Pbx`."""

        def work(env):
            env["tvshop.pbx"]._apply_environment()
            return [
                Pbx(row.id, row.name, row.system_name, row.ami_host, row.ami_port, row.ami_user)
                for row in env["tvshop.pbx"].search([])
            ]

        return transact(registry, work)

    def _transact(self, work):
        return transact(self.registry, lambda env: work(env["tvshop.pbx"].browse(self.pbx_id)))

    # Calls

    def open_linkedids(self):
        """Linked ids of the calls that are on record as open."""

        def work(pbx):
            calls = pbx.env["tvshop.call"].search([("pbx_id", "=", pbx.id), ("state", "=", "open")])
            return set(calls.mapped("linkedid"))

        return self._transact(work)

    def unheard_linkedids(self):
        """Linked ids of which the PBX wrote events since it was last seen, and Odoo has no call.

        Or one that had only just ended then: nobody compared it with the record.
        """

        def work(pbx):
            last_seen = pbx.last_seen or datetime(1970, 1, 1)
            pbx.env["tvshop.call"].flush_model(["linkedid", "pbx_id", "end", "state"])
            pbx.env.cr.execute(
                "SELECT DISTINCT cel.linkedid FROM tvshop_cel cel"
                " WHERE cel.eventtime >= %s AND cel.linkedid LIKE %s AND NOT EXISTS ("
                "SELECT 1 FROM tvshop_call WHERE linkedid = cel.linkedid AND pbx_id = %s"
                ' AND ("end" < %s OR state = %s))',
                (
                    last_seen - UNHEARD_MARGIN,
                    f"{pbx.system_name}-%",
                    pbx.id,
                    last_seen - UNVERIFIED_MARGIN,
                    "open",
                ),
            )
            return {linkedid for (linkedid,) in pbx.env.cr.fetchall()}

        return self._transact(work)

    def save_calls(self, calls):
        """Put folded calls on record, move the agents, hint their browsers."""
        if calls:
            self._transact(lambda pbx: pbx.env["tvshop.call"]._record(pbx, calls).ids)

    def cel_rows(self, linkedids=(), since=None):
        """Events in Asterisk's own table, of these linked ids or since a moment (epoch)."""

        def work(pbx):
            pbx.env.cr.execute(
                f"SELECT {CEL_COLUMNS} FROM tvshop_cel"
                " WHERE (linkedid = ANY(%s) OR eventtime >= %s) AND linkedid LIKE %s ORDER BY id",
                (list(linkedids), since and to_datetime(since), f"{pbx.system_name}-%"),
            )
            return [event_from_row(row) for row in pbx.env.cr.dictfetchall()]

        return self._transact(work)

    def cel_position(self):
        """How far the PBX's own file of events was read; empty: not at all."""
        return self._transact(lambda pbx: pbx.cel_position or "")

    def fill_cel(self, rows, position):
        """Put those of the file's rows on record that are missing, and how far it was read.

        :param rows: tuples of `spool.COLUMNS`
        :return: the linked ids of which something was missing
        """

        def work(pbx):
            if position != pbx.cel_position:
                pbx.cel_position = position
            if not rows:
                return set()
            found = pbx.env.cr.execute_values(FILL_CEL, rows, page_size=LINES, fetch=True)
            return {linkedid for (linkedid,) in found}

        return self._transact(work)

    # Outbox

    def claim_outbox(self, limit=50):
        """Take pending commands. They count as sent from here on, whatever happens."""
        return self._transact(lambda pbx: self._claim(pbx, limit))

    @staticmethod
    def _claim(pbx, limit):
        outbox = pbx.env["tvshop.outbox"]
        outbox._expire(to_datetime(time.time()))
        outbox.flush_model(["state"])
        pbx.env.cr.execute(
            "SELECT id FROM tvshop_outbox WHERE pbx_id = %s AND state = 'pending'"
            " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
            (pbx.id, limit),
        )
        rows = outbox.browse([row_id for (row_id,) in pbx.env.cr.fetchall()])._sendable()
        commands = [
            Command(row.id, row.kind, row.payload or {}, to_epoch(row.expires_at)) for row in rows
        ]
        rows.write({"state": "sent"})
        rows.filtered(lambda row: row.kind == "phone_secret").write({"payload": False})
        return commands

    def finish_outbox(self, results):
        """Write back what became of commands: [(id, "done" | "failed" | "unknown", text)]."""

        def work(pbx):
            rows = pbx.env["tvshop.outbox"].browse([row_id for row_id, *_rest in results]).exists()
            ends = {row_id: (state, text) for row_id, state, text in results}
            for row in rows.filtered(lambda row: row.state == "sent"):
                state, text = ends[row.id]
                row.write({"state": state, "result": text or False})
            rows.agent_id._tell("outbox")

        if results:
            self._transact(work)

    def abandon_outbox(self):
        """After a crash: what was sent without an answer on record is unknown, never sent again."""

        def work(pbx):
            rows = pbx.env["tvshop.outbox"].search(
                [("pbx_id", "=", pbx.id), ("state", "=", "sent")]
            )
            rows.write({"state": "unknown"})
            rows.agent_id._tell("outbox")
            return len(rows)

        return self._transact(work)

    # What the PBX should have

    def desired_config(self):
        """The content of the PBX's own store: {"family/key": value}."""
        return self._transact(lambda pbx: pbx._prepare_store())

    def prompt_sounds(self, digests):
        """{digest: WAV bytes} of the announcements with these digests."""

        def work(pbx):
            prompts = pbx.env["tvshop.prompt"].search([("digest", "in", digests)])
            return {prompt.digest: base64.b64decode(prompt.audio) for prompt in prompts}

        return self._transact(work)

    def desired_phones(self):
        """{extension: name shown to colleagues} of every agent."""
        return self._transact(
            lambda pbx: {agent.extension: agent.user_id.name for agent in pbx.agent_ids}
        )

    def desired_members(self):
        """{queue: {extension: (penalty, paused, reason)}} for the agents who are signed in."""

        def work(pbx):
            members = defaultdict(dict)
            for skill in pbx.agent_ids.skill_ids:
                if skill.agent_id.state != "signed_out" and skill.queue_id.active:
                    member = (skill.penalty, *skill.agent_id._queue_pause())
                    members[skill.queue_id.pbx_queue][skill.agent_id.extension] = member
            return dict(members)

        return self._transact(work)

    # Agents and the connection

    def signed_in(self):
        """The extensions of the agents who are signed in: their phones should be registered."""

        def work(pbx):
            agents = pbx.agent_ids.filtered(lambda agent: agent.state != "signed_out")
            return set(agents.mapped("extension"))

        return self._transact(work)

    def expire_wraps(self, now):
        """End wrap-ups that are over, and calls of agents whose call is gone."""

        def work(pbx):
            pbx.agent_ids._expire_states(to_datetime(now))

        self._transact(work)

    def agents_lost(self, extensions):
        """The phones at these extensions are no longer registered."""
        self._with_agents(extensions, "_lose_phone")

    def agents_back(self, extensions):
        """The phones at these extensions are registered again."""
        self._with_agents(extensions, "_regain_phone")

    def _with_agents(self, extensions, method):
        def work(pbx):
            agents = pbx.agent_ids.filtered(lambda agent: agent.extension in extensions)
            getattr(agents, method)(to_datetime(time.time()))

        if extensions:
            self._transact(work)

    def set_connected(self, is_connected, detail=""):
        """Say whether the PBX answers; browsers are told when that changes."""

        def work(pbx):
            has_changed = pbx.is_connected != is_connected
            vals = {"is_connected": is_connected, "connection_detail": detail}
            if is_connected:
                vals["last_seen"] = to_datetime(int(time.time()))
            pbx.write(vals)
            if has_changed:
                pbx.agent_ids._tell("state")

        self._transact(work)

    def check_recordings(self):
        """Measure what ended and look for room; the alarm's text, "" for none."""
        return self._transact(lambda pbx: pbx._check_recordings())

    def tell_agents(self):
        """Hint to all agents' browsers that they may have missed something."""
        self._transact(lambda pbx: pbx.agent_ids._tell("state"))

    def lose_calls(self, linkedids, at):
        """Close open calls that the PBX has no more and of which nothing else is known."""

        def work(pbx):
            pbx._lose_calls(to_datetime(at), linkedids)
            pbx.agent_ids._expire_states(to_datetime(at))

        self._transact(work)

    def pbx_lost(self, at):
        """The PBX is gone: close its open calls as lost and pause everybody."""

        def work(pbx):
            pbx._lose_calls(to_datetime(at))
            pbx.agent_ids._lose_pbx(to_datetime(at))

        self._transact(work)
