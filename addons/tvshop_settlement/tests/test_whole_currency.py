from odoo.tests import tagged

from .test_supplier import SupplierCase


@tagged("post_install", "-at_install")
class TestWholeCurrency(SupplierCase):
    """Taiwan's dollar has no cents: what is reckoned comes to what is stored and posted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dollars = cls.env.ref("base.TWD")
        dollars.active = True
        cls.company.currency_id = dollars
        cls.env["product.pricelist"].search([]).currency_id = dollars

    def test_i1_statement_goes_from_computing_to_its_posted_bill(self):
        self.cooker.supplier_taxes_id = self.env["account.tax"].create(
            {"name": "5 %", "amount": 5, "type_tax_use": "purchase"}
        )
        contract = self.make_supplier_contract(
            kind="commission",
            return_share=33,
            media_share=7,
            tier_ids=[(0, 0, {"start": 0, "percent": 12.5})],
        )
        orders = self.deliver(lines=[{"product_id": self.cooker.id, "qty": 3}])
        orders += self.deliver(3)
        self.assertEqual(orders.currency_id.name, "TWD")
        self.take_back(orders[0])
        self.take_back(orders[1])
        statement = self.state_of(contract)
        # 6 × 299, of 2 × 299 the supplier bears 33 %: 98.67 each
        self.assertEqual(statement.gross_total, 1794 - 2 * 99)
        statement.action_view_entries()
        self.assertTrue(all(entry.amount == int(entry.amount) for entry in statement.entry_ids))
        statement.action_agree()
        # 12.5 % of 1596 is 199.5; 7 % is 111.72
        self.assertEqual((statement.commission, statement.media), (200, 112))
        self.assertEqual(statement.payable, 1596 - 200 - 112)
        statement.action_bill()
        bill = statement.move_ids
        bill.invoice_date = self.today
        bill.sudo().action_post()
        self.assertEqual((bill.state, bill.amount_total), ("posted", statement.payable))

    def test_i3_carriers_settlement_comes_to_its_entries(self):
        self.contract.action_reopen()
        self.contract.line_ids.write({"cod_percent": 1.5})
        self.contract.action_make_valid()
        orders = self.deliver(2)
        dues = self.due_of(orders[0]) | self.due_of(orders[1])
        self.assertEqual(dues.mapped("fee_amount"), [12 + 5] * 2)  # 1.5 % of 309 is 4.635
        self.remit(self.row(orders[0], 309, 17), self.row(orders[1], 309, 16.6))
        self.assertEqual(set(dues.mapped("cause")), {"matched"})
        self.settle()
        self.assertEqual(set(orders.mapped("tvshop_state")), {"settled"})
        self.assertEqual(
            self.balances(),
            {"cod": 0, "fees": 34, "bank": 2 * 292, "off": 0, "customers": -618},
        )
