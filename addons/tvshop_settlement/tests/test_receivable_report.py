from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SettlementCase


@tagged("post_install", "-at_install")
class TestReceivableReport(SettlementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["tvshop.receivable.report"].with_user(cls.finance)
        cls.contract.remit_days = 0

    def open_items(self, order):
        """`{(kind, age): amount}` of what is open with an order's customer and carrier."""
        self.env.flush_all()
        of_order = ["|", ("order_id", "=", order.id), ("partner_id", "=", order.partner_id.id)]
        groups = self.report._read_group(of_order, ["kind", "age"], ["amount:sum"])
        return {(kind, age): round(amount, 2) for kind, age, amount in groups if round(amount, 2)}

    def order(self, **values):
        return self.deliver(partner_id=self.make_customer("王一").id, **values)

    def age(self, order, days):
        self.env.flush_all()
        due = self.due_of(order)
        self.env.cr.execute(
            "UPDATE tvshop_parcel_due SET remit_by = %s WHERE id = %s",
            [self.today - timedelta(days=days), due.id],
        )

    def test_i_carrier_owes_what_it_collected_by_how_long_it_is_due(self):
        for days, age in (
            (0, "0_due"),
            (1, "1_30"),
            (30, "1_30"),
            (31, "31_60"),
            (90, "61_90"),
            (91, "91_more"),
        ):
            order = self.order()
            self.age(order, days)
            self.assertEqual(self.open_items(order)["carrier", age], 293, days)

    def test_i_customer_owes_the_invoice_until_the_carrier_has_collected_it(self):
        order = self.make_order(partner_id=self.make_customer("王一").id, carrier_id=self.ems.id)
        order._choose_by_hand(self.ems, "test")
        waybill = self.ship(order)
        order._create_invoices().action_post()
        self.assertEqual(self.open_items(order), {("customer", "0_due"): 309})
        self.read_feedback(self.ems, (waybill.name, "妥投", str(self.today)))
        self.due_of(order)
        self.assertEqual(self.open_items(order), {("carrier", "0_due"): 293})
        self.settle()
        self.assertEqual(self.open_items(order), {("carrier", "0_due"): 293})
        self.remit(self.row(order))
        self.assertEqual(self.open_items(order), {})

    def test_i_what_a_carrier_collected_is_no_debt_to_a_customer_who_has_no_invoice_yet(self):
        order = self.order()
        self.due_of(order)
        self.assertEqual(self.open_items(order), {("carrier", "0_due"): 293})

    def test_i_unpaid_order_is_there_until_it_is_paid_or_invoiced(self):
        order = self.order(payment="transfer")
        self.due_of(order)
        self.assertEqual(self.open_items(order)["order", "0_due"], 309)
        order._create_invoices().action_post()
        found = self.open_items(order)
        self.assertNotIn(("order", "0_due"), found)
        self.assertEqual(found["customer", "0_due"], 309)

    def test_i_agents_and_the_warehouse_see_no_receivables(self):
        for user in (self.agent, self.warehouse, self.service):
            with self.assertRaises(AccessError):
                self.report.with_user(user).search([], limit=1)
