from odoo.exceptions import AccessError, UserError
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

    def test_d1_supervisor_finds_what_was_tried_at_a_number_and_reads_it_masked(self):
        partner = self.customer()
        target = self.fill()
        attempt = self.claim()
        found = self.env["tvshop.campaign.attempt"].with_user(self.supervisor)
        for name in ("masked", "target_id"):
            self.assertEqual(found.search([(name, "ilike", target.masked)]), attempt)
        own = partner.with_user(self.supervisor)
        self.assertEqual(own.campaign_attempt_count, 1)
        domain = own.action_view_campaign_attempts()["domain"]
        self.assertEqual(found.search(domain), attempt)
        arch = target.with_user(self.supervisor).get_view(view_type="form")["arch"]
        self.assertIn("attempt_ids", arch)
        with self.assertRaises(AccessError):
            partner.with_user(self.user).read(["campaign_attempt_count"])

    def test_r18_filter_finds_nobody_by_what_its_author_may_not_read(self):
        draft = self.make_campaign("draft", "猜号码")
        lists = self.env["tvshop.campaign.list"].with_user(self.supervisor)
        guess = "[('contact_method_ids.e164', '=like', '+86138%')]"
        with self.assertRaises(AccessError):
            lists.create({"name": "猜", "campaign_id": draft.id, "domain": guess})
        with self.assertRaises(AccessError):
            draft.list_ids.with_user(self.supervisor).domain = guess
        lists.with_user(self.manager).create(
            {"name": "按号码", "campaign_id": draft.id, "domain": guess}
        )

    def test_d1_nobody_makes_what_has_its_approval_already(self):
        script = self.env["tvshop.script"].create({"name": "话术"})
        for model, state, vals in (
            (
                "tvshop.campaign",
                "running",
                {
                    "name": "偷跑",
                    "pbx_id": self.pbx.id,
                    "queue_id": self.skill.id,
                    "retry_ids": [],  # parts of what is approved are refused anyhow
                },
            ),
            ("tvshop.campaign.trial", "approved", {"campaign_id": self.campaign.id}),
            ("tvshop.script.version", "published", {"script_id": script.id}),
        ):
            own = self.env[model].with_user(self.supervisor)
            for maker, more in (
                (own, {"state": state}),
                (own.with_context(default_state=state), {}),
            ):
                with self.subTest(model=model, more=more), self.assertRaises(AccessError):
                    maker.create({**vals, **more})
            self.assertEqual(own.create(vals).state, "draft")

    def test_m1_outcomes_of_another_company_are_its_own(self):
        other = self.env["res.company"].create({"name": "另一家电视购物"})
        outcomes = self.env["tvshop.campaign.outcome"]
        foreign = outcomes.create({"name": "Theirs", "company_id": other.id})
        shared = self.env.ref("tvshop_dialer.outcome_success")
        own = outcomes.with_user(self.supervisor).create({"name": "Ours"})
        self.assertEqual(own.company_id, self.env.company)
        seen = outcomes.with_user(self.supervisor).search([])
        self.assertEqual(seen & (foreign | shared | own), shared | own)
        for change in (lambda one: one.write({"name": "x"}), lambda one: one.unlink()):
            with self.assertRaises(AccessError):
                change(foreign.with_user(self.supervisor))
        own.name = "Ours, told otherwise"

    def test_m1_campaign_takes_outcomes_of_its_own_company(self):
        other = self.env["res.company"].create({"name": "另一家电视购物"})
        foreign = self.env["tvshop.campaign.outcome"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        self.assertNotIn(foreign, self.make_campaign("draft", "新活动").outcome_ids)
        with self.assertRaises(UserError):
            self.campaign.outcome_ids += foreign

    def test_d3_outcome_is_said_by_who_talked(self):
        self.customer()
        self.fill()
        attempt = self.claim()
        self.talked(attempt)
        outcome = self.env.ref("tvshop_dialer.outcome_success")
        with self.assertRaises(AccessError):
            self.desk(self.other_user).desk_campaign_outcome(attempt.id, outcome.id)
