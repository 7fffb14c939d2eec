from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_supplier import SupplierCase


@tagged("post_install", "-at_install")
class TestSupplierContract(SupplierCase):
    """Finance makes contracts with suppliers; statements are reckoned by the valid ones."""

    def draft(self, **values):
        contracts = self.env["tvshop.supplier.contract"].with_user(self.finance)
        return contracts.create(self.contract_vals | values)

    def test_i1_contract_goes_its_way_by_buttons(self):
        contract = self.draft()
        self.deliver()
        with self.assertRaisesRegex(UserError, "open to changes"), self.env.cr.savepoint():
            self.state_of(contract)
        contract.action_make_valid()
        statement = self.state_of(contract)
        self.assertEqual(statement.payable, 150)
        contract.action_reopen()
        for step in ("view_entries", "agree", "compute"):
            with self.assertRaisesRegex(UserError, "open to changes"), self.env.cr.savepoint():
                getattr(statement, f"action_{step}")()
        contract.action_make_valid()
        statement.action_agree()

    def test_i1_goods_are_not_bought_from_who_is_paid_for_their_deliveries(self):
        site = self.env["res.partner"].create({"name": "分厂", "parent_id": self.supplier.id})
        other = self.env["res.partner"].create({"name": "别的厂"})
        self.make_supplier_contract(end="2025-12-31")
        for partner in (self.supplier, site):
            contract = self.draft(name="HG-2", kind="purchase", partner_id=partner.id)
            refused = self.assertRaisesRegex(ValidationError, "in the same time")
            with refused, self.env.cr.savepoint():
                contract.action_make_valid()
        self.make_supplier_contract(name="HG-3", kind="purchase", partner_id=other.id)
        self.make_supplier_contract(name="HG-4", kind="purchase", start="2026-01-01")

    def test_i1_nobody_makes_a_contract_that_is_valid_already(self):
        contracts = self.env["tvshop.supplier.contract"].with_user(self.finance)
        bare = {**self.contract_vals, "line_ids": False}
        forged = contracts.with_context(default_state="valid")
        for maker, vals in (
            (contracts, {**bare, "state": "valid"}),
            (contracts, {**self.contract_vals, "state": "valid"}),
            (forged, bare),
            (forged, self.contract_vals),
        ):
            with self.assertRaises(UserError):
                maker.create(vals)
        self.env["ir.default"].with_user(self.finance).set(
            contracts._name, "state", "valid", user_id=True
        )
        with self.assertRaises(UserError):
            contracts.create(bare)

    def test_i1_contract_without_products_or_commission_does_not_become_valid(self):
        for lacking in ({"line_ids": False}, {"kind": "commission"}):
            contract = self.draft(**lacking)
            with self.assertRaises(ValidationError):
                contract.action_make_valid()
            with self.assertRaisesRegex(UserError, "by its button"):
                contract.state = "valid"

    def test_i1_valid_contract_stays_as_it_is_until_it_is_opened_again(self):
        contract = self.make_supplier_contract(
            kind="commission",
            tier_ids=[(0, 0, {"start": 0, "percent": 30})],
            share_ids=[(0, 0, {"reason": "faulty", "percent": 100})],
        )
        lid = self.make_product("锅盖", code="LID")
        for change in (
            lambda: contract.write({"return_share": 0}),
            lambda: contract.write({"line_ids": [(0, 0, {"product_id": lid.id})]}),
            lambda: contract.line_ids.write({"price": 1}),
            lambda: contract.line_ids.create({"contract_id": contract.id, "product_id": lid.id}),
            lambda: contract.tier_ids.write({"percent": 1}),
            lambda: contract.share_ids.unlink(),
            contract.unlink,
        ):
            with self.assertRaises(UserError) as refusal:
                change()
            self.assertIn("HG-1 is valid", str(refusal.exception))
        contract.write({"end": "2090-12-31", "is_self_billed": True, "note": "续约"})
        contract.action_reopen()
        contract.tier_ids.percent = 25
        contract.action_make_valid()
        self.assertEqual(contract.tier_ids.percent, 25)
