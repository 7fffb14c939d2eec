from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SettlementCase


@tagged("post_install", "-at_install")
class TestIncome(SettlementCase):
    """A cooker with its delivery is 309.00 with 13 % tax, collected by EMS."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.income = cls.env["account.account"].create(
            {"code": "TV9920", "name": "income", "account_type": "income"}
        )
        cls.tax_account = cls.env["account.account"].create(
            {"code": "TV9921", "name": "tax", "account_type": "liability_current"}
        )
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "销项13%",
                "amount": 13,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
                "company_id": cls.company.id,
                "country_id": cls.company.account_fiscal_country_id.id,
                **{
                    f"{kind}_repartition_line_ids": [
                        (0, 0, {"repartition_type": "base"}),
                        (0, 0, {"repartition_type": "tax", "account_id": cls.tax_account.id}),
                    ]
                    for kind in ("invoice", "refund")
                },
            }
        )
        cls.cooker.property_account_income_id = cls.income
        cls.cooker.taxes_id = cls.tax

    def book(self, *orders):
        """The settlement of these orders, whose income is booked."""
        for order in orders:
            self.due_of(order)
        run = self.settle()
        run.action_book_income()
        return run

    def income_of(self, run):
        return run.sudo().move_ids.filtered("is_tvshop_income")

    def owed(self, orders):
        """What is open of the orders on customers' accounts."""
        return sum(
            line.amount_residual
            for lines in orders.sudo()._open_receivables().values()
            for line in lines
        )

    def balance(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return round(sum(lines.mapped("balance")), 2)

    def test_i5_income_is_booked_by_account_and_tax_and_set_off_against_what_was_collected(self):
        orders = self.deliver(3)
        wanted = self.deliver(invoice_wanted=True)
        run = self.book(*orders, wanted)
        move = self.income_of(run)
        self.assertEqual(orders.sudo().tvshop_income_move_id, move)
        self.assertFalse(wanted.sudo().tvshop_income_move_id)
        self.assertEqual((run.state, move.state, move.date), ("posted", "posted", run.date_to))
        [tax] = move.line_ids.filtered("tax_line_id")
        self.assertEqual((tax.account_id, tax.tax_line_id), (self.tax_account, self.tax))
        self.assertEqual(self.balance(self.income), -793.8)
        self.assertEqual(self.balance(self.tax_account), -103.2)
        self.assertEqual((self.owed(orders), self.owed(wanted)), (0, -309))
        owed = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        self.assertEqual(owed.mapped("name"), orders.mapped("name"))
        shown = move.with_user(self.finance).action_view_tvshop_parcels()
        self.assertEqual(self.env["sale.order"].sudo().search(shown["domain"]), orders)

    def test_i5_income_is_booked_once_whoever_presses_twice(self):
        order = self.deliver()
        run = self.book(order)
        with self.assertRaisesRegex(UserError, "is booked"):
            run.action_book_income()
        self.assertEqual(len(self.income_of(run)), 1)

    def test_i5_what_is_invoiced_after_all_is_income_once(self):
        order, other = self.deliver(2)
        self.book(order, other)
        before = self.balance(self.income), self.balance(self.tax_account)
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 0)
        self.assertFalse(order.sudo().tvshop_income_move_id)
        self.assertTrue(other.sudo().tvshop_income_move_id)
        self.assertEqual((self.balance(self.income), self.balance(self.tax_account)), before)
        self.assertEqual(self.owed(order | other), 0)
        run = self.settle()
        with self.assertRaisesRegex(UserError, "is booked"):
            run.action_book_income()

    def test_i5_reversing_the_settlement_takes_the_income_back(self):
        order, invoiced = self.deliver(2)
        run = self.book(order, invoiced)
        invoiced._create_invoices().action_post()
        run.action_reverse()
        self.assertFalse(order.sudo().tvshop_income_move_id)
        self.assertEqual(self.balance(self.income), -264.6)
        self.assertEqual((self.owed(order), self.owed(invoiced)), (0, 309))
        again = self.settle()
        again.action_book_income()
        self.assertEqual(self.balance(self.income), -2 * 264.6)
        self.assertEqual(self.owed(order | invoiced), 0)

    def test_i5_goods_that_come_back_leave_what_is_paid_back_and_no_income(self):
        for is_before in (True, False):
            order = self.deliver()
            if is_before:
                self.come_back(order).with_user(self.finance).action_credit()
                self.book(order)
            else:
                self.book(order)
                self.come_back(order).with_user(self.finance).action_credit()
            credit = order.tvshop_return_ids.refund_move_id.sudo()
            credit.action_post()
            with self.subTest(is_before=is_before):
                self.assertEqual(self.owed(order), -credit.amount_total)
                self.assertEqual(self.balance(self.income), 0)

    def test_i5_refund_of_what_was_paid_ahead_and_refused_leaves_what_is_paid_back(self):
        order = self.make_order(carrier_id=self.ems.id, payment="transfer")
        self.pay_ahead(order)
        order._choose_by_hand(self.ems, "test")
        self.ship(order)
        goods = self.come_back(order, "refused")
        self.assertTrue(goods.is_paid)
        goods.with_user(self.finance).action_credit()
        goods.refund_move_id.sudo().action_post()
        self.book(order)
        self.assertEqual(order.tvshop_state, "returned")
        self.assertEqual(self.owed(order), -goods.refund_amount)

    def test_i5_income_of_what_nobody_paid_for_is_taken_back_by_the_next_run(self):
        lid = self.make_product("锅盖", code="LID", price=10, stock=9)
        two = [{"product_id": product.id, "qty": 1, "price_shown": price}
               for product, price in ((self.cooker, 299.0), (lid, 10.0))]  # fmt: skip
        whole, part, never = self.deliver(), self.deliver(lines=two), self.deliver()
        for order in (whole, part):
            self.due_of(order)
        self.nobody_paid(never)
        self.book(whole, part)
        self.assertEqual((never.sudo().tvshop_income_amount, self.owed(never)), (10, 0))
        self.assertEqual(self.balance(self.income), -2 * 264.6)
        self.nobody_paid(whole)
        goods = self.env["tvshop.return"]._expect(part, "posted")
        goods.line_ids.filtered(lambda line: line.product_id == self.cooker).resell_qty = 1
        goods._book()
        goods.sudo().is_paid = False
        run = self.settle()
        run.action_book_income()
        # What is left is the delivery, and the lid.
        self.assertEqual((whole | part).sudo().mapped("tvshop_income_amount"), [10, 20])
        self.assertEqual(self.owed(whole | part), 0)
        self.assertEqual((self.balance(self.income), self.balance(self.tax_account)), (0, 0))

    def nobody_paid(self, order):
        self.come_back(order).sudo().is_paid = False

    def test_i5_what_is_booked_and_not_paid_is_owed_once(self):
        unpaid = self.deliver(payment="transfer")
        other = self.deliver()
        self.book(unpaid, other)
        report = self.env["tvshop.receivable.report"].with_user(self.finance)
        self.env.flush_all()
        rows = report.search(
            [
                ("kind", "!=", "carrier"),
                "|",
                ("order_id", "=", unpaid.id),
                ("partner_id", "=", unpaid.partner_id.id),
            ]
        )
        self.assertEqual((sum(rows.mapped("amount")), self.owed(unpaid)), (309, 309))
        self.pay_ahead(unpaid)
        self.assertEqual(self.owed(unpaid), 0)

    def test_i5_books_ten_or_thirty_orders_with_as_many_queries(self):
        counts = []
        for count in (10, 30):
            orders = self.deliver(count)
            for order in orders:
                self.due_of(order)
            run = self.settle()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.profile_queries() as taken:
                run.action_book_income()
            counts.append(taken.count)
            self.assertTrue(all(orders.sudo().mapped("tvshop_income_move_id")))
        self.assertLessEqual(counts[1], counts[0] + 5)
