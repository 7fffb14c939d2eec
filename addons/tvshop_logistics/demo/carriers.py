"""Carriers with their people, areas, contracts, number ranges, formats and rules."""

from ..demo_carrier.files import SHAPES
from ..feedback.rows import ROLES

# Each kind's limits, and fees as (provinces, cities, first kg, fee, further kg, fee, COD %, at
# least, return fee); a line without an area is everywhere else.
CARRIERS = {
    "EMS": {
        "kind": "ems",
        "company": "中国邮政速递物流（演示）",
        "contacts": (("刘经理", "大客户经理"), ("小周", "结算")),
        "limits": {"tvshop_is_everywhere": True, "max_weight": 30, "tvshop_cod_limit": 5000},
        "cut_off": 17.5,
        "fees": (
            (("上海市", "江苏省", "浙江省"), "", 0.5, 12, 0.5, 3, 1.5, 4, 10),
            ((), "", 0.5, 18, 0.5, 6, 2.0, 5, 15),
        ),
        "range": {"prefix": "EA", "suffix": "CN", "check_digit": "s10"},
    },
    "POST": {
        "kind": "post",
        "company": "邮政包裹局（演示）",
        "contacts": (("孙师傅", "包裹台"),),
        "limits": {"tvshop_is_everywhere": True, "max_weight": 40, "tvshop_cod_limit": 2000},
        "cut_off": 16.0,
        "fees": (((), "", 1.0, 9, 1.0, 2.5, 1.0, 3, 8),),
        "range": {"prefix": "PA"},
    },
    "COURIER": {
        "kind": "courier",
        "company": "快捷送货公司（演示）",
        "contacts": (("老何", "站长"), ("阿芳", "客服")),
        "limits": {
            "tvshop_provinces": ("上海市", "北京市", "江苏省", "浙江省"),
            "tvshop_cities": "广州市 深圳市 武汉市 成都市",
            "max_weight": 50,
            "tvshop_cod_limit": 10000,
        },
        "cut_off": 18.5,
        "fees": (
            (("上海市",), "", 3.0, 6, 1.0, 1, 1.0, 2, 4),
            ((), "", 1.0, 9, 1.0, 2, 1.2, 3, 6),
        ),
        "range": {"prefix": "KD"},
    },
}
SERIALS = ("10000000", "10099999")


def make_carriers(env):
    found = {}
    for code, plan in CARRIERS.items():
        product = env["product.product"].search([("default_code", "=", f"DLV-{code}")], limit=1)
        carrier = env["delivery.carrier"].search([("product_id", "=", product.id)], limit=1)
        if carrier:
            found[code] = carrier
            _describe(env, carrier, code, plan)
    if len(found) == len(CARRIERS):
        _make_rules(env, found)
    return found


def _describe(env, carrier, code, plan):
    limits = dict(plan["limits"])
    provinces = _provinces(env, limits.pop("tvshop_provinces", ()))
    carrier.write(
        {
            **limits,
            "delivery_type": "tvshop_demo",
            "tvshop_kind": plan["kind"],
            "tvshop_code": code,
            "allow_cash_on_delivery": True,
            "tvshop_cut_off": plan["cut_off"],
            "tvshop_state_ids": [(6, 0, provinces.ids)],
            "tvshop_partner_id": _make_company(env, plan).id,
        }
    )
    _make_contract(env, carrier, code, plan)
    _make_format(env, carrier, plan["kind"])
    env["tvshop.waybill.range"].create(
        {
            "carrier_id": carrier.id,
            "first": SERIALS[0],
            "last": SERIALS[1],
            "user_id": find_person(env, "warehouse").id,
            **plan["range"],
        }
    )


def find_person(env, login):
    """Who of the demo's staff has this login; whoever makes the demo, without one."""
    return env["res.users"].search([("login", "=", login)], limit=1) or env.user


def _provinces(env, names):
    return env["res.country.state"].search(
        [("country_id.code", "=", "CN"), ("name", "in", list(names))]
    )


def _make_company(env, plan):
    return env["res.partner"].create(
        {
            "name": plan["company"],
            "is_company": True,
            "lang": "zh_CN",
            "child_ids": [
                (0, 0, {"name": name, "function": function, "type": "contact"})
                for name, function in plan["contacts"]
            ],
        }
    )


def _make_contract(env, carrier, code, plan):
    keys = (
        *("first_weight", "first_fee", "step_weight", "step_fee"),
        *("cod_percent", "cod_minimum", "return_fee"),
    )
    contract = env["tvshop.carrier.contract"].create(
        {
            "name": f"{code}-{env.cr.now().year}",
            "carrier_id": carrier.id,
            "start": env.cr.now().date().replace(month=1, day=1),
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "tvshop_state_ids": [(6, 0, _provinces(env, provinces).ids)],
                        "tvshop_cities": cities,
                        **dict(zip(keys, fees, strict=True)),
                    },
                )
                for provinces, cities, *fees in plan["fees"]
            ],
        }
    )
    contract.action_make_valid()


def _make_format(env, carrier, kind):
    shape = SHAPES[kind]
    env["tvshop.feedback.format"].create(
        {
            "carrier_id": carrier.id,
            "is_line_ended": shape.suffix != "xlsx",
            "column_ids": [
                (0, 0, {"position": place, "header": header, "role": role})
                for place, (header, role) in enumerate(zip(shape.headers, ROLES, strict=True), 1)
            ],
            "word_ids": [
                (0, 0, {"word": word, "status": status}) for status, word in shape.words.items()
            ],
        }
    )


def _make_rules(env, carriers):
    """What the company goes by; a delivery method that the customer pays for is kept."""
    far = _provinces(env, ("西藏自治区", "新疆维吾尔自治区", "青海省"))
    rows = (
        {"method_ids": [(6, 0, carriers["POST"].ids)], "max_weight": 1, "choice": "best"},
        {"tvshop_state_ids": [(6, 0, far.ids)], "carrier_id": carriers["EMS"].id},
        {"tvshop_state_ids": [(6, 0, _provinces(env, ("上海市",)).ids)],
         "carrier_id": carriers["COURIER"].id},
        {"min_amount": 1000, "payment": "cod", "choice": "best"},
        {"choice": "cheapest"},
    )  # fmt: skip
    env["tvshop.sorting.rule"].create(
        [{"sequence": 10 * number, **row} for number, row in enumerate(rows, 1)]
    )


def sort_waiting(env):
    """The orders that wait in the warehouse were taken before there were carriers."""
    env["sale.order"].search(
        [("is_tvshop", "=", True), ("tvshop_state", "in", ("ordered", "exchange"))]
    )._sort()
