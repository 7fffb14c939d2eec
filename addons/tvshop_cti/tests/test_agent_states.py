import random
from datetime import timedelta
from itertools import pairwise

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import CtiCase


@tagged("post_install", "-at_install")
class TestAgentStates(CtiCase):
    def test_l1_extension_is_given_out_by_itself(self):
        self.assertEqual((self.agent | self.other_agent).mapped("extension"), ["1001", "1002"])

    def test_l6_two_pbxs_give_out_the_same_extension(self):
        other = self.pbx.copy({"system_name": "pbxtest2"})
        agent = self.make_agent(self.supervisor, pbx_id=other.id, skill_ids=False)
        self.assertEqual(agent.extension, "1001")

    def test_l1_call_end_starts_wrap_up_with_a_limit(self):
        self.agent._set_state("ready", at=self.at(0))
        self.talk()
        self.assertEqual(self.agent.state, "on_call")
        self.hang_up()
        self.assertRecordValues(self.agent, [{
            "state": "wrap_up", "state_since": self.at(75), "wrap_until": self.at(105),
        }])  # fmt: skip

    def test_l1_wrap_up_over_makes_ready_again_and_counts_on_the_call(self):
        self.agent._set_state("ready", at=self.at(0))
        self.talk()
        call = self.hang_up()
        self.env.flush_all()
        self.gateway.expire_wraps(self.t0 + 120)
        self.env.invalidate_all()
        self.assertEqual(self.agent.state, "ready")
        self.assertEqual(call.wrap_seconds, 30)

    def test_l1_wrap_up_not_over_goes_on(self):
        self.talk()
        self.hang_up()
        self.env.flush_all()
        self.gateway.expire_wraps(self.t0 + 100)
        self.env.invalidate_all()
        self.assertEqual(self.agent.state, "wrap_up")

    def test_l1_pause_asked_for_in_a_call_begins_after_wrap_up(self):
        self.agent._set_state("ready", at=self.at(0))
        self.talk()
        self.desk().desk_set_state("paused", self.reason.id)
        self.assertEqual(self.agent.state, "on_call")
        self.hang_up()
        self.desk().desk_finish_wrap()
        self.assertRecordValues(
            self.agent, [{"state": "paused", "pause_reason_id": self.reason.id}]
        )

    def test_l1_company_without_wrap_up_is_ready_at_once(self):
        self.pbx.company_id.tvshop_wrap_seconds = 0
        self.agent._set_state("ready", at=self.at(0))
        self.talk()
        self.hang_up()
        self.assertEqual(self.agent.state, "ready")

    def test_l1_consulted_colleague_needs_no_wrap_up(self):
        self.other_agent._set_state("ready", at=self.at(0))
        values = {"direction": "internal", "caller_raw": "", "did": "", "queue": ""}
        self.talk(self.other_agent, **values)
        self.hang_up(self.other_agent, **values)
        self.assertEqual(self.other_agent.state, "ready")

    def test_l1_transferring_agent_wraps_up_while_the_call_goes_on(self):
        self.talk()
        legs = [self.leg(answer=15, end=40), self.leg(self.other_agent, 30, 32)]
        self.save(self.call(legs=legs))
        self.assertEqual((self.agent.state, self.other_agent.state), ("wrap_up", "on_call"))

    def test_l1_lost_phone_pauses_and_its_return_restores(self):
        self.agent._set_state("ready", at=self.at(0))
        self.env.flush_all()
        self.gateway.agents_lost({self.agent.extension})
        self.env.invalidate_all()
        self.assertEqual(self.agent.state, "paused")
        self.assertEqual(self.agent.pause_reason_id.system_code, "phone_lost")
        self.gateway.agents_back({self.agent.extension})
        self.env.invalidate_all()
        self.assertRecordValues(self.agent, [{"state": "ready", "pause_reason_id": False}])

    def test_l1_queues_hear_at_once_of_a_phone_whose_agent_was_ready_before_it(self):
        self.agent._set_state("paused", self.reason)
        self.agent._lose_phone(self.at(0))
        self.desk().desk_set_state("ready")
        self.assertTrue(self.agent._queue_pause()[0])
        topics = self.env.cr.precommit.data
        topics.pop("tvshop_cti.topics", None)
        self.agent._regain_phone(self.at(9))
        self.assertIn("agents", topics.pop("tvshop_cti.topics", ()))
        self.assertEqual(self.agent._queue_pause(), (False, ""))

    def test_l1_phone_lost_in_mid_call_pauses_after_the_call(self):
        self.agent._set_state("ready", at=self.at(0))
        self.talk()
        self.gateway.agents_lost({self.agent.extension})
        self.hang_up()
        self.desk().desk_finish_wrap()
        self.assertEqual(self.agent.pause_reason_id.system_code, "phone_lost")

    def test_l6_lost_pbx_closes_calls_and_pauses_everybody(self):
        self.agent._set_state("ready", at=self.at(0))
        self.other_agent._set_state("ready", at=self.at(0))
        call = self.talk()
        waiting = self.save(self.call("pbxtest-3.1"))
        self.gateway.pbx_lost(self.t0 + 60)
        self.env.invalidate_all()
        self.assertRecordValues(call | waiting, [
            {"state": "done", "outcome": "answered", "end": self.at(60), "hangup_by": "system"},
            {"state": "done", "outcome": "lost", "end": self.at(60), "hangup_by": "system"},
        ])  # fmt: skip
        agents = self.agent | self.other_agent
        self.assertEqual(set(agents.mapped("state")), {"paused"})
        self.assertEqual(set(agents.pause_reason_id.mapped("system_code")), {"pbx_lost"})

    def test_l6_call_gone_from_the_pbx_is_lost_and_frees_its_agent(self):
        call = self.talk()
        other = self.save(self.call("pbxtest-3.1"))
        self.gateway.lose_calls(["pbxtest-1.1"], self.t0 + 60)
        self.env.invalidate_all()
        self.assertEqual((call.state, other.state), ("done", "open"))
        self.assertEqual(self.agent.state, "wrap_up")

    def test_l1_talk_over_before_it_was_seen_is_in_the_history_with_its_wrap_up(self):
        self.agent._set_state("ready", at=self.at(0))
        for _again in range(2):
            self.hang_up(at=16)
            rows = self.agent.log_ids.sorted("start")[-3:]
            self.assertEqual(rows.mapped("state"), ["ready", "on_call", "wrap_up"])
            self.assertEqual((rows[1].start, rows[1].stop), (self.at(15), self.at(16)))
        self.assertEqual(self.agent.state, "wrap_up")

    def test_l1_agent_without_a_live_leg_is_not_stuck(self):
        call = self.talk()
        call.leg_ids.end = call.end = self.at(50)
        call.state = "done"
        self.env.flush_all()
        self.gateway.expire_wraps(self.t0 + 55)
        self.env.invalidate_all()
        self.assertEqual(self.agent.state, "wrap_up")

    def test_l1_state_history_adds_up_after_random_steps(self):
        dice = random.Random(11)
        moment = self.agent.state_since
        first = moment
        for _step in range(60):
            moment += timedelta(milliseconds=dice.randrange(-3000, 20000))
            state = dice.choice(("ready", "paused", "on_call", "wrap_up", "signed_out"))
            reason = self.reason if state == "paused" else None
            self.agent._set_state(state, reason, at=moment)
        logs = self.agent.log_ids.sorted("id")
        self.assertEqual(logs[0].start, first)
        for one, following in pairwise(logs):
            self.assertEqual(one.stop, following.start)
        self.assertEqual(logs.filtered(lambda log: not log.stop), logs[-1])
        total = (logs[-1].start - first).total_seconds()
        self.assertAlmostEqual(sum(logs.mapped("duration")), total, delta=0.01 * len(logs))
        self.assertEqual(logs[-1].state, self.agent.state)

    @mute_logger("odoo.sql_db")
    def test_l1_overlapping_history_is_refused_by_the_database(self):
        log = {"agent_id": self.agent.id, "state": "ready", "start": self.at(0), "stop": self.at(9)}
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["tvshop.agent.state.log"].create(log)

    def test_l1_same_state_again_leaves_no_trace(self):
        self.agent._set_state("ready")
        logs = self.agent.log_ids
        self.agent._set_state("ready")
        self.assertEqual(self.agent.log_ids, logs)

    def test_l1_system_reason_is_not_for_agents(self):
        lost = self.env.ref("tvshop_cti.pause_reason_phone_lost")
        for reason in (lost.id, False, 0, 10**9):
            with self.assertRaises(UserError):
                self.desk().desk_set_state("paused", reason)

    def test_l3_queue_members_follow_the_states(self):
        self.agent._set_state("ready")
        self.env.flush_all()
        self.assertEqual(self.gateway.desired_members(), {"sales": {"1001": (1, False, "")}})
        self.agent._set_state("paused", self.reason)
        self.env.flush_all()
        self.assertEqual(self.gateway.desired_members(), {"sales": {"1001": (1, True, "paused")}})
        self.agent._set_state("signed_out")
        self.env.flush_all()
        self.assertEqual(self.gateway.desired_members(), {})
