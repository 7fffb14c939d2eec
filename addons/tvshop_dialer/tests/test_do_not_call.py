from contextlib import closing

from odoo import fields
from odoo.addons.tvshop_dialer.models.tvshop_do_not_call import LOCK
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.sql_db import db_connect
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import LockNotAvailable

from .common import HOME, NOON, DialerCase


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestDoNotCall(DialerCase):
    def setUp(self):
        super().setUp()
        self.partner = self.customer()
        self.target = self.fill()

    def forbid(self):
        return self.env["tvshop.do.not.call"]._list(self.pbx.company_id, [f"+86{HOME}"], "hand")

    def test_r14_number_put_on_the_list_is_not_claimed(self):
        self.forbid()
        self.assertFalse(self.claim())
        self.assertEqual((self.target.state, self.target.reason), ("left_out", "do_not_call"))

    def test_r14_number_put_on_the_list_after_the_claim_is_not_dialled(self):
        attempt = self.claim()
        self.forbid()
        self.env.flush_all()
        allowed, refused = attempt._lock_for_dialling()
        self.assertFalse(allowed)
        refused._withdraw()
        with freeze_time("2026-11-25 05:00:00"):
            self.assertFalse(self.claim())
        self.assertEqual(self.target.state, "left_out")

    def test_r14_campaign_paused_after_the_claim_is_not_dialled(self):
        attempt = self.claim()
        self.campaign.with_user(self.supervisor).action_pause()
        self.env.flush_all()
        self.assertFalse(attempt._lock_for_dialling()[0])

    def test_r14_number_that_is_being_forbidden_is_not_dialled(self):
        """The other session holds the number's lock, and has not committed yet."""
        attempt = self.claim()
        self.env.flush_all()
        with closing(db_connect(self.env.cr.dbname).cursor()) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (LOCK, f"+86{HOME}"))
            self.assertFalse(attempt._lock_for_dialling()[0])
            other.rollback()
            self.assertEqual(attempt._lock_for_dialling()[0], attempt)

    def test_r14_nobody_forbids_a_number_while_it_is_being_dialled(self):
        attempt = self.claim()
        self.env.flush_all()
        self.assertTrue(attempt._lock_for_dialling()[0])
        with closing(db_connect(self.env.cr.dbname).cursor()) as other, mute_logger("odoo.sql_db"):
            other.execute("SET lock_timeout = '100ms'")
            with self.assertRaises(LockNotAvailable):
                other.execute(
                    "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (LOCK, f"+86{HOME}")
                )
            other.rollback()

    def test_d3_who_tells_the_agent_is_on_the_list_with_all_numbers(self):
        self.env["tvshop.contact.method"].create(
            {"partner_id": self.partner.id, "kind": "landline", "value": "0755-27182818"}
        )
        attempt = self.claim()
        self.talked(attempt)
        outcome = self.env.ref("tvshop_dialer.outcome_do_not_call")
        self.desk().desk_campaign_outcome(attempt.id, outcome.id)
        listed = self.env["tvshop.do.not.call"].search([])
        self.assertLessEqual({f"+86{HOME}", "+8675527182818"}, set(listed.mapped("e164")))

    def test_d3_number_that_was_replaced_in_the_talk_is_on_the_list_too(self):
        attempt = self.claim()
        self.talked(attempt)
        self.partner.contact_method_ids.active = False
        outcome = self.env.ref("tvshop_dialer.outcome_do_not_call")
        self.desk().desk_campaign_outcome(attempt.id, outcome.id)
        listed = self.env["tvshop.do.not.call"].search([])
        self.assertIn(f"+86{HOME}", listed.mapped("e164"))

    def test_d2_number_is_listed_once(self):
        self.assertEqual(len(self.forbid()), 1)
        self.assertFalse(self.forbid())

    def test_d2_number_is_kept_as_it_is_compared_whoever_enters_it(self):
        entries = self.env["tvshop.do.not.call"].with_user(self.manager)
        entry = entries.create({"e164": "138 0013-8000"})
        self.assertEqual(entry.sudo().e164, f"+86{HOME}")
        self.assertFalse(self.claim())
        for wrong in ("12 monkeys", "", False):
            with self.assertRaises(ValidationError):
                entries.create({"e164": wrong})

    def test_d2_who_took_a_number_off_the_list_when_and_why_stays_on_record(self):
        entry = self.forbid()
        lifts = self.env["tvshop.do.not.call.lift"]
        vals = {"entry_ids": entry.ids, "reason": "客户来信"}
        with self.assertRaises(AccessError):
            lifts.with_user(self.supervisor).create(vals)
        for user in (self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                entry.with_user(user).unlink()
            with self.assertRaises(AccessError):
                entry.with_user(user).active = False
        with self.assertRaises(UserError):
            entry.with_user(self.manager)._lift(" ")
        lifts.with_user(self.manager).create(vals).action_apply()
        self.assertRecordValues(
            entry,
            [
                {
                    "active": False,
                    "lifted_by_id": self.manager.id,
                    "lift_reason": "客户来信",
                    "lifted_at": fields.Datetime.now(),
                }
            ],
        )
        attempt = self.claim()
        self.assertEqual(attempt._lock_for_dialling()[0], attempt)
        self.assertNotEqual(self.forbid(), entry, "asked for again")
        self.assertFalse(attempt._lock_for_dialling()[0])

    def test_d2_only_the_note_is_changed_by_hand(self):
        entry = self.forbid().with_user(self.supervisor)
        entry.note = "来信"
        with self.assertRaises(AccessError):
            entry.write({"source": "agent"})
