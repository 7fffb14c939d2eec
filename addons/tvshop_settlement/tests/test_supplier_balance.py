from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_supplier import SupplierCase


@tagged("post_install", "-at_install")
class TestSupplierBalance(SupplierCase):
    def owed(self, day=None):
        """What the supplier is owed on a day, by what made it."""
        self.env.flush_all()
        balance = self.env["tvshop.supplier.balance"].with_user(self.finance)
        domain = [("partner_id", "=", self.supplier.id)]
        domain += [("date", "<=", day)] if day else []
        return dict(balance._read_group(domain, ["kind"], ["amount:sum"]))

    def test_i4_each_amount_is_owed_once_from_the_statement_to_the_payment(self):
        contract = self.make_supplier_contract()
        orders = self.deliver(2)
        statement = self.state_of(contract)
        self.assertEqual(self.owed(), {"statement": 300})
        statement.action_agree()
        self.assertEqual(self.owed(), {"statement": 300})
        statement.action_bill()
        self.assertEqual(self.owed(), {"draft": 300})
        bill = statement.move_ids.with_user(self.accountant)
        bill.action_post()
        self.assertEqual(self.owed(), {"bill": 300})
        self.take_back(orders[0])
        credit = self.bill(contract, self.today + timedelta(days=1)).move_ids
        self.assertEqual(self.owed(), {"bill": 300, "draft": -150})
        credit.with_user(self.accountant).action_post()
        self.assertEqual(self.owed(), {"bill": 300, "credit": -150})
        journal = self.env["account.journal"].create(
            {"name": "招商银行", "code": "CMB", "type": "bank", "company_id": self.company.id}
        )
        payable = bill.line_ids.account_id.filtered(
            lambda account: account.account_type == "liability_payable"
        )
        bank = journal.default_account_id
        self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": self.today + timedelta(days=2),
                "line_ids": [
                    (
                        0,
                        0,
                        {"account_id": account.id, "partner_id": self.supplier.id, "balance": due},
                    )
                    for account, due in ((payable, 150), (bank, -150))
                ],
            }
        ).action_post()
        self.assertEqual(self.owed(), {"bill": 300, "credit": -150, "paid": -150})
        self.assertEqual(self.owed(self.today), {"bill": 300})
        self.assertEqual(self.owed(self.today - timedelta(days=1)), {})

    def test_i4_statement_and_bill_taken_back_are_not_owed(self):
        self.deliver()
        statement = self.bill(self.make_supplier_contract())
        statement.move_ids.button_cancel()
        self.assertEqual(self.owed(), {})
        statement.action_back_to_draft()
        self.assertEqual(self.owed(), {})

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_i2_agents_and_warehouse_do_not_see_what_suppliers_are_owed(self):
        for user in (self.agent, self.service, self.supervisor, self.warehouse, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["tvshop.supplier.balance"].with_user(user).search_read([])
