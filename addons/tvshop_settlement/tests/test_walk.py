"""A random walk through everything that moves money, against a second count of it.

TVSHOP_WALK=100000 walks that many steps, TVSHOP_SEED repeats a walk.
"""

import logging
import os
import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .ledger import carrier_fee, cents, commission, of_delivery
from .test_supplier import SupplierCase

_logger = logging.getLogger(__name__)

STEPS = int(os.environ.get("TVSHOP_WALK") or 120)
SEED = int(os.environ.get("TVSHOP_SEED") or 1)
LENGTH = 60  # steps of one walk, before all is undone and another begins
# product, what its supplier gets for a piece, and which part of returns it bears
TIERS = ((0, 45), (20_000, 40), (90_000, 33.3))
MINIMUM = 3000
TERMS = {
    "purchase": {},
    "consignment": {"return_share": 33.3, "share_ids": (("faulty", 100),), "storage": 20},
    "commission": {
        "return_share": 50,
        "share_ids": (("refused", 0), ("faulty", 100)),
        "media_share": 5,
        "minimum": MINIMUM / 100,
    },
}
PRICES = {"purchase": 33.33, "consignment": 66.67, "commission": 0}
ASKED = {"purchase": 99.0, "consignment": 199.99, "commission": 333.33}
# How often each step is tried.
WEIGHTS = {
    "order": 8,
    "ship": 8,
    "tell": 10,
    "come_back": 5,
    "receive": 2,
    "remit": 8,
    "accept": 3,
    "settle": 4,
    "reverse": 2,
    "bill": 3,
    "take_bill_back": 1,
    "count": 3,
}


