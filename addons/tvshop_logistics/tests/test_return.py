from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import LogisticsCase


class ReturnCase(LogisticsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ems_range = cls.make_range(cls.ems)
        cls.make_range(cls.courier)
        cls.kettle = cls.make_product("电水壶", code="SH01", price=399.0, stock=10)
        cls.desk = cls.env["tvshop.return"].with_user(cls.warehouse)

    def sell(self, *products, state="shipped", **values):
        products = products or (self.cooker,)
        lines = [{"product_id": product.id, "qty": 1} for product in products]
        order = self.make_order(lines=lines, **values)
        self.ship(order)
        if state != "shipped":
            order._transition(state)
        return order

    def receive(self, order, code=None, verdict="resell", book=True):
        """Scan the parcel, then each product in it once; then book."""
        shown = self.desk.desk_open(code or order.name)
        goods = self.desk.browse(shown["id"])
        for line in shown["lines"]:
            goods.desk_scan(line["code"], verdict)
        if book:
            goods.desk_book()
        return goods.sudo()

    def stock(self, product):
        product.invalidate_recordset()
        return product.qty_available

    def exchange(self, order, product=None, user=None):
        wizard = (
            self.env["tvshop.exchange"]
            .with_user(user or self.service)
            .create({"order_id": order.id, "reason": "换一个"})
        )
        if product:
            wizard.line_ids.new_product_id = product
        return wizard, self.env["sale.order"].browse(wizard.action_apply()["res_id"])


@tagged("post_install", "-at_install")
class TestReturn(ReturnCase):
    def test_f4_refused_parcel_is_expected_by_itself(self):
        order = self.sell()
        waybill = order.tvshop_waybill_ids
        self.make_format(waybill.carrier_id)
        self.read_feedback(waybill.carrier_id, (waybill.name, "拒收", "2026-11-20 10:00", "不要了"))
        self.assertEqual(order.tvshop_return_ids.mapped("kind"), ["refused"])
        self.assertEqual(order.tvshop_return_ids.reason, "不要了")
        self.assertEqual(order.tvshop_state, "shipped")

    def credit(self, order):
        return order.partner_id.credit_incident_ids.filtered(lambda one: one.order_id == order)

    def test_b3_refusal_that_the_carrier_tells_counts_once_against_the_customer(self):
        order = self.sell()
        waybill = order.tvshop_waybill_ids
        self.make_format(waybill.carrier_id)
        row = (waybill.name, "拒收", "2026-11-20 10:00", "不要了")
        self.read_feedback(waybill.carrier_id, row)
        self.assertEqual(self.credit(order).mapped("kind"), ["unpaid"])
        self.assertEqual(self.credit(order).reason, "不要了")
        self.receive(order)
        self.assertEqual(order.tvshop_state, "returned")
        self.assertEqual(len(self.credit(order)), 1)

    def test_b3_lost_parcel_is_not_the_customers_fault(self):
        order = self.sell()
        waybill = order.tvshop_waybill_ids
        self.make_format(waybill.carrier_id)
        self.read_feedback(waybill.carrier_id, (waybill.name, "丢失", "2026-11-20 10:00"))
        self.assertTrue(order.is_refused)
        self.assertFalse(self.credit(order))

    def test_b3_part_that_is_posted_back_counts_and_an_exchange_does_not(self):
        order = self.sell(self.cooker, self.kettle, state="delivered")
        self.desk.desk_open(order.name)
        goods = order.tvshop_return_ids or self.env["tvshop.return"]._expect(order, "posted")
        goods.with_user(self.warehouse).desk_scan("DF01", "resell")
        goods.with_user(self.warehouse).desk_book()
        self.assertEqual(self.credit(order).mapped("kind"), ["returned"])
        other = self.sell(state="delivered")
        self.exchange(other, self.kettle)
        self.receive(other)
        self.assertEqual(other.tvshop_state, "returned")
        self.assertFalse(self.credit(other))

    def test_b3_exchange_is_owed_whatever_the_credit(self):
        order = self.sell(state="delivered")
        vals = {"name": "停单", "points": 12, "effect": "stop"}
        stop = self.env["tvshop.credit.level"].create(vals)
        self.env["tvshop.credit.ruling"].create(
            {"partner_id": order.partner_id.id, "level_id": stop.id, "reason": "x"}
        )
        _wizard, replacement = self.exchange(order, self.kettle)
        self.assertEqual(replacement.tvshop_state, "exchange")

    def test_c2_exchange_leaves_what_the_customer_kept(self):
        order = self.sell(state="delivered")
        _wizard, replacement = self.exchange(order, self.kettle)
        self.ship(replacement)
        replacement._transition("delivered")
        self.receive(order)
        self.assertEqual((order.contribution, replacement.contribution), (0, 399))
        self.assertEqual(self.env["tvshop.contribution"]._recount(order.partner_id), ([], []))

    def test_f4_received_parcel_is_restocked_and_the_order_returned(self):
        order = self.sell()
        self.assertEqual(self.stock(self.cooker), 9)
        for code in (order.tvshop_waybill_ids.name, order.picking_ids.name, f" {order.name} "):
            self.assertEqual(self.desk.desk_open(code)["order"], order.name)
        goods = self.receive(order, order.tvshop_waybill_ids.name)
        self.assertEqual(self.stock(self.cooker), 10)
        self.assertEqual(order.tvshop_state, "returned")
        event = order.tvshop_event_ids.sorted("id")[-1]
        self.assertEqual(event.user_id, self.warehouse)
        self.assertIn(goods.name, event.reason)
        self.assertEqual(order.order_line.filtered("product_id").mapped("qty_delivered")[0], 0)

    def test_f4_goods_to_repair_are_not_for_sale(self):
        self.receive(self.sell(), verdict="repair")
        self.assertEqual(self.stock(self.cooker), 9)
        place = self.env.company.tvshop_repair_location_id
        self.assertEqual(self.cooker.with_context(location=place.id).qty_available, 1)

    def test_f4_scrapped_goods_are_gone_and_on_record(self):
        goods = self.receive(self.sell(), verdict="scrap")
        self.assertEqual(self.stock(self.cooker), 9)
        place = self.env.company.tvshop_repair_location_id
        self.assertEqual(self.cooker.with_context(location=place.id).qty_available, 0)
        scrap = self.env["stock.scrap"].search([("origin", "=", goods.name)])
        self.assertEqual((scrap.scrap_qty, scrap.state), (1, "done"))

    def test_f4_nothing_is_owed_for_what_was_never_paid(self):
        self.assertEqual(self.receive(self.sell(payment="cod")).refund_amount, 0)

    def test_f4_what_was_paid_is_proposed_as_a_refund(self):
        for values in ({"payment": "prepaid"}, {"payment": "cod", "state": "delivered"}):
            goods = self.receive(self.sell(**values))
            with self.subTest(**values):
                self.assertEqual(goods.refund_amount, 299)

    def test_f4_finance_makes_one_credit_note(self):
        goods = self.receive(self.sell(payment="prepaid"))
        goods = goods.with_user(self.finance)
        goods.action_credit()
        note = goods.refund_move_id
        self.assertEqual((note.move_type, note.state), ("out_refund", "draft"))
        self.assertEqual(note.amount_total, 299)
        with self.assertRaises(UserError):
            goods.action_credit()
        with self.assertRaises(AccessError):
            goods.with_user(self.warehouse).action_credit()

    def test_f4_cancelled_credit_note_is_made_anew_and_posted_once(self):
        goods = self.receive(self.sell(payment="prepaid")).with_user(self.finance)
        goods.action_credit()
        first = goods.refund_move_id.sudo()
        first.button_cancel()
        self.assertIn(goods, goods.search([("is_credited", "=", False)]))
        goods.action_credit()
        second = goods.refund_move_id
        self.assertEqual((second.state, second.amount_total), ("draft", 299))
        self.assertNotEqual(second, first)
        for post in (first.button_draft, lambda: first.write({"state": "posted"})):
            with self.assertRaisesRegex(UserError, "cancelled for good"):
                post()

    def test_f4_one_of_two_products_leaves_the_order_delivered(self):
        order = self.sell(self.cooker, self.kettle, state="delivered")
        shown = self.desk.desk_open(order.name)
        goods = self.desk.browse(shown["id"])
        goods.desk_scan("SH01", "resell")
        goods.desk_book()
        self.assertEqual(order.tvshop_state, "delivered")
        back = {line.product_id: line.tvshop_returned_qty for line in order.order_line}
        self.assertEqual((back[self.cooker], back[self.kettle]), (0, 1))
        self.assertEqual(goods.sudo().refund_amount, 399)
        self.receive(order)
        self.assertEqual(order.tvshop_state, "returned")

    def test_f4_more_than_was_sent_does_not_come_back(self):
        order = self.sell()
        goods = self.receive(order, book=False).with_user(self.warehouse)
        with self.assertRaisesRegex(UserError, "Only 1"):
            goods.desk_scan("DF01", "resell")
        with self.assertRaisesRegex(UserError, "not in this parcel"):
            goods.desk_scan("SH01", "resell")
        goods.desk_book()
        with self.assertRaisesRegex(UserError, "closed"):
            goods.desk_book()
        with self.assertRaisesRegex(UserError, "Nothing of order"):
            self.desk.desk_open(order.name)

    def test_f4_what_core_took_back_meanwhile_is_not_received_again(self):
        order = self.sell()
        goods = self.receive(order, book=False).with_user(self.warehouse)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_model="stock.picking", active_id=order.picking_ids.id)
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        receipt = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        receipt.move_ids.write({"quantity": 1, "picked": True})
        receipt._action_done()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "come back already"):
            goods.desk_book()
        self.assertEqual(self.stock(self.cooker), 10)

    def test_f4_desk_shows_what_is_expected_and_what_is_half_inspected(self):
        first, second = self.sell(), self.sell()
        for order in (first, second):
            self.env["tvshop.return"]._expect(order, "refused", "不要了")
        self.receive(second, book=False)
        shown = [
            row for row in self.desk.desk_waiting() if row["order"] in (first.name, second.name)
        ]
        self.assertEqual([row["order"] for row in shown], [second.name, first.name])
        self.assertEqual((shown[1]["kind"], shown[1]["reason"]), ("Refused at the door", "不要了"))
        self.receive(first)
        self.assertNotIn(first.name, [row["order"] for row in self.desk.desk_waiting()])
        with self.assertRaises(AccessError):
            self.desk.with_user(self.agent).desk_waiting()

    def test_f4_unknown_or_empty_number_opens_nothing(self):
        self.desk.desk_open(self.sell().name)
        for code in ("", " ", "%", "RT%", "S99999999", None):
            with self.subTest(code=code), self.assertRaisesRegex(UserError, "No order"):
                self.desk.desk_open(code)

    def test_f4_empty_parcel_is_not_booked(self):
        order = self.sell()
        goods = self.desk.browse(self.desk.desk_open(order.name)["id"])
        with self.assertRaisesRegex(UserError, "Nothing was counted"):
            goods.desk_book()

    def test_f4_only_the_warehouse_receives(self):
        order = self.sell()
        goods = self.receive(order, book=False)
        for user in (self.agent, self.service, self.finance, self.supervisor):
            desk = self.desk.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    call_kw(desk, "desk_open", [order.name], {})
                with self.assertRaises(AccessError):
                    call_kw(desk, "desk_book", [goods.ids], {})
                with self.assertRaises(AccessError):
                    goods.with_user(user).write({"state": "done"})

    def test_f4_order_is_not_returned_while_its_goods_are_outside(self):
        order = self.sell()
        wizard = self.env["tvshop.order.transition"].with_user(self.service)
        with self.assertRaisesRegex(UserError, "returns desk"):
            wizard.create(
                {"order_ids": order.ids, "target": "returned", "reason": "x"}
            ).action_apply()

    def test_f4_six_refusals_are_expected_in_as_many_queries_as_two(self):
        orders = self.env["sale.order"].concat(*[self.sell(self.kettle) for _i in range(8)])
        self.env.flush_all()
        counts = []
        for few in (orders[:2], orders[2:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["tvshop.return"]._expect(few, "refused")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
