from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .common import DialerCase


@tagged("post_install", "-at_install")
class TestCampaign(DialerCase):
    def test_d1_campaign_goes_its_way_by_buttons(self):
        campaign = self.make_campaign("draft").with_user(self.supervisor)
        with self.assertRaises(AccessError):
            campaign.action_approve()
        campaign.with_user(self.manager).action_approve()
        self.assertEqual(campaign.approved_by_id, self.manager)
        for action, state in (
            ("action_start", "running"),
            ("action_pause", "paused"),
            ("action_start", "running"),
            ("action_end", "ended"),
        ):
            getattr(campaign, action)()
            self.assertEqual(campaign.state, state)

    def test_d1_draft_does_not_start_and_the_ended_does_not_start_again(self):
        for state in ("draft", "ended"):
            with self.assertRaises(UserError):
                self.make_campaign(state).with_user(self.supervisor).action_start()

    def test_d1_same_button_twice_is_once(self):
        campaign = self.make_campaign("approved").with_user(self.supervisor)
        campaign.action_start()
        campaign.action_start()
        self.assertEqual(campaign.state, "running")

    def test_d1_state_is_not_written_by_hand(self):
        with self.assertRaises(AccessError):
            self.make_campaign("draft").with_user(self.manager).write({"state": "running"})

    def test_d1_nobody_makes_what_has_gone_through_its_steps_already(self):
        script = self.env["tvshop.script"].create({"name": "夏季"})
        campaign = self.make_campaign("draft")
        copied = campaign.with_user(self.manager).copy_data()[0]
        for model, vals, forged in (
            ("campaign", copied, {"state": "running", "approved_by_id": self.manager.id}),
            ("campaign.trial", {"campaign_id": campaign.id},
             {"state": "approved", "decided_by_id": self.manager.id}),
            ("script.version", {"script_id": script.id},
             {"state": "published", "published_at": "2026-11-01 00:00:00"}),
        ):  # fmt: skip
            own = self.env[f"tvshop.{model}"].with_user(self.manager)
            for name, value in forged.items():
                defaults = self.env["ir.default"].with_user(self.manager)
                for maker, more in (
                    (own, {name: value}),
                    (own.with_context(**{f"default_{name}": value}), {}),
                ):
                    with (
                        self.subTest(model=model, name=name, more=more),
                        self.assertRaises(AccessError),
                    ):
                        maker.create({**vals, **more})
                defaults.set(own._name, name, value, user_id=True)
                with self.subTest(model=model, name=name), self.assertRaises(AccessError):
                    own.create(vals)
                defaults.search([("user_id", "=", self.manager.id)]).unlink()
            self.assertEqual(own.create(vals).state, "draft")

    def test_d1_what_was_approved_only_a_manager_changes(self):
        campaign = self.make_campaign("approved")
        with self.assertRaises(UserError):
            campaign.with_user(self.supervisor).write({"ring_seconds": 40})
        with self.assertRaises(UserError):
            campaign.list_ids.with_user(self.supervisor).write({"domain": "[]"})
        campaign.with_user(self.manager).write({"ring_seconds": 40})
        campaign.with_user(self.supervisor).write({"sequence": 3})

    def test_d1_hours_outcomes_and_sounds_of_what_was_approved_only_a_manager_changes(self):
        hours = self.env["tvshop.opening.hours"].create(
            {"name": "白天", "line_ids": [(0, 0, {"hour_from": 9, "hour_to": 12})]}
        )
        outcome = self.env["tvshop.campaign.outcome"].create({"name": "再打", "kind": "again"})
        message = self.env["tvshop.prompt"].create({"name": "留言", "text": "您好"})
        campaign = self.make_campaign(
            "draft", hours_id=hours.id, message_id=message.id, outcome_ids=outcome.ids
        )
        line = hours.line_ids
        changes = (
            lambda user: line.with_user(user).write({"hour_to": 21}),
            lambda user: hours.with_user(user).write({"line_ids": [(0, 0, {"hour_to": 22})]}),
            lambda user: outcome.with_user(user).write({"max_tries": 20}),
            lambda user: message.with_user(user).write({"text": "买一送一"}),
        )
        for state, is_locked in (("draft", False), ("paused", True), ("ended", False)):
            campaign.write({"state": state})
            for place, change in enumerate(changes):
                with self.subTest(state=state, change=place):
                    if is_locked:
                        with self.assertRaisesRegex(UserError, campaign.name):
                            change(self.supervisor)
                        change(self.manager)
                    else:
                        change(self.supervisor)
        campaign.write({"state": "running"})
        for part in (line, outcome):
            with self.assertRaises(UserError):
                part.with_user(self.supervisor).unlink()
        outcome.copy().with_user(self.supervisor).unlink()

    def test_d1_campaign_without_a_list_is_not_approved(self):
        campaign = self.make_campaign("draft", list_ids=[])
        with self.assertRaises(UserError):
            campaign.with_user(self.manager).action_approve()

    def test_r13_nobody_sets_less_than_15_seconds_of_ringing(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.campaign.ring_seconds = 14
            self.campaign.flush_recordset()

    def test_d2_list_takes_any_filter_and_the_same_customers_once(self):
        self.customer()
        self.make_customer("李雷", "13912345678")
        self.assertEqual(self.fill().partner_id.name, "王小明")
        self.assertEqual(len(self.fill()), 1)

    def test_d2_customer_without_a_number_is_not_on_the_list(self):
        self.customer(number=None)
        self.assertFalse(self.fill())

    def test_d2_filter_that_cannot_be_read_is_refused_in_words(self):
        for domain in ("[('no_field', '=', 1)]", "[('name', '=']", "__import__('os')"):
            with self.assertRaises(ValidationError):
                self.list.write({"domain": domain})

    def test_d1_skill_is_of_the_same_telephone_system(self):
        other = self.pbx.copy({"system_name": "elsewhere"})
        with self.assertRaises(ValidationError):
            self.campaign.write({"pbx_id": other.id})

    def test_d1_only_drafts_are_deleted(self):
        with self.assertRaises(UserError):
            self.make_campaign("ended").unlink()
        self.make_campaign("draft").unlink()
