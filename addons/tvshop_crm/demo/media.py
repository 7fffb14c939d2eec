"""Channels, hotlines and the plan of spots. Pure: the clock and randomness come as arguments."""

from datetime import datetime, timedelta
from typing import NamedTuple


class Channel(NamedTuple):
    code: str
    name: str
    color: int


class Hotline(NamedTuple):
    did: str
    name: str
    channel: str
    is_service: bool


class Spot(NamedTuple):
    """One airing; `start` in local time, `minutes` long, `cost` in yuan."""

    did: str
    start: datetime
    minutes: int
    cost: int
    code: str


TV_ONE, TV_TWO, PAPER, MESSAGE = "TV1", "TV2", "PAPER", "SMS"
CHANNELS = (
    Channel(TV_ONE, "蔚蓝购物频道", 4),
    Channel(TV_TWO, "江南卫视购物时段", 2),
    Channel(PAPER, "报纸与目录", 3),
    Channel(MESSAGE, "短信与网络", 10),
)
HOTLINES = (
    Hotline("4008000001", "蔚蓝购物频道 主热线", TV_ONE, False),
    Hotline("4008000002", "蔚蓝购物频道 黄金时段", TV_ONE, False),
    Hotline("4008000003", "蔚蓝购物频道 夜间", TV_ONE, False),
    Hotline("4008000004", "江南卫视 主热线", TV_TWO, False),
    Hotline("4008000005", "江南卫视 晚间", TV_TWO, False),
    Hotline("4008000006", "报纸与目录 热线", PAPER, False),
    Hotline("4008000007", "短信与网络 热线", MESSAGE, False),
    Hotline("4008000008", "客户服务热线", TV_ONE, True),
)

ON_AIR = timedelta(minutes=5)
WEEK = 7
# Half an hour on air in every two: a call at any time finds a spot within the two-hour window.
DENSE = {
    "4008000001": (tuple(range(0, 24, 2)), 30, 320),
    "4008000004": ((7, 11, 15, 19, 21), 20, 520),
}
PRIME = {"4008000002": (20, 25, 760), "4008000003": (23, 30, 210), "4008000005": (22, 15, 590)}
# Weekday and hour of each airing in the weeks before the last one.
WEEKLY = {
    "4008000001": ((0, 10), (1, 14), (2, 10), (3, 20), (4, 14), (5, 20), (6, 10)),
    "4008000002": ((2, 20), (5, 20)),
    "4008000003": ((4, 23),),
    "4008000004": ((1, 19), (3, 21), (5, 19), (6, 21)),
    "4008000005": ((0, 22), (6, 22)),
}
PAPER_DAYS = {"4008000006": (3, 8, 960, 260), "4008000007": (1, 10, 480, 110)}
HISTORY_WEEKS = 52


def plan_spots(rng, now, codes):
    """All spots of a year up to a week from now, by start.

    :param now: local naive time
    :param codes: product codes that may be shown, the popular ones more than once
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    spots = [*_history(rng, midnight, codes), *_dense_weeks(rng, midnight, codes)]
    started = (now - ON_AIR).replace(second=0, microsecond=0)
    spots.append(Spot("4008000001", started, 60, 420, codes[0]))
    return sorted(spots, key=lambda spot: (spot.start, spot.did))


def _dense_weeks(rng, midnight, codes):
    for day in range(-WEEK, WEEK + 1):
        date = midnight + timedelta(days=day)
        for did, (hours, minutes, cost) in DENSE.items():
            for hour in hours:
                at = date + timedelta(hours=hour)
                yield Spot(did, at, minutes, _priced(rng, cost, hour), rng.choice(codes))
        for did, (hour, minutes, cost) in PRIME.items():
            at = date + timedelta(hours=hour, minutes=10)
            yield Spot(did, at, minutes, _priced(rng, cost, hour), rng.choice(codes))
        yield from _printed(rng, date, codes)


def _history(rng, midnight, codes):
    for day in range(-WEEK * HISTORY_WEEKS, -WEEK):
        date = midnight + timedelta(days=day)
        for did, airings in WEEKLY.items():
            minutes, cost = _length_and_cost(did)
            for weekday, hour in airings:
                if weekday == date.weekday():
                    at = date + timedelta(hours=hour)
                    yield Spot(did, at, minutes, _priced(rng, cost, hour), rng.choice(codes))
        yield from _printed(rng, date, codes)


def _printed(rng, date, codes):
    for did, (weekday, hour, minutes, cost) in PAPER_DAYS.items():
        if weekday == date.weekday():
            at = date + timedelta(hours=hour)
            yield Spot(did, at, minutes, _priced(rng, cost, 12), rng.choice(codes))


def _length_and_cost(did):
    if did in DENSE:
        return DENSE[did][1:]
    return PRIME[did][1:]


def _priced(rng, cost, hour):
    """Evenings are dear, the small hours cheap."""
    factor = 1.6 if 19 <= hour <= 22 else 0.4 if hour < 6 else 1
    return int(cost * factor * rng.uniform(0.9, 1.1) // 10 * 10)
