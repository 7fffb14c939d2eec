"""Invoices in the demo company's books, for who asked for one; the settlement books the rest."""

from ..models.sale_order_money import PAID_BEFORE


def invoice(env, month_end, today):
    """Invoice what was delivered last month and is to have one, and of this month what is paid
    already; what carriers have collected since is not posted yet, and its invoices wait."""
    dues = env["tvshop.parcel.due"].search(
        [("order_id.tvshop_state", "=", "delivered"), ("order_id.is_payment_awaited", "=", False)]
    )
    last = dues.filtered(lambda due: due.date <= month_end).order_id
    paid = (dues.order_id - last).filtered(lambda order: order.payment_method_kind in PAID_BEFORE)
    wanted = dues.order_id.filtered("invoice_wanted")
    _forget_invoices(env, wanted | paid)
    _invoice(wanted & last, month_end)
    _invoice(paid, today)


def _forget_invoices(env, orders):
    """History says that everything is invoiced."""
    if not orders:
        return
    ids = tuple(orders.ids)
    env.flush_all()
    env.cr.execute(
        """UPDATE sale_order_line SET qty_invoiced = 0, qty_to_invoice = qty_delivered,
                  invoice_status = 'to invoice' WHERE order_id IN %s""",
        [ids],
    )
    env.cr.execute("UPDATE sale_order SET invoice_status = 'to invoice' WHERE id IN %s", [ids])
    env.invalidate_all()


def _invoice(orders, day):
    if orders:
        orders = orders.with_context(tracking_disable=True, default_invoice_date=day)
        orders._create_invoices(grouped=True).action_post()
