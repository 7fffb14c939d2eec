import json
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MOBILE, OTHER_MOBILE, CtiCase


@tagged("post_install", "-at_install")
class TestPop(CtiCase):
    def pop(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.desk(user).desk_state()["call"]

    def test_l2_known_number_pops_its_customer(self):
        customer = self.make_customer()
        self.ring()
        pop = self.pop()
        self.assertEqual(pop["state"], "ringing")
        self.assertEqual(pop["partner_id"], customer.id)
        self.assertEqual([row["id"] for row in pop["partners"]], [customer.id])
        self.assertEqual(pop["number_masked"], "138****8000")

    def test_l2_unknown_number_pops_form_with_region(self):
        self.ring(caller_raw=OTHER_MOBILE)
        pop = self.pop()
        self.assertFalse(pop["partner_id"] or pop["partners"])
        self.assertTrue(pop["region"])
        self.assertEqual(pop["hotline"]["did"], self.hotline.did)
        self.assertEqual(pop["spot"], {"id": self.spot.id, "name": "Knives"})
        self.assertEqual(pop["channel"], {"id": self.channel.id, "name": "Home"})

    def test_l2_two_matches_pop_a_choice(self):
        customers = self.make_customer() | self.make_customer("李小红")
        self.ring()
        pop = self.pop()
        self.assertFalse(pop["partner_id"])
        self.assertEqual({row["id"] for row in pop["partners"]}, set(customers.ids))

    def test_l2_withheld_number_pops_without_matches(self):
        self.make_customer()
        self.ring(caller_raw="")
        pop = self.pop()
        self.assertTrue(pop["is_withheld"])
        self.assertFalse(pop["partners"] or pop["number_masked"])

    def test_l2_full_number_is_nowhere_in_what_the_browser_gets(self):
        self.make_customer()
        self.ring()
        self.assertNotIn(MOBILE, str(self.desk().desk_state()))
        self.assertNotIn(MOBILE[-8:], str(self.desk().desk_state()))

    def test_l2_call_that_rings_elsewhere_does_not_pop_here(self):
        self.ring(self.other_agent)
        self.assertFalse(self.pop())
        self.assertTrue(self.pop(self.other_user))

    def test_busy_agent_keeps_first_call(self):
        first = self.talk()
        self.save(self.call("pbxtest-2.1", start=20, legs=[self.leg(ring=22)]))
        self.assertEqual(self.pop()["id"], first.id)

    def test_l1_consultation_keeps_the_customer_on_the_screen(self):
        first = self.talk()
        self.save(
            self.call(
                "pbxtest-2.1",
                start=20,
                did="",
                caller_raw="",
                direction="internal",
                queue="",
                legs=[self.leg(ring=20, answer=20), self.leg(self.other_agent, 20, 24)],
            )
        )
        self.assertEqual(self.pop()["id"], first.id)
        self.assertEqual(self.pop(self.other_user)["direction"], "internal")

    def test_l2_call_stays_on_the_screen_in_wrap_up(self):
        self.talk()
        call = self.hang_up()
        pop = self.pop()
        self.assertEqual((pop["id"], pop["state"]), (call.id, "ended"))
        self.assertFalse(pop["can_resume"])

    def test_l1_reloaded_page_is_told_the_call_and_that_it_can_resume(self):
        call = self.talk()
        pop = self.pop()
        self.assertEqual((pop["id"], pop["state"]), (call.id, "talking"))
        self.assertTrue(pop["can_resume"])

    def test_l2_spot_is_the_last_one_within_the_window(self):
        self.spot.start = self.now - timedelta(minutes=100)
        self.ring()
        self.assertEqual(self.pop()["spot"]["id"], self.spot.id)

    def test_l2_desk_state_takes_few_queries(self):
        self.make_customer()
        self.ring()
        self.pop()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.desk().desk_state()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 25)

    def hints(self, deed):
        """What the agents' browsers were told meanwhile: [(login, message)]."""
        sent = []
        with patch.object(
            self.registry["res.users"],
            "_bus_send",
            lambda user, _kind, message, **_options: sent.append((user.login, message)),
        ):
            deed()
        return sent

    def test_l2_hint_of_a_ringing_call_brings_the_pop_along(self):
        customer = self.make_customer()
        ((login, hint),) = self.hints(self.ring)
        self.assertEqual(login, self.user.login)
        self.assertEqual(hint["call"]["partners"][0]["name"], customer.name)
        self.assertEqual(json.loads(json.dumps(hint["call"])), hint["call"])
        pop = self.pop()
        self.assertEqual({**hint["call"], "wait_seconds": pop["wait_seconds"]}, pop)
        self.assertNotIn(MOBILE[-8:], str(hint))

    def test_l2_hints_of_talk_and_wrap_up_bring_the_agent_along_and_nothing_is_asked(self):
        self.ring()
        for deed, state in ((self.talk, "on_call"), (self.hang_up, "wrap_up")):
            ((login, hint),) = self.hints(deed)
            truth = self.desk().desk_state()
            self.assertEqual(login, self.user.login)
            self.assertEqual(hint["agent"], truth["agent"])
            self.assertEqual(hint["agent"]["state"], state)
            self.assertEqual(hint["call"], truth["call"])

    def test_l2_hint_of_a_call_that_was_answered_at_once_brings_the_pop_too(self):
        customer = self.make_customer()
        told = [hint["call"] for _login, hint in self.hints(self.talk) if "call" in hint]
        self.assertEqual([call["state"] for call in told], ["talking"])
        self.assertEqual(told[0]["partners"][0]["name"], customer.name)

    def test_l2_state_says_which_hints_it_is_newer_than(self):
        before = self.desk().desk_state()["last_hint"]
        self.user._bus_send("tvshop_cti.hint", {"reason": "call"})
        self.env.cr.precommit.run()
        hint = self.env["bus.bus"].search([], order="id DESC", limit=1)
        self.assertGreater(hint.id, before)
        self.assertEqual(self.desk().desk_state()["last_hint"], hint.id)

    def test_l2_hint_names_no_customer_whom_the_agent_may_not_see(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_customer(company_id=elsewhere.id)
        ((_login, hint),) = self.hints(self.ring)
        self.assertFalse(hint["call"]["partners"])

    def test_l2_pop_in_the_hint_costs_the_bridge_few_queries(self):
        self.make_customer()
        self.ring(linkedid="pbxtest-8.1")
        self.env.flush_all()
        calls = [self.call("pbxtest-9.1", legs=[self.leg()])]
        record = self.env["tvshop.call"]._record
        before = self.env.cr.sql_log_count
        record(self.pbx, calls)
        self.env.cr.flush()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 39)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_l1_user_without_an_extension_is_told_so(self):
        self.assertFalse(self.desk(self.supervisor).desk_state()["agent"])
