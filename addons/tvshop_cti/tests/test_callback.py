from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.tvshop_cti.bridge.call import Mark
from odoo.addons.tvshop_cti.bridge.gateway import transact
from odoo.addons.tvshop_cti.models.tvshop_agent import PAUSED
from odoo.addons.tvshop_cti.models.tvshop_callback import GIVEN, Move
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MOBILE, OTHER_MOBILE, CtiCase


class CallbackCase(CtiCase):
    """Calls that give up, and what becomes of them."""

    def setUp(self):
        super().setUp()
        self.serial = 0
        self.env["tvshop.callback"].search([]).unlink()
        self.pbx.last_seen = fields.Datetime.now()
        (self.agent | self.other_agent)._set_state(PAUSED, self.reason)

    def give_up(self, number=MOBILE, at=0, wait=30, linkedid=None, **values):
        """The record of a call that gave up `wait` seconds after it was queued."""
        return self.save(self.folded_give_up(number, at, wait, linkedid, **values))

    def folded_give_up(self, number=MOBILE, at=0, wait=30, linkedid=None, **values):
        self.serial += 1
        end = at + 2 + wait
        vals = {"outcome": "abandoned", "hangup_by": "caller", **values}
        return self.call(
            linkedid or f"pbxtest-7.{self.serial}", start=at, end=end, caller_raw=number,
            queue_leave=self.t0 + end, **vals,
        )  # fmt: skip

    def talk_in(self, number=MOBILE, at=100, **values):
        """Somebody calls and is answered."""
        self.serial += 1
        leg = self.leg(ring=at + 3, answer=at + 5)
        return self.save(
            self.call(f"pbxtest-8.{self.serial}", start=at, legs=[leg], caller_raw=number, **values)
        )

    def dial(self, row, at=200, outcome=None, seconds=20, number=MOBILE, linkedid=None):
        """An agent's call for a row of the outbox: going on, or ended with `outcome`."""
        self.serial += 1
        is_answered = outcome == "answered"
        end = outcome and at + seconds
        leg = self.leg(ring=at, answer=at + 1, end=end)
        return self.save(
            self.call(
                linkedid or f"pbxtest-9.{self.serial}", start=at, end=end, legs=[leg],
                direction="out", did="", caller_raw="", callee_raw=number, queue="",
                queue_enter=None, queue_leave=None, outbox_id=row and row.id,
                outcome=outcome or "", hangup_by=outcome and "agent" or "",
                answered_at=self.t0 + at + 5 if is_answered else None,
            )
        )  # fmt: skip

    def take(self, user=None):
        return self.desk(user).desk_next_callback()

    def press_dial(self, user=None):
        outbox_id = self.desk(user).desk_dial_callback()["outbox_id"]
        return self.env["tvshop.outbox"].browse(outbox_id)

    def callbacks(self):
        self.env.invalidate_all()
        return self.env["tvshop.callback"].search([], order="id")


