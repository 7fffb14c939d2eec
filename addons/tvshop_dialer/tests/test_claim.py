from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.tvshop_dialer.models.tvshop_do_not_call import LOCK
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import HOME, NOON, XINJIANG, DialerCase


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

    def test_d3_campaign_knows_whether_a_number_is_due(self):
        self.customer()
        target = self.fill()
        now = fields.Datetime.now()
        zones = self.campaign._open_zones(now)
        self.assertTrue(self.campaign._has_due(now, zones))
        self.assertFalse(self.campaign._has_due(now, ["America/New_York"]))
        target.next_try_at = now + timedelta(minutes=1)
        self.assertFalse(self.campaign._has_due(now, zones))

    def test_d1_number_shown_is_the_one_of_the_called_region(self):
        self.campaign.caller_id = "4008000001"
        home = self.customer().main_contact_id.region
        self.campaign.caller_ids = [
            (0, 0, {"region": home[:1], "number": "02085550001"}),
            (0, 0, {"region": home, "number": "075585550001"}),
            (0, 0, {"region": f"{home}以外", "number": "95555"}),
        ]
        self.customer("阿里木", XINJIANG)
        self.fill()
        dials = [self.campaign._prepare_dial(attempt) for attempt in self.claim()]
        shown = {dial.number: dial.variables["CLI"] for dial in dials}
        self.assertEqual(shown, {HOME: "075585550001", XINJIANG: "4008000001"})

    def test_d1_parts_of_an_approved_campaign_only_a_manager_changes(self):
        caller = self.env["tvshop.campaign.caller"].create(
            {"campaign_id": self.campaign.id, "region": "广东", "number": "02085550001"}
        )
        draft = self.make_campaign("draft", "草稿")
        rule, missing = self.campaign.retry_ids[:2]
        result = missing.result
        missing.unlink()
        for part, vals, more in (
            (caller, {"number": "95555"}, {"region": "湖南"}),
            (rule, {"growth": 3}, {"result": result}),
            (self.list, {"share": 40}, {}),
        ):
            own = part.with_user(self.supervisor)
            moved = {"campaign_id": draft.id}
            for change in (
                lambda one=own, vals=vals: one.write(vals),
                lambda one=own, vals=moved: one.write(vals),
                lambda one=own, vals=more: one.copy(vals),
                own.unlink,
            ):
                with self.subTest(part=part), self.assertRaises(UserError):
                    change()
            part.with_user(self.manager).write(vals)
        with self.assertRaises(UserError):  # nor is anything brought in from a draft
            draft.list_ids.with_user(self.supervisor).campaign_id = self.campaign
        draft.retry_ids[0].with_user(self.supervisor).growth = 2
        draft.list_ids.with_user(self.supervisor).unlink()

    def test_d3_number_is_claimed_once(self):
        self.customer()
        self.fill()
        self.assertEqual(len(self.claim()), 1)
        self.assertFalse(self.claim())

    def add_second_number(self, partner):
        """Put another number of a customer on the list, besides the main one."""
        vals = {"partner_id": partner.id, "value": "13900139000"}
        contact = self.env["tvshop.contact.method"].create(vals)
        self.fill()[:1].copy({"contact_method_id": contact.id, "partner_id": partner.id})

    def test_d3_one_claim_rings_a_number_once_and_a_customer_once(self):
        partner = self.customer()
        self.customer("王太太")
        self.fill()
        self.add_second_number(partner)
        attempt = self.claim()
        self.assertEqual(len(attempt), 1, "three on the list, of one number or one customer")
        later = self.campaign.target_ids - attempt.target_id
        self.assertEqual(later.mapped("reason"), ["in_a_call"] * 2)
        self.assertFalse(self.claim())

    def test_d3_of_two_claims_at_once_neither_is_rung_beside_the_other(
        self,
    ):
        """Neither transaction saw the other's attempt when it claimed."""
        partner = self.customer()
        self.customer("王太太")
        self.fill()
        self.add_second_number(partner)
        targets = self.campaign.target_ids
        attempts = self.campaign._attempt(targets, fields.Datetime.now())
        own = attempts.filtered(lambda one: one.target_id.partner_id == partner)
        self.assertFalse(attempts._lock_for_dialling()[0])
        own[1]._close("busy")
        self.assertFalse(own[0]._lock_for_dialling()[0], "its number is on its way still")
        (attempts - own)._close("busy")
        self.assertEqual(own[0]._lock_for_dialling()[0], own[0])

    def test_d3_numbers_that_are_not_dialled_are_not_locked_whatever_the_plan(self):
        self.customers(20)
        self.fill()
        attempt = self.claim(1)
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_nestloop = off")
        attempt._lock_for_dialling()
        self.env.cr.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
            " AND pid = pg_backend_pid()",
            [LOCK],
        )
        self.assertEqual(self.env.cr.fetchone(), (1,))

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

    def test_d1_lists_are_mixed_by_their_shares(self):
        for number in range(20):
            self.customer(f"甲{number}", f"138001380{number:02d}")
            self.make_customer(f"乙{number}", f"138001381{number:02d}", ref="second")
        self.list.share = 75
        second = self.env["tvshop.campaign.list"].create(
            {
                "name": "第二",
                "campaign_id": self.campaign.id,
                "share": 25,
                "domain": "[('ref', '=', 'second')]",
            }
        )
        self.fill()
        claimed = self.claim(1) | self.claim(2) | self.claim(5)
        self.assertEqual(len(claimed.filtered(lambda one: one.list_id == second)), 2)
        rest = self.claim(20)
        self.assertEqual(len(rest), 20, "what one list lacks the other gives")

    def test_d1_only_a_running_campaign_claims(self):
        self.customer()
        self.fill()
        for state in ("approved", "paused", "ended"):
            self.campaign.write({"state": state})
            self.assertFalse(self.claim())

    def test_d3_claiming_takes_few_queries_however_many(self):
        for number in range(60):
            self.customer(f"客户{number}", f"138001390{number:02d}")
        self.fill()
        self.env.invalidate_all()
        with self.assertQueryCount(17):
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
