from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SettlementCase


@tagged("post_install", "-at_install")
class TestDue(SettlementCase):
    def test_i2_company_that_can_not_be_charged_stops_no_other_and_says_why(self):
        there = self.env["res.company"].create({"name": "Elsewhere"})
        order = self.deliver()
        charge, jobs = type(self.dues)._charge, self.env["ir.cron"]

        def charge_here(dues, company):
            if company == there:
                raise UserError("汇率缺失")
            return charge(dues, company)

        self.env.flush_all()
        with (
            patch.object(type(self.dues), "_charge", charge_here),
            patch.object(type(jobs), "_commit_progress", lambda *_args, **_kwargs: 1),
            patch.object(self.env.cr, "rollback", lambda: None),
            mute_logger("odoo.addons.tvshop_settlement.models.tvshop_parcel_due_make"),
        ):
            for _day in range(2):
                self.dues._cron_charge()
        self.assertTrue(self.dues.search([("order_id", "=", order.id)]))
        self.assertIn("汇率缺失", there.partner_id.activity_ids.note)
        self.assertEqual(len(there.partner_id.activity_ids), 1)
        self.assertFalse(self.company.partner_id.activity_ids)

    def test_i2_two_who_charge_at_once_collide_before_they_write(self):
        def version():
            self.env.cr.execute("SELECT ctid FROM res_company WHERE id = %s", self.company.ids)
            return self.env.cr.fetchone()

        self.deliver()
        self.env.flush_all()
        before = version()
        self.dues._charge(self.company)
        charged = version()
        self.assertNotEqual(charged, before)
        self.dues._charge(self.company)
        self.assertEqual(version(), charged, "nothing is charged: nobody waits")

    def test_i2_delivered_parcel_is_charged_with_what_it_collected_less_the_contract_s_fees(self):
        due = self.due_of(self.deliver())
        self.assertEqual((due.outcome, due.cod_amount), ("delivered", 309))
        self.assertEqual((due.delivery_fee, due.cod_fee, due.return_fee), (12, 4, 0))
        self.assertEqual((due.due_amount, due.balance), (293, 293))
        self.assertEqual(due.waybill_id.name, due.name)
        self.assertEqual(due.contract_id, self.contract)
        self.assertEqual((due.remit_by - due.date).days, self.contract.remit_days)

    def test_i2_parcel_is_charged_once_however_often_it_is_asked(self):
        order = self.deliver()
        for _time in range(3):
            self.assertEqual(len(self.due_of(order)), 1)
        self.read_feedback(self.ems, (order.tvshop_waybill_ids.name, "妥投", str(self.today)))
        self.assertEqual(len(self.due_of(order)), 1)

    def test_i2_parcel_brought_back_owes_both_ways_and_collected_nothing(self):
        due = self.due_of(self.bring_back())
        self.assertEqual((due.outcome, due.cod_amount), ("returned", 0))
        self.assertEqual((due.delivery_fee, due.cod_fee, due.return_fee), (12, 0, 10))
        self.assertEqual(due.due_amount, -22)

    def test_i2_prepaid_parcel_owes_its_delivery_only(self):
        due = self.due_of(self.deliver(payment="prepaid"))
        self.assertEqual((due.cod_amount, due.due_amount), (0, -12))

    def test_i2_weight_that_was_weighed_counts_before_that_of_the_products(self):
        order = self.deliver()
        order.picking_ids.parcel_weight = 2.2
        self.assertEqual(self.due_of(order).delivery_fee, 18)

    def test_i2_parcel_without_contract_says_so_and_is_charged_again_once_there_is_one(self):
        self.contract.action_reopen()
        due = self.due_of(self.deliver())
        self.assertEqual((due.fee_amount, bool(due.contract_id)), (0, False))
        self.assertIn("contract", due.advice)
        self.contract.action_make_valid()
        due.with_user(self.finance).action_charge_again()
        self.assertEqual((due.fee_amount, due.contract_id), (16, self.contract))

    def test_i2_contract_of_the_companys_own_day_counts_when_charged_again(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        yesterday = self.today - timedelta(days=1)
        renewed = self.contract.copy({"name": "EMS-2", "start": self.today})
        self.contract.end = yesterday
        renewed.action_make_valid()
        due = self.due_of(self.deliver())
        self.env.cr.execute(
            "UPDATE tvshop_order_event SET date = %s WHERE order_id = %s AND to_state = 'shipped'",
            (f"{yesterday} 17:00:00", due.order_id.id),
        )
        self.env.invalidate_all()
        due.with_user(self.finance).action_charge_again()
        self.assertEqual(due.contract_id, renewed)

    def test_i2_what_was_delivered_before_the_settlement_begins_is_left_out(self):
        self.company.tvshop_settle_from = self.today.replace(year=self.today.year + 1)
        self.assertFalse(self.due_of(self.deliver()))

    def test_i2_what_is_not_remitted_in_time_is_a_difference(self):
        due = self.due_of(self.deliver())
        self.assertFalse(due.is_difference)
        due.remit_by = "2020-01-01"
        self.assertTrue(due.is_difference)
        self.assertIn(due, self.dues.search([("is_difference", "=", True)]))

    def test_i2_difference_is_decided_on_with_a_reason(self):
        due = self.due_of(self.deliver()).with_user(self.finance)
        with self.assertRaisesRegex(UserError, "Say why"):
            due._resolve("accepted", " ")
        due._resolve("claimed", "已电话催款")
        self.assertEqual((due.resolution, due.note), ("claimed", "已电话催款"))

    def test_i2_fees_of_a_thousand_parcels_take_no_query_each(self):
        self.deliver()
        self.dues.search([]).unlink()
        self.dues._charge(self.company)
        self.dues.search([]).unlink()
        orders = self.deliver(4)
        with self.profile_queries() as few:
            self.dues._charge(self.company)
        self.dues.search([("order_id", "in", orders.ids)]).unlink()
        more = self.deliver(20)
        with self.profile_queries() as many:
            self.dues._charge(self.company)
        self.assertEqual(len(self.dues.search([("order_id", "in", more.ids)])), 20)
        self.assertLessEqual(many.count, few.count + 5)
