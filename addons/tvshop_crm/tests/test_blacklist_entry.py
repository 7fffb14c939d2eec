from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import TvshopCase

NUISANCE = "+8613655550199"


@tagged("post_install", "-at_install")
class TestBlacklistEntry(TvshopCase):
    def setUp(self):
        super().setUp()
        self.env.company.write(
            {
                "tvshop_blacklist_marks": 3,
                "tvshop_blacklist_window_days": 90,
                "tvshop_blacklist_days": 180,
            }
        )

    @property
    def entries(self):
        return self.env["tvshop.blacklist.entry"]

    def mark(self, call_ref, e164=NUISANCE, user=None, reason="abuse", **values):
        return (
            self.entries.with_user(user or self.agent)
            .sudo()
            ._mark(e164, call_ref, reason, **values)
        )

    def blacklist(self, e164=NUISANCE):
        for call_ref in ("c1", "c2", "c3"):
            mark = self.mark(call_ref, e164)
        return mark.entry_id

    def test_b1_three_marks_blacklist_the_number(self):
        entry = self.mark("c1").entry_id
        self.mark("c2")
        self.assertEqual((entry.state, entry.mark_count), ("watched", 2))
        self.mark("c3")
        self.assertEqual((entry.state, entry.mark_count), ("active", 3))
        self.assertAlmostEqual(
            entry.until, fields.Datetime.now() + timedelta(days=180), delta=timedelta(minutes=1)
        )

    def test_b1_mark_twice_in_one_call_counts_once_and_changes_the_reason(self):
        for reason in ("abuse", "prank", "prank"):
            mark = self.mark("c1", reason=reason)
        self.assertEqual((mark.entry_id.mark_count, mark.reason), (1, "prank"))

    def test_b1_mark_taken_back_counts_no_more(self):
        self.mark("c1")
        self.mark("c2")
        mark = self.mark("c3")
        self.assertEqual(mark.entry_id.state, "active")
        mark.with_user(self.agent).sudo()._withdraw()
        self.assertEqual((mark.entry_id.state, mark.entry_id.mark_count), ("watched", 2))
        self.mark("c3")
        self.assertEqual(mark.entry_id.state, "active")

    def test_b1_mark_of_another_agent_is_not_taken_back(self):
        mark = self.mark("c1")
        with self.assertRaises(AccessError):
            mark.with_user(self.service).sudo()._withdraw()

    def test_b1_old_marks_are_outside_the_window(self):
        self.mark("c1").date = fields.Datetime.now() - timedelta(days=91)
        self.mark("c2")
        entry = self.mark("c3").entry_id
        self.assertEqual(entry.state, "watched")
        self.env.company.tvshop_blacklist_window_days = 0
        self.assertEqual(self.mark("c4").entry_id.state, "active")

    @mute_logger("odoo.sql_db")
    def test_b1_two_at_once_make_one_entry_and_one_mark(self):
        mark = self.mark("c1")
        for make in (lambda: self.entries.create({"e164": NUISANCE}), mark.copy):
            with self.assertRaises(UniqueViolation):
                make()
                self.env.flush_all()

    def test_b1_withheld_number_cannot_be_marked(self):
        with self.assertRaises(UserError):
            self.mark("c1", e164="")

    def test_b1_customer_with_a_parcel_under_way_is_warned_about_only(self):
        self.make_order()
        entry = self.blacklist("+8613800138000")
        self.assertEqual((entry.state, entry.is_warned_only), ("active", True))
        self.assertFalse(self.blacklist().is_warned_only)
        self.assertTrue(self.customer.is_blacklisted)
        flags = self.customer.with_user(self.agent).desktop_profile(self.customer.id)["flags"]
        self.assertEqual(flags[0]["level"], "danger")
        found = self.env["res.partner"].search([("is_blacklisted", "=", True)])
        self.assertEqual(found & self.customer, self.customer)

    @settings(max_examples=25, deadline=None)
    @given(
        calls=st.lists(st.integers(1, 6), max_size=12),
        needed=st.integers(1, 4),
    )
    def test_b1_entry_is_made_exactly_when_enough_different_calls_are_marked(self, calls, needed):
        with self.env.cr.savepoint(flush=True) as savepoint:
            self.env.company.tvshop_blacklist_marks = needed
            for number in calls:
                self.mark(f"call-{number}")
            entries = self.entries.search([("e164", "=", NUISANCE), ("state", "=", "active")])
            self.assertEqual(len(entries), int(len(set(calls)) >= needed))
            self.assertEqual(sum(entries.mapped("mark_count")) > 0, bool(entries))
            savepoint.rollback()
        self.env.invalidate_all()

    # Lifting, expiry, by hand

    def test_b2_lifting_takes_a_supervisor_and_a_reason(self):
        entry = self.blacklist()
        for user in (self.agent, self.service, self.warehouse, self.finance):
            with self.assertRaises(AccessError):
                entry.with_user(user)._lift("because")
        mine = entry.with_user(self.supervisor)
        with self.assertRaises(UserError):
            mine._lift("  ")
        lift = self.env["tvshop.blacklist.lift"].with_user(self.supervisor)
        lift = Form(lift.with_context(mine.action_open_lift()["context"]))
        lift.reason = "新机主"
        lift.save().action_apply()
        self.assertEqual((entry.state, entry.lifted_by_id), ("lifted", self.supervisor))
        self.assertEqual(entry.lift_reason, "新机主")
        self.assertTrue(entry.lifted_at)

    def test_b2_marks_from_before_the_lifting_do_not_count_again(self):
        old = self.blacklist()
        old.with_user(self.supervisor)._lift("sorry")
        entry = self.mark("c4").entry_id
        self.assertNotEqual(entry, old)
        self.assertEqual((entry.state, entry.mark_count, old.mark_count), ("watched", 1, 3))
        self.assertEqual(self.mark("c1").entry_id, old, "an old call marked again is the old mark")
        self.assertEqual(entry.mark_count, 1)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_b2_agents_and_supervisors_cannot_go_around_the_deeds(self):
        entry = self.blacklist()
        for user in (self.agent, self.service):
            with self.assertRaises(AccessError):
                entry.with_user(user).read(["masked"])
            with self.assertRaises(AccessError):
                self.env["tvshop.blacklist.lift"].with_user(user).create(
                    {"entry_ids": entry.ids, "reason": "x"}
                )
        mine = entry.with_user(self.supervisor)
        for deed in (
            lambda: mine.write({"state": "lifted"}),
            lambda: mine.write({"lifted_by_id": self.agent.id}),
            mine.unlink,
            lambda: mine.create({"e164": NUISANCE}),
            lambda: mine.mark_ids.write({"reason": "other"}),
            mine.mark_ids.unlink,
            lambda: mine.read(["e164"]),
            lambda: mine.search([("e164", "like", "1365")]),
        ):
            with self.assertRaises(AccessError):
                deed()
        self.assertEqual(entry.with_user(self.manager).e164, NUISANCE)
        self.assertNotIn(NUISANCE[3:], str(mine.read()))

    def test_b2_supervisor_prolongs(self):
        entry = self.blacklist().with_user(self.supervisor)
        entry.until = fields.Datetime.now() + timedelta(days=400)
        entry.until = False
        with self.assertRaises(ValidationError):
            entry.until = fields.Datetime.now() - timedelta(minutes=1)

    def test_b2_entries_expire(self):
        entry = self.blacklist()
        forever = self.blacklist("+8613655550198")
        forever.until = False
        self.entries._cron_expire()
        self.assertEqual(entry.state, "active")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE tvshop_blacklist_entry SET until = now() at time zone 'utc' - interval '1 min'"
            " WHERE id = %s",
            [entry.id],
        )
        entry.invalidate_recordset()
        self.entries._cron_expire()
        self.assertEqual((entry.state, forever.state), ("expired", "active"))

    def test_b2_supervisor_enters_a_number_by_hand(self):
        self.mark("c1")
        add = Form(self.env["tvshop.blacklist.add"].with_user(self.supervisor))
        add.number, add.reason = "１３６ ５５５５ ０１９９", "威胁员工"
        action = add.save().action_apply()
        entry = self.entries.browse(action["res_id"])
        self.assertEqual((entry.state, entry.is_by_hand, entry.mark_count), ("active", True, 1))
        self.assertEqual(entry.e164, NUISANCE)
        with self.assertRaises(UserError):
            self.entries.with_user(self.supervisor)._enter_by_hand(NUISANCE, False, "again")
        with self.assertRaises(AccessError):
            self.entries.with_user(self.agent)._enter_by_hand("+8613655550111", False, "x")

    def test_b2_what_is_no_number_is_said_to_be_none(self):
        add = self.env["tvshop.blacklist.add"].with_user(self.supervisor)
        with self.assertRaises(UserError):
            add.create({"number": "-", "reason": "x"}).action_apply()

    def test_b2_numbers_entered_by_hand_count_as_look_ups(self):
        self.env.company.tvshop_lookup_limit = 1
        add = self.env["tvshop.blacklist.add"].with_user(self.supervisor)
        add.create({"number": NUISANCE, "reason": "x"}).action_apply()
        guess = add.create({"number": "13800138000", "reason": "x"})
        with self.assertRaises(UserError):
            guess.action_apply()
        self.assertFalse(self.customer.is_blacklisted)

    def test_b2_all_of_it_is_on_record(self):
        entry = self.blacklist().with_context(tracking_disable=False)
        self.env.cr.flush()
        entry.with_user(self.supervisor)._lift("new owner")
        self.env.cr.flush()
        entry.invalidate_recordset()
        text = " ".join(entry.message_ids.tracking_value_ids.mapped("new_value_char"))
        self.assertIn("new owner", text)
