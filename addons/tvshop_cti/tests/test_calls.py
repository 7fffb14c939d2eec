from datetime import timedelta

from odoo.addons.tvshop_cti.bridge.call import Transfer
from odoo.addons.tvshop_cti.call_numbers import read_caller
from odoo.tests import tagged

from .common import MOBILE, CtiCase


@tagged("post_install", "-at_install")
class TestCalls(CtiCase):
    def test_l1_ended_call_is_on_record_with_all_of_its_times(self):
        call = self.save(
            self.call(
                legs=[
                    self.leg(self.other_agent, ring=5, end=9, cause=26),
                    self.leg(ring=10, answer=15, end=75),
                ],
                end=75,
                talk=60.0,
                hold=7.0,
                outcome="answered",
                hangup_by="caller",
            )
        )
        self.assertRecordValues(call, [{
            "direction": "in", "state": "done", "did": "4009990001",
            "hotline_id": self.hotline.id, "queue_id": self.queue.id, "agent_id": self.agent.id,
            "start": self.at(0), "answered_at": self.at(15), "end": self.at(75),
            "ring_seconds": 9, "wait_seconds": 13, "talk_seconds": 60, "hold_seconds": 7,
            "outcome": "answered", "hangup_by": "caller",
        }])  # fmt: skip
        self.assertEqual(call.leg_ids.mapped("result"), ["elsewhere", "answered"])

    def test_k1_call_belongs_to_the_spot_on_air(self):
        self.assertEqual(self.ring().spot_id, self.spot)

    def test_k1_calls_of_a_batch_get_their_own_spots(self):
        later = self.make_spot(start=self.now - timedelta(minutes=4), duration=10)
        calls = [self.call("pbxtest-1.1"), self.call("pbxtest-2.1", start=120)]
        first, second = self.save(*calls, self.call("pbxtest-3.1", start=180, did="4001"))[:2]
        self.assertEqual((first.spot_id, second.spot_id), (self.spot, later))

    def test_l1_same_call_saved_twice_changes_nothing(self):
        call = self.talk()
        before = call.write_date, call.leg_ids.ids, self.agent.log_ids.ids
        again = self.talk()
        self.assertEqual((again.write_date, again.leg_ids.ids, self.agent.log_ids.ids), before)

    def test_l1_number_heard_late_is_still_matched(self):
        customer = self.make_customer()
        early = self.save(self.call(caller_raw="", did=""))
        self.assertTrue(early.is_withheld)
        call = self.ring()
        self.assertEqual(call, early)
        self.assertRecordValues(call, [{
            "is_withheld": False, "partner_id": customer.id, "hotline_id": self.hotline.id,
        }])  # fmt: skip

    def test_l2_two_customers_with_one_number_leave_the_choice_open(self):
        self.make_customer()
        self.make_customer("李小红")
        self.assertFalse(self.ring().partner_id)

    def test_l2_customer_chosen_by_the_agent_is_not_overwritten(self):
        chosen = self.make_customer("李小红", number="13700137000")
        self.make_customer()
        call = self.talk()
        self.desk().desk_attach_partner(call.id, chosen.id)
        self.assertEqual(self.hang_up().partner_id, chosen)

    def test_l1_transfers_are_on_record_once(self):
        step = Transfer("blind", self.agent.extension, self.other_agent.extension, self.t0 + 30)
        legs = [self.leg(answer=15, end=30), self.leg(self.other_agent, ring=30, answer=33)]
        for _twice in range(2):
            call = self.save(self.call(legs=legs, transfers=(step,)))
        self.assertRecordValues(
            call.transfer_ids,
            [{"kind": "blind", "from_extension": "1001", "to_extension": "1002"}],
        )
        self.assertEqual(call.agent_id, self.other_agent)

    def test_l6_unknown_hotline_queue_and_extension_do_not_stop_the_record(self):
        call = self.save(self.call(did="12345", queue="nowhere"))
        self.assertRecordValues(call, [{"hotline_id": False, "queue_id": False, "did": "12345"}])

    def test_l1_hundred_new_calls_take_few_queries(self):
        calls = [
            self.call(
                f"pbxtest-9.{n}",
                start=n % 60,
                caller_raw=f"138001380{n:02d}",
                legs=[self.leg(answer=15, end=70)],
                end=75,
                outcome="answered",
            )
            for n in range(100)
        ]
        self.save(self.call("pbxtest-9.warm"))
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.gateway.save_calls(calls)
        # Ten of them for the talk that the agent is seen in only now, twenty for the screen.
        self.assertLessEqual(self.env.cr.sql_log_count - before, 55)

    def test_l2_numbers_are_read_whatever_the_network_sends(self):
        expected = {
            MOBILE: ("138****8000", "+8613800138000", False),
            "": ("", "", True),
            "Anonymous": ("", "", True),
            "10086": ("10086", "", False),
            "<script>alert(1)</script>": ("<s*********************t>", "", False),
        }
        for raw, (masked, e164, is_withheld) in expected.items():
            number = read_caller(raw)
            self.assertEqual((number.e164, number.is_withheld), (e164, is_withheld), raw)
            self.assertEqual(number.masked[:2] + number.masked[-2:], masked[:2] + masked[-2:])
            self.assertNotIn("script", number.masked)
