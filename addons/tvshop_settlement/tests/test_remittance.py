from base64 import b64encode

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import HEADER, SettlementCase


@tagged("post_install", "-at_install")
class TestRemittance(SettlementCase):
    def test_i2_file_is_matched_by_line(self):
        paid, short, dear = self.deliver(3)
        record = self.remit(
            self.row(paid), self.row(short, 209), self.row(dear, 309, 20), self.row("ZZ999", 5, 0)
        )
        self.assertEqual((record.state, record.new_count), ("done", 4))
        self.assertEqual(record.net_amount, 293 + 193 + 289 + 5)
        causes = [self.due_of(order).cause for order in (paid, short, dear)]
        self.assertEqual(causes, ["matched", "amount", "fee"])
        self.assertEqual((record.unknown_count, record.difference_count), (1, 2))
        self.assertEqual(self.due_of(short).balance, 100)

    def test_i2_same_file_again_is_known_already(self):
        order = self.deliver()
        self.remit(self.row(order))
        again = self.remit(self.row(order), self.row(order))
        self.assertEqual((again.new_count, again.repeated_count), (0, 2))
        self.assertEqual(self.due_of(order).balance, 0)

    def test_i2_same_parcel_on_another_day_is_remitted_twice(self):
        order = self.deliver()
        self.remit(self.row(order, day="2026-01-05"), self.row(order, day="2026-01-06"))
        due = self.due_of(order)
        self.assertEqual((due.cause, due.balance), ("twice", -293))

    def test_i2_money_that_comes_before_the_feedback_finds_its_parcel_later(self):
        order = self.make_order(carrier_id=self.ems.id)
        order._choose_by_hand(self.ems, "test")
        self.ship(order)
        record = self.remit(self.row(order))
        self.assertEqual(record.unknown_count, 1)
        self.read_feedback(self.ems, (order.tvshop_waybill_ids.name, "妥投", str(self.today)))
        self.assertEqual(self.due_of(order).cause, "matched")
        record.invalidate_recordset()
        self.assertEqual(record.unknown_count, 0)

    def test_i2_one_payment_for_several_orders_pays_each(self):
        orders = self.deliver(3)
        numbers = ";".join(orders.tvshop_waybill_ids.mapped("name"))
        self.remit(self.row(numbers, 3 * 309, 3 * 16))
        self.assertEqual([self.due_of(order).cause for order in orders], ["matched"] * 3)

    def test_i2_file_that_is_cut_is_refused_and_nothing_is_taken(self):
        order = self.deliver()
        data = self.remittance_file(self.row(order))[:-1]
        remittances = self.env["tvshop.remittance"].with_user(self.finance)
        record = remittances._receive(self.ems, "cut.csv", data)
        self.assertEqual((record.state, record.new_count), ("refused", 0))
        self.assertTrue(record.refusal)
        self.assertEqual(self.due_of(order).cause, "not_remitted")

    def test_i2_unreadable_rows_go_back_and_the_others_count(self):
        order = self.deliver()
        record = self.remit(self.row(order), self.row("EA12345", "x"), self.row("EA12345", "=1+1"))
        self.assertEqual((record.new_count, record.bad_count), (1, 2))
        self.assertTrue(record.bad_file)

    def test_i2_wrong_number_is_corrected_by_hand(self):
        order = self.deliver()
        record = self.remit(self.row("EA00000"))
        wizard = self.env["tvshop.remittance.correct"].with_user(self.finance)
        line = record.line_ids
        wizard.create({"line_id": line.id, "due_id": self.due_of(order).id}).action_apply()
        self.assertEqual(self.due_of(order).cause, "matched")
        self.assertEqual((line.waybill, line.due_ids), ("EA00000", self.due_of(order)))

    def test_i2_format_is_made_by_pointing_at_a_sample(self):
        self.env["tvshop.remittance.format"].search([]).unlink()
        with self.assertRaisesRegex(UserError, "Show first"):
            self.remit(self.row("EA1"))
        wizards = self.env["tvshop.remittance.mapping"].with_user(self.finance)
        with Form(wizards.with_context(default_carrier_id=self.ems.id)) as form:
            form.file = b64encode(self.remittance_file(self.row("EA1")))
        form.record.action_apply()
        made = self.env["tvshop.remittance.format"].search([("carrier_id", "=", self.ems.id)])
        self.assertEqual(made.column_ids.mapped("header"), list(HEADER))
        order = self.deliver()
        self.remit(self.row(order))
        self.assertEqual(self.due_of(order).cause, "matched")

    def test_i2_what_a_carrier_told_can_not_be_altered(self):
        line = self.remit(self.row("EA12345")).line_ids.sudo()
        with self.assertRaises(UserError):
            line.amount = 1
        with self.assertRaises(UserError):
            line.unlink()
