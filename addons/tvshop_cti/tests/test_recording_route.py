from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from .test_recording import HEADER, NAME, SECOND, RecordingCase


@tagged("post_install", "-at_install")
class TestRecordingRoute(RecordingCase, HttpCase):
    def get(self, recording, user=None, **options):
        user = user or self.supervisor
        self.authenticate(user.login, user.login)
        query = options.pop("query", "")
        return self.url_open(f"/tvshop/recording/{recording.id}{query}", **options)

    def hearings(self):
        rows = self.env["tvshop.recording.access"].search([])
        return [(row.user_id.login, row.kind, row.address) for row in rows.sorted("id")]

    def setUp(self):
        super().setUp()
        self.env["tvshop.recording.access"].search([]).unlink()

    def test_j4_supervisor_hears_the_whole_or_a_part(self):
        recording = self.recorded()
        whole = self.get(recording)
        self.assertEqual((whole.status_code, whole.headers["Content-Type"]), (200, "audio/wav"))
        self.assertEqual(len(whole.content), HEADER + 60 * SECOND)
        self.assertEqual(whole.headers["Accept-Ranges"], "bytes")
        part = self.get(recording, headers={"Range": "bytes=44-143"})
        self.assertEqual((part.status_code, part.content), (206, whole.content[44:144]))
        self.assertEqual(part.headers["Content-Range"], f"bytes 44-143/{len(whole.content)}")
        beyond = self.get(recording, headers={"Range": "bytes=99999999-"})
        self.assertEqual(beyond.status_code, 416)
        self.assertEqual(self.hearings(), [("cti_supervisor", "play", "127.0.0.1")])

    def test_j4_download_is_told_apart(self):
        answer = self.get(self.recorded(), query="?download=1")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(self.hearings(), [("cti_supervisor", "download", "127.0.0.1")])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.http")
    def test_j4_other_agent_is_refused_and_on_record(self):
        self.pbx.company_id.tvshop_agents_hear_own = True
        recording = self.recorded()
        self.assertEqual(self.get(recording, self.user).status_code, 200)
        self.assertEqual(self.get(recording, self.other_user).status_code, 403)
        self.assertEqual(
            [row[:2] for row in self.hearings()], [("cti_agent", "play"), ("cti_other", "refused")]
        )

    @mute_logger("odoo.http")
    def test_j4_what_is_not_there_gets_a_decent_answer(self):
        recording = self.recorded()
        (self.folder / NAME).unlink()
        answer = self.get(recording)
        self.assertEqual((answer.status_code, "missing" in answer.text), (410, True))
        recording.state = "deleted"
        self.assertIn("deleted", self.get(recording).text)
        self.assertEqual(self.get(recording.browse(2**31 - 1)).status_code, 404)

    @mute_logger("odoo.http")
    def test_j4_nobody_hears_without_logging_in(self):
        recording = self.recorded()
        answer = self.url_open(f"/tvshop/recording/{recording.id}", allow_redirects=False)
        self.assertIn(answer.status_code, (302, 303))


@tagged("post_install", "-at_install")
class TestHearingLog(BaseCase):
    """With real transactions, which the other cases don't have."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())

    def work(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def test_j4_hearing_stays_on_record_when_the_transaction_fails(self):
        with self.registry.cursor() as cr:
            recording = self.make_recording(self.work(cr))
        try:
            with self.assertRaises(ZeroDivisionError), self.registry.cursor() as cr:
                env = self.work(cr)
                env["tvshop.recording.access"]._log(
                    env["tvshop.recording"].browse(recording), "play", "10.0.0.1"
                )
                raise ZeroDivisionError
            with self.registry.cursor() as cr:
                rows = self.work(cr)["tvshop.recording.access"].search(
                    [("recording_id", "=", recording)]
                )
                self.assertEqual(rows.mapped("kind"), ["play"])
        finally:
            with self.registry.cursor() as cr:
                self.remove(self.work(cr)["tvshop.recording"].browse(recording))

    def make_recording(self, env):
        pbx = env["tvshop.pbx"].create(
            {"name": "Log", "system_name": "pbxlog", "ws_url": "ws://x/ws", "sip_domain": "x"}
        )
        call = env["tvshop.call"].create(
            {"pbx_id": pbx.id, "linkedid": "pbxlog-1", "direction": "in", "start": "2026-01-01"}
        )
        name = "pbxlog/2026-01-01/x.wav"
        vals = {"call_id": call.id, "name": name, "start": "2026-01-01"}
        return env["tvshop.recording"].create(vals).id

    def remove(self, recording):
        call, pbx = recording.call_id, recording.call_id.pbx_id
        recording.sudo().access_ids.unlink()
        recording.unlink()
        call.unlink()
        pbx.unlink()
