"""The demo company's settlement: last month is closed, this month waits to be worked on."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from . import bank, income, receipts, remittances, suppliers

ORDERS = ("sale.order", "sale.order.line", "stock.move", "tvshop.order.event", "tvshop.return")
BOOKS = ("account.move", "account.move.line", "tvshop.parcel.due", "tvshop.due.return")


def populate(env, rng):
    # What is posted is read by the demo's people.
    env = env(context={**env.context, "lang": "zh_CN"})
    company = env.company
    today = fields.Date.context_today(company)
    this_month = today.replace(day=1)
    company.tvshop_settle_from = (this_month - timedelta(days=1)).replace(day=1)
    company.tvshop_settlement_tolerance = 0.05
    _open_books_again(env, company)
    dues = env["tvshop.parcel.due"]
    dues._charge(company)
    carriers = env["delivery.carrier"].search([("tvshop_code", "in", list(remittances.SHAPES))])
    remittances.make_formats(env, carriers)
    for carrier in carriers:
        for week in _weeks(company.tvshop_settle_from, today):
            remittances.send(env, rng, carrier, week)
    receipts.receive(env)
    last_month = this_month - timedelta(days=1)
    income.invoice(env, last_month, today)
    _analyze(env)
    _settle(env, last_month)
    env["tvshop.settlement"].create({"date_to": today}).action_compute()
    suppliers.settle(env, company.tvshop_settle_from, last_month)
    receipts.reduce(env)
    bank.populate(env)


def _open_books_again(env, company):
    """Orders that history says are settled, since the day on which settlement begins, are not."""
    env.flush_all()
    env.cr.execute(
        """WITH recent AS (
               SELECT o.id FROM sale_order o
                 JOIN tvshop_order_event e ON e.order_id = o.id AND e.to_state = 'delivered'
                WHERE o.company_id = %s AND o.tvshop_state = 'settled' AND e.date >= %s),
           forgotten AS (
               DELETE FROM tvshop_order_event
                WHERE to_state = 'settled' AND order_id IN (SELECT id FROM recent))
           UPDATE sale_order SET tvshop_state = 'delivered', invoice_status = 'no'
            WHERE id IN (SELECT id FROM recent)""",
        [company.id, company.tvshop_settle_from],
    )
    env.invalidate_all()


def _analyze(env):
    """Let PostgreSQL know of what this transaction has filled in, or it joins all with all."""
    env.flush_all()
    for model in (*ORDERS, *BOOKS):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(env[model]._table)))
    env.cr.execute("ANALYZE sale_order_line_invoice_rel")


def _weeks(start, end):
    """`(first day, last day)` of each week's remittance; the last days are not remitted yet."""
    day = start
    while day + timedelta(days=6) <= end - timedelta(days=3):
        yield day, day + timedelta(days=6)
        day += timedelta(days=7)


def _settle(env, date_to):
    run = env["tvshop.settlement"].create({"date_to": date_to})
    run.action_compute()
    run.action_check()
    for step in (run.action_post, run.action_book_income):
        step()
        while run._post_step():
            pass
