"""Numbers are forbidden while engines claim and dial them, by sessions of their own.

TVSHOP_RACES=10000 runs that many races, TVSHOP_SEED repeats their order.
"""

import itertools
import logging
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.addons.tvshop_dialer.bridge.gateway import DiallerGateway
from odoo.addons.tvshop_dialer.models.tvshop_campaign import ZONES, TvshopCampaign
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

_logger = logging.getLogger(__name__)

RACES = int(os.environ.get("TVSHOP_RACES") or 2000)
SEED = int(os.environ.get("TVSHOP_SEED") or 1)
ENGINES, FORBIDDERS = 2, 2
CLAIM, FORBID = 50, 25
# How far before and behind what is being dialled numbers are forbidden.
BEHIND, AHEAD = 60, 160
FILL = (
    """
INSERT INTO res_partner (name, complete_name, active, is_tvshop_customer, type, ref,
                         commercial_partner_id, autopost_bills, group_rfq, group_on)
SELECT 'race', 'race', true, true, 'contact', 'race' || n, 1, 'ask', 'default', 'default'
  FROM generate_series(1, %(races)s) n""",
    """
INSERT INTO tvshop_contact_method (partner_id, kind, value, e164, masked, is_main, active)
SELECT p.id, 'mobile', '+861366' || lpad(n, 7, '0'), '+861366' || lpad(n, 7, '0'), 'race', true,
       true
  FROM res_partner p, LATERAL (SELECT substr(p.ref, 5) AS n) s WHERE p.name = 'race'""",
    """
INSERT INTO tvshop_campaign_target (campaign_id, list_id, partner_id, contact_method_id, zone,
                                    state, next_try_at, attempt_count)
SELECT %(campaign)s, %(list)s, m.partner_id, m.id, 'Asia/Shanghai', 'waiting', '2026-01-01', 0
  FROM tvshop_contact_method m WHERE m.masked = 'race' ORDER BY m.e164""",
)
CLEAR = (
    "DELETE FROM tvshop_do_not_call WHERE e164 LIKE '+861366%%'",
    "DELETE FROM tvshop_campaign_attempt WHERE campaign_id = %(campaign)s",
    "DELETE FROM tvshop_campaign_target WHERE campaign_id = %(campaign)s",
    "DELETE FROM tvshop_contact_method WHERE masked = 'race'",
    "DELETE FROM res_partner WHERE name = 'race'",
    "DELETE FROM tvshop_campaign WHERE id = %(campaign)s",
    "DELETE FROM tvshop_queue WHERE id = %(queue)s",
    "DELETE FROM tvshop_pbx WHERE id = %(pbx)s",
)


@tagged("post_install", "-at_install")
class TestDoNotCallRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            self.made = self._make(api.Environment(cr, SUPERUSER_ID, {}))
        self.addCleanup(self._clear)
        self.gateway = DiallerGateway(self.registry, self.made["pbx"])
        self.clock = itertools.count()
        self.sent, self.listed, self.refused = {}, {}, 0

    @staticmethod
    def _make(env):
        pbx = env["tvshop.pbx"].create(
            {"name": "Race", "system_name": "race", "ws_url": "ws://x/ws", "sip_domain": "x"}
        )
        skill = env["tvshop.queue"].create(
            {"name": "Race", "pbx_id": pbx.id, "pbx_queue": "outbound"}
        )
        campaign = env["tvshop.campaign"].create(
            {
                "name": "Race",
                "pbx_id": pbx.id,
                "queue_id": skill.id,
                "list_ids": [(0, 0, {"name": "Race"})],
            }
        )
        campaign.write({"state": "running"})
        env.flush_all()
        made = {"pbx": pbx.id, "queue": skill.id, "campaign": campaign.id, "races": RACES}
        for statement in FILL:
            env.cr.execute(statement, {**made, "list": campaign.list_ids.id})
        return made

    def _clear(self):
        with self.registry.cursor() as cr:
            for statement in CLEAR:
                cr.execute(statement, self.made)

    def _dial_all(self):
        """An engine: claim, dial what may be dialled, give the rest back."""
        while dials := self.gateway.claim({self.made["campaign"]: CLAIM}):
            by_id = {dial.attempt_id: dial for dial in dials}

            def send(ids, by_id=by_id):
                time.sleep(0.002)  # the PBX takes so long
                for attempt_id in ids:
                    self.sent.setdefault(by_id[attempt_id].number, []).append(next(self.clock))
                return []

            _unsent, refused = self.gateway.dial(list(by_id), send)
            self.refused += len(refused)
            self.gateway.withdraw(refused)

    def _forbid_all(self, rng, own):
        """Others put on the list what is about to be dialled, is being dialled or just was."""
        own = list(own)
        while own:
            front = len(self.sent) + self.refused
            low, high = front - BEHIND, front + AHEAD
            near = [n for n in own if low <= n <= high] or own
            chosen = rng.sample(near, min(FORBID, len(near)))
            own = [n for n in own if n not in set(chosen)]
            numbers = [f"1366{n:07}" for n in chosen]
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                company = env["tvshop.campaign"].browse(self.made["campaign"]).company_id
                env["tvshop.do.not.call"]._list(company, [f"+86{n}" for n in numbers], "hand")
            for number in numbers:  # committed
                self.listed[number] = next(self.clock)

    def test_r14_nobody_is_dialled_once_a_do_not_call_entry_is_committed(self):
        began = time.monotonic()
        numbers = range(1, RACES + 1)
        with (
            patch.object(TvshopCampaign, "_open_zones", lambda _self, _now: list(ZONES)),
            mute_logger("odoo.sql_db"),
            ThreadPoolExecutor(ENGINES + FORBIDDERS) as pool,
        ):
            running = [pool.submit(self._dial_all) for _engine in range(ENGINES)]
            running += [
                pool.submit(
                    self._forbid_all, random.Random(SEED + first), numbers[first::FORBIDDERS]
                )
                for first in range(FORBIDDERS)
            ]
            for future in running:
                future.result()
        late = [n for n, ticks in self.sent.items() if max(ticks) > self.listed[n]]
        left_out = RACES - len(self.sent) - self.refused
        _logger.info(
            "%d races in %.1f s: %d dialled before the entry, %d claimed and not dialled, %d not"
            " even claimed, %d dialled after it",
            RACES,
            time.monotonic() - began,
            len(self.sent) - len(late),
            self.refused,
            left_out,
            len(late),
        )
        self.assertFalse(late, "dialled although the entry was committed")
        self.assertTrue(all(len(ticks) == 1 for ticks in self.sent.values()), "dialled twice")
        for count in (len(self.sent), self.refused, left_out):
            self.assertGreater(count, RACES / 100, "there was no race")
