from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import HOME, NIGHT, NOON, XINJIANG, DialerCase


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestClaim(DialerCase):
    def test_d3_number_is_on_record_before_it_is_dialled(self):
        customer = self.customer()
        target = self.fill()
        attempt = self.claim()
        self.assertRecordValues(
            attempt,
            [{"target_id": target.id, "partner_id": customer.id, "state": "claimed"}],
        )
        self.assertEqual((target.state, target.attempt_count), ("dialling", 1))
        self.assertTrue(attempt.linkedid.startswith("pbxtest-"))

    def test_d3_number_is_claimed_once(self):
        self.customer()
        self.fill()
        self.assertEqual(len(self.claim()), 1)
        self.assertFalse(self.claim())

    def test_d3_lists_come_by_their_priority(self):
        self.customer(number="13800138001")
        self.customer(number="13800138002")
        second = self.env["tvshop.campaign.list"].create(
            {
                "name": "先打",
                "campaign_id": self.campaign.id,
                "sequence": 1,
                "domain": "[('name', '=', '先生')]",
            }
        )
        first = self.make_customer("先生", "13800138003")
        self.fill()
        self.assertEqual(self.claim(1).partner_id, first)
        self.assertEqual(self.claim(1).list_id, self.list - second)

    def test_d1_only_a_running_campaign_claims(self):
        self.customer()
        self.fill()
        for state in ("approved", "paused", "ended"):
            self.campaign.write({"state": state})
            self.assertFalse(self.claim())

    def test_r15_nobody_is_called_at_night(self):
        self.customer()
        self.fill()
        with freeze_time(NIGHT):
            self.assertFalse(self.claim())

    def test_r15_people_are_called_by_their_own_clock(self):
        east, west = self.customer(), self.customer("阿里木", XINJIANG)
        self.fill()
        with freeze_time("2026-11-26 01:00:00"):  # 9:00 in Peking, 7:00 in Ürümqi
            self.assertEqual(self.claim().partner_id, east)
        with freeze_time("2026-11-26 14:00:00"):  # 22:00 and 20:00
            self.assertEqual(self.claim().partner_id, west)

    def test_r15_unknown_region_is_not_called(self):
        self.customer()
        self.env["tvshop.contact.method"].search([("e164", "=", f"+86{HOME}")]).write(
            {"region": False}
        )
        target = self.fill()
        self.assertEqual((target.state, target.reason), ("left_out", "region"))
        self.assertFalse(self.claim())

    def test_d2_blacklisted_number_is_left_out_when_it_comes_to_it(self):
        self.customer()
        target = self.fill()
        self.env["tvshop.blacklist.entry"].create(
            {"e164": f"+86{HOME}", "company_id": self.pbx.company_id.id, "state": "active"}
        )
        self.assertFalse(self.claim())
        self.assertEqual((target.state, target.reason), ("left_out", "blacklist"))

    def test_d1_number_is_tried_so_often_a_day_whatever_the_campaign(self):
        self.customer()
        self.fill()
        other = self.make_campaign(name="另一个")
        self.fill(other)
        for campaign in (self.campaign, other):
            self.not_reached(self.claim(campaign=campaign), cause=17)
        third = self.make_campaign(name="第三个")
        target = self.fill(third)
        self.assertFalse(self.claim(campaign=third))
        self.assertEqual(target.next_try_at, third._next_day(fields.Datetime.now()))

    def test_d3_who_is_in_a_call_is_not_called(self):
        self.customer()
        target = self.fill()
        self.ring(caller_raw=HOME)
        self.assertFalse(self.claim())
        self.assertGreater(target.next_try_at, fields.Datetime.now())

    def test_d3_claiming_takes_few_queries_however_many(self):
        for number in range(60):
            self.customer(f"客户{number}", f"138001390{number:02d}")
        self.fill()
        self.env.invalidate_all()
        with self.assertQueryCount(16):
            self.assertEqual(len(self.claim(50)), 50)
            self.env.flush_all()

    def test_d3_two_engines_never_claim_the_same(self):
        """The rows that another transaction has locked are passed over, not waited for."""
        self.customer()
        self.fill()
        queries = []
        cursor = type(self.env.cr)
        execute = cursor.execute

        def record(cr, query, *args, **kwargs):
            queries.append(str(query))
            return execute(cr, query, *args, **kwargs)

        with patch.object(cursor, "execute", record):
            self.claim()
        self.assertTrue(any("FOR UPDATE SKIP LOCKED" in query for query in queries))

    def test_d1_retry_follows_the_result(self):
        self.customer()
        target = self.fill()
        self.not_reached(self.claim(), cause=17)
        self.assertEqual(target.state, "waiting")
        self.assertEqual(target.next_try_at, fields.Datetime.now() + timedelta(minutes=10))
        self.assertFalse(self.claim())
