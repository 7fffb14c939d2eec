from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import SettlementCase


@tagged("post_install", "-at_install")
class TestPriceNote(SettlementCase):
    """A cooker was delivered for 299.00; the customer gets something back and keeps it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = new_test_user(
            cls.env, "note_service", groups="base.group_user,tvshop_crm.group_service"
        )
        cls.order = cls.deliver()
        cls.sold = cls.order.order_line.filtered(lambda line: line.product_id == cls.cooker)

    def ask(self, amount=50, user=None, **values):
        notes = self.env["tvshop.price.note"].with_user(user or self.service)
        vals = {
            "order_id": self.order.id,
            "order_line_id": self.sold.id,
            "amount": amount,
            "reason": "锅盖有划痕",
        }
        return notes.create(vals | values)

    def approve(self, note):
        note.with_user(self.supervisor).action_approve()
        return note

    def test_i5_approved_adjustment_becomes_a_credit_note(self):
        note = self.approve(self.ask())
        note.with_user(self.finance).action_credit()
        credit = note.sudo().move_id
        self.assertEqual(
            (credit.move_type, credit.state, credit.amount_total), ("out_refund", "draft", 50)
        )
        self.assertEqual(credit.partner_id, self.order.partner_invoice_id)
        self.assertTrue(note.is_credited)

    def test_i5_credit_note_lowers_what_is_open_and_what_was_invoiced_stays(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        note = self.approve(self.ask())
        note.with_user(self.finance).action_credit()
        note.sudo().move_id.action_post()
        self.assertEqual(invoice.amount_residual, invoice.amount_total - 50)
        self.assertEqual(self.sold.qty_invoiced, 1)

    def test_c1_adjustment_is_taken_off_what_the_customer_brought_in(self):
        accounts = self.env["tvshop.contribution"]
        customer, before = self.order.partner_id, self.order.contribution
        note = self.ask()
        self.assertEqual(self.order.contribution, before)
        self.approve(note)
        self.assertEqual(self.order.contribution, before - 50)
        total = accounts.search([("partner_id", "=", customer.id)]).total
        self.assertEqual(total, before - 50)
        self.assertEqual(accounts._recount(customer), ([], []))

    def test_i5_nobody_approves_his_own(self):
        note = self.ask(user=self.supervisor)
        with self.assertRaisesRegex(UserError, "somebody else"):
            note.action_approve()
        for user in (self.service, self.finance):
            with self.assertRaises(AccessError):
                self.ask(10).with_user(user).action_approve()

    def test_i5_adjustments_are_never_more_than_was_asked(self):
        self.ask(200)
        with self.assertRaises(ValidationError) as refusal:
            self.ask(100)
        self.assertIn("99.00 at most", str(refusal.exception))
        with self.assertRaises(ValidationError):
            self.ask(300)
        refused = self.ask(99)
        refused.with_user(self.supervisor).action_refuse()
        self.assertEqual(self.ask(99).state, "requested")

    def test_i5_what_came_back_can_not_be_reduced_too(self):
        goods = self.env["tvshop.return"]._expect(self.order, "posted")
        goods.line_ids._add("resell", 1)
        note = self.ask()
        goods._book()
        with self.assertRaises(UserError):
            self.ask(user=self.supervisor)
        self.assertEqual(note.state, "requested")

    def two_cookers(self, **values):
        order = self.deliver(lines=[{"product_id": self.cooker.id, "qty": 2}], **values)
        sold = order.order_line.filtered(lambda line: line.product_id == self.cooker)
        return order, {"order_id": order.id, "order_line_id": sold.id}

    def take_back_one(self, order):
        goods = self.env["tvshop.return"]._expect(order, "posted")
        goods.line_ids._add("resell", 1)
        goods._book()
        return goods

    def test_i5_what_comes_back_later_gives_back_what_was_left_of_its_price(self):
        order, asked = self.two_cookers()
        self.approve(self.ask(60, **asked))
        first = self.take_back_one(order)
        self.assertEqual((first.goods_value, first.refund_amount), (299, 269))
        with self.assertRaises(ValidationError) as refusal:
            self.ask(270, **asked)
        self.assertIn("269.00 at most", str(refusal.exception))
        first.with_user(self.finance).action_credit()
        self.assertEqual(first.refund_move_id.amount_total, 269)
        self.approve(self.ask(9, **asked))
        second = self.take_back_one(order)
        self.assertEqual(second.refund_amount, 299 - 30 - 9)
        self.assertEqual(first.refund_amount + second.refund_amount + 60 + 9, 598)
        self.assertEqual((order.tvshop_state, order.contribution), ("returned", 0))
        accounts = self.env["tvshop.contribution"]
        self.assertEqual(accounts._recount(order.partner_id), ([], []))

    def test_i5_margin_keeps_what_was_reduced_of_what_was_kept(self):
        order, asked = self.two_cookers()
        self.approve(self.ask(60, **asked))
        self.take_back_one(order)
        self.env.flush_all()
        rows = self.env["tvshop.margin.report"].search([("order_id", "=", order.id)])
        self.assertAlmostEqual(sum(rows.mapped("revenue")), 299 - 30 + 10, 2)

    def test_i5_carrier_pays_the_customer_back_what_was_left_of_the_price(self):
        self.company.tvshop_cod_return_method = "carrier"
        self.approve(self.ask())
        self.come_back(self.order)
        self.assertEqual(self.due_of(self.order).returned_cod, 249)

    def test_i5_carrier_owes_nothing_for_what_was_refused_whatever_was_reduced(self):
        self.approve(self.ask())
        number = self.order.tvshop_waybill_ids.name
        self.read_feedback(self.ems, (number, "退回", str(self.today)))
        goods = self.come_back(self.order, "refused")
        self.assertFalse(goods.is_paid)
        self.assertEqual(self.due_of(self.order).returned_cod, 309)

    def test_i5_goods_given_in_exchange_count_for_what_was_left_of_their_price(self):
        self.approve(self.ask())
        wizards = self.env["tvshop.exchange"].with_user(self.service)
        wizard = wizards.create({"order_id": self.order.id, "reason": "换一个"})
        self.assertEqual((wizard.value, wizard.credit, wizard.to_pay), (249, 249, 50))
        wizard.action_apply()
        with self.assertRaisesRegex(ValidationError, "can be reduced by"):
            self.ask(10, user=self.supervisor)
        goods = self.come_back(self.order, "exchange")
        self.assertEqual(goods.refund_amount, 0)

    def test_i5_credit_is_given_once_and_again_after_its_cancelling(self):
        note = self.approve(self.ask())
        finance = note.with_user(self.finance)
        finance.action_credit()
        with self.assertRaisesRegex(UserError, "already"):
            finance.action_credit()
        note.sudo().move_id.button_cancel()
        cancelled = note.sudo().move_id
        finance.action_credit()
        self.assertEqual(note.sudo().move_id.state, "draft")
        for change in (
            cancelled.button_draft,
            lambda: cancelled.write({"state": "posted"}),
            lambda: cancelled.write({"is_tvshop_made": False}),
        ):
            with self.assertRaisesRegex(UserError, "for good"):
                change()

    def test_i5_adjustment_changes_by_its_steps_only(self):
        note = self.approve(self.ask())
        for vals in ({"state": "requested"}, {"amount": 60}, {"approved_by_id": self.service.id}):
            with self.assertRaises(UserError):
                note.write(vals)
        with self.assertRaises(UserError):
            note.unlink()
        with self.assertRaisesRegex(UserError, "Approved"):
            note.with_user(self.supervisor).action_refuse()

    def test_i5_approved_adjustment_is_withdrawn_until_something_was_given(self):
        before = self.order.contribution
        note = self.approve(self.ask())
        with self.assertRaises(AccessError):
            note.action_withdraw()
        note.with_user(self.supervisor).action_withdraw()
        self.assertEqual((note.state, self.order.contribution), ("refused", before))
        credited = self.approve(self.ask())
        credited.with_user(self.finance).action_credit()
        with self.assertRaisesRegex(UserError, "Cancel its credit note"):
            credited.with_user(self.supervisor).action_withdraw()
        credited.sudo().move_id.button_cancel()
        self.come_back(self.order)
        with self.assertRaisesRegex(UserError, "gave back less because of it"):
            credited.with_user(self.supervisor).action_withdraw()
        self.assertEqual(credited.state, "approved")

    def test_i5_adjustment_of_what_was_kept_is_withdrawn_after_other_pieces_came_back(self):
        order, asked = self.two_cookers()
        first = self.approve(self.ask(60, **asked))
        self.take_back_one(order).booked_on = "2026-01-01"
        first.sudo().decided_on = "2025-12-31"
        later = self.approve(self.ask(9, **asked))
        later.with_user(self.supervisor).action_withdraw()
        self.assertEqual(later.state, "refused")
        with self.assertRaisesRegex(UserError, "gave back less because of it"):
            first.with_user(self.supervisor).action_withdraw()

    def test_i5_order_that_is_not_delivered_is_changed_itself(self):
        order = self.make_order(carrier_id=self.ems.id)
        with self.assertRaisesRegex(UserError, "change the order itself"):
            self.ask(order_id=order.id, order_line_id=order.order_line[0].id)
        with self.assertRaisesRegex(UserError, "change the order itself"):
            order.with_user(self.service).action_adjust_price()

    def test_i5_agents_and_warehouse_see_no_adjustments(self):
        note = self.ask()
        for user in (self.agent, self.warehouse):
            with self.assertRaises(AccessError):
                note.with_user(user).read(["amount"])
            with self.assertRaises(AccessError):
                self.ask(10, user=user)
