"""What the demo company's bank says: most of what carriers paid, some of it less, and transfers."""

from datetime import timedelta

# Of each carrier's remittances, the last is still under way.
UNDER_WAY = 1
SHORT = 20


def populate(env):
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    lines = env["account.bank.statement.line"].create(
        [
            {"journal_id": journal.id, **vals}
            for vals in (*_of_carriers(env), *_of_customers(env), _of_nobody(env))
        ]
    )
    lines.action_tvshop_match()


def _of_carriers(env):
    remittances = env["tvshop.remittance"].search([("net_amount", ">", 0)], order="id")
    marks = remittances._bank_marks()
    for number, (carrier, mine) in enumerate(remittances.grouped("carrier_id").items()):
        for place, remittance in enumerate(mine[:-UNDER_WAY]):
            # The bank kept a fee of one, which is for finance to find out.
            is_short = place == number == 0
            yield {
                "date": max(remittance.line_ids.mapped("date")) + timedelta(days=1),
                "payment_ref": " ".join(("代收货款", *marks[remittance])),
                "partner_id": carrier.tvshop_partner_id.id,
                "amount": remittance.net_amount - (SHORT if is_short else 0),
            }


def _of_customers(env):
    """Two of those who had not paid yet have; one of them wrote no number."""
    orders = env["sale.order"].search(
        [("is_payment_awaited", "=", True), ("tvshop_state", "=", "delivered")], limit=2
    )
    for order, text in zip(orders, (f"货款 {orders[:1].name}", "网上转账"), strict=False):
        yield {
            "date": order.date_order.date() + timedelta(days=3),
            "payment_ref": text,
            "partner_name": order.partner_id.name,
            "amount": order._not_received(),
        }


def _of_nobody(env):
    return {
        "date": env["tvshop.remittance.line"].search([], limit=1).date,
        "payment_ref": "利息",
        "amount": 12.36,
    }
