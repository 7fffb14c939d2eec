"""Which orders the company took in a year. Pure: the clock and randomness come as arguments.

Days grow busier over the year, orders follow the day's spots by a response curve, the rest comes
in the evening. How far an order has got follows from its age.
"""

from bisect import bisect_left
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from .media import Spot

DAYS = 364
WEEK_BOOST = 3
ORDERS_PER_CUSTOMER = 1.25
SPOT_SHARE = 0.8
WINDOW = timedelta(minutes=120)
DIRECT_DIDS = ("4008000001", "4008000004", "4008000007")
EVENING_WEIGHTS = (1, 0, 0, 0, 0, 0, 1, 2, 5, 8, 9, 8, 6, 5, 6, 7, 7, 7, 8, 12, 15, 14, 9, 4)
PAYMENTS = {"cod": 62, "prepaid": 18, "card": 12, "transfer": 8}
METHODS = {"phone_in": 86, "phone_out": 9, "web": 4, "chat": 1}
CARRIERS = {"COURIER": 50, "EMS": 35, "POST": 15}
LINE_COUNTS = {1: 68, 2: 24, 3: 8}
# Upper age in hours, then how likely each state is for orders up to that age.
STATES_BY_AGE = (
    (44, {"ordered": 100}),
    (66, {"shipped": 85, "ordered": 15}),
    (144, {"shipped": 62, "delivered": 34, "returned": 4}),
    (24 * 20, {"delivered": 88, "shipped": 3, "returned": 9}),
    (24 * 45, {"delivered": 42, "settled": 51, "returned": 7}),
    (24 * 400, {"settled": 93, "returned": 7}),
)
# The way each state is reached: each step with its least and most hours after the order.
STEPS = {
    "ordered": (),
    "shipped": (("shipped", 5, 30),),
    "delivered": (("shipped", 5, 30), ("delivered", 40, 110)),
    "settled": (("shipped", 5, 30), ("delivered", 40, 110), ("settled", 480, 700)),
    "returned": (("shipped", 5, 30), ("returned", 45, 62)),
}


class PlannedOrder(NamedTuple):
    """`at` in local time; `customer` and `agent` are indexes; `lines` pairs of code, quantity."""

    at: datetime
    did: str
    spot: Spot | None
    customer: int
    agent: int
    lines: tuple
    payment: str
    method: str
    carrier: str
    state: str
    steps: tuple
    is_urgent: bool
    is_gift: bool
    invoice_wanted: bool


def plan_orders(rng, now, spots, items, weights, agents, fixed=()):
    """A year of orders up to `now`, by time.

    :param items: catalogue items, sold by their popularity
    :param weights: how eagerly each customer buys; 0 for those who don't
    :param agents: how many agents there are
    :param fixed: customers who have an order each time they are named here
    """
    count = max(0, round(len(weights) * ORDERS_PER_CUSTOMER) - len(fixed))
    buyers = [index for index, weight in enumerate(weights) if weight]
    drawn = rng.choices(buyers, [weights[index] for index in buyers], k=count) if buyers else ()
    clock = ContactClock(rng, now, spots)
    orders = [
        _plan_order(rng, now, clock, items, customer, agents) for customer in (*fixed, *drawn)
    ]
    return sorted(orders, key=lambda order: order.at)


def plan_outbound(rng, now, at, customer, agent, lines):
    """An order taken at `at` in a call to a customer, on no hotline and of no spot."""
    state = draw(rng, _states_at((now - at).total_seconds() / 3600))
    return PlannedOrder(
        at=at,
        did="",
        spot=None,
        customer=customer,
        agent=agent,
        lines=lines,
        payment=draw(rng, PAYMENTS),
        method="phone_out",
        carrier=draw(rng, CARRIERS),
        state=state,
        steps=_draw_steps(rng, at, now, state),
        is_urgent=False,
        is_gift=False,
        invoice_wanted=rng.random() < 0.12,
    )


def moved(rng, order, at, now, state):
    """The same order taken at another time, by a call to the customer, and now in `state`."""
    steps = _draw_steps(rng, at, now, state)
    return order._replace(at=at, spot=None, method="phone_out", state=state, steps=steps)


