from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SettlementCase


@tagged("post_install", "-at_install")
class TestDueReturn(SettlementCase):
    """A cooker is 299 and its delivery 10; EMS keeps 16 of them, and 10 more for bringing back."""

    def told_back(self, order):
        """The carrier tells that it has a parcel again that it had told to be delivered."""
        self.read_feedback(self.ems, (order.tvshop_waybill_ids.name, "退回", str(self.today)))

    def refused_late(self):
        order = self.deliver()
        self.told_back(order)
        return order

    def takes_back(self, order, amount, fee=0, reference="B2"):
        return self.remit(self.row(order, -amount, fee, reference=reference))

    def owed_on(self, date):
        owed = self.env["tvshop.carrier.balance"].with_user(self.finance)
        domain = [("carrier_id", "=", self.ems.id), ("date", "<=", date)]
        return round(owed._read_group(domain, [], ["amount:sum"])[0][0], 2)

    def test_i4_refused_parcel_that_was_remitted_and_settled_is_taken_back_by_the_carrier(self):
        order = self.deliver()
        self.remit(self.row(order))
        self.settle()
        self.told_back(order)
        goods = self.come_back(order)
        due = self.due_of(order)
        self.assertEqual((goods.is_paid, goods.refund_amount), (False, 0))
        self.assertEqual(order.tvshop_state, "returned")
        self.assertEqual((due.returned_cod, due.returned_fee), (309, 10))
        self.assertEqual((due.cause, due.balance, due.is_closed), ("to_take_back", -319, False))
        run = self.settle()
        self.assertEqual((run.returned_total, run.fee_total, run.due_count), (309, 10, 0))
        self.assertEqual(
            self.balances(), {"cod": -319, "fees": 26, "bank": 293, "off": 0, "customers": 0}
        )
        self.takes_back(order, 309, 10)
        self.assertEqual((due.cause, due.balance), ("matched", 0))
        self.settle()
        self.assertTrue(due.is_closed)
        self.assertEqual(
            self.balances(), {"cod": 0, "fees": 26, "bank": -26, "off": 0, "customers": 0}
        )
        self.assertEqual(self.owed_on(self.today + timedelta(days=9)), 0)

    def test_i4_refused_parcel_that_was_not_remitted_owes_its_fees_alone(self):
        order = self.refused_late()
        self.settle()
        self.come_back(order)
        due = self.due_of(order)
        self.assertEqual((due.balance, due.cause), (-26, "not_remitted"))
        due.remit_by = "2020-01-01"
        self.assertFalse(due.is_difference)
        self.settle()
        self.assertEqual(
            self.balances(), {"cod": -26, "fees": 26, "bank": 0, "off": 0, "customers": 0}
        )
        self.remit(self.row(order, 0, 26))
        self.assertEqual(due.cause, "matched")

    def test_i4_what_the_carrier_has_not_taken_back_in_time_is_a_difference(self):
        order = self.refused_late()
        self.remit(self.row(order))
        self.come_back(order)
        due = self.due_of(order)
        self.assertFalse(due.is_difference)
        self.assertEqual((due.remit_by - self.today).days, self.contract.remit_days)
        due.remit_by = "2020-01-01"
        self.assertTrue(due.is_difference)
        self.assertIn(due, self.dues.search([("is_difference", "=", True)]))
        self.assertIn("deducts", due.advice)

    def test_i4_goods_posted_back_are_refunded_by_the_company_and_the_carrier_owes_all(self):
        order = self.deliver()
        goods = self.come_back(order)
        due = self.due_of(order)
        self.assertEqual((goods.is_paid, goods.refund_amount), (True, 299))
        self.assertEqual((due.returned_cod, due.balance), (0, 293))

    def test_i4_goods_posted_back_are_paid_back_by_the_carrier_if_the_company_chose_that(self):
        self.company.tvshop_cod_return_method = "carrier"
        order = self.deliver()
        self.remit(self.row(order))
        goods = self.come_back(order)
        due = self.due_of(order)
        self.assertEqual((goods.is_paid, goods.refund_amount), (False, 0))
        self.assertEqual((due.returned_cod, due.returned_fee, due.balance), (299, 10, -309))
        self.takes_back(order, 299, 10)
        self.settle()
        self.assertEqual(due.is_closed, True)
        self.assertEqual(
            self.balances(), {"cod": 0, "fees": 26, "bank": -16, "off": 0, "customers": -10}
        )

    def test_i4_exchanged_goods_stay_paid_whatever_the_method(self):
        self.company.tvshop_cod_return_method = "carrier"
        order = self.deliver()
        goods = self.come_back(order, "exchange")
        self.assertTrue(goods.is_paid)
        self.assertEqual(self.due_of(order).returned_cod, 0)

    def test_i4_what_is_taken_back_without_a_return_is_a_difference_to_decide_on(self):
        order = self.deliver()
        self.remit(self.row(order))
        self.settle()
        self.takes_back(order, 309)
        due = self.due_of(order).with_user(self.finance)
        self.assertEqual((due.cause, due.balance), ("taken_back", 309))
        self.assertTrue(due.is_difference)
        with self.assertRaisesRegex(UserError, "Nothing of order"):
            due.action_paid_back()
        due._resolve("claimed", "货未退回")
        self.assertEqual(due.resolution, "claimed")

    def test_i4_carrier_that_paid_the_customer_back_is_right_once_finance_says_so(self):
        order = self.deliver()
        self.remit(self.row(order))
        goods = self.come_back(order)
        self.takes_back(order, 299, 10)
        due = self.due_of(order).with_user(self.finance)
        self.assertEqual((due.cause, goods.refund_amount), ("taken_back", 299))
        goods.with_user(self.finance).action_credit()
        with self.assertRaisesRegex(UserError, "cancel that first"):
            due.action_paid_back()
        goods.refund_move_id.button_cancel()
        due.action_paid_back()
        self.assertEqual((goods.is_paid, goods.refund_amount), (False, 0))
        self.assertEqual((due.cause, due.balance), ("matched", 0))

    def test_i4_money_that_the_carrier_took_back_before_is_not_refunded_again(self):
        order = self.deliver()
        self.remit(self.row(order))
        self.takes_back(order, 299, 10)
        goods = self.come_back(order)
        self.assertEqual((goods.is_paid, goods.refund_amount), (False, 0))
        self.assertEqual(self.due_of(order).cause, "matched")

    def test_i4_decision_about_other_figures_writes_nothing_off(self):
        order = self.deliver()
        self.remit(self.row(order, 209))
        self.due_of(order).with_user(self.finance)._resolve("accepted", "破损赔付")
        self.settle()
        self.told_back(order)
        self.come_back(order)
        due = self.due_of(order)
        self.assertFalse(due.resolution)
        run = self.settle()
        self.assertEqual((run.closing_count, due.is_closed), (0, False))

    def test_i4_return_is_taken_off_once_and_reversed_with_its_settlement(self):
        order = self.refused_late()
        self.remit(self.row(order))
        self.come_back(order)
        for _time in range(3):
            self.assertEqual(len(self.due_of(order).return_ids), 1)
        run = self.settle()
        before = self.balances()
        taken = self.due_of(order).return_ids
        self.assertTrue(taken.is_posted)
        with self.assertRaisesRegex(UserError, "is posted"):
            taken.sudo().write({"cod_amount": 1})
        with self.assertRaisesRegex(UserError, "is posted"):
            taken.sudo().unlink()
        run.action_reverse()
        self.assertEqual(set(self.balances().values()), {0})
        self.settle()
        self.assertEqual(self.balances(), before)

    def test_i4_what_was_collected_and_is_not_owed_pays_no_invoice(self):
        order = self.refused_late()
        invoice = order._create_invoices()
        invoice.action_post()
        self.settle()
        self.assertEqual(invoice.amount_residual, 0)
        self.come_back(order)
        self.settle()
        open_lines = self.due_of(order).return_ids.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        self.assertEqual(sum(open_lines.mapped("amount_residual")), 309)

    def test_i4_entry_leads_to_the_parcel_and_the_return(self):
        order = self.refused_late()
        goods = self.come_back(order)
        self.due_of(order)
        run = self.settle()
        due = self.due_of(order)
        action = due.return_ids.move_id.with_user(self.finance).action_view_tvshop_parcels()
        self.assertEqual(self.dues.search(action["domain"]), due)
        self.assertEqual(due.return_ids.return_id, goods)
        self.assertIn(due.return_ids.move_id, run.move_ids)
