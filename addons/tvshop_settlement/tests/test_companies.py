from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import SettlementCase

MODELS = ("settlement", "parcel.due", "remittance", "remittance.line", "due.closing")


@tagged("post_install", "-at_install")
class TestCompanies(SettlementCase):
    """Two companies send by the same carrier, and each settles with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.here = cls.company
        cls.there = cls.env["res.company"].create({"name": "彼岸"})
        cls.env["account.chart.template"].try_loading("generic_coa", cls.there, install_demo=False)
        staff = cls.agent | cls.finance | cls.warehouse | cls.env.user
        staff.company_ids = [Command.link(cls.there.id)]
        cls.hotlines = {cls.here: cls.hotline}
        cls.stay(cls.there)
        cls._choose_accounts()
        cls.company.tvshop_settle_from = "2020-01-01"
        cls.make_range(cls.ems, "20000000", "20009999")
        cls.add_stock(cls.cooker, 50)
        contract = cls.make_contract(cls.ems, 20, 3, cod_percent=1, cod_minimum=4, return_fee=10)
        contract.start = "2020-01-01"

    def setUp(self):
        super().setUp()
        self.stay(self.here)

    @classmethod
    def stay(cls, company):
        """Work for this company from now on."""
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        cls.company = company.with_env(cls.env)
        cls.settlements = cls.env["tvshop.settlement"].with_user(cls.finance)
        cls.dues = cls.env["tvshop.parcel.due"]
        if company not in cls.hotlines:
            cls.hotlines[company] = cls.make_hotline(did="4008000002")
        cls.hotline = cls.hotlines[company]

    def work(self, company):
        """Two orders delivered, one of them remitted, and settled."""
        self.stay(company)
        paid, open_order = self.deliver(2)
        fee = 16 if company == self.here else 24
        self.remit(self.row(paid, 309, fee))
        run = self.settle()
        self.assertEqual((run.company_id, run.move_ids.company_id), (company, company))
        self.assertEqual((paid.tvshop_state, open_order.tvshop_state), ("settled", "delivered"))
        return run

    def test_m1_each_company_settles_its_own_with_the_carrier_of_both(self):
        runs = {company: self.work(company) for company in (self.here, self.there)}
        for company, fee in ((self.here, 16), (self.there, 24)):
            self.stay(company)
            self.assertEqual(
                self.balances(),
                {"cod": 309 - fee, "fees": 2 * fee, "bank": 309 - fee, "off": 0, "customers": -618},
            )
        runs[self.here].action_reverse()
        self.assertEqual(runs[self.there].state, "posted")
        self.stay(self.there)
        self.assertEqual(self.balances()["bank"], 285)

    def test_m1_who_works_for_one_company_sees_its_own_and_who_for_both_sees_both(self):
        runs = self.work(self.here) | self.work(self.there)
        groups = "base.group_user,tvshop_crm.group_finance"
        theirs = new_test_user(
            self.env,
            "there_finance",
            groups,
            company_id=self.there.id,
            company_ids=[Command.set(self.there.ids)],
        )
        both = self.here | self.there
        for model in MODELS:
            records = self.env[f"tvshop.{model}"]
            mine = records.with_user(theirs).with_context(allowed_company_ids=self.there.ids)
            self.assertEqual(mine.search([]).company_id, self.there, model)
            seen = (
                records.with_user(self.finance)
                .with_context(allowed_company_ids=both.ids)
                .search([])
            )
            self.assertEqual(seen.company_id, both, model)
        settlements = self.settlements.with_context(allowed_company_ids=both.ids)
        self.assertLessEqual(runs, settlements.search([]))
        later = [
            settlements.create({"company_id": company.id, "date_to": "2090-01-01"})
            for company in both
        ]
        for run in later:
            run.action_compute()
        self.assertEqual([run.state for run in later], ["computed"] * 2)

    def test_m1_payment_of_one_company_pays_no_parcel_of_the_other(self):
        self.stay(self.there)
        order = self.deliver()
        self.stay(self.here)
        record = self.remit(self.row(order.tvshop_waybill_ids.name, 309, 24))
        self.assertEqual(record.unknown_count, 1)
        self.stay(self.there)
        self.assertEqual(self.due_of(order).cause, "not_remitted")


@tagged("post_install", "-at_install")
class TestForeignCurrency(SettlementCase):
    """A cooker with its delivery is 309 euros, which are 2,472 of the company's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euros = cls.env.ref("base.EUR")
        cls.euros.active = True
        cls.env["res.currency.rate"].search([("currency_id", "=", cls.euros.id)]).unlink()
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.euros.id,
                "name": "2020-01-01",
                "inverse_company_rate": 8,
                "company_id": cls.company.id,
            }
        )
        pricelist = cls.env["product.pricelist"].create(
            {"name": "EUR", "currency_id": cls.euros.id}
        )
        for product, price in ((cls.cooker, 299), (cls.ems.product_id, 10)):
            pricelist.item_ids.create(
                {
                    "pricelist_id": pricelist.id,
                    "applied_on": "0_product_variant",
                    "product_id": product.id,
                    "compute_price": "fixed",
                    "fixed_price": price,
                }
            )
        cls.customer.property_product_pricelist = pricelist

    def test_i3_carrier_owes_what_it_collected_in_the_companys_currency(self):
        order = self.deliver()
        self.assertEqual((order.currency_id, order.amount_total), (self.euros, 309))
        due = self.due_of(order)
        self.assertEqual((due.cod_amount, due.fee_amount), (2472, 12 + 24.72))
        self.remit(self.row(order, 2472, 36.72))
        invoice = order._create_invoices()
        invoice.action_post()
        self.settle()
        self.assertEqual((order.tvshop_state, due.is_closed), ("settled", True))
        self.assertEqual((self.balances()["cod"], self.balances()["customers"]), (0, -2472))
        self.assertEqual(invoice.amount_residual, 0)

    def test_i5_what_is_paid_ahead_is_counted_in_the_orders_currency(self):
        order = self.deliver(payment="card").with_user(self.finance)
        report = self.env["tvshop.receivable.report"].with_user(self.finance)
        self.env.flush_all()
        rows = report.search([("kind", "=", "order"), ("order_id", "=", order.id)])
        self.assertEqual(rows.mapped("amount"), [2472])
        payment = self.pay_ahead(order, 300)
        self.assertEqual((payment.currency_id, order._not_received()), (self.euros, 9))
        self.assertTrue(order.is_payment_awaited)
        self.pay_ahead(order)
        self.settle()
        self.assertEqual((order._not_received(), order.tvshop_state), (0, "settled"))
