import csv
import io

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open

from ..models.res_company import ACCOUNTS_BY_CHART, CARRIER_ACCOUNTS, SUPPLIER_ACCOUNTS


@tagged("post_install", "-at_install")
class TestAccounts(TransactionCase):
    def test_i3_chinese_chart_fills_in_the_accounts_and_a_secured_journal(self):
        company = self.env["res.company"].create(
            {"name": "蔚蓝二部", "country_id": self.env.ref("base.cn").id}
        )
        self.env["account.chart.template"].try_loading("cn", company)
        company.tvshop_difference_account_id = company.tvshop_cod_account_id = False
        company._prepare_for_settlement()
        accounts = (*CARRIER_ACCOUNTS, *SUPPLIER_ACCOUNTS)
        codes = [company[field].with_company(company).code[:4] for field in accounts]
        self.assertEqual(codes[:3] + codes[-1:], ["1221", "5601", "5711", "5051"])
        self.assertEqual(company.tvshop_remittance_account_id, company.transfer_account_id)
        journal = company.tvshop_settlement_journal_id
        self.assertTrue(journal.restrict_mode_hash_table)
        company._prepare_for_settlement()
        self.assertEqual(company.tvshop_settlement_journal_id, journal)

    def test_i3_accounts_of_each_chart_are_in_it(self):
        for chart, fields in ACCOUNTS_BY_CHART.items():
            known = set()
            for name in (chart, f"{chart}_common"):
                path = f"l10n_{chart}/data/template/account.account-{name}.csv"
                try:
                    with file_open(path) as file:
                        known |= {row["id"] for row in csv.DictReader(io.StringIO(file.read()))}
                except FileNotFoundError:
                    self.assertIn("common", name)
            self.assertLessEqual(set(fields.values()), known)

    def test_i3_account_that_nobody_chose_is_asked_for(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaisesRegex(UserError, "Carriers' Cash on Delivery"):
            company._prepare_for_settlement()
