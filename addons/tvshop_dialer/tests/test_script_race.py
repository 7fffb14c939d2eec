"""Two pages of one agent, each with a session of its own, do the same in a script at once."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.addons.tvshop_dialer.models.tvshop_script import TvshopScript
from odoo.addons.tvshop_dialer.models.tvshop_script_run import TvshopScriptRun
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

PAGES = 2
CLEAR = (
    "DELETE FROM tvshop_call WHERE id = %(call)s",
    "DELETE FROM tvshop_script WHERE id = %(script)s",
    "DELETE FROM tvshop_hotline WHERE id = %(hotline)s",
    "DELETE FROM tvshop_media_channel WHERE id = %(channel)s",
    "DELETE FROM tvshop_pbx WHERE id = %(pbx)s",
)


@tagged("post_install", "-at_install")
class TestScriptRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            self.made = self._make(api.Environment(cr, SUPERUSER_ID, {}))
        self.addCleanup(self._clear)

    @staticmethod
    def _make(env):
        """A call that came in on a hotline with a script of its own."""
        pbx = env["tvshop.pbx"].create(
            {"name": "Race", "system_name": "race", "ws_url": "ws://x/ws", "sip_domain": "x"}
        )
        channel = env["tvshop.media.channel"].create({"name": "Race", "code": "race"})
        hotline = env["tvshop.hotline"].create(
            {"name": "Race", "did": "4009990009", "channel_id": channel.id}
        )
        call = env["tvshop.call"].create(
            {
                "pbx_id": pbx.id,
                "linkedid": "race-1",
                "direction": "in",
                "hotline_id": hotline.id,
                "start": fields.Datetime.now(),
            }
        )
        answers = [(0, 0, {"name": "Yes"}), (0, 0, {"name": "No"})]
        step = {"name": "Hello", "kind": "opening", "answer_ids": answers}
        script = env["tvshop.script"].create(
            {
                "name": "Race",
                "hotline_ids": hotline.ids,
                "version_ids": [(0, 0, {"step_ids": [(0, 0, step)]})],
            }
        )
        script.version_ids.action_publish()
        records = {"pbx": pbx, "channel": channel, "hotline": hotline}
        return {name: one.id for name, one in {**records, "call": call, "script": script}.items()}

    def _clear(self):
        with self.registry.cursor() as cr:
            for statement in CLEAR:
                cr.execute(statement, self.made)

    def _at_once(self, act, *pages):
        """What `act` returns for each page, as requests that Odoo repeats where they clash."""
        with mute_logger("odoo.sql_db", "odoo.service.model"), ThreadPoolExecutor(PAGES) as pool:
            return list(pool.map(partial(self._request, act), pages))

    def _request(self, act, page):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return retrying(partial(act, env, page), env)

    def _open(self, env, _page):
        call = env["tvshop.call"].browse(self.made["call"])
        run = env["tvshop.script.run"]._begin(call, env["tvshop.agent"])
        return run._prepare_screen()

    def _answer(self, visit_id, env, answer_id):
        run = env["tvshop.script.run"].search([("call_id", "=", self.made["call"])])
        run._answer(visit_id, answer_id)
        return run._prepare_screen()

    def test_d5_two_pages_that_open_a_script_at_once_have_one_run(self):
        with patch.object(TvshopScript, "_version_for", meeting(TvshopScript._version_for)):
            first, second = self._at_once(self._open, 1, 2)
        self.assertEqual(first, second)
        self.assertEqual(first["step"]["name"], "Hello")
        self.assertFalse(first["can_go_back"], "it was shown once")

    def test_d5_of_two_answers_at_once_one_counts(self):
        (screen,) = self._at_once(self._open, 1)
        answer_ids = [one["id"] for one in screen["step"]["answers"]]
        answer = partial(self._answer, screen["visit_id"])
        with patch.object(TvshopScriptRun, "_take_turn", meeting(TvshopScriptRun._take_turn)):
            first, second = self._at_once(answer, *answer_ids)
        self.assertEqual(first, second)
        self.assertEqual(len(first["path"]), 1)


def meeting(method):
    """The method, begun at the same time by the first two who come to it."""
    barrier, count = Barrier(PAGES, timeout=30), itertools.count()

    def meet(*args):
        if next(count) < PAGES:
            barrier.wait()
        return method(*args)

    return meet
