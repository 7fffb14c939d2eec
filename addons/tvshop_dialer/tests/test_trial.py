from odoo.addons.tvshop_dialer.trial.suggest import Count
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import NOON, DialerCase
from .test_script import ScriptCase


class TrialCase(DialerCase):
    """A campaign that waits for a trial run, with 40 customers of two lists' worth of regions."""

    def setUp(self):
        super().setUp()
        self.campaign.needs_trial = True
        for place in range(40):
            self.customer(f"客户{place}", f"13800138{place:03d}")
        self.fill()

    def make_trial(self, **values):
        vals = {
            "campaign_id": self.campaign.id,
            "share": 5,
            "seed": 7,
            "agent_ids": [(4, self.agent.id)],
        }
        return self.env["tvshop.campaign.trial"].create({**vals, **values})

    def start(self, **values):
        trial = self.make_trial(**values)
        trial.with_user(self.supervisor).action_start()
        return trial

    def take(self, user=None):
        """The next number as the agent's desktop is given it."""
        return self.desk(user).desk_next_number()["campaigns"]["given"]


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTrial(TrialCase):
    def setUp(self):
        super().setUp()
        self.agent.state = self.other_agent.state = "ready"

    def test_d4_nobody_is_dialled_before_a_trial_run(self):
        self.assertFalse(self.claim())
        self.assertIn("trial run", self.campaign.status_text)
        self.campaign.mode = "preview"
        self.assertFalse(self.take())

    def test_d4_campaign_that_needs_none_dials_at_once(self):
        self.campaign.needs_trial = False
        self.assertTrue(self.claim())

    def test_d4_sample_has_its_share_and_is_called_by_chosen_agents_only(self):
        trial = self.start()
        self.assertEqual(len(trial.target_ids), 2)
        self.assertFalse(self.claim(), "no engine dials a trial run")
        other = self.env["tvshop.agent.skill"].create(
            {"agent_id": self.other_agent.id, "queue_id": self.skill.id}
        )
        self.campaign.mode = "preview"
        self.assertFalse(self.take(self.other_user), "the skill alone is not enough")
        other.unlink()
        self.assertIn(self.take()["id"], trial.target_ids.ids)

    def test_d4_chosen_agents_dial_whatever_the_campaign_s_mode(self):
        trial = self.start()
        self.assertIn(self.take()["id"], trial.target_ids.ids)
        self.assertIn("2", self.campaign.status_text)

    def test_d4_the_rest_is_not_called_by_hand_either(self):
        self.campaign.mode = "manual"
        trial = self.start()
        rest = self.campaign.target_ids - trial.target_ids
        self.assertFalse(rest[0]._lock_to_dial_by_hand())
        self.assertTrue(trial.target_ids[0]._lock_to_dial_by_hand())

    def test_d4_number_that_an_agent_holds_isn_t_dialled_after_the_end_of_the_trial_run(self):
        trial = self.start()
        self.take()
        trial.action_finish()
        self.assertIn("trial run", self.desk().desk_dial_number()["refused"])
        self.assertFalse(self.campaign.attempt_ids)

    def test_d4_approval_by_a_manager_opens_the_rest(self):
        trial = self.start()
        trial.with_user(self.supervisor).action_finish()
        self.assertFalse(self.claim())
        for decide in ("action_approve", "action_reject"):
            with self.assertRaises(AccessError):
                getattr(trial.with_user(self.supervisor), decide)()
        trial.with_user(self.manager).action_approve()
        trial.with_user(self.manager).action_approve()  # twice
        said = self.campaign.message_ids.filtered(lambda one: "approved" in (one.body or ""))
        self.assertEqual(len(said.filtered(lambda one: trial.display_name in one.body)), 1)
        self.assertEqual(len(self.claim(10)), 10)

    def test_d4_rejected_trial_run_asks_for_another_of_other_numbers(self):
        first = self.start()
        first.action_finish()
        first.with_user(self.manager).action_reject()
        self.assertFalse(self.claim())
        second = self.start()
        self.assertEqual(second.number, 2)
        self.assertFalse(first.target_ids & second.target_ids)

    def test_d4_states_pass_one_door(self):
        trial = self.make_trial()
        for wrong in ("action_finish", "action_approve", "action_reject"):
            with self.assertRaises(UserError):
                getattr(trial.with_user(self.manager), wrong)()
        with self.assertRaises(AccessError):
            trial.with_user(self.manager).state = "approved"
        trial.action_start()
        with self.assertRaises(UserError):
            trial.with_user(self.supervisor).share = 3
        with self.assertRaises(UserError):
            trial.with_user(self.supervisor).unlink()
        with self.assertRaises(UserError):
            self.make_trial(agent_ids=False).action_start()

    def test_d4_supervisors_don_t_lift_the_need_for_a_trial_run(self):
        with self.assertRaises(UserError):
            self.campaign.with_user(self.supervisor).needs_trial = False

    def test_d4_agents_see_no_trial_runs(self):
        with self.assertRaises(AccessError):
            self.env["tvshop.campaign.trial"].with_user(self.user).search([])

    def test_d4_drawing_takes_few_queries_however_many(self):
        trial = self.make_trial(share=20)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            trial.action_start()
            self.env.flush_all()
        self.assertEqual(len(trial.target_ids), 8)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTrialReport(TrialCase, ScriptCase):
    def setUp(self):
        super().setUp()
        self.script.campaign_ids = self.campaign
        self.trial = self.start(share=10)

    def try_all(self):
        """Of four numbers one is vacant, one busy, two talk; one of them buys."""
        success = self.env.ref("tvshop_dialer.outcome_success")
        attempts = self.env["tvshop.campaign.attempt"]
        for place, target in enumerate(self.trial.target_ids):
            attempt = self.campaign._attempt(target, self.now)
            attempts |= attempt
            if place < 2:
                self.not_reached(attempt, cause=(1, 17)[place])
                continue
            leg = self.leg(ring=8, answer=9)
            call = self.follow(attempt, legs=[leg], reached_at=self.t0 + 8)
            self.say(call, "方便")
            self.talked(attempt)
            if place == 2:
                attempt.outcome_id = success
        return attempts

    def test_d4_report_tells_validity_contact_and_success(self):
        self.try_all()
        self.assertRecordValues(
            self.trial,
            [
                {
                    "number_count": 4,
                    "valid_rate": 75,
                    "contact_rate": 50,
                    "success_rate": 50,
                    "abandoned_rate": 0,
                }
            ],
        )
        html = self.trial.with_user(self.supervisor).report_html
        for words in ("方便", "介绍", "75.0%", "Round 1"):
            self.assertIn(words, html)

    def test_d4_number_of_which_nobody_can_tell_is_neither_valid_nor_vacant(self):
        """Behind a call that was not answered an agent may have heard that the number is vacant."""
        for target, cause in zip(self.trial.target_ids, (1, 17, 18, 20), strict=True):
            self.not_reached(self.campaign._attempt(target, self.now), cause=cause)
        self.assertEqual((self.trial.number_count, self.trial.valid_rate), (4, 50))
        self.trial.target_ids[2].attempt_ids.outcome_id = self.env.ref(
            "tvshop_dialer.outcome_wrong"
        )
        self.env.invalidate_all()
        self.assertAlmostEqual(self.trial.valid_rate, 100 / 3)
        self.assertIn("1/3", self.trial.report_html)

    def test_d4_report_tells_at_which_step_calls_ended(self):
        self.try_all()
        steps = {step["name"]: step for step in self.trial._count_steps()}
        self.assertEqual(steps["开场"]["shown"], 2)
        self.assertEqual(steps["开场"]["dropped"], 0)
        self.assertEqual(steps["介绍"]["dropped"], 2)
        (answer,) = steps["开场"]["answers"]
        self.assertEqual((answer["name"], answer["rate"]["rate"]), ("方便", 100))

    def test_d4_rounds_stand_beside_each_other(self):
        self.try_all()
        self.trial.action_finish()
        self.trial.with_user(self.manager).action_reject()
        second = self.start()
        report = second._prepare_report()
        self.assertEqual([one["trial"] for one in report["rounds"]], [self.trial, second])
        self.assertEqual([one["numbers"] for one in report["rounds"]], [4, 0])
        self.assertIn("–", second.report_html)

    def test_d4_what_stands_out_is_told_in_words(self):
        hint = self.trial._describe_hint("step", Count("报价", 12, 60))
        self.assertIn("报价", hint)
        self.assertIn("12", hint)
        self.assertEqual(self.trial._hints([], self.trial._count_numbers()[self.trial.id]), [])

    def test_d4_figures_take_few_queries_however_many_the_rounds(self):
        self.try_all()
        trials = self.trial | self.make_trial()
        few = self.queries(trials._compute_figures)
        for _round in range(20):
            trials |= self.make_trial()
        self.assertLessEqual(self.queries(trials._compute_figures), few)
