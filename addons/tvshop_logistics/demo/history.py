"""What the carriers told this year of the parcels they had."""

from datetime import datetime, timedelta
from typing import NamedTuple

from odoo.addons.tvshop_crm.demo import clock

from ..demo_carrier.story import REASONS

# What came in the last days is read from the carriers' files, see today.py.
FILE_DAYS = 3


class Told(NamedTuple):
    """One thing told of a parcel; `time` in UTC."""

    carrier_id: int
    waybill: str
    waybill_id: int
    order_id: int
    status: str
    time: datetime
    reason: str | None = None
    signed_by: str | None = None
    amount: float | None = None


def tell_history(env, rng):
    """Write what was told before the days of which there are files; what these days told.

    :return: the Told of the last days, by time
    """
    told = [step for parcel in _read_parcels(env) for step in _tell(rng, parcel)]
    since = clock.to_utc(
        clock.local_now().replace(hour=0, minute=0, second=0) - timedelta(days=FILE_DAYS)
    )
    old = [step for step in told if step.time < since]
    if old:
        env.cr.execute_values(
            f"INSERT INTO tvshop_feedback_event ({', '.join(Told._fields)}) VALUES %s"
            " ON CONFLICT DO NOTHING",
            old,
        )
    _note_refusals(env, told)
    env.invalidate_all()
    return sorted((step for step in told if step.time >= since), key=lambda step: step.time)


def _read_parcels(env):
    env.flush_all()
    env.cr.execute(
        """SELECT w.carrier_id, w.name AS waybill, w.id AS waybill_id, o.id AS order_id,
                  o.tvshop_state AS state, p.date_done AS shipped, r.name AS receiver,
                  CASE o.payment_method_kind WHEN 'cod' THEN o.amount_total ELSE 0 END AS due,
                  (SELECT min(date) FROM tvshop_order_event e
                    WHERE e.order_id = o.id AND e.to_state IN ('delivered', 'returned')) AS ended
             FROM tvshop_waybill w
             JOIN stock_picking p ON p.id = w.picking_id
             JOIN sale_order o ON o.id = w.order_id
             JOIN res_partner r ON r.id = p.partner_id
            WHERE w.state = 'shipped'
         ORDER BY w.id"""
    )
    return env.cr.dictfetchall()


def _tell(rng, parcel):
    def told(status, at, *more):
        keys = ("carrier_id", "waybill", "waybill_id", "order_id")
        return Told(*(parcel[key] for key in keys), status, at.replace(microsecond=0), *more)

    last = parcel["ended"] or clock.to_utc(clock.local_now())
    under_way = parcel["shipped"] + timedelta(hours=rng.uniform(4, 20))
    if under_way < last:
        yield told("in_transit", under_way)
    if parcel["state"] in ("delivered", "settled"):
        yield told("delivered", last, None, parcel["receiver"], parcel["due"])
    elif parcel["state"] == "returned":
        reason = rng.choice(REASONS)
        refused = max(last - timedelta(hours=rng.uniform(1, 30)), parcel["shipped"])
        yield told("refused", refused, reason)
        yield told("returned", last, reason)


def _note_refusals(env, told):
    """The orders that came back had been refused; service has talked to the customers."""
    rows = [(step.order_id, step.reason) for step in told if step.status == "refused"]
    if rows:
        env.cr.execute_values(
            """UPDATE sale_order o SET is_refused = true, refused_reason = v.reason
                 FROM (VALUES %s) v(id, reason) WHERE o.id = v.id""",
            rows,
        )
