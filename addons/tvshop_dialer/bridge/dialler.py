"""The engine: looks at the floor twice a second, decides, claims numbers, has the PBX dial them.

An attempt is on record before the PBX is asked, and its result comes from the record of its call.
So this process may die at any moment: nobody is rung twice, and nothing is forgotten.
"""

import asyncio
import logging

from odoo.addons.tvshop_cti.ami import actions
from odoo.addons.tvshop_cti.ami.client import AmiError, NotConnected, Refused
from odoo.addons.tvshop_cti.bridge.database_calls import DatabaseCalls

from .gateway import DiallerGateway
from .plan import Planner
from .sight import DONE, Sight, happenings

_logger = logging.getLogger(__name__)

CONTEXT = "campaign"
TICK = 0.5
PING_TIMEOUT = 1.0
SEND_TIMEOUT = 20.0
# Until a call may ring, and how long it does besides.
SET_UP = 30


class Dialler:
    """An extension of the line to a PBX."""

    every = TICK

    def __init__(self, line):
        self._line = line
        gateway = DiallerGateway(line.gateway.registry, line.pbx)
        # A thread of its own: the floor's calls must not wait for a claim.
        self._db = DatabaseCalls(gateway, line.is_leading)
        self._planner = Planner()
        self._seen = Sight(0.0)
        self._reasons = {}
        self._is_settled = False

    async def tick(self):
        if not self._is_settled:
            unknown = await self._db.call("settle")
            if unknown:
                _logger.warning("%s: %d attempts are unknown", self._line.pbx.name, unknown)
            self._is_settled = True
        live = [key for key, one in self._seen.attempts.items() if one.state != DONE]
        sight = await self._db.call("look", live, self._seen.now)
        for campaign in self._planner.unknown(sight):
            past, events = await self._db.call("past", campaign.id)
            self._planner.begin(campaign, past, events)
        self._planner.observe(happenings(self._seen, sight), sight.now)
        plans = self._planner.plan(sight)
        self._seen = sight
        await self._note(plans, sight.now)
        counts = {key: plan.count for key, plan in plans.items() if plan.count}
        if counts and self._line.is_hearing:
            await self._dial(await self._db.call("claim", counts))

    async def _note(self, plans, now):
        """Decisions are on record when something is dialled by them or their reason changed."""
        news = [
            (key, now, plan.count, plan.reason, plan.decision)
            for key, plan in plans.items()
            if (plan.count and plan.decision) or self._reasons.get(key) != plan.reason
        ]
        self._reasons = {key: plan.reason for key, plan in plans.items()}
        await self._db.call("decided", news)

    async def close(self):
        await self._db.close()

    async def _dial(self, dials):
        """Send what is on record as claimed. What certainly wasn't sent goes back to its list."""
        if not dials:
            return
        by_id = {dial.attempt_id: dial for dial in dials}
        loop = asyncio.get_running_loop()

        def send(ids):
            sending = self._send([by_id[attempt_id] for attempt_id in ids])
            return asyncio.run_coroutine_threadsafe(sending, loop).result(SEND_TIMEOUT)

        unsent, refused = await self._db.call("dial", list(by_id), send)
        if unsent or refused:
            await self._db.insist("withdraw", [*unsent, *refused])

    async def _send(self, dials):
        """Have the PBX dial; the ids of those that certainly were not sent."""
        try:
            await self._line.call(actions.ping(), timeout=PING_TIMEOUT)
        except AmiError:  # what is sent into silence might arrive when nobody expects it
            return [dial.attempt_id for dial in dials]
        sent = await asyncio.gather(*map(self._originate, dials))
        return [dial.attempt_id for dial, is_sent in zip(dials, sent, strict=True) if not is_sent]

    async def _originate(self, dial):
        try:
            action = actions.originate_number(
                dial.number, CONTEXT, dial.linkedid, dial.ring + SET_UP, dial.variables
            )
            await self._line.call(action)
        except (NotConnected, Refused, actions.UnsafeValue) as error:
            _logger.warning("attempt %d was not dialled: %s", dial.attempt_id, error)
            return False
        except AmiError as error:
            _logger.warning("attempt %d is unknown: %s", dial.attempt_id, error)
        return True
