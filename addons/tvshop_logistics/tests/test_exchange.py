from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_return import ReturnCase


@tagged("post_install", "-at_install")
class TestExchange(ReturnCase):
    def test_f4_exchange_makes_a_linked_order_with_the_price_difference(self):
        order = self.sell(payment="prepaid")
        wizard, replacement = self.exchange(order, self.kettle)
        self.assertEqual((wizard.to_pay, wizard.to_refund), (100, 0))
        self.assertEqual(replacement.tvshop_state, "exchange")
        self.assertEqual(replacement.replaces_id, order)
        self.assertEqual(replacement.amount_total, 100)
        self.assertEqual(replacement.exchange_difference, 100)
        self.assertEqual(order.tvshop_state, "shipped")
        self.assertEqual(order.tvshop_return_ids.kind, "exchange")

    def test_f4_replacement_is_sorted_and_shipped_like_any_order(self):
        _wizard, replacement = self.exchange(self.sell())
        self.assertTrue(replacement.tvshop_carrier_id)
        self.ship(replacement)
        self.assertEqual(replacement.tvshop_state, "shipped")

    def test_f4_same_product_again_costs_nothing_more(self):
        order = self.sell(payment="prepaid")
        self.cooker.list_price = 500
        _wizard, replacement = self.exchange(order)
        self.assertEqual((replacement.amount_total, replacement.exchange_difference), (0, 0))

    def test_f4_what_was_not_paid_is_collected_with_the_replacement(self):
        _wizard, replacement = self.exchange(self.sell(payment="cod"), self.kettle)
        self.assertEqual(replacement.amount_total, 399)
        self.assertEqual(replacement.exchange_difference, 100)

    def test_f4_cheaper_goods_leave_a_refund_once_the_others_are_back(self):
        order = self.sell(self.kettle, payment="prepaid")
        wizard, replacement = self.exchange(order, self.cooker)
        self.assertEqual((wizard.to_pay, wizard.to_refund), (0, 100))
        self.assertEqual(replacement.amount_total, 0)
        goods = self.receive(order)
        self.assertEqual(goods.refund_amount, 100)
        self.assertEqual(order.tvshop_state, "returned")
        goods.with_user(self.finance).action_credit()
        self.assertEqual(goods.refund_move_id.amount_total, 100)

    def test_f4_cancelled_replacement_gives_the_money_back(self):
        order = self.sell(payment="prepaid")
        _wizard, replacement = self.exchange(order)
        goods = self.receive(order)
        self.assertEqual(goods.refund_amount, 0)
        replacement._action_cancel()
        self.assertEqual(goods.refund_amount, 299)

    def test_f4_replacement_refused_at_the_door_gives_the_money_back(self):
        order = self.sell(payment="cod", state="delivered")
        _wizard, replacement = self.exchange(order, self.kettle)
        goods = self.receive(order)
        self.assertEqual(goods.refund_amount, 0)
        self.ship(replacement)
        self.assertEqual(self.receive(replacement).refund_amount, 0)
        self.assertEqual(replacement.tvshop_state, "returned")
        self.assertEqual(goods.refund_amount, 299)

    def test_f4_paid_replacement_that_comes_back_is_refunded_once(self):
        order = self.sell(payment="cod", state="delivered")
        _wizard, replacement = self.exchange(order, self.kettle)
        goods = self.receive(order)
        self.ship(replacement)
        replacement._transition("delivered")
        self.assertEqual(self.receive(replacement).refund_amount, 399)
        self.assertEqual(goods.refund_amount, 0)

    def test_f4_goods_that_were_exchanged_and_come_in_two_parcels_are_not_refunded(self):
        order = self.make_order(lines=[{"product_id": self.cooker.id, "qty": 2}], payment="prepaid")
        self.ship(order)
        _wizard, replacement = self.exchange(order)
        self.assertEqual(replacement.exchange_credit, 598)
        first, second = self.receive(order), self.receive(order)
        self.assertEqual((first.goods_value, second.goods_value), (299, 299))
        self.assertEqual(first.refund_amount + second.refund_amount, 0)
        self.assertEqual(order.tvshop_state, "returned")
        replacement._action_cancel()
        self.assertEqual(first.refund_amount + second.refund_amount, 598)

    def test_f4_goods_still_outside_do_not_pay_for_two_replacements(self):
        order = self.make_order(lines=[{"product_id": self.cooker.id, "qty": 2}], payment="prepaid")
        self.ship(order)
        self.exchange(order)
        self.receive(order)
        wizard, _replacement = self.exchange(order)
        self.assertEqual((wizard.value, wizard.credit, wizard.to_pay), (299, 0, 299))

    def test_f4_piece_is_exchanged_for_one_piece_only(self):
        order = self.sell(payment="prepaid")
        wizard = self.env["tvshop.exchange"].with_user(self.service)
        wizard = wizard.create({"order_id": order.id, "reason": "x"})
        wizard.line_ids.copy({"exchange_id": wizard.id})
        with self.assertRaisesRegex(UserError, "1 to 1"):
            wizard.action_apply()

    def test_f4_order_is_exchanged_once_at_a_time(self):
        order = self.sell()
        self.exchange(order)
        with self.assertRaisesRegex(UserError, "being exchanged"):
            self.exchange(order)

    def test_f4_only_service_exchanges_what_the_customer_has(self):
        for user in (self.agent, self.warehouse, self.finance):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.exchange(self.sell(), user=user)
        with self.assertRaisesRegex(UserError, "Nothing of order"):
            self.make_order().with_user(self.service).action_exchange()

    def test_f4_return_that_pays_for_a_replacement_is_not_cancelled(self):
        order = self.sell()
        _wizard, replacement = self.exchange(order)
        goods = order.tvshop_return_ids.with_user(self.service)
        with self.assertRaises(UserError):
            goods.action_cancel()
        replacement._action_cancel()
        self.env.flush_all()
        self.env.invalidate_all()
        goods.with_user(self.warehouse).action_cancel()
        self.assertEqual(goods.state, "cancel")
