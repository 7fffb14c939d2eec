import os
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.addons.tvshop_cti.bridge.call import Mark
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .common import CtiCase

NAME = "pbxtest/2026-11-23/pbxtest-1.1-1.1.wav"
HEADER, SECOND = 44, 16000


class RecordingCase(CtiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        patcher = patch.dict(os.environ, {"TVSHOP_RECORDINGS": folder.name})
        patcher.start()
        cls.addClassCleanup(patcher.stop)

    def mark(self, value=NAME, name="recording", at=12):
        return Mark(name, value, self.t0 + at)

    def write_file(self, name=NAME, seconds=60):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(HEADER) + bytes(range(256)) * (seconds * SECOND // 256))
        return path

    def recorded(self, agent=None, seconds=60, **values):
        """A call that has ended, its file measured."""
        self.write_file(seconds=seconds)
        call = self.hang_up(agent, **{"marks": (self.mark(),), **values})
        self.check()
        return call.recording_ids

    def check(self):
        self.env.flush_all()
        self.gateway.check_recordings()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestRecording(RecordingCase):
    def test_j4_recording_is_tied_to_its_call_and_measured_after_it(self):
        recording = self.recorded()
        self.assertRecordValues(recording, [{
            "name": NAME, "state": "recorded", "seconds": 60, "size": HEADER + 60 * SECOND,
            "start": self.at(15), "company_id": self.pbx.company_id.id,
        }])  # fmt: skip
        self.assertEqual(recording.call_id.recording_state, "recorded")

    def test_j4_file_that_a_dying_pbx_left_is_repaired_when_it_is_measured(self):
        path = self.write_file(seconds=20)
        start = b"RIFF" + bytes(4) + b"WAVEfmt " + bytes(20) + b"data" + bytes(4)
        path.write_bytes(start + path.read_bytes()[HEADER:])
        call = self.hang_up(marks=(self.mark(),))
        self.check()
        self.assertEqual(call.recording_state, "incomplete")
        self.assertEqual(int.from_bytes(path.read_bytes()[HEADER - 4 : HEADER], "little"), 320000)

    def test_j4_call_in_progress_is_being_recorded(self):
        call = self.talk(marks=(self.mark(),))
        self.check()
        self.assertEqual((call.recording_ids.state, call.recording_state), ("pending", "pending"))
        again = self.talk(marks=(self.mark(),))
        self.assertEqual(again.recording_ids, call.recording_ids)

    def test_j4_agent_hears_of_a_recording_that_begins_after_the_answer(self):
        leg, sent = self.leg(answer=15), []
        self.save(self.call(legs=[leg], answered_at=None, marks=(self.mark(),)))
        with patch.object(
            self.registry["res.users"], "_bus_send", lambda users, *_args: sent.append(users)
        ):
            self.save(self.call(legs=[leg], marks=(self.mark(),)))
        self.assertIn(self.user, sent)

    def test_j4_unanswered_call_has_no_recording(self):
        call = self.save(self.call(end=20, outcome="abandoned", marks=(self.mark(),)))
        self.assertFalse(call.recording_ids or call.recording_state)

    def test_j4_file_outside_the_pbxs_own_folder_is_not_believed(self):
        for name in (
            "../../etc/passwd.wav",
            "/etc/2026-11-23/x.wav",
            "pbx2/2026-11-23/x.wav",
            "pbxtest/2026-11-23/../../pbx2/x.wav",
            "pbxtest/2026-11-23/x.mp3",
        ):
            with self.subTest(name=name):
                call = self.hang_up(marks=(self.mark(name),))
                self.assertFalse(call.recording_ids)

    def test_j4_links_are_not_followed(self):
        recording = self.recorded()
        path = self.folder / NAME
        secret = self.folder / "secret"
        secret.write_text("secret")
        path.unlink()
        path.symlink_to(secret)
        self.assertIsNone(recording._path())
        path.unlink()
        path.parent.rename(self.folder / "elsewhere")
        path.parent.symlink_to(self.folder / "elsewhere")
        self.write_file("elsewhere/x.wav")
        self.assertIsNone(recording._path())
        path.parent.unlink()

    def test_r16_missing_and_short_recordings_are_told(self):
        call = self.hang_up(marks=(self.mark("pbxtest/2026-11-23/none.wav"),))
        self.check()
        self.assertEqual(call.recording_state, "missing")
        short = self.recorded(seconds=20, linkedid="pbxtest-2.1").call_id
        self.assertEqual(short.recording_state, "incomplete")
        found = self.env["tvshop.call"].search(self.pbx._unrecorded_domain())
        self.assertEqual(found, call | short)
        self.assertEqual(self.pbx.unrecorded_count, 2)

    def test_r16_answered_call_without_a_mark_has_no_recording(self):
        call = self.hang_up()
        unanswered = self.save(self.call("pbxtest-2.1", end=20, outcome="abandoned"))
        off = self.hang_up(linkedid="pbxtest-3.1", marks=(self.mark("off"),))
        internal = self.hang_up(linkedid="pbxtest-4.1", direction="internal")
        self.env["tvshop.call"]._cron_check_recordings()
        states = (call | unanswered | off | internal).mapped("recording_state")
        self.assertEqual(states, ["missing", False, "off", False])

    def test_j4_many_calls_are_recorded_in_few_queries(self):
        def calls(first):
            return [
                self.call(
                    f"pbxtest-{n}.1",
                    legs=[self.leg(answer=15, end=70)],
                    end=75,
                    outcome="answered",
                    marks=(self.mark(f"pbxtest/2026-11-23/{n}.wav"),),
                )
                for n in range(first, first + 100)
            ]

        self.save(*calls(100))
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.gateway.save_calls(calls(1000))
        self.assertLessEqual(self.env.cr.sql_log_count - before, 60)
        before = self.env.cr.sql_log_count
        self.gateway.check_recordings()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 30)

    def test_j4_strictest_of_pbx_hotline_and_queue_reaches_the_pbx(self):
        def keys():
            store = self.pbx._prepare_store()
            return {key: value for key, value in store.items() if key.startswith("recording/")}

        self.assertEqual(keys(), {})
        self.pbx.recording_mode = self.queue.recording_mode = "announce"
        self.hotline.recording_mode = "off"
        self.assertEqual(
            keys(),
            {
                "recording/pbx": "announce",
                "recording/hotline/4009990001": "off",
                "recording/queue/sales": "announce",
            },
        )

    # Who may

    def allow_agents(self):
        self.pbx.company_id.tvshop_agents_hear_own = True

    def refuse(self, recording, user):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            recording.with_user(user).read(["name"])
        self.assertFalse(self.env["tvshop.recording"].with_user(user).search([]))

    def test_j4_supervisor_hears_and_agents_only_their_own_if_the_company_allows(self):
        recording = self.recorded()
        self.assertTrue(recording.with_user(self.supervisor).read(["name"]))
        self.refuse(recording, self.user)
        self.allow_agents()
        self.assertTrue(recording.with_user(self.user).read(["name"]))
        self.refuse(recording, self.other_user)

    def test_j4_agent_who_presses_play_without_the_right_is_told_so(self):
        call = self.recorded().call_id.with_user(self.user)
        with self.assertRaises(AccessError):
            call.action_play_recording()
        self.allow_agents()
        self.assertEqual(call.action_play_recording()["res_id"], call.recording_ids.id)

    def test_j4_agent_who_was_only_rung_hears_nothing(self):
        self.allow_agents()
        legs = [self.leg(self.other_agent, ring=5, end=9), self.leg(answer=15, end=75)]
        self.write_file()
        call = self.save(
            self.call(legs=legs, end=75, outcome="answered", talk=60.0, marks=(self.mark(),))
        )
        self.refuse(call.recording_ids, self.other_user)
        self.assertTrue(call.recording_ids.with_user(self.user).read(["name"]))

    def test_j4_other_companys_recordings_are_closed(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            login="cti_stranger",
            groups="base.group_user,tvshop_crm.group_supervisor",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.refuse(self.recorded(), stranger)

    def forbid(self, action):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            action()

    def test_j4_nobody_writes_recordings_or_their_log(self):
        recording = self.recorded()
        log = self.env["tvshop.recording.access"]
        log._log(recording.with_user(self.supervisor), "play", "10.0.0.1")
        row = log.search([("recording_id", "=", recording.id)])
        for user in (self.user, self.supervisor, self.manager):
            for record in (recording.with_user(user), row.with_user(user)):
                self.forbid(lambda record=record: record.write({"write_date": False}))
                self.forbid(record.unlink)
        for user in (self.user, self.supervisor):
            self.forbid(lambda user=user: log.with_user(user).search([]))
            self.forbid(lambda user=user: recording.with_user(user).read(["access_ids"]))
        self.assertEqual(row.with_user(self.manager).address, "10.0.0.1")

    # How long it is kept

    def delete_old(self):
        self.env.flush_all()
        self.env.ref("tvshop_cti.ir_cron_delete_recordings").method_direct_trigger()
        self.env.invalidate_all()

    def age(self, recording, days):
        recording.start = fields.Datetime.now() - timedelta(days=days)
        self.env.flush_all()

    def test_j4_recordings_go_when_their_time_is_over_and_their_rows_stay(self):
        recording = self.recorded()
        path = self.folder / NAME
        self.age(recording, 179)
        self.delete_old()
        self.assertTrue(path.exists())
        self.age(recording, 181)
        self.delete_old()
        self.assertFalse(path.exists())
        self.assertEqual((recording.state, recording.call_id.recording_state), ("deleted",) * 2)
        self.assertTrue(recording.deleted_at)

    def test_j4_each_company_keeps_recordings_as_long_as_it_says(self):
        recording = self.recorded()
        self.env["res.company"].create({"name": "Other", "tvshop_recording_days": 30})
        self.age(recording, 100)
        self.delete_old()
        self.assertEqual(recording.state, "recorded")

    def test_j4_held_recording_stays_until_it_is_released(self):
        recording = self.recorded()
        recording.with_user(self.supervisor).action_hold()
        self.age(recording, 1000)
        self.delete_old()
        self.assertTrue((self.folder / NAME).exists())
        recording.with_user(self.supervisor).action_release()
        self.delete_old()
        self.assertFalse((self.folder / NAME).exists())

    def test_j4_agent_does_not_decide_what_is_kept(self):
        self.allow_agents()
        recording = self.recorded()
        for method in ("action_hold", "action_release"):
            with self.assertRaises(AccessError):
                getattr(recording.with_user(self.user), method)()

    def test_j4_file_that_cannot_be_deleted_does_not_keep_the_others(self):
        recording = self.recorded()
        self.age(recording, 181)
        with (
            patch.object(Path, "unlink", side_effect=PermissionError("read-only")),
            mute_logger("odoo.addons.tvshop_cti.models.tvshop_recording"),
        ):
            self.delete_old()
        self.assertEqual(recording.state, "recorded")

    def test_j4_nothing_counts_as_deleted_while_the_folder_is_gone(self):
        recording = self.recorded()
        self.age(recording, 181)
        with (
            patch.dict(os.environ, {"TVSHOP_RECORDINGS": f"{self.folder}/none"}),
            mute_logger("odoo.addons.tvshop_cti.models.tvshop_recording"),
        ):
            self.delete_old()
        self.assertEqual(recording.state, "recorded")
        self.delete_old()
        self.assertFalse((self.folder / NAME).exists())

    def test_j4_less_than_thirty_days_are_refused(self):
        company = self.pbx.company_id
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            company.tvshop_recording_days = 29
            company.flush_recordset()

    # Room on the disk

    def test_r16_full_disk_alarms_managers_once_and_supervisors_on_every_page(self):
        self.pbx.recording_least_mb = 1 << 30
        for _look in range(2):
            self.check()
        self.assertEqual(self.pbx.recording_problem, "low")
        activities = self.pbx.activity_ids.filtered(lambda one: one.user_id == self.manager)
        self.assertEqual(len(activities), 1)
        texts = self.env["tvshop.pbx"].with_user(self.supervisor).recording_alarms()
        self.assertIn("Test PBX", texts[0])
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.env["tvshop.pbx"].with_user(self.user).recording_alarms()
        self.assertIn("Test PBX", self.gateway.check_recordings())
        self.pbx.recording_least_mb = 1
        self.check()
        self.assertFalse(self.pbx.recording_problem or self.pbx.activity_ids)
        self.assertFalse(self.env["tvshop.pbx"].with_user(self.supervisor).recording_alarms())

    def test_r16_folder_that_is_gone_is_an_alarm_too(self):
        with patch.dict(os.environ, {"TVSHOP_RECORDINGS": f"{self.folder}/none"}):
            self.check()
        self.assertEqual(self.pbx.recording_problem, "unreachable")

    def test_r16_file_is_not_missed_while_its_folder_is_gone(self):
        with patch.dict(os.environ, {"TVSHOP_RECORDINGS": f"{self.folder}/none"}):
            recording = self.recorded()
        self.assertEqual(recording.state, "pending")
        self.check()
        self.assertEqual(recording.state, "recorded")


@tagged("post_install", "-at_install")
class TestCardPause(RecordingCase):
    def setUp(self):
        super().setUp()
        self.agent._set_state("ready")

    def ask(self, method="desk_pause_recording", user=None):
        outbox_id = getattr(self.desk(user), method)()["outbox_id"]
        return self.env["tvshop.outbox"].browse(outbox_id)

    def answer(self, row, state="done"):
        self.env.flush_all()
        self.gateway.claim_outbox()
        self.gateway.finish_outbox([(row.id, state, "")])
        self.env.invalidate_all()

    def pop(self, user=None):
        pop = self.desk(user).desk_state()["call"]
        return pop["recording"], pop["recording_request"], pop["recording_failed"]

    @contextmanager
    def later(self, seconds):
        moment = fields.Datetime.now() + timedelta(seconds=seconds)
        with patch.object(fields.Datetime, "now", return_value=moment):
            yield

    def test_j4_pause_shows_only_once_the_pbx_has_confirmed_it(self):
        self.talk(marks=(self.mark(),))
        self.assertEqual(self.pop(), ("on", False, False))
        row = self.ask()
        self.assertEqual(self.pop(), ("on", "pause", False))
        self.answer(row)
        self.assertEqual(self.pop(), ("paused", False, False))
        self.answer(self.ask("desk_resume_recording"))
        self.assertEqual(self.pop(), ("on", False, False))
        (pause,) = self.agent.call_id.recording_pause_ids
        self.assertTrue(pause.start and pause.end)

    def test_j4_pause_that_failed_or_was_never_answered_is_told(self):
        self.talk(marks=(self.mark(),))
        for state in ("failed", "unknown"):
            self.answer(self.ask(), state)
            self.assertEqual(self.pop(), ("on", False, True), state)
        self.ask()
        with self.later(10):
            self.assertEqual(self.pop(), ("on", False, True))

    def test_j4_agent_who_takes_the_call_over_sees_the_pause(self):
        self.talk(marks=(self.mark(),))
        self.answer(self.ask())
        self.save(
            self.call(
                legs=[self.leg(answer=15, end=40), self.leg(self.other_agent, ring=41, answer=42)],
                marks=(self.mark(),),
            )
        )
        self.assertEqual(self.pop(self.other_user), ("paused", False, False))
        self.answer(self.ask("desk_resume_recording", self.other_user))
        self.assertEqual(self.pop(self.other_user), ("on", False, False))

    def test_j4_pause_needs_a_call_that_is_being_recorded(self):
        with self.assertRaisesRegex(Exception, "not being recorded"):
            self.ask()
        self.talk(marks=(self.mark("off"),))
        self.assertEqual(self.pop(), ("off", False, False))
        with self.assertRaisesRegex(Exception, "not being recorded"):
            self.ask()

    def test_r17_pauses_that_nobody_saw_get_on_record_from_the_pbx(self):
        self.write_file()
        told = f"p{self.t0 + 20:.3f}-r{self.t0 + 30:.3f}-p{self.t0 + 50:.3f}"
        marks = (self.mark(), self.mark(told, "recording_paused", at=75))
        call = self.hang_up(marks=marks)
        self.hang_up(marks=marks)
        self.check()
        self.assertRecordValues(call.recording_pause_ids, [
            {"start": self.at(20), "end": self.at(30)},
            {"start": self.at(50), "end": self.at(75)},
        ])  # fmt: skip

    def test_r17_nonsense_in_a_mark_does_no_harm(self):
        marks = (self.mark(), self.mark("p-rx--pnan-p1e99-r5", "recording_paused", at=75))
        self.assertFalse(self.hang_up(marks=marks).recording_pause_ids)
