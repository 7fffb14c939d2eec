"""What the carriers told this year, as if their files had been read when they came.

Written directly, like the history of orders that it belongs to.
"""

from datetime import timedelta

REASONS = ("客户不要了", "电话无人接听", "与电视上不符", "没有准备现金", "家人不同意")


def tell_history(env, rng):
    """Delivered for each order that was, refused and returned for those that came back."""
    env.flush_all()
    env.cr.execute(
        """UPDATE sale_order SET tvshop_carrier_id = carrier_id
            WHERE is_tvshop AND tvshop_state IN
                  ('shipped', 'delivered', 'settled', 'returned', 'exchange')"""
    )
    env.cr.execute(
        """SELECT o.id, o.carrier_id, o.name, e.to_state, e.date, o.payment_method_kind,
                  o.amount_total
             FROM sale_order o
             JOIN tvshop_order_event e ON e.order_id = o.id
            WHERE o.is_tvshop AND o.carrier_id IS NOT NULL
              AND e.to_state IN ('delivered', 'returned')
         ORDER BY o.id, e.date"""
    )
    rows = []
    for order_id, carrier_id, name, state, at, payment, total in env.cr.fetchall():
        told = (carrier_id, f"H{name}", order_id)
        if state == "delivered":
            rows.append((*told, "delivered", at, None, total if payment == "cod" else 0))
        else:
            reason = rng.choice(REASONS)
            refused_at = at - timedelta(hours=rng.uniform(1, 30))
            rows.append((*told, "refused", refused_at.replace(microsecond=0), reason, None))
            rows.append((*told, "returned", at, reason, None))
    if rows:
        env.cr.execute_values(
            """INSERT INTO tvshop_feedback_event
                      (carrier_id, waybill, order_id, status, time, reason, amount)
               VALUES %s ON CONFLICT DO NOTHING""",
            rows,
        )
    env.invalidate_all()
