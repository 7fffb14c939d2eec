from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import NOON, DialerCase

MODELS = (
    "tvshop.campaign", "tvshop.campaign.list", "tvshop.campaign.target",
    "tvshop.campaign.attempt", "tvshop.campaign.outcome", "tvshop.do.not.call",
)  # fmt: skip


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAccess(DialerCase):
    def test_r18_agents_see_no_list(self):
        for model in MODELS:
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.user).search([])

    def test_d1_supervisors_run_campaigns_and_write_no_record_of_calls(self):
        self.customer()
        self.fill()
        attempt = self.claim().with_user(self.supervisor)
        self.assertTrue(attempt.read(["masked", "state"]))
        with self.assertRaises(AccessError):
            attempt.write({"result": "live"})
        with self.assertRaises(AccessError):
            attempt.target_id.write({"state": "waiting"})

    def test_d3_outcome_is_said_by_who_talked(self):
        self.customer()
        self.fill()
        attempt = self.claim()
        self.talked(attempt)
        outcome = self.env.ref("tvshop_dialer.outcome_success")
        with self.assertRaises(AccessError):
            self.desk(self.other_user).desk_campaign_outcome(attempt.id, outcome.id)
