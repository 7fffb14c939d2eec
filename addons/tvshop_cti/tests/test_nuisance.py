from datetime import timedelta

from odoo import fields
from odoo.addons.tvshop_cti.bridge.call import Mark
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MOBILE, CtiCase

NUISANCE = "13655550199"


@tagged("post_install", "-at_install")
class TestNuisance(CtiCase):
    def setUp(self):
        super().setUp()
        self.env.company.tvshop_blacklist_marks = 3

    def talk_with(self, number=1, caller=NUISANCE, **values):
        return self.talk(linkedid=f"pbxtest-{number}.1", caller_raw=caller, **values)

    def mark(self, call, user=None, reason="abuse", note=""):
        return self.desk(user).desk_mark_nuisance(call.id, reason, note)

    def entry(self):
        return self.env["tvshop.blacklist.entry"]._current(f"+86{NUISANCE}")

    def blacklist(self):
        for number in (1, 2, 3):
            call = self.talk_with(number)
            self.mark(call)
        return call

    def store(self):
        self.env.flush_all()
        return {k: v for k, v in self.gateway.desired_config().items() if "blacklist/" in k}

    def test_b1_marks_by_agents_blacklist_the_number_at_the_pbx(self):
        call = self.talk_with()
        told = self.mark(call, note=" 骂人 ")
        self.assertEqual((told["marks"], told["needed"], told["mine"]["note"]), (1, 3, "骂人"))
        self.assertTrue(told["mine"]["can_undo"])
        self.mark(call)
        self.mark(self.talk_with(2))
        self.assertNotIn(f"blacklist/86{NUISANCE}", self.store())
        told = self.mark(self.talk_with(3))
        self.assertTrue(told["is_blacklisted"])
        until = fields.Datetime.now() + timedelta(days=180)
        value = int(self.store()[f"blacklist/86{NUISANCE}"])
        self.assertAlmostEqual(value, until.timestamp(), delta=90)
        self.assertIn(call, self.entry().mark_ids.call_id)

    def test_b1_bridge_is_woken_by_the_last_mark_only(self):
        def is_woken():
            return "config" in self.env.cr.precommit.data.pop("tvshop_cti.topics", ())

        call = self.talk_with()
        is_woken()
        self.mark(call)
        self.assertFalse(is_woken())
        self.env.company.tvshop_blacklist_marks = 2
        self.mark(self.talk_with(2))
        self.assertTrue(is_woken())

    def test_b1_lifted_entry_leaves_the_pbx_and_forever_is_zero(self):
        self.blacklist()
        entry = self.entry().with_user(self.supervisor)
        entry.until = False
        self.assertEqual(self.store()[f"blacklist/86{NUISANCE}"], "0")
        entry.is_warned_only = True
        self.assertEqual(self.store()[f"blacklist/86{NUISANCE}"], "w0")
        entry._lift("sorry")
        self.assertNotIn(f"blacklist/86{NUISANCE}", self.store())

    def test_b1_own_mark_is_taken_back_while_the_call_goes_on(self):
        call = self.talk_with()
        self.mark(call)
        self.assertFalse(self.desk().desk_unmark_nuisance(call.id)["mine"])
        self.assertEqual(self.entry().mark_count, 0)
        with self.assertRaises(UserError):
            self.desk().desk_unmark_nuisance(call.id)

    def test_b1_mark_stays_once_the_call_is_over(self):
        call = self.hang_up(caller_raw=NUISANCE)
        self.agent._set_state("ready")
        told = self.mark(call)
        self.assertFalse(told["mine"]["can_undo"])
        with self.assertRaises(UserError):
            self.desk().desk_unmark_nuisance(call.id)
        self.assertEqual(self.entry().mark_count, 1)

    def test_b1_only_ones_own_calls_are_marked(self):
        call = self.talk_with()
        for deed in ("desk_mark_nuisance", "desk_unmark_nuisance", "desk_refuse_call"):
            arguments = (call.id, "abuse") if "_mark_" in deed else (call.id,)
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                getattr(self.desk(self.other_user), deed)(*arguments)
        with self.assertRaises(UserError):
            self.mark(call, reason="ugly")

    def test_b1_withheld_number_is_said_to_be_unmarkable(self):
        call = self.talk_with(caller="anonymous")
        self.assertFalse(self.desk().desk_state()["call"]["nuisance"]["can_mark"])
        with self.assertRaisesRegex(UserError, "withholds"):
            self.mark(call)

    def test_b1_full_number_stays_out_of_what_the_agent_is_told(self):
        self.make_customer()
        call = self.talk_with(caller=MOBILE)
        self.assertNotIn(MOBILE, str(self.mark(call)))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.env["tvshop.blacklist.entry"].with_user(self.user).search([]).read(["e164"])

    # What the dialplan did

    def test_b1_caller_turned_away_is_on_record_and_pops_nowhere(self):
        mark = Mark("blacklist", "reject", self.t0)
        call = self.save(self.call(end=1, outcome="rejected", marks=(mark,), queue="", legs=()))
        self.assertEqual((call.outcome, call.blacklist_action), ("rejected", "reject"))
        self.assertFalse(self.desk().desk_state()["call"])

    def test_b1_warned_agent_sees_why_and_turns_the_caller_away(self):
        self.blacklist()
        warned = Mark("blacklist", "warn", self.t0)
        call = self.talk_with(4, marks=(warned,))
        self.agent._set_state("on_call", call=call)
        nuisance = self.desk().desk_state()["call"]["nuisance"]
        self.assertTrue(nuisance["is_blacklisted"] and nuisance["can_refuse"])
        self.assertIn("×3", nuisance["reasons"])
        row = self.env["tvshop.outbox"].browse(self.desk().desk_refuse_call(call.id)["outbox_id"])
        self.assertEqual((row.kind, row.payload["linkedid"]), ("refuse", call.linkedid))
        marks = (warned, Mark("blacklist", "refused", self.t0 + 20))
        self.hang_up(
            linkedid=call.linkedid, caller_raw=NUISANCE, outcome="rejected", marks=marks, at=20
        )
        self.assertEqual((call.outcome, call.blacklist_action), ("rejected", "refused"))
        with self.assertRaises(UserError):
            self.desk().desk_refuse_call(call.id)

    def test_b1_caller_who_is_not_blacklisted_is_not_turned_away(self):
        with self.assertRaises(UserError):
            self.desk().desk_refuse_call(self.talk_with().id)

    def test_b1_ten_thousand_numbers_reach_the_bridge_in_few_queries(self):
        values = {"state": "active", "company_id": self.pbx.company_id.id}
        self.env["tvshop.blacklist.entry"].create(
            [{"e164": f"+86137{number:08d}", **values} for number in range(300)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            self.assertGreaterEqual(len(self.pbx._prepare_blacklist()), 300)
