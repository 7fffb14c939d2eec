from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import SettlementCase

MODELS = (
    "tvshop.carrier.balance",
    "tvshop.parcel.due",
    "tvshop.due.closing",
    "tvshop.due.return",
    "tvshop.remittance",
    "tvshop.remittance.line",
    "tvshop.settlement",
    "tvshop.settlement.carrier",
)
SHARED = {
    "tvshop.remittance.format": "a carrier writes to all companies alike",
    "tvshop.remittance.column": "a carrier writes to all companies alike",
}


@tagged("post_install", "-at_install")
class TestSecurity(SettlementCase):
    @mute_logger(
        "odoo.models", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"
    )
    def test_i2_agents_and_warehouse_see_no_amounts(self):
        order = self.deliver()
        self.remit(self.row(order))
        self.settle()
        for user in (self.agent, self.service, self.supervisor, self.warehouse, self.clerk):
            for model in MODELS:
                with self.subTest(user=user.login, model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search_read([])
            with self.assertRaises(AccessError):
                order.with_user(user).read(["tvshop_due_ids"])

    @mute_logger(
        "odoo.models", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"
    )
    def test_i2_finance_changes_the_ledger_by_its_steps_only(self):
        order = self.deliver()
        record = self.remit(self.row(order))
        due = self.due_of(order).with_user(self.finance)
        run = self.settlements.create({"date_to": self.today})
        for one, values in (
            (due, {"told_amount": 1}),
            (due, {"is_posted": True}),
            (record, {"net_amount": 1}),
            (record.line_ids, {"corrected": "x"}),
        ):
            with self.assertRaises(AccessError):
                one.write(values)
        for values in ({"state": "posted"}, {"cod_total": 1}, {"name": "x"}):
            with self.assertRaises(UserError):
                run.write(values)
        with self.assertRaises(UserError):
            self.settlements.create({"date_to": self.today, "state": "checked"})

    def test_i3_nobody_makes_what_has_gone_through_its_steps_already(self):
        order = self.deliver()
        contract = self.env["tvshop.supplier.contract"].create(
            {"name": "HG-1", "partner_id": self.env["res.partner"].create({"name": "好锅厂"}).id}
        )
        asked = {"order_id": order.id, "order_line_id": order.order_line[0].id, "amount": 5}
        for user, model, vals, forged in (
            (self.finance, "settlement", {}, {"state": "posted", "cod_total": 9}),
            (self.finance, "supplier.statement", {"contract_id": contract.id},
             {"state": "agreed", "payable": 9, "gross_total": 9}),
            (self.service, "price.note", asked | {"reason": "刮花"},
             {"state": "approved", "approved_by_id": self.supervisor.id, "move_id": 1}),
            (self.supervisor, "price.note", asked | {"reason": "刮花"},
             {"requested_by_id": self.service.id}),
        ):  # fmt: skip
            own = self.env[f"tvshop.{model}"].with_user(user)
            first = own._fields["state"].default(own)
            for name, value in forged.items():
                for maker, more in (
                    (own, {name: value}),
                    (own.with_context(**{f"default_{name}": value}), {}),
                ):
                    with (
                        self.subTest(model=model, name=name, more=more),
                        self.assertRaisesRegex(UserError, "own steps only"),
                    ):
                        maker.create({**vals, **more})
                defaults = self.env["ir.default"].with_user(user)
                defaults.set(own._name, name, value, user_id=True)
                with self.assertRaisesRegex(UserError, "own steps only"):
                    own.create(vals)
                defaults.search([("user_id", "=", user.id)]).unlink()
            made = own.with_context(default_reason="刮花", default_is_company=True).create(vals)
            self.assertEqual(made.state, first)
            made.sudo().state = list(dict(own._fields["state"].selection))[-1]
            twin = made.copy()
            self.assertEqual((twin.state, twin.create_uid), (first, user))

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_i2_companies_ledgers_are_apart(self):
        order = self.deliver()
        self.remit(self.row(order))
        self.settle()
        there = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "tv_finance_there",
            "tvshop_crm.group_finance",
            company_id=there.id,
            company_ids=there.ids,
        )
        for model in MODELS:
            self.assertFalse(self.env[model].with_user(stranger).search([]), model)

    def test_m1_every_model_keeps_companies_apart_or_says_why_not(self):
        rules = self.env["ir.rule"].search([("groups", "=", False)])
        apart = {rule.model_id.model for rule in rules if "compan" in (rule.domain_force or "")}
        models = {
            name
            for name, model in self.registry.items()
            if model._original_module == "tvshop_settlement"
            and not model._transient
            and not model._abstract
        }
        self.assertFalse(models - apart - SHARED.keys())
