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

    def test_i5_credit_is_given_once_and_again_after_its_cancelling(self):
        note = self.approve(self.ask())
        finance = note.with_user(self.finance)
        finance.action_credit()
        with self.assertRaisesRegex(UserError, "already"):
            finance.action_credit()
        note.sudo().move_id.button_cancel()
        finance.action_credit()
        self.assertEqual(note.sudo().move_id.state, "draft")

    def test_i5_adjustment_changes_by_its_steps_only(self):
        note = self.approve(self.ask())
        for vals in ({"state": "requested"}, {"amount": 60}, {"approved_by_id": self.service.id}):
            with self.assertRaises(UserError):
                note.write(vals)
        with self.assertRaises(UserError):
            note.unlink()
        with self.assertRaisesRegex(UserError, "Approved"):
            note.with_user(self.supervisor).action_refuse()

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
