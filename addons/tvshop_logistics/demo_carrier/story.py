"""What happens to a parcel, told by its number alone: the same each time it is asked."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from ..feedback.rows import DELIVERED, IN_TRANSIT, LOST, REFUSED, RETURNED

ENDS = {DELIVERED: 84, "late": 5, REFUSED: 9, LOST: 1, "wrong_amount": 1}
REASONS = ("客户不要了", "电话无人接听", "与电视上不符", "没有准备现金", "家人不同意")


class Parcel(NamedTuple):
    """`due` is what is to be collected; times in UTC without zone."""

    waybill: str
    shipped: datetime
    due: Decimal
    receiver: str = ""


class Step(NamedTuple):
    waybill: str
    status: str
    time: datetime
    reason: str = ""
    signed_by: str = ""
    amount: Decimal | None = None


def tell(seed, parcel):
    """The steps of a parcel, by time."""
    rng = Random(f"{seed}-{parcel.waybill}")
    end = rng.choices(list(ENDS), ENDS.values())[0]
    days = rng.uniform(1.0, 4.0) + (6 if end == "late" else 0)

    def step(status, after, *more):
        moment = parcel.shipped + timedelta(days=after)
        return Step(parcel.waybill, status, moment.replace(microsecond=0), *more)

    steps = [step(IN_TRANSIT, 0.2), step(IN_TRANSIT, days * 0.7)]
    if end == REFUSED:
        back = days + rng.uniform(2, 5)
        reason = rng.choice(REASONS)
        steps += [step(REFUSED, days, reason), step(RETURNED, back, reason)]
    elif end == LOST:
        steps.append(step(LOST, days, "包裹遗失"))
    else:
        amount = parcel.due - min(parcel.due, 10) if end == "wrong_amount" else parcel.due
        steps.append(step(DELIVERED, days, "", parcel.receiver or "本人", amount))
    return steps


def tell_day(seed, parcels, start, end):
    """What the carrier writes down for one day: some of it twice, and some of the day before."""
    rng = Random(f"{seed}-{start}")
    steps = sorted(
        (step for parcel in parcels for step in tell(seed, parcel) if step.time < end),
        key=lambda step: (step.time, step.waybill),
    )
    today = [step for step in steps if step.time >= start]
    before = [step for step in steps if start - timedelta(days=1) <= step.time < start]
    return today + rng.sample(today, len(today) // 20) + rng.sample(before, len(before) // 10)
