import base64
import io
import wave

import numpy as np
from odoo.addons.tvshop_cti import prompt_audio
from odoo.addons.tvshop_cti.bridge.call import Mark
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..ear.taught import Taught
from .common import NOON, DialerCase

WORDS = "对不起，您拨打的电话已停机。"


def wav(samples):
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setparams((1, 2, 8000, 0, "NONE", ""))
        target.writeframes(samples.astype("<i2").tobytes())
    return base64.b64encode(file.getvalue())


class Known:
    """A connection whose cursors are the test's own."""

    def __init__(self, cr):
        self._cr = cr

    def cursor(self):
        return self

    def __enter__(self):
        self._cr.execute("SELECT 1")
        return self._cr

    def __exit__(self, *_error):
        return False


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAnnouncement(DialerCase):
    def teach(self, **values):
        speech = base64.b64encode(prompt_audio.speak(WORDS, "cmn"))
        vals = {"name": WORDS, "network": "移动", "result": "suspended", "upload": speech}
        announcements = self.env["tvshop.announcement"].with_user(self.supervisor)
        return announcements.create({**vals, **values})

    def test_d3_recording_is_kept_as_sound_and_as_fingerprint(self):
        announcement = self.teach()
        self.assertGreater(announcement.seconds, 1)
        self.assertTrue(announcement.audio)
        taught = Taught(Known(self.env.cr))
        self.env.flush_all()
        ours = [one for one in taught.news() if one.key == announcement.id]
        self.assertEqual([one.result for one in ours], ["suspended"])
        self.assertGreater(len(ours[0].rows), 50)
        self.assertIsNone(taught.news(), "nothing has changed")

    def test_d3_archived_announcement_is_not_known_any_more(self):
        announcement = self.teach()
        announcement.active = False
        self.env.flush_all()
        keys = [one.key for one in Taught(Known(self.env.cr)).news()]
        self.assertNotIn(announcement.id, keys)

    def test_d3_recording_that_tells_nothing_is_refused_in_words(self):
        noise = np.random.default_rng(1).normal(0, 3000, 4000)
        for upload in (wav(np.zeros(16000)), wav(noise), base64.b64encode(b"no sound")):
            with self.assertRaises(UserError):
                self.teach(upload=upload)
        with self.assertRaises(ValidationError):
            self.teach(upload=False)

    def test_d3_agents_neither_see_nor_teach_announcements(self):
        announcement = self.teach()
        with self.assertRaises(AccessError):
            announcement.with_user(self.user).read(["name"])
        with self.assertRaises(AccessError):
            self.env["tvshop.announcement"].with_user(self.user).create({"name": "x"})

    def test_d3_other_companies_know_an_announcement_and_leave_it_as_it_is(self):
        other = self.env["res.company"].create({"name": "另一家电视购物"})
        own = self.teach()
        self.assertEqual(own.company_id, self.env.company)
        foreign = self.teach()
        foreign.sudo().company_id = other
        self.assertEqual(foreign.with_user(self.supervisor).read(["name"])[0]["name"], WORDS)
        for change in (lambda one: one.write({"active": False}), lambda one: one.unlink()):
            with self.assertRaises(AccessError):
                change(foreign.with_user(self.supervisor))
        own.with_user(self.supervisor).active = False

    def test_d3_call_counts_for_the_announcement_that_was_heard(self):
        announcement = self.teach()
        self.customer()
        self.fill()
        attempt = self.claim()
        said = f"1|suspended|0.91|2900|print {announcement.id} likeness 0.91"
        self.follow(attempt, cause=127, end=5, marks=(Mark("heard", said, self.t0 + 4),))
        self.assertEqual(attempt.announcement_id, announcement)
        self.assertEqual(announcement.attempt_count, 1)
        self.assertEqual(attempt.target_id.last_result, "suspended")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCorrection(DialerCase):
    def setUp(self):
        super().setUp()
        self.customer()
        self.fill()
        self.attempt = self.claim()
        self.live = (Mark("heard", "2|live|0.90|1400|speech", self.t0 + 8),)

    def talk(self, end=None):
        leg = self.leg(None, ring=8, answer=9, end=end)
        self.follow(
            self.attempt, legs=[leg], reached_at=self.t0 + 8, end=end, marks=self.live,
            outcome="answered" if end else "", talk=(end or 9) - 9.0,
        )  # fmt: skip

    def test_d3_agent_corrects_what_was_heard_during_the_call_or_after_it(self):
        self.talk()
        desk = self.desk(self.user)
        campaign = desk.desk_correct_result(self.attempt.id, "machine")
        self.assertEqual(campaign["corrected"], "machine")
        self.assertRecordValues(self.attempt, [{"true_result": "machine", "heard_right": 0}])
        self.talk(end=20)
        self.assertEqual(self.attempt.result, "machine")
        self.assertEqual(self.attempt.target_id.state, "waiting", "it is tried again")
        desk.desk_correct_result(self.attempt.id, "fax")
        self.assertRecordValues(self.attempt, [{"result": "fax", "heard_result": "live"}])
        desk.desk_correct_result(self.attempt.id, "fax")
        self.assertRecordValues(
            self.attempt, [{"result": "live", "corrected_result": False, "heard_right": 100}]
        )

    def test_d3_nobody_corrects_another_s_call_or_makes_results_up(self):
        self.talk(end=20)
        with self.assertRaises(AccessError):
            self.desk(self.other_user).desk_correct_result(self.attempt.id, "machine")
        with self.assertRaises(UserError):
            self.desk(self.user).desk_correct_result(self.attempt.id, "abandoned")