@tagged("post_install", "-at_install")
class TestCallback(CallbackCase):
    def test_e5_caller_who_gives_up_is_to_be_called_back(self):
        customer = self.make_customer()
        call = self.give_up()
        self.assertRecordValues(self.callbacks(), [{
            "state": "open", "e164": f"+86{MOBILE}", "masked": "138****8000",
            "partner_id": customer.id, "source": "abandoned", "asked_at": self.at(32),
            "hotline_id": self.hotline.id, "spot_id": self.spot.id, "queue_id": self.queue.id,
            "wait_seconds": 30, "call_ids": call.ids,
        }])  # fmt: skip

    def test_e5_call_recorded_many_times_is_one_wish(self):
        for _time in range(3):
            self.give_up(linkedid="pbxtest-7.1")
        self.assertEqual(len(self.callbacks()), 1)

    def test_e5_who_gives_up_again_joins_the_open_row(self):
        first, second = self.give_up(at=0), self.give_up(at=60)
        callback = self.callbacks()
        self.assertEqual(callback.call_ids, first | second)
        self.assertEqual((callback.asked_at, callback.last_asked_at), (self.at(32), self.at(92)))

    def test_e5_first_call_gives_the_spot_also_when_it_is_told_last(self):
        late = self.make_spot(start=self.now - timedelta(minutes=4), duration=10)
        self.give_up(at=100)
        self.assertEqual(self.callbacks().spot_id, late)
        self.give_up(at=0)
        callback = self.callbacks()
        self.assertEqual((callback.spot_id, callback.asked_at), (self.spot, self.at(32)))
        self.assertEqual(callback.last_asked_at, self.at(132))

    def test_e5_dialled_by_mistake_withheld_or_abroad_makes_none(self):
        self.give_up(wait=4)
        self.give_up(number="anonymous")
        self.give_up(number="+12025550123")
        self.give_up(number=OTHER_MOBILE, outcome="closed", queue="")
        self.assertFalse(self.callbacks())

    def test_e5_call_of_yesterday_makes_none(self):
        self.give_up(at=-90000)
        self.assertFalse(self.callbacks())

    def test_e5_asked_for_in_the_queue_or_menu(self):
        for number, value in ((MOBILE, "offer"), (OTHER_MOBILE, "menu")):
            mark = Mark("callback", value, self.t0 + 20)
            call = self.folded_give_up(number, marks=(mark,))
            self.save(call)
            self.save(call)
        self.assertEqual(self.callbacks().mapped("source"), ["offer", "menu"])
        self.assertEqual(set(self.callbacks().mapped("asked_at")), {self.at(20)})

    def test_e5_asked_for_at_another_number(self):
        mark = Mark("callback", f"offer:{OTHER_MOBILE}", self.t0 + 20)
        self.save(self.folded_give_up(marks=(mark,)))
        self.assertEqual(self.callbacks().mapped("e164"), [f"+86{OTHER_MOBILE}"])

    def test_e5_marks_of_others_are_no_wish(self):
        for value in ("", "offer:12", "offer:x"):
            mark = Mark("callback", value, self.t0 + 20)
            self.save(self.folded_give_up("anonymous", marks=(mark,)))
        self.assertFalse(self.callbacks())

    def test_e5_getting_through_closes_it_at_once(self):
        self.give_up()
        self.talk_in()
        self.assertRecordValues(self.callbacks(), [{
            "state": "closed", "close_reason": "other_way", "closed_at": self.at(105),
        }])  # fmt: skip

    def test_e5_getting_through_by_another_number_closes_it(self):
        customer = self.make_customer()
        self.env["tvshop.contact.method"].create(
            {"partner_id": customer.id, "kind": "mobile", "value": OTHER_MOBILE}
        )
        self.give_up()
        self.talk_in(OTHER_MOBILE)
        self.assertEqual(self.callbacks().close_reason, "other_way")

    def test_e5_getting_through_counts_when_told_before_giving_up(self):
        self.talk_in(at=100)
        self.give_up(at=0)
        self.assertEqual(self.callbacks().state, "closed")

    def test_e5_talk_before_giving_up_closes_nothing(self):
        self.talk_in(at=0)
        self.give_up(at=60)
        self.assertEqual(self.callbacks().state, "open")

    def test_e5_closed_row_stays_closed_when_the_call_is_told_again(self):
        self.give_up(linkedid="pbxtest-7.1")
        self.talk_in()
        self.give_up(linkedid="pbxtest-7.1")
        self.assertEqual(self.callbacks().mapped("state"), ["closed"])

    def test_e5_giving_up_after_all_makes_a_new_one(self):
        self.give_up(at=0)
        self.talk_in(at=100)
        self.give_up(at=150)
        self.assertEqual(self.callbacks().mapped("state"), ["closed", "open"])

    def test_e5_answered_attempt_reaches_the_customer(self):
        self.give_up()
        self.take()
        call = self.dial(self.press_dial(), at=92, outcome="answered")
        self.assertEqual(call.callback_id, self.callbacks())
        self.assertRecordValues(self.callbacks(), [{
            "state": "done", "agent_id": self.agent.id, "seconds_to_dial": 60,
            "reached_at": self.at(97), "seconds_to_reach": 65, "attempt_count": 0,
        }])  # fmt: skip

    def test_e5_failed_attempt_is_tried_again_later(self):
        self.give_up()
        self.take()
        row = self.press_dial()
        self.dial(row, outcome="busy", linkedid="pbxtest-9.1")
        self.dial(row, outcome="busy", linkedid="pbxtest-9.1")
        self.assertRecordValues(self.callbacks(), [{
            "state": "open", "agent_id": False, "attempt_count": 1,
            "retry_at": self.at(220) + timedelta(minutes=5),
        }])  # fmt: skip
        self.assertFalse(self.take(), "not before its time")

    def test_e5_three_failed_attempts_close_it(self):
        self.give_up()
        for number in range(3):
            self.callbacks().retry_at = False
            self.take()
            self.dial(self.press_dial(), at=100 + 30 * number, outcome="no_answer")
        self.assertRecordValues(
            self.callbacks(), [{"state": "closed", "close_reason": "attempts", "attempt_count": 3}]
        )

    def test_e5_old_attempt_told_again_takes_nothing_from_the_next_agent(self):
        self.give_up()
        self.take()
        row = self.press_dial()
        self.dial(row, outcome="busy", linkedid="pbxtest-9.1")
        self.callbacks().retry_at = False
        self.take(self.other_user)
        self.dial(row, outcome="busy", linkedid="pbxtest-9.1")
        self.assertEqual(self.callbacks().agent_id, self.other_agent)

    def test_e5_phone_that_the_agent_did_not_take_is_no_attempt(self):
        self.give_up()
        self.take()
        self.dial(self.press_dial(), outcome="failed", number="")
        self.assertRecordValues(self.callbacks(), [{"state": "given", "attempt_count": 0}])

    def test_e5_number_dialled_by_hand_is_an_attempt_too(self):
        self.give_up()
        self.dial(None, at=100)
        self.assertRecordValues(self.callbacks(), [{"state": "given", "agent_id": self.agent.id}])
        self.dial(None, at=140, outcome="answered")
        self.assertEqual(self.callbacks().state, "done")

    @mute_logger("odoo.sql_db")
    def test_e5_row_made_by_two_transactions_at_once_is_tried_again(self):
        self.give_up()
        tries = []

        def work(env):
            tries.append(1)
            if len(tries) > 1:
                return
            callback = env["tvshop.callback"].search([("state", "=", "open")], limit=1)
            vals = callback.copy_data()[0]
            env["tvshop.callback"]._insert([{**vals, "e164": callback.e164}])

        with patch("time.sleep"):
            transact(self.registry, work)
        self.assertEqual(len(tries), 2)

    @mute_logger("odoo.sql_db")
    def test_e5_second_open_row_of_a_number_is_refused(self):
        self.give_up()
        callback = self.callbacks()
        vals = callback.copy_data()[0]
        with self.assertRaises(ConcurrencyError):
            self.env["tvshop.callback"]._insert([{**vals, "e164": callback.e164}])

    @mute_logger("odoo.sql_db")
    def test_e5_second_call_back_given_to_an_agent_at_once_is_tried_again(self):
        self.give_up()
        self.give_up(OTHER_MOBILE)
        first, second = self.callbacks()
        first._give(self.agent, until=False)
        with self.assertRaises(ConcurrencyError):
            second._move({second: Move(GIVEN, vals={"agent_id": self.agent.id})})

    def test_e5_a_thousand_calls_cost_few_queries(self):
        def calls(count, first):
            return [
                self.folded_give_up(f"137{first + n:08d}", linkedid=f"pbxtest-6.{first + n}")
                for n in range(count)
            ]

        def queries(folded):
            self.env.flush_all()
            self.env.invalidate_all()
            records = self.env["tvshop.call"]._record(self.pbx, folded)
            self.env.flush_all()
            self.env.invalidate_all()
            records.callback_id.unlink()
            before = self.env.cr.sql_log_count
            self.env["tvshop.callback"]._follow(records)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = queries(calls(10, 0)), queries(calls(1000, 1000))
        self.assertEqual(len(self.callbacks()), 1010)
        self.assertLessEqual(few, 40)
        self.assertLessEqual(many, few + 30, "grows by batches of the ORM only")

    def test_e5_event_record_tells_the_course(self):
        self.give_up()
        self.take()
        self.dial(self.press_dial(), at=92, outcome="answered")
        events = self.callbacks().event_ids.sorted("id")
        self.assertEqual(events.mapped("to_state"), ["given", "done"])
        self.assertEqual(events.agent_id, self.agent)

    def test_e5_late_ones_alert_the_supervisors_once(self):
        self.give_up()
        self.give_up(OTHER_MOBILE)
        callbacks = self.callbacks()
        callbacks.write({"asked_at": fields.Datetime.now() - timedelta(minutes=16)})
        self.assertTrue(all(callbacks.mapped("is_late")))
        self.env["tvshop.callback"]._cron_watch()
        self.env["tvshop.callback"]._cron_watch()
        alerts = callbacks.activity_ids.filtered(lambda alert: alert.user_id == self.supervisor)
        self.assertEqual(len(alerts), 1)
        self.assertIn("2", alerts.summary)
        self.assertFalse(callbacks.activity_ids.filtered(lambda a: a.user_id == self.user))
        self.talk_in()
        self.talk_in(OTHER_MOBILE)
        self.assertFalse(alerts.exists(), "nothing left to look after")

    def call_back_after(self, *delays):
        """That many callers gave up, and each was first dialled so many seconds later."""
        for place, delay in enumerate(delays):
            number = f"1380013{8000 + place}"
            self.give_up(number=number, at=place)
            self.dial(None, at=place + 32 + delay, outcome="busy", number=number)

    def test_e5_head_of_the_list_says_how_long_it_took_today(self):
        figures = self.env["tvshop.callback"].with_user(self.supervisor).list_figures
        empty = {"waiting": 0, "late": 0, "dialled": 0, "median_seconds": False}
        self.assertEqual(figures(), empty)
        self.call_back_after(40, 400, 70)
        self.give_up(number=OTHER_MOBILE)
        waiting, yesterday = self.callbacks()[-1], fields.Datetime.now() - timedelta(days=1)
        waiting.asked_at = yesterday
        shown = {"waiting": 4, "late": 1, "dialled": 3, "median_seconds": 70}
        self.assertEqual(figures(), shown)
        self.callbacks()[0].first_dial_at = yesterday
        self.assertEqual(figures(), {**shown, "dialled": 2, "median_seconds": 235})

    def test_e5_time_until_called_back_is_averaged_over_those_who_were(self):
        self.call_back_after(40, 60)
        self.give_up(number=OTHER_MOBILE)
        ((average,),) = self.env["tvshop.callback"]._read_group([], [], ["seconds_to_dial:avg"])
        self.assertEqual(average, 50)

    def test_e5_figures_are_for_supervisors_of_their_own_company(self):
        with self.assertRaises(AccessError):
            self.env["tvshop.callback"].with_user(self.user).list_figures()
        self.call_back_after(40)
        there = self.env["res.company"].create({"name": "Elsewhere"})
        self.supervisor.write({"company_ids": there.ids, "company_id": there.id})
        figures = self.env["tvshop.callback"].with_user(self.supervisor).list_figures()
        self.assertEqual((figures["waiting"], figures["dialled"]), (0, 0))

    def test_e5_given_and_not_dialled_goes_back(self):
        self.give_up()
        self.take()
        self.callbacks().given_until = fields.Datetime.now() - timedelta(seconds=1)
        self.env["tvshop.callback"]._cron_watch()
        self.assertRecordValues(self.callbacks(), [{"state": "open", "agent_id": False}])

    def test_e5_what_is_dialled_does_not_go_back(self):
        self.give_up()
        self.take()
        self.dial(self.press_dial(), at=92)
        self.assertFalse(self.callbacks().given_until)
        self.env["tvshop.callback"]._cron_watch()
        self.assertEqual(self.callbacks().state, "given")

    def test_e5_attempt_that_is_lost_with_the_pbx_goes_back(self):
        self.give_up()
        self.take()
        self.dial(self.press_dial(), at=92)
        self.gateway.pbx_lost(self.t0 + 110)
        self.assertRecordValues(
            self.callbacks(),
            [{"state": "open", "agent_id": False, "attempt_count": 1}],
        )

    def blacklist(self, **values):
        vals = {"e164": f"+86{MOBILE}", "state": "active", **values}
        return self.env["tvshop.blacklist.entry"].create(vals)

    def test_e5_blacklisted_number_is_not_called_back(self):
        self.blacklist()
        self.give_up()
        self.assertFalse(self.callbacks())

    def test_e5_number_whose_time_on_the_blacklist_is_over_is_called_back(self):
        entry = self.blacklist(until=fields.Datetime.now() + timedelta(days=1))
        self.give_up()
        self.assertFalse(self.callbacks())
        self.env.cr.execute(
            "UPDATE tvshop_blacklist_entry SET until = now() at time zone 'utc' - interval '1 min'"
            " WHERE id = %s",
            [entry.id],
        )
        self.give_up()
        self.assertEqual(self.callbacks().state, "open")

    def test_e5_number_blacklisted_meanwhile_is_closed(self):
        self.give_up()
        self.blacklist()
        self.env["tvshop.callback"]._cron_watch()
        self.assertEqual(self.callbacks().close_reason, "blocked")

    def test_m1_another_companys_blacklist_and_call_backs_are_its_own(self):
        there = self.env["res.company"].create({"name": "Elsewhere"})
        pbx = self.pbx.copy({"system_name": "pbxthere", "company_id": there.id})
        self.blacklist(company_id=there.id)
        self.give_up()
        mine = self.callbacks()
        theirs = mine.copy({"e164": mine.e164, "pbx_id": pbx.id})
        self.env["tvshop.callback"]._cron_watch()
        self.assertEqual((mine.state, theirs.close_reason), ("open", "blocked"))
        theirs.write({"state": "open"})
        self.talk_in()
        self.assertEqual(self.callbacks().mapped("state"), ["closed", "open"])

    def test_e5_number_that_is_only_warned_of_is_called_back(self):
        self.blacklist(is_warned_only=True)
        self.give_up()
        self.assertEqual(self.callbacks().state, "open")

    def test_e5_what_nobody_got_to_within_a_day_is_closed(self):
        self.give_up()
        long_ago = fields.Datetime.now() - timedelta(days=1, minutes=20)
        self.callbacks().write({"asked_at": long_ago, "last_asked_at": long_ago})
        self.env["tvshop.callback"]._cron_watch()
        self.assertEqual(self.callbacks().close_reason, "stale")

    def test_e5_who_asks_again_after_a_day_is_still_called_back(self):
        self.give_up()
        self.callbacks().asked_at = fields.Datetime.now() - timedelta(days=1, minutes=20)
        self.env["tvshop.callback"]._cron_watch()
        self.assertEqual(self.callbacks().state, "open")

    def test_e5_who_calls_before_the_agreed_time_is_due_from_then_on(self):
        now = fields.Datetime.now()
        self.give_up()
        days_ago = now - timedelta(days=4)
        self.callbacks().write(
            {"asked_at": days_ago, "last_asked_at": days_ago, "due_at": now + timedelta(days=1)}
        )
        self.give_up(at=60)
        callback = self.callbacks()
        self.assertEqual((callback.state, callback.due_at), ("open", self.at(92)))
        self.assertFalse(callback.is_late)
        self.env["tvshop.callback"]._cron_watch()
        self.assertTrue(self.take())
