"""Posting what carriers collected and paying the invoices with it, beside Odoo's own payments.

In the demo company, the same invoices on both sides, rolled back: ours as a settlement's steps do
it, Odoo's by `account.payment.register` over all of them at once, one payment for each invoice.
"""

import argparse
import sys
import time
from datetime import timedelta

import goals
import in_odoo

FULL = 1000
QUICK = 200
AMOUNT = 299


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help=f"{FULL:,} invoices")
    parser.add_argument("--invoices", type=int)
    chosen = parser.parse_args()
    chosen.invoices = chosen.invoices or (FULL if chosen.full else QUICK)
    return chosen


class Trade:
    """Orders that a carrier delivered and collected for, each with its open invoice."""

    def __init__(self, env):
        self.env = env
        city = env["res.city"].search([("country_id.code", "=", "CN")], limit=1)
        self.partners = env["res.partner"].create(
            [
                {"name": f"客户{n}", "is_tvshop_customer": True, "city_id": city.id}
                for n in range(100)
            ]
        )
        self.product = env["product.product"].create(
            {"name": "bench", "type": "service", "list_price": AMOUNT, "taxes_id": [(5, 0, 0)]}
        )
        self.carrier = env["delivery.carrier"].search([("tvshop_code", "!=", False)], limit=1)
        # Without fees, so that both sides book the same.
        env["tvshop.carrier.contract"].search([("state", "=", "valid")]).action_reopen()

    def invoices(self, count):
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.partners[n % len(self.partners)].id,
                    "is_tvshop": True,
                    "payment_method_kind": "cod",
                    "order_line": [(0, 0, {"product_id": self.product.id, "tax_ids": [(5, 0, 0)]})],
                }
                for n in range(count)
            ]
        )
        orders.action_confirm()
        moves = self.env["account.move"].create(
            [self._prepare_invoice_vals(order) for order in orders]
        )
        moves.action_post()
        return orders, moves

    def _prepare_invoice_vals(self, order):
        line = order.order_line
        return {
            "move_type": "out_invoice",
            "partner_id": order.partner_id.id,
            "invoice_date": self.env.cr.now().date(),
            "invoice_origin": order.name,
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": self.product.id,
                        "price_unit": AMOUNT,
                        "tax_ids": [(5, 0, 0)],
                        "sale_line_ids": [(6, 0, line.ids)],
                    },
                )
            ],
        }

    def deliver(self, orders):
        orders.tvshop_carrier_id = self.carrier
        for state in ("ordered", "shipped", "delivered"):
            orders._transition(state, "bench")


def ours(env, trade, orders):
    """A settlement, checked; what is measured is its posting."""
    trade.deliver(orders)
    for run in env["tvshop.settlement"].search([("state", "in", ("computed", "checked"))]):
        run.action_back_to_draft()
    last = env["tvshop.settlement"].search([("state", "=", "posted")], limit=1).date_to
    # Where the company is, it may be tomorrow already.
    tomorrow = env.cr.now().date() + timedelta(days=1)
    day = max(tomorrow, last + timedelta(days=1)) if last else tomorrow
    run = env["tvshop.settlement"].create({"date_to": day})
    run.action_compute()
    # What else the demo has to settle waits.
    others = run.due_ids.filtered(lambda due: due.order_id not in orders)
    others.settlement_id = False
    run.closing_ids.filtered(lambda c: c.due_id.order_id not in orders).unlink()
    run.line_ids.settlement_id = False
    run.company_id._prepare_for_settlement()
    run.state = "posting"
    env.flush_all()
    env.invalidate_all()
    start = time.perf_counter()
    while run._post_step():
        pass
    env.flush_all()
    return time.perf_counter() - start


def register(env, moves):
    """Odoo's own, into the account that carriers' cash has, so that the books can be compared."""
    company = env.company
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    journal.inbound_payment_method_line_ids.payment_account_id = company.tvshop_cod_account_id
    env.flush_all()
    env.invalidate_all()
    start = time.perf_counter()
    wizard = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=moves.ids
    )
    wizard.create({"journal_id": journal.id, "group_payment": False})._create_payments()
    env.flush_all()
    return time.perf_counter() - start


def balances(env):
    env.flush_all()
    env.cr.execute(
        """SELECT account_id, ROUND(SUM(balance), 2) FROM account_move_line
            WHERE parent_state = 'posted' GROUP BY account_id ORDER BY account_id"""
    )
    return dict(env.cr.fetchall())


def booked(env, deed):
    """(seconds, what the deed changed by account)."""
    before = balances(env)
    seconds = deed()
    after = balances(env)
    return seconds, {
        account: round(amount - before.get(account, 0), 2)
        for account, amount in after.items()
        if amount != before.get(account, 0)
    }


def measure(env, count):
    trade = Trade(env)
    env.company._prepare_for_settlement()
    found = {}
    for name in ("warm-up", "register", "ours"):
        size = 5 if name == "warm-up" else count
        orders, moves = trade.invoices(size)
        deed = (lambda m=moves: register(env, m)) if name == "register" else (
            lambda o=orders: ours(env, trade, o)
        )  # fmt: skip
        savepoint = env.cr.savepoint()
        found[name] = booked(env, deed)
        assert not any(moves.mapped("amount_residual")), name
        env.invalidate_all()
        savepoint.close(rollback=True)
        env.invalidate_all()
    (slow, theirs), (fast, mine) = found["register"], found["ours"]
    print(f"{'':28} {'seconds':>8} {'invoices/s':>11}")
    for name, seconds in (("account.payment.register", slow), ("settlement", fast)):
        print(f"{name:28} {seconds:8.2f} {count / seconds:11.1f}")
    assert theirs == mine, (theirs, mine)
    print("the trial balance is the same")
    goals.report(
        f"{count:,} invoices paid by a settlement, speed ÷ account.payment.register",
        slow / fast,
        goals.AT_LEAST,
        25,
    )
    env.cr.rollback()


def main():
    chosen = options()
    with in_odoo.company() as company:
        in_odoo.measure(company, "bench_posting", chosen.invoices)


if __name__ == "__main__":
    sys.exit(main())
