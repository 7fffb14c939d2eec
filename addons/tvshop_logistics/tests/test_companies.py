from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import LogisticsCase

# What all companies have in common.
SHARED = {
    "tvshop.carrier.score": "how well a carrier delivers, without a customer",
    "tvshop.feedback.format": "a carrier writes to all companies alike",
    "tvshop.feedback.column": "a carrier writes to all companies alike",
    "tvshop.feedback.word": "a carrier writes to all companies alike",
    "tvshop.waybill.form": "paper, without anything on it",
    "tvshop.waybill.mark": "paper, without anything on it",
    "tvshop.printer": "stands where it stands",
}


@tagged("post_install", "-at_install")
class TestCompanies(LogisticsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.there = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.make_range(cls.ems)
        cls.make_format(cls.ems)

    def test_m1_every_model_keeps_companies_apart_or_says_why_not(self):
        rules = self.env["ir.rule"].search([("groups", "=", False)])
        apart = {rule.model_id.model for rule in rules if "compan" in (rule.domain_force or "")}
        models = {
            name
            for name, model in self.registry.items()
            if model._original_module == "tvshop_logistics"
            and name.startswith("tvshop.")
            and not model._transient
            and not model._abstract
        }
        self.assertFalse(models - apart - SHARED.keys())

    def test_m1_warehouse_of_another_company_reads_nothing_of_this_one(self):
        stranger = new_test_user(
            self.env,
            "there_warehouse",
            "base.group_user,tvshop_crm.group_warehouse",
            company_id=self.there.id,
            company_ids=[Command.set(self.there.ids)],
        )
        contract = self.make_contract(self.ems, 10)
        order = self.make_order(carrier_id=self.ems.id)
        waybill = self.ship(order)
        self.read_feedback(self.ems, (waybill.name, "拒收", "2026-11-20 10:00"))
        records = (
            contract.line_ids,
            order.tvshop_choice_ids,
            order.tvshop_feedback_ids,
            order.tvshop_return_ids.line_ids,
            waybill,
        )
        for record in records:
            with self.subTest(model=record._name):
                self.assertTrue(record.with_user(self.warehouse).has_access("read"))
                theirs = record.with_user(stranger)
                self.assertFalse(theirs.search([("id", "in", record.ids)]))
                with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                    theirs.read(["display_name"])

    def test_h5_contract_of_another_company_tells_no_fee(self):
        contract = self.make_contract(self.ems, 10)
        self.assertEqual(self.ems.tvshop_contract_id, contract)
        self.assertFalse(self.ems.with_company(self.there).tvshop_contract_id)
        theirs = contract.copy({"company_id": self.there.id, "start": "2000-01-01"})
        theirs.action_make_valid()
        world = self.env["tvshop.sorting.rule"].sudo()._world(self.there, set())
        [fees] = [carrier.tariffs for carrier in world.carriers if carrier.id == self.ems.id]
        self.assertEqual(fees, theirs._tariffs())
        self.assertEqual(self.ems.tvshop_contract_id, contract)

    def test_h4_file_of_a_companys_carrier_is_on_its_list_in_its_language(self):
        self.there.partner_id.lang = "zh_CN"
        carrier = self.make_tvshop_carrier("THERE", company_id=self.there.id)
        record = self.env["tvshop.feedback.import"]._put_down(carrier, "a.csv", b"x", source="push")
        self.assertEqual(record.company_id, self.there)
        self.assertEqual(record._in_company_language().env.lang, "zh_CN")
