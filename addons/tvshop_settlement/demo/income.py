"""Income in the demo company's books: invoices for who asked for one, one entry for the others."""

from odoo.fields import Command

from ..models.sale_order_money import PAID_BEFORE


def book(env, month_end, today):
    """Put down what was delivered last month, and of this month what is paid already; what
    carriers have collected since is not posted yet.

    :return: the lines of the entries on customers' accounts, by order
    """
    dues = env["tvshop.parcel.due"].search(
        [("order_id.tvshop_state", "=", "delivered"), ("order_id.is_payment_awaited", "=", False)]
    )
    last = dues.filtered(lambda due: due.date <= month_end).order_id
    paid = (dues.order_id - last).filtered(lambda order: order.payment_method_kind in PAID_BEFORE)
    _forget_invoices(env, (dues.order_id - last - paid).filtered("invoice_wanted"))
    return _book(env, last, month_end) | _book(env, paid, today)


def set_off(env, owed):
    """Set off what `book` put down for each order against what was paid for it."""
    orders = env["sale.order"].union(*owed)
    paid = {order: lines for (order, _account), lines in orders._open_receivables().items()}
    plan = [line | paid[order.id] for order, line in owed.items() if order.id in paid]
    env["account.move.line"]._reconcile_plan(plan)


def _book(env, orders, day):
    wanted = orders.filtered("invoice_wanted")
    if wanted:
        _invoice(env, wanted, day)
    others = orders - wanted
    return _enter(env, others, day) if others else {}


def _invoice(env, orders, day):
    _forget_invoices(env, orders)
    orders = orders.with_context(tracking_disable=True, default_invoice_date=day)
    orders._create_invoices(grouped=True).action_post()


def _forget_invoices(env, orders):
    """History says that everything is invoiced."""
    env.flush_all()
    env.cr.execute(
        """UPDATE sale_order_line SET qty_invoiced = 0, qty_to_invoice = qty_delivered,
                  invoice_status = 'to invoice' WHERE order_id IN %s""",
        [(0, *orders.ids)],
    )
    env.cr.execute(
        "UPDATE sale_order SET invoice_status = 'to invoice' WHERE id IN %s", [(0, *orders.ids)]
    )
    env.invalidate_all()


def _enter(env, orders, day):
    journal = env["account.journal"].search(
        [("type", "=", "sale"), ("company_id", "=", env.company.id)], limit=1
    )
    move = env["account.move"].create(
        {
            "journal_id": journal.id,
            "date": day,
            "ref": f"{day.month}月未开票收入",
            "line_ids": [
                Command.create(vals)
                for vals in (*map(_prepare_owed, orders), *_prepare_earned(orders.order_line))
            ],
        }
    )
    move._post()
    owed = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
    by_name = {order.name: order for order in orders}
    return {by_name[line.name]: line for line in owed}


def _prepare_owed(order):
    customer = order.partner_invoice_id.commercial_partner_id
    return {
        "name": order.name,
        "partner_id": customer.id,
        "account_id": customer.property_account_receivable_id.id,
        "debit": order.amount_total,
    }


def _prepare_earned(sold):
    """Lines of income by its account, and of tax by that of the tax."""
    for account, mine in sold.grouped(_income_account).items():
        yield {"account_id": account.id, "credit": sum(mine.mapped("price_subtotal"))}
    for tax, mine in sold.grouped("tax_ids").items():
        if amount := sum(mine.mapped("price_tax")):
            accounts = tax.invoice_repartition_line_ids.account_id
            yield {"account_id": accounts[:1].id, "credit": amount, "name": tax.name}


def _income_account(line):
    return line.product_id.product_tmpl_id.get_product_accounts()["income"]
