from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import MOBILE, OTHER_MOBILE
from .test_callback import CallbackCase

THIRD = "13700001111"


@tagged("post_install", "-at_install")
class TestAgentCallback(CallbackCase):
    def order_given(self):
        """The numbers in the order in which they are given out."""
        given = []
        while callback := self.take():
            given.append(callback["number_masked"][-4:])
            self.callbacks().filtered(lambda one, id=callback["id"]: one.id == id)._close("stale")
        return given

    def test_e5_freshest_is_given_first(self):
        for at, number in ((0, MOBILE), (100, OTHER_MOBILE), (50, THIRD)):
            self.give_up(number, at=at)
        self.assertEqual(self.order_given(), ["5678", "1111", "8000"])

    def test_e5_grade_counts_as_minutes_of_freshness(self):
        grade = self.env["tvshop.grade"].create({"name": "Diamond test", "queue_priority": 2})
        self.make_customer(grade_id=grade.id)
        self.give_up(MOBILE, at=0)
        self.give_up(OTHER_MOBILE, at=100)
        self.give_up(THIRD, at=140)
        self.assertEqual(self.order_given(), ["1111", "8000", "5678"])

    def test_e5_wish_whose_time_has_come_goes_before_and_none_before_its_time(self):
        self.give_up(MOBILE, at=0)
        self.give_up(OTHER_MOBILE, at=100)
        self.give_up(THIRD, at=120)
        now = fields.Datetime.now()
        first, second = self.callbacks()[:2]
        first.due_at, second.due_at = now - timedelta(seconds=1), now + timedelta(minutes=5)
        self.assertEqual(self.order_given(), ["8000", "1111"])

    def test_e5_same_one_until_it_is_dialled(self):
        self.give_up(MOBILE)
        self.give_up(OTHER_MOBILE)
        self.assertEqual(self.take()["id"], self.take()["id"])
        self.assertEqual(self.callbacks().mapped("state").count("given"), 1)

    def test_e5_two_agents_get_two(self):
        self.give_up(MOBILE)
        self.give_up(OTHER_MOBILE)
        self.assertNotEqual(self.take()["id"], self.take(self.other_user)["id"])
        self.assertFalse(self.desk(self.other_user).desk_callbacks()["waiting"])

    def test_e5_given_too_long_goes_to_the_next_who_asks(self):
        self.give_up()
        mine = self.take()
        self.callbacks().given_until = fields.Datetime.now() - timedelta(seconds=1)
        self.assertFalse(self.desk().desk_callbacks()["given"])
        self.assertEqual(self.take(self.other_user)["id"], mine["id"])
        with self.assertRaisesRegex(UserError, "went back"):
            self.press_dial()

    def test_e5_only_for_one_agent_until_it_is_late(self):
        self.give_up()
        self.callbacks().reserved_agent_id = self.other_agent
        self.assertFalse(self.take())
        self.callbacks().asked_at = fields.Datetime.now() - timedelta(minutes=16)
        self.assertTrue(self.take())

    def test_e5_other_queues_are_for_others(self):
        self.give_up()
        other = self.queue.copy({"pbx_queue": "service"})
        self.agent.skill_ids.queue_id = other
        self.assertFalse(self.take())
        self.callbacks().reserved_agent_id = self.agent
        self.assertTrue(self.take(), "a supervisor may still assign it")

    def test_e5_who_is_in_no_queue_helps_with_all(self):
        self.give_up()
        self.agent.skill_ids.unlink()
        self.assertTrue(self.take())

    def test_e5_pop_tells_all_but_the_number(self):
        customer = self.make_customer()
        self.give_up()
        told = self.take()
        self.assertEqual(told["partner_id"], customer.id)
        self.assertEqual((told["spot"]["id"], told["wait_seconds"]), (self.spot.id, 30))
        self.assertEqual(told["number_masked"], "138****8000")
        self.assertNotIn(MOBILE, repr(told) + repr(self.desk().desk_state()))

    def test_e5_dialled_by_record(self):
        customer = self.make_customer()
        self.give_up()
        told = self.take()
        row = self.press_dial()
        self.assertEqual(row.kind, "dial")
        self.assertEqual(row.sudo().payload["callback_id"], told["id"])
        self.assertEqual(row.sudo().payload["number"], MOBILE)
        self.assertEqual(row.sudo().payload["partner_id"], customer.id)

    def test_e5_put_back(self):
        self.give_up()
        self.take()
        state = self.desk().desk_return_callback()
        self.assertEqual((state["given"], state["waiting"]), (False, 1))
        self.assertEqual(self.callbacks().state, "open")

    def test_e5_signed_out_agents_get_none(self):
        self.give_up()
        self.agent._set_state("signed_out")
        with self.assertRaisesRegex(UserError, "Sign in"):
            self.take()

    def test_e5_desktop_counts_call_backs_and_callers(self):
        self.give_up()
        self.save(self.call("pbxtest-5.1", start=10, caller_raw=OTHER_MOBILE))
        shown = self.desk().desk_state()["callbacks"]
        told = {"waiting": 1, "late": 0, "callers": 1, "given": False}
        self.assertEqual({key: shown[key] for key in told}, told)

    def test_e5_order_in_a_call_back_is_the_spots_that_was_called_for(self):
        customer = self.make_customer()
        self.give_up()
        self.make_spot(start=self.now, name="On air by now")
        self.take()
        call = self.dial(self.press_dial(), at=250)
        self.agent._set_state("on_call", call=call)
        pop = self.desk().desk_state()["call"]
        self.assertEqual((pop["spot"]["id"], pop["partner_id"]), (self.spot.id, customer.id))
        self.assertEqual(call._origin_vals()["spot_id"], self.spot.id)
        self.assertFalse(call.spot_id, "the spot's calls are those that came in")

    def test_e5_call_back_without_a_spot_is_nobody_elses(self):
        self.spot.unlink()
        self.give_up()
        self.take()
        call = self.dial(self.press_dial(), at=250)
        self.assertFalse(call._origin_vals()["hotline_id"])

    def plan(self, due=None, user=None, **values):
        customer = self.make_customer(number=values.pop("number", MOBILE))
        due = due or fields.Datetime.now() + timedelta(hours=1)
        return self.desk(user).desk_plan_callback(
            customer.contact_method_ids.id, fields.Datetime.to_string(due), **values
        )

    def test_e5_agent_agrees_on_a_time(self):
        rows = self.plan(is_mine=True, note="  asks   about size ")
        self.assertRecordValues(self.callbacks(), [{
            "state": "open", "source": "agent", "reserved_agent_id": self.agent.id,
            "note": "asks about size", "e164": f"+86{MOBILE}",
        }])  # fmt: skip
        self.assertEqual([row["id"] for row in rows], self.callbacks().ids)
        self.assertFalse(self.take())
        self.callbacks().due_at = fields.Datetime.now()
        self.assertTrue(self.take())

    def test_e5_wish_takes_over_the_numbers_open_row(self):
        self.give_up()
        self.plan()
        self.assertEqual(len(self.callbacks()), 1)
        self.assertTrue(self.callbacks().due_at)

    def test_e5_wish_keeps_the_spot_of_the_call_it_was_made_in(self):
        customer = self.make_customer()
        call = self.talk_in(at=0)
        self.agent._set_state("on_call", call=call)
        self.desk().desk_plan_callback(
            customer.contact_method_ids.id,
            fields.Datetime.to_string(fields.Datetime.now() + timedelta(hours=1)),
        )
        self.assertEqual(self.callbacks().spot_id, self.spot)
        self.save(self.call(call.linkedid, end=100, legs=[self.leg(ring=3, answer=5, end=100)]))
        self.assertEqual(self.callbacks().state, "open", "its own call ends nothing")

    def test_e5_wish_for_what_cannot_be_dialled_is_refused(self):
        customer = self.make_customer(number=False)
        due = fields.Datetime.to_string(fields.Datetime.now() + timedelta(hours=1))
        for kind, value in (("email", "wang@example.com"), ("landline", "+1 202 555 0123")):
            contact = self.env["tvshop.contact.method"].create(
                {"partner_id": customer.id, "kind": kind, "value": value}
            )
            with self.assertRaisesRegex(UserError, "can't be dialled"):
                self.desk().desk_plan_callback(contact.id, due)
        self.assertFalse(self.callbacks())

    def test_e5_wish_for_the_past_or_nonsense_is_refused(self):
        for due in ("2020-01-01 10:00:00", "tomorrow", "2099-01-01 10:00:00", False):
            with self.assertRaisesRegex(UserError, "Choose a time"):
                self.desk().desk_plan_callback(self.make_customer(str(due), False).id, due)

    # Who may what

    def test_e5_agents_have_no_list(self):
        self.give_up()
        self.take()
        callbacks = self.env["tvshop.callback"].with_user(self.user)
        with self.assertRaises(AccessError):
            callbacks.search([])
        with self.assertRaises(AccessError):
            self.callbacks().with_user(self.user).read(["masked"])
        with self.assertRaises(AccessError):
            self.env["tvshop.callback.event"].with_user(self.user).search([])
        self.assertNotIn("callback_id", self.env["tvshop.call"].with_user(self.user).fields_get())

    def test_e5_supervisors_assign_and_cancel_but_read_no_number(self):
        self.give_up()
        callback = self.callbacks().with_user(self.supervisor)
        with Form(callback) as form:
            form.reserved_agent_id = self.other_agent
            form.note = "a regular"
        self.assertEqual(callback.reserved_agent_id, self.other_agent)
        with self.assertRaises(AccessError):
            callback.read(["e164"])
        with self.assertRaises(AccessError):
            callback.state = "done"
        with self.assertRaises(AccessError):
            callback.unlink()
        wizard = self.env["tvshop.callback.cancel"].with_user(self.supervisor)
        wizard.create({"callback_ids": callback.ids, "reason": "has written"}).action_cancel()
        self.assertRecordValues(callback, [{"state": "closed", "close_reason": "cancelled"}])
        self.assertEqual(callback.event_ids.reason, "has written")
        self.assertEqual(callback.event_ids.user_id, self.supervisor)

    def test_e5_agents_cancel_nothing(self):
        self.give_up()
        with self.assertRaises(AccessError):
            self.env["tvshop.callback.cancel"].with_user(self.user).create(
                {"callback_ids": self.callbacks().ids, "reason": "no"}
            )

    def test_e5_managers_read_the_number(self):
        self.give_up()
        self.assertEqual(self.callbacks().with_user(self.manager).e164, f"+86{MOBILE}")
