"""What a list will take and bring: agents needed, the day it is done, cost and profit (D9).

Sources: a campaign's work is calls times handling time, an agent gives occupancy times his hours
(Cleveland, Call Center Management on Fast Forward, 2012, ch. 7: workload and shrinkage); the
contacts of repeated attempts at a constant chance are a geometric sum.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """What is given. Money in the company's currency, shares between 0 and 1.

    :param numbers: of the list
    :param contact_rate: share of attempts that reach a live person
    :param attempts: most per number, at least 1; who was reached is not called again
    :param talk, wrap: mean seconds of a contact
    :param occupancy: share of the paid time spent in talk and wrap-up; 0.85 is usual
    :param hours: of calling a day, above 0
    :param sales_rate: share of contacts that order
    :param margin: of an order, after goods and delivery
    :param pay: of an agent's hour
    :param line_minute: of a connected minute
    :param attempt_cost: of an attempt that nobody answers
    :param list_cost: of the list and the media behind it, once
    :param fixed_cost: of recruiting, training and rooms, once
    :param commission: of an order, to whoever sold it
    :param seconds_unanswered: for which an unanswered attempt holds a line
    """

    numbers: int
    contact_rate: float
    attempts: int = 1
    talk: float = 90.0
    wrap: float = 25.0
    occupancy: float = 0.85
    hours: float = 8.0
    sales_rate: float = 0.0
    margin: float = 0.0
    pay: float = 0.0
    line_minute: float = 0.0
    attempt_cost: float = 0.0
    list_cost: float = 0.0
    fixed_cost: float = 0.0
    commission: float = 0.0
    seconds_unanswered: float = 26.0

    def __post_init__(self):
        for name in ("contact_rate", "occupancy", "sales_rate"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must be between 0 and 1")
        if self.occupancy == 0.0 or self.hours <= 0.0 or self.talk + self.wrap <= 0.0:
            raise ValueError("occupancy, hours and handling time must be above 0")
        if self.numbers < 0 or self.attempts < 1:
            raise ValueError("a plan needs 0 or more numbers and at least one attempt for each")


@dataclass(frozen=True)
class Done:
    """Work: attempts, contacts among them, and seconds of talk and wrap-up with these.

    :param hours: paid for it; None: as the plan's occupancy makes of the seconds
    """

    attempts: float
    contacts: float
    talk: float
    wrap: float
    hours: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What follows. `days` are calling days; `lines` are busy at once on the mean."""

    agents: int
    days: float
    attempts: float
    contacts: float
    orders: float
    agent_hours: float
    lines: float
    labour_cost: float
    line_cost: float
    cost: float
    revenue_margin: float
    profit: float

    @property
    def profit_per_hour(self):
        """Profit of an agent's hour; 0 without any."""
        return self.profit / self.agent_hours if self.agent_hours else 0.0


def contacts_of(plan):
    """(attempts, contacts): with miss = 1 - rate, n * (1 - miss^k) numbers are reached, which takes
    n * (1 - miss^k) / rate attempts."""
    if plan.contact_rate == 0.0:
        return float(plan.numbers * plan.attempts), 0.0
    reached = plan.numbers * (1.0 - (1.0 - plan.contact_rate) ** plan.attempts)
    return reached / plan.contact_rate, reached


def agent_hours_of(plan):
    """Paid hours of all agents: contacts * (talk + wrap) / occupancy."""
    return contacts_of(plan)[1] * (plan.talk + plan.wrap) / plan.occupancy / 3600.0


def agents_for(plan, days):
    """Agents needed so that the list is done within so many days (above 0)."""
    return math.ceil(round(agent_hours_of(plan) / (plan.hours * days), 9))


def outcome(plan, agents):
    """What so many agents (at least 1) will make of the plan."""
    attempts, contacts = contacts_of(plan)
    done = Done(attempts, contacts, contacts * plan.talk, contacts * plan.wrap)
    return settle(plan, agents, done, contacts * plan.sales_rate)


def settle(plan, agents, done, orders, margin=None):
    """What so much work has cost and brought at the plan's prices, done by so many agents.

    :param margin: of all orders together; None: as the plan's of an order
    """
    if agents < 1:
        raise ValueError("a plan needs at least one agent")
    hours = done.hours
    if hours is None:
        hours = (done.talk + done.wrap) / plan.occupancy / 3600.0
    days = hours / (agents * plan.hours)
    unanswered = done.attempts - done.contacts
    line_seconds = done.talk + unanswered * plan.seconds_unanswered
    labour = hours * plan.pay
    lines = done.talk / 60.0 * plan.line_minute + unanswered * plan.attempt_cost
    cost = labour + lines + plan.list_cost + plan.fixed_cost + orders * plan.commission
    earned = orders * plan.margin if margin is None else margin
    return Outcome(
        agents=agents,
        days=days,
        attempts=done.attempts,
        contacts=done.contacts,
        orders=orders,
        agent_hours=hours,
        lines=line_seconds / (days * plan.hours * 3600.0) if days else 0.0,
        labour_cost=labour,
        line_cost=lines,
        cost=cost,
        revenue_margin=earned,
        profit=earned - cost,
    )


def finish_date(start, days, is_working_day=lambda day: True):
    """The date on which the last call is made: `days` (may be a fraction) of calling from `start`.

    :param start: a datetime.date
    :param is_working_day: date → bool; for holidays and days off
    """
    left, day = max(1, math.ceil(round(days, 9))), start
    for _ in range(left * 8 + 400):
        if is_working_day(day):
            left -= 1
            if left == 0:
                return day
        day = day.fromordinal(day.toordinal() + 1)
    raise ValueError("the calling days have too few working days to finish the list")
