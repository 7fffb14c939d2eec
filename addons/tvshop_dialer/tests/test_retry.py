from odoo.addons.tvshop_cti.bridge.call import Mark
from odoo.modules.migration import load_script
from odoo.tests import freeze_time, tagged

from .. import results
from ..models.tvshop_campaign_attempt import RESULTS
from ..models.tvshop_campaign_retry import RETRIED, USUAL
from .common import NOON, DialerCase

SCRIPT = "tvshop_dialer/migrations/19.0.1.0.1/post-retry_rules_of_new_results.py"
NEVER_AGAIN = {
    results.LIVE, results.ABANDONED,  # by the outcome, and after days of peace
    results.FAX, results.MODEM, results.VACANT,
    results.UNKNOWN, *results.NOT_DIALLED,
}  # fmt: skip


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestRetry(DialerCase):
    def migrate(self, version="19.0.1.0.0"):
        load_script(SCRIPT, "retry_rules").migrate(self.env.cr, version)
        self.env.invalidate_all()

    def rules(self, campaign):
        return {
            rule.result: (rule.delay_minutes, rule.growth, rule.max_tries)
            for rule in campaign.retry_ids
        }

    def test_d3_new_campaign_tries_again_whatever_may_pass(self):
        self.assertEqual(self.rules(self.campaign), USUAL)
        self.assertEqual(set(USUAL), set(dict(RETRIED)))
        self.assertEqual(set(dict(RESULTS)) - set(USUAL), NEVER_AGAIN)

    def test_d3_fax_is_not_called_again_and_a_suspended_number_next_week(self):
        for place, (cause, said, state) in enumerate(
            ((127, "1|suspended|0.9|2900|print 1", "waiting"), (16, "2|fax|0.9|600|CED", "done"))
        ):
            with self.subTest(said=said):
                self.customer(f"客户{place}", f"1380013800{place}")
                self.fill()
                attempt = self.claim()
                phase = {"reached_at": self.t0 + 3} if state == "done" else {}
                marks = (self.heard(said),)
                self.follow(attempt, cause=cause, end=5, outcome="failed", marks=marks, **phase)
                self.assertEqual(attempt.target_id.state, state)

    def heard(self, said):
        return Mark("heard", said, self.t0 + 4)

    def test_d3_campaigns_from_before_get_rules_for_results_that_are_new(self):
        old = self.campaign.retry_ids.filtered(
            lambda rule: rule.result in ("switched_off", "suspended", "call_waiting", "busy")
        )
        old.unlink()
        self.migrate()
        self.assertEqual(
            self.rules(self.campaign),
            {result: rule for result, rule in USUAL.items() if result != "busy"},
            "busy had been taken away by hand",
        )
        self.migrate()
        self.migrate(version=None)
        self.assertEqual(len(self.campaign.retry_ids), len(USUAL) - 1, "once")
