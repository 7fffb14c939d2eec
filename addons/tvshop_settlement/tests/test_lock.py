from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_supplier import SupplierCase


@tagged("post_install", "-at_install")
class TestLock(SupplierCase):
    """A posted settlement has closed its period: for every role, and for the system itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tvshop_settlement_tolerance = 0.5
        cls.order = cls.deliver()
        cls.remit(cls.row(cls.order, 308.6))
        cls.posted = cls.settle()
        cls.due = cls.due_of(cls.order)
        cls.line = cls.due.line_ids
        cls.closing = cls.due.closing_ids
        cls.supplied = cls.make_supplier_contract()
        cls.env.flush_all()
        long_ago = cls.today - timedelta(days=50)
        cls.env.cr.execute("UPDATE tvshop_order_event SET date = %s", [long_ago])
        cls.before = cls.bill(cls.supplied, long_ago)
        cls.before.move_ids.button_cancel()
        cls.deliver()
        cls.billed = cls.bill(cls.supplied, cls.today)

    def paths(self, env):
        """What could change the closed period, as `(what, function)` with the rights of `env`."""
        due, line, closing = (one.with_env(env) for one in (self.due, self.line, self.closing))
        run, moves = self.posted.with_env(env), self.posted.move_ids.with_env(env)
        for name, value in (
            *(("cod_amount", 1), ("delivery_fee", 1), ("date", "2026-01-01"), ("name", "X1")),
            *(("is_posted", False), ("settlement_id", False), ("move_id", False)),
        ):
            yield f"parcel's {name}", lambda n=name, v=value: due.write({n: v})
        yield "parcel deleted", due.unlink
        yield "parcel charged again", due.action_charge_again
        for name, value in (("amount", 1), ("waybill", "X1"), ("is_posted", False)):
            yield f"payment's {name}", lambda n=name, v=value: line.write({n: v})
        yield "payment deleted", line.unlink
        yield "closing changed", lambda: closing.write({"amount": 5})
        yield "closing deleted", closing.unlink
        yield "settlement's day", lambda: run.write({"date_to": "2026-01-01"})
        yield "settlement deleted", run.unlink
        for step in ("compute", "check", "post", "back_to_draft"):
            yield f"settlement: {step}", getattr(run, f"action_{step}")
        yield "another settlement", lambda: self.settle_in_period(env)
        yield "statement before taken back", self.before.with_env(env).action_back_to_draft
        for day in (self.billed.date_to, self.before.date_to - timedelta(days=1)):
            yield f"statement up to {day}", lambda d=day: self.state_in_period(env, d)
        yield "entries set back", moves.button_draft
        yield "entries reversed", moves._reverse_moves
        yield "entries' settlement", lambda: moves.write({"tvshop_settlement_id": False})
        yield "entries deleted", moves.unlink
        yield "entries' day", lambda: moves.write({"date": "2026-01-01"})
        yield "entries' amounts", lambda: moves.line_ids[0].write({"debit": 7})
        yield "journal opened", lambda: moves.journal_id.write({"restrict_mode_hash_table": False})
        yield "order deleted", self.order.with_env(env).unlink
        yield "carrier deleted", self.ems.with_env(env).unlink

    def settle_in_period(self, env):
        run = env["tvshop.settlement"].create({"date_to": self.posted.date_to})
        run.action_compute()

    def state_in_period(self, env, day):
        vals = {"contract_id": self.supplied.id, "date_to": day}
        env["tvshop.supplier.statement"].create(vals).action_compute()

    def snapshot(self):
        self.env.invalidate_all()
        return (
            self.balances(),
            self.due.read(["cod_amount", "fee_amount", "balance", "is_posted", "is_closed"]),
            self.line.read(["amount", "fee", "is_posted"]),
            self.closing.read(["amount", "is_posted"]),
            self.posted.read(["state", "date_to", "cod_total"]),
            (self.before | self.billed).read(["state", "payable"]),
        )

    @mute_logger("odoo.models", "odoo.sql_db", "odoo.addons.base.models.ir_rule")
    def test_r23_closed_period_refuses_every_path_and_every_role(self):
        before = self.snapshot()
        users = (self.agent, self.service, self.supervisor, self.warehouse, self.finance)
        for user in (*users, self.manager, self.env.ref("base.user_root")):
            env = self.env(user=user)
            for what, change in self.paths(env):
                with self.subTest(user=user.login, what=what):
                    with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                        change()
                        self.env.flush_all()
                    self.assertNotIsInstance(caught.exception, AssertionError | AttributeError)
        self.assertEqual(self.snapshot(), before)

    def test_r23_settlement_is_posted_in_a_journal_with_secured_entries_only(self):
        loose = self.env["account.journal"].create(
            {"name": "杂项", "code": "LOOSE", "type": "general", "company_id": self.company.id}
        )
        with self.assertRaisesRegex(ValidationError, "secured entries"), self.env.cr.savepoint():
            self.company.tvshop_settlement_journal_id = loose
        loose.restrict_mode_hash_table = True
        self.company.tvshop_settlement_journal_id = loose
        with self.assertRaisesRegex(ValidationError, "secured entries"), self.env.cr.savepoint():
            loose.restrict_mode_hash_table = False

    def test_r23_first_day_of_settlement_stays_once_something_is_posted(self):
        for day in ("2019-01-01", "2026-01-01"):
            with self.assertRaisesRegex(UserError, "Settlement has begun"):
                self.company.tvshop_settle_from = day
        self.company.tvshop_settle_from = "2020-01-01"
        self.posted.action_reverse()
        self.billed.move_ids.button_cancel()
        for statement in (self.billed, self.before):
            statement.action_back_to_draft()
        self.company.tvshop_settle_from = "2019-01-01"

    def test_r23_receipt_is_taken_back_with_its_order_only(self):
        order = self.deliver(payment="card")
        payment = self.pay_ahead(order)
        self.settle()
        for name in ("button_draft", "button_cancel"):
            with self.assertRaisesRegex(UserError, "Take the receipt"), self.env.cr.savepoint():
                getattr(payment.move_id, name)()
        for change in (
            lambda: payment.write({"tvshop_order_id": self.order.id}),
            lambda: payment.write({"amount": 1}),
            payment.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
                self.env.flush_all()
        self.assertEqual(order.tvshop_state, "settled")
        payment.write({"state": "draft"})
        self.assertEqual(order.tvshop_state, "delivered")

    def test_r23_what_is_told_late_is_settled_in_the_next_period(self):
        before = self.balances()
        late = self.deliver()
        self.due_of(late)
        self.contract.line_ids.first_fee = 99
        self.assertEqual(self.balances(), before)
        run = self.settle()
        self.assertGreater(run.date_to, self.posted.date_to)
        self.assertEqual(set(run.move_ids.mapped("date")), {run.date_to})

    def test_r23_correction_is_a_reversal(self):
        self.posted.action_reverse()
        self.assertEqual(set(self.balances().values()), {0})
        self.assertEqual(len(self.posted.move_ids.filtered("reversed_entry_id")) * 2,
                         len(self.posted.move_ids))  # fmt: skip

    def test_r23_statements_are_taken_back_from_the_last_on(self):
        later = self.state_of(self.supplied)
        self.billed.move_ids.button_cancel()
        with self.assertRaisesRegex(UserError, f"{later.name} builds on this one"):
            self.billed.action_back_to_draft()
        for statement in (later, self.billed, self.before):
            statement.action_back_to_draft()
        self.assertEqual(self.bill(self.supplied, self.today).payable, 300)

    def test_r23_periods_of_two_contracts_are_apart(self):
        lid = self.make_product("锅盖", code="LID", price=10, stock=9)
        other = self.make_supplier_contract(
            name="HG-2", line_ids=[(0, 0, {"product_id": lid.id, "price": 5})]
        )
        self.assertEqual(self.state_of(other, self.before.date_to).state, "computed")