def _plan_order(rng, now, clock, items, customer, agents):
    at, did, spot = clock.draw()
    state = draw(rng, _states_at((now - at).total_seconds() / 3600))
    return PlannedOrder(
        at=at,
        did=did,
        spot=spot,
        customer=customer,
        agent=rng.randrange(agents),
        lines=_draw_lines(rng, items, spot),
        payment=draw(rng, PAYMENTS),
        method=draw(rng, METHODS) if not spot else "phone_in",
        carrier=draw(rng, CARRIERS),
        state=state,
        steps=_draw_steps(rng, at, now, state),
        is_urgent=rng.random() < 0.06,
        is_gift=rng.random() < 0.05,
        invoice_wanted=rng.random() < 0.12,
    )


def draw(rng, weights):
    """One key of `weights`, as often as its value says."""
    return rng.choices(list(weights), weights.values())[0]


def attributed_spot(spots, starts, at):
    """The spot a call at `at` stands for: on air, else the last to have ended in the window.

    :param spots: one hotline's, by start
    :param starts: their starts
    """
    best = None
    for spot in spots[: bisect_left(starts, at)][-8:]:
        end = spot.start + timedelta(minutes=spot.minutes)
        if end + WINDOW < at:
            continue
        rank = (end >= at, spot.start if end >= at else end)
        if best is None or rank > best[0]:
            best = rank, spot
    return best and best[1]


def _states_at(age):
    return next(weights for limit, weights in STATES_BY_AGE if age <= limit)


def _draw_steps(rng, at, now, state):
    """When each step of the way was made: in order, and never in the future."""
    steps, last = [], at
    for name, least, most in STEPS[state]:
        moment = at + timedelta(hours=rng.uniform(least, most))
        last = max(last + timedelta(seconds=60), min(moment, now - timedelta(minutes=1)))
        steps.append((name, last))
    return tuple(steps)


def _draw_lines(rng, items, spot):
    """The product on air first, mostly; the rest by popularity."""
    count = draw(rng, LINE_COUNTS)
    codes = [spot.code] if spot and rng.random() < 0.8 else []
    popular = [item.popularity for item in items]
    while len(codes) < count:
        code = rng.choices(items, popular)[0].code
        if code not in codes:
            codes.append(code)
    return tuple((code, 1 if rng.random() < 0.86 else rng.randint(2, 4)) for code in codes)


class ContactClock:
    """Draws when a customer calls in the last `days`, on which hotline and after which spot."""

    def __init__(self, rng, now, spots, days=DAYS):
        self._rng = rng
        self._now = now
        self._days = days
        self._by_day = {}
        self._by_did = {}
        for spot in spots:
            self._by_day.setdefault(spot.start.date(), []).append(spot)
            self._by_did.setdefault(spot.did, []).append(spot)
        self._starts = {did: [spot.start for spot in rows] for did, rows in self._by_did.items()}
        growth = [1 + day / DAYS + WEEK_BOOST * (day > days - 7) for day in range(days + 1)]
        self._growth = list(accumulate(growth))

    def draw(self):
        """`(at, did, spot)`: local time, the number dialled, the spot it stands for or None."""
        while True:
            day = self._rng.choices(range(self._days + 1), cum_weights=self._growth)[0]
            date = self._now - timedelta(days=self._days - day)
            drawn = self._draw_on(date)
            if drawn and drawn[0] < self._now:
                return drawn

    def _draw_on(self, date):
        spots = self._by_day.get(date.date())
        if spots and self._rng.random() < SPOT_SHARE:
            did, at = self._after_spot(spots)
        else:
            did, at = self._rng.choice(DIRECT_DIDS), self._evening(date)
        rows = self._by_did.get(did, [])
        return at, did, attributed_spot(rows, self._starts.get(did, []), at)

    def _after_spot(self, spots):
        spot = self._rng.choices(spots, [max(spot.cost, 10) ** 0.7 for spot in spots])[0]
        if spot.minutes > 240:
            return spot.did, spot.start + timedelta(minutes=spot.minutes * self._rng.random())
        # The phones surge while the number is on the screen and quieten within an hour or so.
        return spot.did, spot.start + timedelta(
            seconds=60 + 60 * self._rng.gammavariate(2, spot.minutes / 3)
        )

    def _evening(self, date):
        hour = self._rng.choices(range(24), EVENING_WEIGHTS)[0]
        start = date.replace(hour=hour, minute=0, second=0, microsecond=0)
        return start + timedelta(seconds=self._rng.randrange(3600))
