from base64 import b64encode

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import LogisticsCase

SAMPLE = (
    "邮件号,投递结果,投递时间,未妥投原因,签收人,代收货款\r\n"
    "EA123456785CN,妥投,2026-01-05 10:00,,本人,299.00\r\n"
    "EA123456786CN,客户拒收,2026-01-05 10:00,不要,,\r\n"
).encode("gb18030")


@tagged("post_install", "-at_install")
class TestFeedbackMapping(LogisticsCase):
    def point(self, data=SAMPLE):
        form = Form(self.env["tvshop.feedback.mapping"].with_user(self.warehouse))
        form.carrier_id = self.ems
        form.file = b64encode(data)
        return form

    def test_h4_format_is_made_by_pointing_at_a_sample(self):
        self.point().save().action_apply()
        made = self.env["tvshop.feedback.format"].search([("carrier_id", "=", self.ems.id)])
        self.assertEqual(
            [(column.position, column.header, column.role) for column in made.column_ids][:2],
            [(1, "邮件号", "waybill"), (2, "投递结果", "status")],
        )
        words = {word.word: word.status for word in made.word_ids}
        self.assertEqual(words, {"妥投": "delivered", "客户拒收": "refused"})
        self.assertTrue(made.is_line_ended)
        record = self.env["tvshop.feedback.import"]._receive(self.ems, "a.csv", SAMPLE)
        self.assertEqual((record.state, record.bad_count), ("done", 2))
        self.assertIn("No parcel", record.problems)

    def test_h4_pointing_again_replaces_the_format(self):
        self.point().save().action_apply()
        wizard = self.point().save()
        wizard.mapping = {**wizard.mapping, "words": {"妥投": "delivered", "客户拒收": "returned"}}
        wizard.action_apply()
        made = self.env["tvshop.feedback.format"].search([("carrier_id", "=", self.ems.id)])
        self.assertEqual({word.word: word.status for word in made.word_ids}["客户拒收"], "returned")
        # what was said before is the next proposal
        self.assertEqual(self.point().mapping["words"]["客户拒收"], "returned")

    def test_h4_words_of_earlier_samples_stay(self):
        self.make_format(self.ems)
        self.point().save().action_apply()
        made = self.env["tvshop.feedback.format"].search([("carrier_id", "=", self.ems.id)])
        words = {word.word: word.status for word in made.word_ids}
        self.assertEqual((words["在途"], words["客户拒收"]), ("in_transit", "refused"))

    def test_h4_column_that_is_needed_is_asked_for(self):
        wizard = self.point().save()
        wizard.mapping = {**wizard.mapping, "roles": ["waybill", "status", "", "", "", ""]}
        with self.assertRaisesRegex(ValidationError, "Time"):
            wizard.action_apply()

    def test_h4_sample_that_is_no_file_is_refused(self):
        with self.assertRaisesRegex(UserError, "neither UTF-8 nor GB18030"):
            self.point(b"\xff\xff\xff\n")
