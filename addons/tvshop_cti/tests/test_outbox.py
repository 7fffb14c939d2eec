from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import SECRET, CtiCase


@tagged("post_install", "-at_install")
class TestOutbox(CtiCase):
    def claim(self):
        self.env.flush_all()
        commands = self.gateway.claim_outbox(10)
        self.env.invalidate_all()
        return commands

    def post(self, kind="phone_close", payload=None):
        return self.env["tvshop.outbox"]._post(self.agent, kind, payload or {})

    def test_l1_command_is_claimed_once(self):
        row = self.post()
        self.assertEqual([command.id for command in self.claim()], [row.id])
        self.assertEqual(row.state, "sent")
        self.assertEqual(self.claim(), [])

    def test_l1_stale_command_is_never_sent_and_its_secret_is_gone(self):
        row = self.post("phone_secret", {"secret": SECRET})
        row.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.claim(), [])
        self.assertRecordValues(row, [{"state": "expired", "payload": False}])

    def test_l1_other_pbx_does_not_get_the_command(self):
        row = self.post()
        row.pbx_id = self.pbx.copy({"system_name": "pbxtest2"})
        self.assertEqual(self.claim(), [])

    def test_l1_result_is_written_back_once(self):
        row = self.post()
        self.claim()
        self.gateway.finish_outbox([(row.id, "failed", "No such extension")])
        self.gateway.finish_outbox([(row.id, "done", "")])
        self.env.invalidate_all()
        self.assertRecordValues(row, [{"state": "failed", "result": "No such extension"}])

    def test_l1_unanswered_command_is_unknown_after_a_crash_and_not_sent_again(self):
        row = self.post()
        self.claim()
        self.gateway.abandon_outbox()
        self.env.invalidate_all()
        self.assertEqual(row.state, "unknown")
        self.assertEqual(self.claim(), [])

    def test_l1_bridge_is_woken_at_commit_once(self):
        self.env.flush_all()
        self.env.cr.precommit.data.pop("tvshop_cti.topics", None)
        self.post()
        self.post()
        self.assertIn("outbox", self.env.cr.precommit.data["tvshop_cti.topics"])
