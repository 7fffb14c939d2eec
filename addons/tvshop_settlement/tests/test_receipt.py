from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SettlementCase


@tagged("post_install", "-at_install")
class TestReceipt(SettlementCase):
    """A cooker with its delivery is 309.00, paid by transfer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.env["account.journal"].create(
            {"name": "招商银行", "code": "CMB", "type": "bank", "company_id": cls.company.id}
        )

    def receive_all(self, orders, user=None, **values):
        receipts = self.env["tvshop.receipt"].with_user(user or self.finance)
        receipt = receipts.create(
            {"order_ids": [(6, 0, orders.ids)], "journal_id": self.bank.id} | values
        )
        receipt.action_receive()
        return orders.sudo().tvshop_payment_ids

    def test_i5_receipts_pay_the_invoice_that_is_there(self):
        orders = self.deliver(2, payment="transfer")
        invoices = orders._create_invoices(grouped=True)
        invoices.action_post()
        payments = self.receive_all(orders)
        self.assertEqual(payments.mapped("amount"), [309, 309])
        self.assertEqual(invoices.mapped("amount_residual"), [0, 0])
        self.assertEqual(orders.mapped("tvshop_received_amount"), [309, 309])

    def test_i5_prepaid_money_pays_the_invoice_made_later(self):
        order = self.deliver(payment="prepaid")
        payment = self.receive_all(order)
        open_line = payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        self.assertEqual(open_line.amount_residual, -309)
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual((invoice.amount_residual, open_line.amount_residual), (0, 0))

    def test_i5_what_a_carrier_collected_pays_the_invoice_made_later(self):
        order = self.deliver()
        self.due_of(order)
        self.settle()
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 0)

    def test_i5_one_order_never_pays_for_another(self):
        paid, unpaid = self.deliver(2, payment="transfer")
        self.receive_all(paid)
        invoice = unpaid._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 309)

    def test_i5_nothing_is_received_twice(self):
        order = self.deliver(payment="transfer")
        receipts = self.env["tvshop.receipt"].with_user(self.finance)
        first, second = receipts.create(
            [{"order_ids": [(6, 0, order.ids)], "journal_id": self.bank.id}] * 2
        )
        first.action_receive()
        with self.assertRaisesRegex(UserError, "0.00 is still to be received"):
            second.action_receive()
        with self.assertRaisesRegex(UserError, "Nothing is to be received"):
            self.receive_all(order)

    def test_i5_part_of_the_money_leaves_the_rest_to_be_received(self):
        order = self.deliver(payment="transfer")
        receipt = (
            self.env["tvshop.receipt"]
            .with_user(self.finance)
            .create({"order_ids": [(6, 0, order.ids)], "journal_id": self.bank.id})
        )
        receipt.line_ids.write({"amount": 100, "memo": "农行 0099"})
        receipt.action_receive()
        self.assertEqual(order.with_user(self.finance)._not_received(), 209)
        self.assertIn("农行 0099", order.sudo().tvshop_payment_ids.memo)

    def test_i5_orders_whose_money_has_not_come_are_listed(self):
        paid, part, unpaid = self.deliver(3, payment="transfer")
        cash, back = self.deliver(), self.make_order_in("shipped", "returned", payment="card")
        everyone = paid | part | unpaid | cash | back
        self.receive_all(paid)
        receipts = self.env["tvshop.receipt"].with_user(self.finance)
        receipt = receipts.create({"order_ids": [(6, 0, part.ids)], "journal_id": self.bank.id})
        receipt.line_ids.amount = 100
        receipt.action_receive()
        mine = [("id", "in", everyone.ids), ("is_payment_awaited", "=", True)]
        orders = self.env["sale.order"].with_user(self.finance)
        self.assertEqual(orders.search(mine), part | unpaid)
        self.assertEqual(unpaid.with_user(self.finance).is_payment_awaited, True)
        self.company.tvshop_settle_from = "2090-01-01"
        self.assertFalse(orders.search(mine))

    def test_i5_for_what_came_back_nothing_is_awaited(self):
        lines = [{"product_id": self.cooker.id, "qty": 2}]
        paid, unpaid = (self.deliver(payment="card", lines=lines) for _each in range(2))
        self.receive_all(paid)
        for order in (paid, unpaid):
            goods = self.env["tvshop.return"]._expect(order, "posted")
            goods.line_ids._add("resell", 1)
            goods._book()
        refund = paid.sudo().tvshop_payment_ids.copy(
            {"payment_type": "outbound", "amount": 299, "tvshop_order_id": paid.id}
        )
        refund.action_post()
        paid, unpaid = paid.with_user(self.finance), unpaid.with_user(self.finance)
        self.assertEqual((paid.tvshop_received_amount, paid._not_received()), (309, 0))
        self.assertFalse(paid.is_payment_awaited)
        self.assertEqual((unpaid._not_received(), unpaid.is_payment_awaited), (309, True))
        report = self.env["tvshop.receivable.report"].with_user(self.finance)
        self.env.flush_all()
        rows = report.search([("kind", "=", "order"), ("order_id", "in", (paid | unpaid).ids)])
        self.assertEqual([(row.order_id, row.amount) for row in rows], [(unpaid, 309)])
        self.receive_all(unpaid)
        self.assertFalse(unpaid.is_payment_awaited)

    def test_i5_cash_on_delivery_and_returned_orders_wait_for_no_receipt(self):
        back = self.bring_back()
        for order in (self.deliver(), back):
            with self.assertRaisesRegex(UserError, "Nothing is to be received"):
                self.receive_all(order)

    def test_i5_cancelled_receipt_is_to_be_received_again(self):
        order = self.deliver(payment="card")
        payment = self.receive_all(order)
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(order.tvshop_received_amount, 0)
        self.receive_all(order)
        self.assertEqual(order.tvshop_received_amount, 309)

    def test_i5_finance_alone_receives(self):
        order = self.deliver(payment="transfer")
        for user in (self.agent, self.supervisor, self.warehouse):
            with self.assertRaises(AccessError):
                self.receive_all(order, user=user)
            with self.assertRaises(AccessError):
                order.with_user(user).read(["tvshop_received_amount"])
