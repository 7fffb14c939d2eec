from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import ForeignKeyViolation

from .common import LogisticsCase


@tagged("post_install", "-at_install")
class TestContract(LogisticsCase):
    """A manager makes contracts with carriers; sorting and settlement reckon by the valid ones."""

    def contract_of(self, user=None, **values):
        contracts = self.env["tvshop.carrier.contract"].with_user(user or self.manager)
        vals = {
            "name": "EMS-1",
            "carrier_id": self.ems.id,
            "line_ids": [(0, 0, {"first_fee": 20})],
        }
        return contracts.create(vals | values)

    def refuse(self, why, change):
        with self.assertRaises(UserError) as refusal:
            change()
        self.assertIn(why, str(refusal.exception))

    def test_h5_contract_goes_its_way_by_buttons(self):
        contract = self.contract_of()
        self.assertEqual(contract.state, "draft")
        contract.action_make_valid()
        self.assertEqual(self.ems.tvshop_contract_id, contract)
        contract.action_reopen()
        contract.line_ids.first_fee = 21
        contract.action_make_valid()
        self.assertEqual(contract.line_ids.first_fee, 21)

    def test_h5_carrier_with_a_contract_is_not_deleted(self):
        contract = self.contract_of()
        contract.action_make_valid()
        with mute_logger("odoo.sql_db"), self.assertRaises(ForeignKeyViolation):
            self.ems.unlink()

    def test_h5_nobody_makes_a_contract_that_is_valid_already(self):
        self.refuse("by its button", lambda: self.contract_of(state="valid", line_ids=False))
        contracts = self.env["tvshop.carrier.contract"].with_user(self.manager)
        forged = contracts.with_context(default_state="valid")
        vals = {"name": "EMS-1", "carrier_id": self.ems.id}
        self.refuse("by its button", lambda: forged.create(vals))
        self.env["ir.default"].with_user(self.manager).set(
            contracts._name, "state", "valid", user_id=True
        )
        self.refuse("by its button", lambda: contracts.create(vals))

    def test_h5_contract_becomes_valid_by_its_button_and_with_fees_only(self):
        contract = self.contract_of(line_ids=False)
        with self.assertRaises(ValidationError):
            contract.action_make_valid()
        self.refuse("by its button", lambda: contract.write({"state": "valid"}))

    def test_h5_who_changes_a_part_and_who_makes_the_contract_valid_collide(self):
        contract = self.contract_of()

        def version():
            self.env.flush_all()
            query = "SELECT xmin, ctid FROM tvshop_carrier_contract WHERE id = %s"
            self.env.cr.execute(query, contract.ids)
            return self.env.cr.fetchone()

        lines = contract.line_ids.with_user(self.manager)
        for change in (
            lambda: lines.write({"first_fee": 1}),
            lambda: lines.create({"contract_id": contract.id, "first_fee": 1}),
            lines.unlink,
        ):
            before = version()
            change()
            self.assertNotEqual(version(), before)

    def test_h5_valid_contract_stays_as_it_is_but_for_its_end(self):
        contract, draft = self.contract_of(), self.contract_of(start="2019-01-01", name="EMS-0")
        contract.action_make_valid()
        lines = contract.line_ids
        for change in (
            lambda: contract.write({"start": "2019-01-01"}),
            lambda: contract.write({"line_ids": [(0, 0, {"first_fee": 1})]}),
            lambda: lines.write({"first_fee": 1}),
            lambda: lines.create({"contract_id": contract.id, "first_fee": 1}),
            lambda: draft.line_ids.write({"contract_id": contract.id}),
            lines.unlink,
            contract.unlink,
        ):
            self.refuse("EMS-1 is valid", change)
        self.assertEqual(contract.copy().state, "draft")
        contract.write({"end": "2090-12-31", "note": "续约"})
        draft.unlink()
