"""Customers with their contact methods and addresses."""

from typing import NamedTuple

from .documented import DOCUMENTED
from .people import Numbers, Places, person
from .plan import draw

BATCH = 500
SHARED_NUMBERS = 0.02
# Share of customers who buy like those of a grade.
SHARES = {"普通": 78, "银卡": 14, "金卡": 6, "钻石": 2}
ORDINARY = "普通"
# How eagerly they buy, beside the ordinary ones.
EAGERNESS = {"普通": 1, "银卡": 3, "金卡": 6, "钻石": 11}
# Share of those who called but have never bought, and how far they are.
NEVER_BOUGHT = 0.18
OPEN_STAGES = {"prospect": 46, "target": 22, "intent": 20, "lost": 9, "none": 3}
PREFERRED = {False: 40, "phone": 38, "sms": 12, "messenger": 8, "post": 2}


class Profile(NamedTuple):
    """A customer to be: `methods` are pairs of kind and number, the main one first."""

    name: str
    grade: str
    methods: tuple
    address: tuple
    has_bought: bool
    eagerness: float
    stage: str


def make_customers(env, rng, count):
    """The documented customers first, then invented ones.

    :return: dict of `records` and their `profiles`, in the same order
    """
    channels = env["tvshop.media.channel"].search([])
    profiles = _plan_profiles(env, rng, count)
    records = env["res.partner"]
    for start in range(0, len(profiles), BATCH):
        records += env["res.partner"].create(
            [
                _prepare_customer_vals(rng, profile, channels)
                for profile in profiles[start : start + BATCH]
            ]
        )
    return {"records": records, "profiles": profiles}


def _plan_profiles(env, rng, count):
    numbers, places = Numbers(rng), _read_places(env, rng)
    profiles = [_plan_documented(places, row) for row in DOCUMENTED]
    while len(profiles) < count:
        profiles.append(_plan_profile(rng, numbers, places))
        if rng.random() < SHARED_NUMBERS:
            profiles.append(_plan_housemate(rng, profiles[-1]))
    return profiles[: max(count, len(DOCUMENTED))]


def _read_places(env, rng):
    cities = env["res.city"].search([("country_id.code", "=", "CN")], order="id")
    return Places(rng, [(c.id, c.name, c.state_id.id, c.state_id.name, c.zipcode) for c in cities])


def _plan_documented(places, row):
    return Profile(
        row.name,
        row.grade,
        tuple(("mobile" if n.startswith("1") else "landline", n) for n in row.numbers),
        places.near(row.province, row.city),
        row.orders > 0,
        0,
        "closed" if row.orders else "intent",
    )


def _plan_profile(rng, numbers, places):
    mobile, province, city = numbers.mobile()
    if rng.random() < 0.15:  # who has moved keeps the old number
        _number, province, city = numbers.mobile()
    grade = draw(rng, SHARES)
    has_bought = grade != ORDINARY or rng.random() > NEVER_BOUGHT
    return Profile(
        person(rng)[0],
        grade,
        _plan_methods(rng, numbers, mobile, city),
        places.near(province, city),
        has_bought,
        EAGERNESS[grade] * rng.uniform(0.4, 1.6) * has_bought,
        "closed" if has_bought else draw(rng, OPEN_STAGES),
    )


def _plan_methods(rng, numbers, mobile, city):
    kind = rng.random()
    if kind < 0.08:
        return (("landline", numbers.landline(city)[0]),)
    methods = [("mobile", mobile)]
    if kind < 0.24:
        methods.append(("landline", numbers.landline(city)[0]))
    if kind > 0.88:
        methods.append(("mobile", numbers.mobile()[0]))
    if kind > 0.95:
        methods.append(("messenger", f"wx_{mobile[-6:]}"))
    return tuple(methods)


def _plan_housemate(rng, profile):
    """Somebody at the same address who calls from the same telephone."""
    return profile._replace(
        name=person(rng)[0], methods=profile.methods[:1], grade=ORDINARY, eagerness=0.5
    )


def _prepare_customer_vals(rng, profile, channels):
    return {
        "name": profile.name,
        "lang": "zh_CN",
        "tz": "Asia/Shanghai",
        "is_tvshop_customer": True,
        "customer_rank": 1,
        "country_id": channels.env.ref("base.cn").id,
        "state_id": profile.address.state_id,
        "city_id": profile.address.city_id,
        "zip": profile.address.zip,
        "street": profile.address.street,
        "lifecycle_stage": profile.stage,
        "preferred_channel": draw(rng, PREFERRED),
        "source_channel_id": rng.choices(channels, [50, 30, 12, 8])[0].id,
        "contact_method_ids": [
            (0, 0, {"kind": kind, "value": number, "is_main": not index})
            for index, (kind, number) in enumerate(profile.methods)
        ],
    }
