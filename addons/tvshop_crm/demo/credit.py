"""Whom the company trusts less: by the parcels that came back, and by a supervisor's word."""

from .documented import DOCUMENTED

CASHLESS = "陈淑珍"
WHY = "两次拒收，下次先付款再发货"


def make_credit(env, staff, people):
    """Note what came back in the past year on the day on which it did."""
    orders = env["sale.order"].search([("tvshop_state", "=", "returned")])
    env["tvshop.credit.incident"]._note(orders)
    env.flush_all()
    env.cr.execute(
        """UPDATE tvshop_credit_incident i SET date = e.date::date
             FROM tvshop_order_event e WHERE e.order_id = i.order_id AND e.to_state = 'returned'"""
    )
    env.invalidate_all()
    number = next(place for place, row in enumerate(DOCUMENTED) if row.name == CASHLESS)
    env["tvshop.credit.ruling"].with_user(staff["supervisor"]).create(
        {
            "partner_id": people["records"][number].id,
            "level_id": env.ref("tvshop_crm.credit_level_no_cod").id,
            "reason": WHY,
        }
    )