@tagged("post_install", "-at_install")
class TestWalk(SupplierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = {}
        for kind, price in ASKED.items():
            product = cls.make_product(f"货 {kind}", code=f"W{kind[:4]}", price=price, stock=5000)
            product.weight = 0.7
            cls.products[kind] = product

    def test_i_books_dues_payables_and_contributions_hold_on_a_random_walk(self):
        done, seed, self.taken = 0, SEED, Counter()
        while done < STEPS:
            with self.subTest(f"TVSHOP_SEED={seed}"):
                self.walk(random.Random(seed), min(LENGTH, STEPS - done))
            done, seed = done + LENGTH, seed + 1
        _logger.warning("%s steps taken: %s", self.taken.total(), dict(self.taken))
        self.assertEqual(self.taken.keys(), WEIGHTS.keys(), "a step was never possible")

    def walk(self, rng, steps):
        self.rng, self.trail = rng, []
        savepoint = self.env.cr.savepoint()
        try:
            self.begin()
            for _step in range(steps):
                name = rng.choices([*WEIGHTS], [*WEIGHTS.values()])[0]
                self.trail.append(name)
                self.take(name)
                self.check_books()
            self.step_settle()
            self.step_count()
        except Exception as problem:
            problem.add_note(f"after {self.trail}")
            raise
        finally:
            self.env.invalidate_all()
            savepoint.close(rollback=True)
            self.env.clear()

    def begin(self):
        self.orders, self.paid, self.snapshots = [], {}, []
        self.day, self.billed = self.today, []
        self.customers = [self.make_customer(name) for name in ("王小明", "李小红")]
        self.contracts = {}
        for kind, terms in TERMS.items():
            terms = dict(terms)
            terms["share_ids"] = [
                (0, 0, {"reason": reason, "percent": percent})
                for reason, percent in terms.pop("share_ids", ())
            ]
            tiers = TIERS if kind == "commission" else ()
            self.contracts[kind] = self.make_supplier_contract(
                name=f"W-{kind}",
                kind=kind,
                line_ids=[
                    (0, 0, {"product_id": self.products[kind].id, "price": PRICES[kind]}),
                ],
                tier_ids=[
                    (0, 0, {"start": start / 100, "percent": percent}) for start, percent in tiers
                ],
                **terms,
            )
        self.received = 0
        self.snapshots.append(self.balances())

    def take(self, name):
        """A step that isn't possible now leaves everything as it was."""
        try:
            with self.env.cr.savepoint():
                getattr(self, f"step_{name}")()
            self.taken[name] += 1
        except UserError:
            self.env.invalidate_all()

    def pick(self, *states):
        return self.rng.choice([o for o in self.orders if o.tvshop_state in states] or [None])

    # Steps

    def step_order(self):
        kinds = self.rng.sample(sorted(ASKED), self.rng.randint(1, 2))
        lines = [
            {
                "product_id": self.products[kind].id,
                "qty": self.rng.randint(1, 3),
                "price_shown": ASKED[kind],
            }
            for kind in kinds
        ]
        order = self.make_order(
            carrier_id=self.ems.id,
            partner_id=self.rng.choice(self.customers).id,
            payment=self.rng.choice(("cod", "cod", "prepaid")),
            lines=lines,
        )
        order._choose_by_hand(self.ems, "test")
        self.orders.append(order)

    def step_ship(self):
        if order := self.pick("ordered"):
            self.ship(order)

    def step_tell(self):
        """Feedback, maybe again, maybe something else than before."""
        if order := self.pick("shipped", "delivered", "settled", "returned"):
            word = self.rng.choice(("妥投", "妥投", "妥投", "拒收", "退回", "在途"))
            hour = self.rng.randint(1, 3)
            number = order.tvshop_waybill_ids[:1].name
            told = [(number, word, f"{self.today} 0{hour}:00:00")]
            self.read_feedback(self.ems, *told * self.rng.randint(1, 2))

    def step_come_back(self):
        if order := self.pick("shipped", "delivered", "settled"):
            kind = self.rng.choice(("refused", "posted", "exchange"))
            goods = self.env["tvshop.return"]._expect(order, kind)
            line = self.rng.choice(goods.line_ids)
            line._add(self.rng.choice(("resell", "scrap")), 1)
            goods._book()

    def step_receive(self):
        count = self.rng.randint(1, 5)
        product, self.cooker = self.cooker, self.products["purchase"]
        try:
            self.receive(count)
        finally:
            self.cooker = product
        self.received += count

    def step_remit(self):
        """A carrier's file: right or wrong, known or unknown, told once or twice."""
        rows = []
        for _row in range(self.rng.randint(1, 3)):
            order = self.pick("delivered", "settled", "returned")
            number = order.tvshop_waybill_ids[:1].name if order else "EMS99"
            due = order and self.due_of(order)
            wrong = self.rng.choice((0, 0, 0, 0.01, 50))
            amount = f"{max(0, (due.cod_amount if due else 30) - wrong):.2f}"
            fee = f"{(due.fee_amount if due else 3) + self.rng.choice((0, 0, 1.5)):.2f}"
            day = f"2026-01-0{self.rng.randint(1, 2)}"
            rows.append((number, day, amount, fee, "B1"))
        self.remit(*rows)
        if self.rng.random() < 0.3:
            self.remit(*rows)
        self.paid |= {row: cents(row[2]) - cents(row[3]) for row in rows}

    def step_accept(self):
        open_ones = self.dues.search([("is_closed", "=", False), ("cause", "!=", "matched")])
        if due := open_ones and self.rng.choice(open_ones):
            due.with_user(self.finance)._resolve("accepted", "x")

    def step_settle(self):
        self.day += timedelta(days=1)
        self.settle(self.day)
        self.snapshots.append(self.balances())
        self.assertEqual(cents(self.snapshots[-1]["cod"]), self.owed(self.snapshots[-1]))

    def step_reverse(self):
        if run := self.settlements.search([("state", "=", "posted")], limit=1):
            run.action_reverse()
            self.snapshots.pop()

    def step_bill(self):
        contract = self.rng.choice(list(self.contracts.values()))
        statement = self.state_of(contract)
        if self.rng.random() < 0.3:
            statement.action_compute()
        self.check_statement(statement)
        statement.action_agree()
        if statement.line_ids:
            statement.action_bill()
            statement.move_ids.write({"invoice_date": self.today})
            statement.move_ids.action_post()
            self.billed.append(statement)
        else:
            statement.action_back_to_draft()

    def step_take_bill_back(self):
        if self.billed:
            statement = self.billed.pop()
            statement.move_ids.button_draft()
            statement.move_ids.button_cancel()
            statement.action_back_to_draft()

    # What always holds

    def check_books(self):
        self.env.flush_all()
        wrong = self.env.execute_query_dict(
            SQL(
                """SELECT move_id FROM account_move_line WHERE parent_state = 'posted'
                    GROUP BY move_id HAVING ROUND(SUM(debit - credit), 2) != 0"""
            )
        )
        self.assertFalse(wrong)
        self.assertEqual(self.balances(), self.snapshots[-1])

    def step_count(self):
        self.env.invalidate_all()
        self.check_carrier()
        self.check_contributions()
        for kind, contract in self.contracts.items():
            self.check_supplier(kind, contract)

    def parcels(self):
        """`[(collected, fees)]` of what has come to an end."""
        for order in self.orders:
            if order.tvshop_state not in ("delivered", "settled", "returned"):
                continue
            is_back = "delivered" not in order.tvshop_event_ids.mapped("to_state")
            is_paid = order.payment_method_kind == "cod" and not is_back
            cod = cents(order.amount_total) if is_paid else 0
            goods = order.order_line.filtered(lambda line: not line.is_delivery)
            weight = Decimal("0.7") * int(sum(goods.mapped("product_uom_qty")))
            back, fee = self.brought_back(order, cod)
            yield cod - back, carrier_fee(weight, cod, is_back) + fee

    def brought_back(self, order, cod):
        """`(cash that is not owed, fees)` for what came back after the delivery and is not
        refunded by the company."""
        done = order.tvshop_return_ids.filtered(lambda goods: goods.state == "done").sorted("id")
        taken = done.filtered(lambda goods: goods.was_delivered and not goods.is_paid)
        if not cod or not taken:
            return 0, 0
        back = sum(cents(goods.goods_value) for goods in taken)
        last = done[-1]
        if last in taken and last.kind == "refused" and order.tvshop_state == "returned":
            back = cod - sum(cents(goods.goods_value) for goods in done - taken)
        return back, 1000 * len(taken)

    def owed(self, books):
        """Delivered less fees (those for returns too), less remitted, less written off."""
        parcels = sum(cod - fee for cod, fee in self.parcels())
        return parcels - sum(self.paid.values()) - cents(books["off"])

    def check_carrier(self):
        self.dues._charge(self.company)
        balance = self.env["tvshop.carrier.balance"]
        (total,) = balance._read_group([("carrier_id", "=", self.ems.id)], [], ["amount:sum"])[0]
        self.assertEqual(cents(total or 0), self.owed(self.balances()))

    def check_contributions(self):
        accounts = self.env["tvshop.contribution"]
        for customer in self.customers:
            kept = 0
            for order in self.orders:
                if order.partner_id == customer and order.tvshop_state in ("delivered", "settled"):
                    kept += sum(asked - back for _line, asked, back in self.kept(order))
            mine = accounts.search([("partner_id", "=", customer.id)])
            self.assertEqual(cents(sum(mine.mapped("total"))), kept)
            self.assertEqual(accounts._recount(customer), ([], []))

    def kept(self, order):
        """`(line, asked, of which came back)` in cents."""
        for line in order.order_line.filtered(lambda line: not line.is_delivery):
            pieces = int(line.product_uom_qty)
            back = sum(count for _reason, count in self.returns_of(line))
            asked = cents(line.price_total)
            value = cents(line.price_total / pieces * (pieces - back))
            yield line, asked, asked - value

    def returns_of(self, line):
        """`[(reason, pieces)]` that came back of an order's line."""
        done = line.order_id.tvshop_return_ids.filtered(lambda goods: goods.state == "done")
        for back in done.line_ids.sorted("id"):
            if back.move_id.sale_line_id == line:
                for reason, count in (
                    ("faulty", back.repair_qty + back.scrap_qty),
                    (back.return_id.kind, back.resell_qty),
                ):
                    if count:
                        yield reason, int(count)

    def check_supplier(self, kind, contract):
        """All that was billed and what is still open are what the contract gives."""
        open_one = self.state_of(contract)
        self.check_statement(open_one)
        statements = [s for s in self.billed if s.contract_id == contract] + [open_one]
        goods = sum(cents(statement.amount_total) for statement in statements)
        sale = sum(cents(statement.gross_total) for statement in statements)
        if kind == "purchase":
            wanted = self.received * cents(PRICES[kind]), 0
        else:
            wanted = self.sold(kind, contract)
        self.assertEqual((goods, sale), wanted, kind)
        open_one.action_back_to_draft()
        open_one.unlink()

    def sold(self, kind, contract):
        shares = {None: Decimal(str(contract.return_share)) / 100}
        shares |= {s.reason: Decimal(str(s.percent)) / 100 for s in contract.share_ids}
        price = cents(PRICES[kind]) if kind == "consignment" else None
        goods = sale = 0
        for order in self.orders:
            if "delivered" not in order.tvshop_event_ids.mapped("to_state"):
                continue
            for line in order.order_line.filtered(lambda x: x.product_id == self.products[kind]):
                returns = list(self.returns_of(line))
                mine, gross = of_delivery(
                    int(line.product_uom_qty), price, cents(line.price_total), returns, shares
                )
                goods, sale = goods + mine, sale + gross
        return goods, sale

    def check_statement(self, statement):
        """Payable is the goods less what the contract still deducts from the sale of the period,
        which all of the walk is in."""
        terms = statement.contract_id
        before = [one for one in self.billed if one.contract_id == terms and one != statement]
        sale = sum(cents(one.gross_total) for one in (statement, *before))
        wanted = cents(statement.amount_total)
        if statement.line_ids and statement.kind != "purchase":
            wanted += sum(cents(one.amount_total) - cents(one.payable) for one in before)
            wanted -= cents(terms.storage)
            wanted -= max(0, cents(Decimal(sale) / 100 * Decimal(str(terms.media_share)) / 100))
            if statement.kind == "commission":
                wanted -= commission(TIERS, MINIMUM, sale)
        self.assertEqual(cents(statement.payable), wanted)
