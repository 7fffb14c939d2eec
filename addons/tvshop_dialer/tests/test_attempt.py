from ast import literal_eval
from datetime import timedelta

from odoo import fields
from odoo.addons.tvshop_cti.bridge.call import Mark
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import NOON, DialerCase


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAttempt(DialerCase):
    def setUp(self):
        super().setUp()
        self.partner = self.customer()
        self.target = self.fill()
        self.attempt = self.claim()

    def test_d3_results_by_cause(self):
        for cause, seconds, result in (
            (17, 3, "busy"),
            (21, 6, "refused"),
            (1, 2, "vacant"),
            (34, 1, "congestion"),
            (19, 3, "unreachable"),
            (19, 24, "no_answer"),
            (None, 27, "no_answer"),
            (127, 5, "no_answer"),
            (97, 1, "failed"),
        ):
            self.attempt.write({"state": "claimed", "result": False})
            self.not_reached(self.attempt, cause, end=seconds)
            self.assertEqual(self.attempt.result, result, f"cause {cause} after {seconds} s")

    def test_d3_call_leads_the_attempt(self):
        self.follow(self.attempt)
        self.assertEqual(self.attempt.state, "ringing")
        self.follow(self.attempt, reached_at=self.t0 + 8)
        self.assertEqual(self.attempt.state, "ringing", "it may be a machine")
        self.follow(self.attempt, reached_at=self.t0 + 8, queue_enter=self.t0 + 8)
        self.assertEqual(self.attempt.state, "waiting")
        leg = self.leg(ring=8, answer=9)
        call = self.follow(self.attempt, reached_at=self.t0 + 8, legs=[leg])
        self.assertRecordValues(
            self.attempt,
            [{"state": "talking", "agent_id": self.agent.id, "call_id": call.id}],
        )
        self.assertEqual((call.partner_id, call.campaign_id), (self.partner, self.campaign))
        self.talked(self.attempt)
        self.assertRecordValues(
            self.attempt, [{"state": "done", "result": "live", "talk_seconds": 66}]
        )
        self.assertEqual(self.target.state, "done")

    def test_d3_machine_is_told_from_a_person(self):
        machine = Mark("machine", "LONGGREETING", self.t0 + 10)
        self.follow(self.attempt, reached_at=self.t0 + 8, end=12, marks=(machine,))
        self.assertRecordValues(self.attempt, [{"state": "done", "result": "machine"}])
        self.assertEqual(self.target.state, "waiting")

    def test_d3_what_was_heard_while_it_rang_is_the_result_and_is_kept(self):
        heard = Mark("heard", "1|suspended|0.93|2140|print 7 0.93", self.t0 + 4)
        self.follow(self.attempt, cause=127, end=5, marks=(heard,))
        self.assertRecordValues(
            self.attempt,
            [
                {
                    "result": "suspended",
                    "heard_result": "suspended",
                    "heard_ms": 2140,
                    "evidence": "print 7 0.93",
                }
            ],
        )

    def test_d3_same_call_again_changes_nothing(self):
        self.not_reached(self.attempt, cause=17)
        before = self.target.read()
        self.not_reached(self.attempt, cause=17)
        self.assertEqual(self.target.read(), before)

    def test_r12_abandoned_is_known_while_the_message_plays_and_not_redialled(self):
        gone = Mark("abandoned", "TIMEOUT", self.t0 + 10)
        self.follow(self.attempt, reached_at=self.t0 + 8, marks=(gone,))
        self.assertRecordValues(self.attempt, [{"state": "done", "result": "abandoned"}])
        self.assertGreaterEqual(
            self.target.next_try_at, fields.Datetime.now() + timedelta(hours=71)
        )
        self.assertFalse(self.claim())

    def test_r10_claimed_without_a_call_is_unknown_after_a_start_and_not_redialled(self):
        self.env.flush_all()
        self.assertEqual(self.gateway_of_dialler.settle(), 1)
        self.env.invalidate_all()
        self.assertRecordValues(self.attempt, [{"state": "done", "result": "unknown"}])
        self.assertEqual(self.target.state, "held")
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.assertFalse(self.claim())

    def test_r10_call_that_did_come_through_is_no_longer_unknown(self):
        self.env.flush_all()
        self.gateway_of_dialler.settle()
        self.env.invalidate_all()
        self.talked(self.attempt)
        self.assertEqual(self.attempt.result, "live")
        self.assertEqual(self.target.state, "done")

    def test_r10_attempt_with_a_call_survives_the_start(self):
        self.follow(self.attempt)
        self.assertEqual(self.gateway_of_dialler.settle(), 0)

    def test_r10_person_may_put_an_unknown_number_back(self):
        self.attempt._close("unknown")
        self.target.with_user(self.supervisor).action_put_back()
        self.assertEqual(self.claim().target_id, self.target)

    def test_r10_nobody_is_put_back_who_was_tried_as_often_as_was_approved(self):
        self.campaign.max_attempts = 1
        self.attempt._close("unknown")
        put_back = self.target.with_user(self.supervisor).action_put_back
        with self.assertRaises(UserError):
            put_back()
        self.campaign.max_attempts = 2
        put_back()
        self.assertEqual(self.target.state, "waiting")

    def test_d3_not_dialled_counts_as_no_attempt(self):
        self.attempt._withdraw()
        self.assertEqual((self.target.state, self.target.attempt_count), ("waiting", 0))

    def test_d3_limit_of_the_dialplan_counts_as_no_attempt(self):
        full = Mark("dial_refused", "trunk", self.t0 + 1)
        self.follow(self.attempt, end=1, outcome="failed", marks=(full,))
        self.assertEqual(self.attempt.result, "limit")
        self.assertEqual((self.target.state, self.target.attempt_count), ("waiting", 0))

    def test_d3_pbx_that_is_gone_leaves_no_attempt_open(self):
        self.follow(self.attempt)
        self.env.flush_all()
        self.gateway.pbx_lost(self.t0 + 30)
        self.env.invalidate_all()
        self.assertEqual(self.attempt.result, "unknown")

    def test_d3_agent_sees_campaign_and_customer_and_says_what_it_came_to(self):
        self.follow(self.attempt, reached_at=self.t0 + 8, legs=[self.leg(ring=8)])
        pop = self.desk().desk_state()["call"]
        self.assertEqual(pop["partner_id"], self.partner.id)
        self.assertEqual(pop["campaign"]["name"], self.campaign.name)
        self.talked(self.attempt)
        outcome = self.env.ref("tvshop_dialer.outcome_success")
        shown = self.desk().desk_campaign_outcome(self.attempt.id, outcome.id)
        self.assertEqual(shown["outcome_id"], outcome.id)
        self.assertRecordValues(
            self.target, [{"state": "done", "outcome_id": outcome.id, "last_result": "live"}]
        )

    def test_d3_agent_who_was_only_rung_says_nothing(self):
        rung = self.leg(self.other_agent, ring=8, end=9)
        leg = self.leg(ring=9, answer=10, end=75)
        self.follow(
            self.attempt, legs=[rung, leg], reached_at=self.t0 + 8, end=75, outcome="answered"
        )
        for method, value in (
            ("desk_campaign_outcome", self.env.ref("tvshop_dialer.outcome_success").id),
            ("desk_correct_result", "machine"),
        ):
            with self.assertRaises(AccessError):
                getattr(self.desk(self.other_user), method)(self.attempt.id, value)
        self.assertEqual(self.attempt.result, "live")

    def test_d3_agent_says_that_it_was_a_machine_where_the_ear_decided_nothing(self):
        self.talked(self.attempt)
        desk = self.desk()
        shown = desk.desk_state()["call"]["campaign"]
        self.assertIn("machine", [one["result"] for one in shown["corrections"]])
        desk.desk_correct_result(self.attempt.id, "machine")
        self.assertEqual(self.attempt.result, "machine")
        self.assertEqual(self.target.state, "waiting", "it is tried again as a machine")
        self.assertEqual(self.campaign.today_contacts, 0)
        ear = literal_eval(self.env.ref("tvshop_dialer.ear_report_action").domain)
        self.assertNotIn(self.attempt, self.attempt.search(ear))
        desk.desk_correct_result(self.attempt.id, "machine")
        self.assertRecordValues(self.attempt, [{"result": "live", "corrected_result": False}])
        self.assertEqual(self.target.state, "done")

    def test_d3_outcome_of_an_attempt_before_the_last_leaves_the_number_as_it_is(self):
        again = self.env.ref("tvshop_dialer.outcome_again")
        self.talked(self.attempt)
        self.desk().desk_campaign_outcome(self.attempt.id, again.id)
        self.campaign.contact_days = 0
        with freeze_time(self.target.next_try_at):
            self.assertTrue(self.claim())
            success = self.env.ref("tvshop_dialer.outcome_success")
            self.desk().desk_campaign_outcome(self.attempt.id, success.id)
        self.assertEqual((self.attempt.outcome_id, self.target.state), (success, "dialling"))
        self.assertEqual(self.target.outcome_id, again)

    def plan_callback(self):
        due = fields.Datetime.now() + timedelta(hours=3)
        outcome = self.env.ref("tvshop_dialer.outcome_callback")
        self.desk().desk_campaign_outcome(self.attempt.id, outcome.id, due_at=str(due))
        return self.env["tvshop.callback"].search([("partner_id", "=", self.partner.id)])

    def test_d3_final_outcome_ends_the_call_that_was_agreed_on(self):
        self.talked(self.attempt)
        for kind in ("success", "no_interest", "wrong"):
            callback = self.plan_callback() - self.env["tvshop.callback"].search(
                [("state", "=", "closed")]
            )
            outcome = self.env.ref(f"tvshop_dialer.outcome_{kind}")
            self.desk().desk_campaign_outcome(self.attempt.id, outcome.id)
            self.assertRecordValues(callback, [{"state": "closed", "close_reason": "cancelled"}])
        callback = self.plan_callback().filtered(lambda one: one.state == "open")
        again = self.env.ref("tvshop_dialer.outcome_again")
        self.desk().desk_campaign_outcome(self.attempt.id, again.id)
        self.assertEqual(callback.state, "open")

    def test_e5_who_has_asked_again_since_is_called_back_whatever_the_outcome(self):
        self.talked(self.attempt)
        callback = self.plan_callback()
        callback.write({"due_at": callback.asked_at, "last_asked_at": callback.asked_at})
        outcome = self.env.ref("tvshop_dialer.outcome_no_interest")
        self.desk().desk_campaign_outcome(self.attempt.id, outcome.id)
        self.assertEqual(callback.state, "open")

    def test_r14_do_not_call_ends_every_call_back_of_the_number(self):
        self.talked(self.attempt)
        callback = self.plan_callback()
        self.env["tvshop.do.not.call"].create({"e164": callback.e164})
        self.assertRecordValues(callback, [{"state": "closed", "close_reason": "blocked"}])

    def test_d3_outcome_may_ask_for_another_call(self):
        self.talked(self.attempt)
        again = self.env.ref("tvshop_dialer.outcome_again")
        self.desk().desk_campaign_outcome(self.attempt.id, again.id)
        self.assertEqual(self.target.state, "waiting")
        self.assertEqual(self.target.next_try_at, fields.Datetime.now() + timedelta(days=1))

    def test_d3_outcome_said_during_the_talk_counts_at_its_end(self):
        leg = self.leg(ring=8, answer=9)
        self.follow(self.attempt, reached_at=self.t0 + 8, legs=[leg])
        again = self.env.ref("tvshop_dialer.outcome_again")
        self.desk().desk_campaign_outcome(self.attempt.id, again.id)
        self.assertEqual(self.target.state, "dialling")
        self.talked(self.attempt)
        self.assertRecordValues(self.target, [{"state": "waiting", "outcome_id": again.id}])

    def test_d3_outcome_asks_for_so_many_calls_only(self):
        again = self.env.ref("tvshop_dialer.outcome_again")
        again.max_tries = 1
        self.talked(self.attempt)
        self.desk().desk_campaign_outcome(self.attempt.id, again.id)
        self.assertEqual(self.target.state, "done")

    def test_d3_what_comes_to_light_late_changes_nothing_after_the_next_attempt(self):
        self.env.flush_all()
        self.attempt._close("unknown")
        self.target.with_user(self.supervisor).action_put_back()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=1)):
            self.assertTrue(self.claim())
            self.not_reached(self.attempt, cause=1)
        self.assertEqual(self.attempt.result, "vacant")
        self.assertEqual(self.target.state, "dialling")

    def test_d3_agent_agrees_on_a_call_at_a_time(self):
        self.talked(self.attempt)
        outcome = self.env.ref("tvshop_dialer.outcome_callback")
        with self.assertRaises(UserError):
            self.desk().desk_campaign_outcome(self.attempt.id, outcome.id)
        due = fields.Datetime.now() + timedelta(hours=3)
        self.desk().desk_campaign_outcome(
            self.attempt.id, outcome.id, due_at=str(due), is_mine=True, note="晚上打"
        )
        callback = self.env["tvshop.callback"].search([("partner_id", "=", self.partner.id)])
        self.assertRecordValues(
            callback,
            [{"due_at": due, "reserved_agent_id": self.agent.id, "note": "晚上打"}],
        )
        self.assertEqual(self.target.state, "done")

    def test_d3_wrap_up_is_as_long_as_the_campaign_says(self):
        self.campaign.wrap_seconds = 7
        self.agent._set_state("ready")
        self.follow(self.attempt, reached_at=self.t0 + 8, legs=[self.leg(ring=8, answer=9)])
        self.talked(self.attempt)
        self.assertEqual(self.agent.state, "wrap_up")
        self.assertEqual(self.agent.wrap_until - self.agent.state_since, timedelta(seconds=7))
