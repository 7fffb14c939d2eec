from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

from odoo.addons.tvshop_logistics.tests.common import LogisticsCase

HEADER = ("运单号", "日期", "货款", "手续费", "批次")
ROLES = ("waybill", "date", "amount", "fee", "reference")
ACCOUNTS = {
    "cod": "asset_current",
    "carrier_fee": "expense",
    "remittance": "asset_current",
    "difference": "expense",
}


class SettlementCase(LogisticsCase):
    """EMS delivers for 12 and collects for 1 %, at least 4; bringing back costs 10.

    An order of a cooker is 309.00 with its delivery: EMS owes 309 − 12 − 4 = 293.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.tvshop_settle_from = "2020-01-01"
        cls._choose_accounts()
        cls.make_range(cls.ems)
        cls.make_format(cls.ems)
        cls.add_stock(cls.cooker, 500)
        cls.cooker.weight = 0.5
        cls.ems.tvshop_partner_id = cls.env["res.partner"].create({"name": "EMS 公司"})
        cls.contract = cls.make_contract(
            cls.ems, 12, 3, cod_percent=1, cod_minimum=4, return_fee=10
        )
        cls.contract.start = "2020-01-01"
        cls.env["tvshop.remittance.format"].create(
            {
                "carrier_id": cls.ems.id,
                "is_line_ended": True,
                "column_ids": [
                    (0, 0, {"position": place, "header": header, "role": role})
                    for place, (header, role) in enumerate(zip(HEADER, ROLES, strict=True), 1)
                ],
            }
        )
        cls.today = cls.env.cr.now().date()
        cls.settlements = cls.env["tvshop.settlement"].with_user(cls.finance)
        cls.dues = cls.env["tvshop.parcel.due"]

    @classmethod
    def _choose_accounts(cls):
        """A chart that nobody has prepared for settlement."""
        for code, (field, kind) in enumerate(ACCOUNTS.items(), 9900):
            account = cls.env["account.account"].create(
                {"code": f"TV{code}", "name": field, "account_type": kind}
            )
            cls.company[f"tvshop_{field}_account_id"] = account

    @classmethod
    def deliver(cls, count=1, **values):
        """Orders that EMS has handed over."""
        orders = cls.env["sale.order"].browse(
            cls.make_order(carrier_id=cls.ems.id, **values).id for _number in range(count)
        )
        orders._choose_by_hand(cls.ems, "test")
        waybills = cls.ship(*orders)
        told = [(waybill.name, "妥投", str(cls.today)) for waybill in waybills]
        cls.read_feedback(cls.ems, *told)
        return orders

    @classmethod
    def bring_back(cls):
        """An order that was refused and is back in the house."""
        order = cls.make_order(carrier_id=cls.ems.id)
        order._choose_by_hand(cls.ems, "test")
        cls.ship(order)
        order._transition("returned", "test")
        return order

    @classmethod
    def pay_ahead(cls, order, amount=None):
        """What a customer paid ahead has come on the bank; the payment."""
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        ) or cls.env["account.journal"].create(
            {"name": "招商银行", "code": "CMB", "type": "bank", "company_id": cls.company.id}
        )
        receipt = (
            cls.env["tvshop.receipt"]
            .with_user(cls.finance)
            .create({"order_ids": [(6, 0, order.ids)], "journal_id": journal.id})
        )
        if amount:
            receipt.line_ids.amount = amount
        before = order.sudo().tvshop_payment_ids
        receipt.action_receive()
        return order.sudo().tvshop_payment_ids - before

    @classmethod
    def come_back(cls, order, kind="posted"):
        """All goods of an order, received and booked; the return."""
        goods = cls.env["tvshop.return"]._expect(order, kind)
        for line in goods.line_ids:
            line.resell_qty = line.expected_qty
        goods._book()
        return goods

    @classmethod
    def row(cls, order, amount=309, fee=16, day=None, reference="B1"):
        number = order if isinstance(order, str) else order.tvshop_waybill_ids.name
        return (number, str(day or cls.today), str(amount), str(fee), reference)

    @classmethod
    def remittance_file(cls, *rows):
        return "".join(f"{','.join(row)}\n" for row in (HEADER, *rows)).encode()

    @classmethod
    def remit(cls, *rows, user=None):
        remittances = cls.env["tvshop.remittance"].with_user(user or cls.finance)
        return remittances._receive(cls.ems, "ems.csv", cls.remittance_file(*rows))

    @classmethod
    def due_of(cls, order):
        cls.dues._charge(cls.company)
        return cls.dues.search([("order_id", "=", order.id)])

    @classmethod
    def settle(cls, date_to=None):
        posted = cls.settlements.search([("state", "=", "posted")], limit=1)
        later = posted.date_to and posted.date_to + timedelta(days=1)
        run = cls.settlements.create({"date_to": date_to or max(cls.today, later or cls.today)})
        run.action_compute()
        run.action_check()
        run.action_post()
        return run

    def balances(self):
        """What stands on the settlement's accounts, by their role; all of it sums to nothing."""
        company = self.company
        by_account = dict(
            self.env["account.move.line"]._read_group(
                [
                    ("move_id.tvshop_settlement_id.company_id", "=", company.id),
                    ("parent_state", "=", "posted"),
                ],
                ["account_id"],
                ["balance:sum"],
            )
        )
        roles = {
            "cod": company.tvshop_cod_account_id,
            "fees": company.tvshop_carrier_fee_account_id,
            "bank": company.tvshop_remittance_account_id,
            "off": company.tvshop_difference_account_id,
        }
        self.assertEqual(round(sum(by_account.values()), 2), 0)
        found = {role: round(by_account.pop(one, 0), 2) for role, one in roles.items()}
        return found | {"customers": round(sum(by_account.values()), 2)}

    @contextmanager
    def profile_queries(self):
        """`.count` afterwards is how many queries the block took."""
        self.env.flush_all()
        self.env.invalidate_all()
        taken = SimpleNamespace(count=0)
        before = self.env.cr.sql_log_count
        yield taken
        self.env.flush_all()
        taken.count = self.env.cr.sql_log_count - before
