from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import HOME, NIGHT, NOON, XINJIANG, DialerCase

LATER = "2026-11-25 04:05:00"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAgentNumber(DialerCase):
    """Preview and manual campaigns, from the agent's desktop."""

    def setUp(self):
        super().setUp()
        self.campaign.write({"mode": "preview", "preview_seconds": 60, "opening": "您好"})
        self.env["tvshop.agent.skill"].create(
            {"agent_id": self.other_agent.id, "queue_id": self.skill.id, "penalty": 0}
        )
        self.pbx.last_seen = fields.Datetime.now()
        (self.agent | self.other_agent)._set_state("ready", at=self.at(0))
        self.partner = self.customer()
        self.target = self.fill()

    def next(self, user=None, campaign=None):
        shown = self.desk(user).desk_next_number(campaign.id if campaign else False)
        return shown["campaigns"]["given"]

    def offers(self, user=None):
        return self.desk(user).desk_callbacks()["campaigns"]["offers"]

    def dial(self):
        """Dial what was given; the attempt."""
        answer = self.desk().desk_dial_number()
        self.assertEqual(answer, {"refused": ""})
        return self.target.attempt_ids[0]

    def outbox(self):
        return self.env["tvshop.outbox"].search([("kind", "=", "dial")], limit=1)

    # Preview

    def test_d1_agent_sees_the_customer_before_dialling(self):
        self.assertEqual(self.offers(), [{"id": self.campaign.id, "name": self.campaign.name}])
        given = self.next()
        self.assertEqual(given["partner_id"], self.partner.id)
        self.assertEqual((given["opening"], given["attempt"]), ("您好", 1))
        self.assertNotIn(HOME, str(given))
        self.assertEqual(self.next()["id"], given["id"])
        self.assertFalse(self.target.attempt_ids)
        self.assertEqual(self.target.given_until, fields.Datetime.now() + timedelta(seconds=60))

    def test_d1_number_is_with_one_agent_only(self):
        self.next()
        self.assertFalse(self.next(self.other_user))
        self.assertFalse(self.offers(self.other_user))

    def test_d1_number_that_is_not_dialled_goes_to_others(self):
        self.next()
        with freeze_time(LATER):
            self.pbx.last_seen = fields.Datetime.now()
            self.assertEqual(self.next(self.other_user)["id"], self.target.id)
            with self.assertRaises(UserError):
                self.desk().desk_dial_number()
        self.assertEqual(self.target.agent_id, self.other_agent)

    def test_d1_number_that_is_not_dialled_in_time_is_free_before_anybody_asks_for_it(self):
        self.next()
        self.env.flush_all()
        with freeze_time(LATER):
            self.pbx.last_seen = fields.Datetime.now()
            self.env.flush_all()
            self.gateway_of_dialler.look([], 0)
            self.env.invalidate_all()
            self.assertEqual((self.target.state, self.target.agent_id.id), ("waiting", False))
            self.assertTrue(self.offers(self.other_user))
            self.campaign.mode = "progressive"
            self.assertEqual(self.claim().target_id, self.target)

    def test_d1_without_a_limit_the_agent_may_look_longer(self):
        self.campaign.preview_seconds = 0
        self.assertFalse(self.next()["until"])
        with freeze_time(LATER):
            self.pbx.last_seen = fields.Datetime.now()
            self.assertEqual(self.next()["id"], self.target.id)

    def test_d1_who_signs_out_leaves_the_number(self):
        self.next()
        self.desk().desk_set_state("signed_out")
        self.assertEqual((self.target.state, self.target.agent_id.id), ("waiting", False))
        self.assertTrue(self.next(self.other_user))

    def test_d1_call_of_an_agent_is_on_record_as_the_dialler_s_are(self):
        self.next()
        attempt = self.dial()
        self.assertEqual((self.target.state, self.target.attempt_count), ("dialling", 1))
        self.assertFalse(self.target.agent_id)
        payload = self.outbox().payload
        self.assertEqual(payload["linkedid"], attempt.linkedid)
        self.assertEqual((payload["attempt_id"], payload["variables"]["RING"]), (attempt.id, 25))
        self.talked(attempt)
        self.assertRecordValues(attempt, [{"result": "live", "agent_id": self.agent.id}])
        outcome = self.env.ref("tvshop_dialer.outcome_success")
        pop = self.desk().desk_state()["call"]["campaign"]
        self.assertEqual(pop["attempt_id"], attempt.id)
        self.desk().desk_campaign_outcome(attempt.id, outcome.id)
        self.assertEqual(self.target.state, "done")

    def test_d1_result_of_the_telephone_decides_when_it_is_tried_again(self):
        self.next()
        attempt = self.dial()
        leg = self.leg(ring=1, answer=2, end=9)
        self.follow(attempt, legs=[leg], answered_at=None, end=9, cause=17, outcome="busy")
        self.assertRecordValues(attempt, [{"result": "busy", "agent_id": self.agent.id}])
        self.assertEqual(self.target.state, "waiting")
        self.assertEqual(self.target.next_try_at, fields.Datetime.now() + timedelta(minutes=10))

    def test_d1_agent_who_hears_that_the_number_is_vacant_says_so(self):
        self.next()
        attempt = self.dial()
        leg = self.leg(ring=1, answer=2, end=20)
        self.follow(attempt, legs=[leg], answered_at=None, end=20, cause=19, outcome="no_answer")
        self.assertEqual((attempt.result, self.target.state), ("no_answer", "waiting"))
        self.desk().desk_correct_result(attempt.id, "vacant")
        self.assertEqual((attempt.result, self.target.state), ("vacant", "done"))
        self.desk().desk_correct_result(attempt.id, "vacant")
        self.assertEqual((attempt.result, self.target.state), ("no_answer", "waiting"))

    def test_d1_telephone_of_the_agent_that_is_not_answered_counts_as_no_attempt(self):
        self.next()
        attempt = self.dial()
        row = self.outbox()
        self.follow(
            attempt, legs=[self.leg(end=30)], end=30, callee_raw="", outbox_id=row.id,
            outcome="failed",
        )  # fmt: skip
        self.assertEqual(attempt.result, "withdrawn")
        self.assertEqual((self.target.state, self.target.attempt_count), ("waiting", 0))

    def test_d1_request_that_was_not_sent_counts_as_no_attempt(self):
        self.next()
        attempt = self.dial()
        self.env["tvshop.outbox"]._expire(fields.Datetime.now() + timedelta(minutes=1))
        self.assertEqual((attempt.state, attempt.result), ("done", "withdrawn"))
        self.assertEqual((self.target.state, self.target.attempt_count), ("waiting", 0))

    # Skipping

    def test_d1_agent_skips_with_a_reason_that_is_on_record(self):
        self.next()
        with self.assertRaises(UserError):
            self.desk().desk_skip_number("because")
        shown = self.desk().desk_skip_number("later")
        self.assertFalse(shown["campaigns"]["given"])
        self.assertRecordValues(
            self.target.attempt_ids,
            [{"result": "skipped", "skip_reason": "later", "agent_id": self.agent.id}],
        )
        self.assertEqual((self.target.state, self.target.attempt_count), ("waiting", 0))
        self.assertEqual(self.target.next_try_at, self.campaign._next_day(fields.Datetime.now()))
        self.assertFalse(self.next())
        self.assertEqual(self.campaign.today_dials, 0)

    def test_d1_reason_decides_what_becomes_of_the_number(self):
        for minute, (reason, state) in enumerate(
            (("known", "waiting"), ("unfit", "done"), ("wrong", "held"))
        ):
            with self.subTest(reason=reason), freeze_time(f"2026-11-25 04:0{minute}:00"):
                now = self.pbx.last_seen = fields.Datetime.now()
                self.target.write({"state": "waiting", "next_try_at": now})
                self.assertTrue(self.next())
                self.desk().desk_skip_number(reason)
                self.assertEqual(self.target.state, state)
                if reason == "known":
                    days = timedelta(days=self.campaign.contact_days)
                    self.assertEqual(self.target.next_try_at, now + days)

    def test_d1_previewed_number_goes_back_with_a_reason_only(self):
        self.next()
        with self.assertRaises(UserError):
            self.desk().desk_return_number()

    # The rules at the moment of dialling

    def test_r14_number_forbidden_while_the_agent_looks_is_not_dialled(self):
        self.next()
        self.env["tvshop.do.not.call"].create({"e164": f"+86{HOME}"})
        self.assertIn("Do not call", self.desk().desk_dial_number()["refused"])
        self.assertRecordValues(
            self.target, [{"state": "left_out", "reason": "do_not_call", "agent_id": False}]
        )
        self.assertFalse(self.outbox())

    def test_r14_number_forbidden_after_the_agent_has_dialled_is_not_sent(self):
        self.next()
        attempt = self.dial()
        self.env["tvshop.do.not.call"].create({"e164": f"+86{HOME}"})
        self.env.flush_all()
        self.assertFalse(self.gateway.claim_outbox(10))
        self.env.invalidate_all()
        self.assertEqual((attempt.result, self.outbox().state), ("withdrawn", "failed"))

    def test_r14_allowed_number_is_sent_once(self):
        self.next()
        attempt = self.dial()
        self.env.flush_all()
        (command,) = self.gateway.claim_outbox(10)
        self.assertEqual(command.payload["attempt_id"], attempt.id)
        self.assertFalse(self.gateway.claim_outbox(10))

    def test_r15_nobody_is_given_or_dialled_outside_the_hours_of_the_called_region(self):
        self.customer("阿里木", XINJIANG)
        self.fill()
        self.next()
        with freeze_time(NIGHT):
            self.pbx.last_seen = fields.Datetime.now()
            self.target.given_until = fields.Datetime.now() + timedelta(minutes=1)
            self.assertTrue(self.desk().desk_dial_number()["refused"])
            self.assertEqual(self.target.state, "waiting")
            self.assertFalse(self.offers())
            self.assertFalse(self.next())
        with freeze_time("2026-11-25 13:30:00"):  # 21:30 in Shenzhen, 19:30 in Ürümqi
            self.pbx.last_seen = fields.Datetime.now()
            self.assertEqual(self.next()["partners"][0]["name"], "阿里木")

    def test_d1_agent_who_dials_after_the_last_day_is_told_so(self):
        self.next()
        self.campaign.date_to = "2026-11-24"
        self.assertIn("ended on", self.desk().desk_dial_number()["refused"])
        self.assertFalse(self.target.attempt_ids)

    def test_r16_agent_dials_nobody_of_a_campaign_while_calls_cannot_be_recorded(self):
        self.next()
        self.pbx.recording_problem = "unreachable"
        self.assertIn("recordings' disk", self.desk().desk_dial_number()["refused"])
        self.assertFalse(self.target.attempt_ids)
        self.pbx.recording_mode = "off"
        self.next()
        self.dial()

    def test_d1_attempts_of_the_day_count_for_agents_too(self):
        self.campaign.max_daily = 1
        self.next()
        self.not_reached(self.dial(), cause=17)
        self.target.next_try_at = fields.Datetime.now()
        self.assertFalse(self.next())
        self.assertEqual(self.target.reason, "enough_today")

    def test_d1_campaign_that_was_paused_meanwhile_is_not_dialled(self):
        self.next()
        self.campaign.action_pause()
        self.assertTrue(self.desk().desk_dial_number()["refused"])
        self.assertEqual(self.target.state, "waiting")

    # Manual

    def manual(self):
        self.campaign.write({"mode": "manual"})

    def numbers(self, user=None):
        return (
            self.env["res.partner"]
            .with_user(user or self.user)
            .desktop_profile(self.partner.id)["numbers"]
        )

    def test_d1_agent_dials_a_number_of_the_list_from_the_customer_s_file(self):
        self.assertFalse(self.numbers())
        self.manual()
        (number,) = self.numbers()
        self.assertNotIn(HOME, str(number))
        shown = self.desk().desk_take_number(number["id"])
        self.assertEqual(shown["campaigns"]["given"]["id"], self.target.id)
        self.assertTrue(shown["campaigns"]["given"]["is_manual"])
        self.assertEqual(self.dial().target_id, self.target)

    def test_d1_chosen_number_that_may_not_be_called_says_why(self):
        self.manual()
        self.env["tvshop.do.not.call"].create({"e164": f"+86{HOME}"})
        self.assertIn("Do not call", self.desk().desk_take_number(self.target.id)["refused"])
        self.assertEqual(self.target.state, "left_out")

    def test_d1_colleague_s_number_is_not_taken(self):
        self.manual()
        self.desk(self.other_user).desk_take_number(self.target.id)
        with self.assertRaises(UserError):
            self.desk().desk_take_number(self.target.id)

    def test_d1_number_chosen_by_mistake_goes_back(self):
        self.manual()
        other = self.customer("赵敏", "13900139000")
        self.fill()
        self.desk().desk_take_number(self.target.id)
        second = other.contact_method_ids
        chosen = self.env["tvshop.campaign.target"].search([("contact_method_id", "=", second.id)])
        self.desk().desk_take_number(chosen.id)
        self.assertEqual((self.target.state, chosen.state), ("waiting", "given"))
        self.desk().desk_return_number()
        self.assertEqual(chosen.state, "waiting")

    # Who may, and the engine

    def test_d1_agents_dial_for_campaigns_of_their_skill_only(self):
        self.agent.skill_ids.filtered(lambda one: one.queue_id == self.skill).unlink()
        self.manual()
        self.assertFalse(self.offers())
        self.assertFalse(self.next())
        with self.assertRaises(UserError):
            self.desk().desk_take_number(self.target.id)
        for model in ("tvshop.campaign", "tvshop.campaign.target"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.user).search([])

    def test_d1_first_campaign_by_priority_or_the_chosen_one(self):
        other = self.make_campaign(mode="manual", sequence=1)
        other.list_ids.action_fill()
        self.assertEqual(self.next()["campaign"], other.name)
        self.desk().desk_return_number()
        self.assertEqual(self.next(campaign=self.campaign)["id"], self.target.id)

    def test_d3_engine_leaves_these_campaigns_and_who_looks_alone(self):
        sight = self.gateway_of_dialler.look([], 0)
        self.assertFalse(sight.campaigns)
        self.assertEqual(sight.agents[self.agent.id].state, "ready")
        self.next()
        self.env.flush_all()
        sight = self.gateway_of_dialler.look([], 0)
        self.assertEqual(sight.agents[self.agent.id].state, "paused")
        self.campaign.mode = "progressive"
        self.env.flush_all()
        self.assertTrue(self.gateway_of_dialler.look([], 0).campaigns)

    def test_d1_campaign_says_who_dials(self):
        self.assertIn("by themselves", self.campaign.status_text)

    def test_d1_hundred_numbers_that_are_not_to_be_called_are_passed_in_few_queries(self):
        for n in range(60):
            self.customer(f"客户{n}", f"13900139{n:03d}")
        self.fill()
        numbers = [f"+8613900139{n:03d}" for n in range(60)] + [f"+86{HOME}"]
        self.env["tvshop.do.not.call"].create([{"e164": number} for number in numbers])
        self.env.flush_all()
        with self.assertQueryCount(45):
            self.assertFalse(self.next())
