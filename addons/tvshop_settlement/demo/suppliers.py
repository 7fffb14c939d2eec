"""The demo company's suppliers, one of each kind, and their statements."""

from datetime import datetime, time, timedelta

CONTRACTS = (
    {
        "partner": "苏州东渚玉器行（演示）",
        "name": "DZ-2026-01",
        "kind": "consignment",
        "codes": ("JW3001", "JW3002", "JW3003"),
        "vals": {"return_share": 100, "storage": 200},
    },
    {
        "partner": "深圳康宁医疗器械公司（演示）",
        "name": "KN-2026-07",
        "kind": "commission",
        "codes": ("HL2001", "HL2002", "HL2003", "HL2004"),
        "vals": {"return_share": 50, "media_share": 5, "minimum": 1000, "is_self_billed": True},
        "tiers": ((0, 45), (20_000, 40), (50_000, 35)),
        "shares": (("faulty", 100), ("refused", 0)),
    },
    {
        "partner": "江苏盛泽家纺公司（演示）",
        "name": "SZ-2026-03",
        "kind": "purchase",
        "codes": ("HM5002", "HM5003"),
        "vals": {},
    },
)
BOUGHT = 120


def settle(env, start, date_to):
    """Contracts since `start`; of the statements up to `date_to` the first that has lines is
    billed, and the others wait for an answer."""
    products = {product.default_code: product for product in env["product.product"].search([])}
    statements = env["tvshop.supplier.statement"]
    for plan in CONTRACTS:
        contract = env["tvshop.supplier.contract"].create(
            _prepare_contract(env, plan, products, start)
        )
        contract.action_make_valid()
        if contract.kind == "purchase":
            _buy(env, contract, start + timedelta(days=9))
        statement = statements.create({"contract_id": contract.id, "date_to": date_to})
        statement.action_compute()
        statements |= statement
    for statement in statements.filtered("line_ids")[:1]:
        statement.action_agree()
        statement.action_bill()


def _prepare_contract(env, plan, products, start):
    partners = env["res.partner"]
    partner = partners.search([("name", "=", plan["partner"])], limit=1) or partners.create(
        {"name": plan["partner"], "is_company": True, "supplier_rank": 1, "lang": "zh_CN"}
    )
    partner.email = f"{plan['name'].lower()}@supplier.example"
    return {
        "name": plan["name"],
        "partner_id": partner.id,
        "kind": plan["kind"],
        "start": start,
        "line_ids": [
            (0, 0, {"product_id": products[code].id, "price": products[code].standard_price})
            for code in plan["codes"]
        ],
        "tier_ids": [
            (0, 0, {"start": begin, "percent": percent}) for begin, percent in plan.get("tiers", ())
        ],
        "share_ids": [
            (0, 0, {"reason": reason, "percent": percent})
            for reason, percent in plan.get("shares", ())
        ],
        **plan["vals"],
    }


def _buy(env, contract, day):
    """A purchase order for the contract's goods, received on `day`."""
    order = env["purchase.order"].create(
        {
            "partner_id": contract.partner_id.id,
            "order_line": [
                (
                    0,
                    0,
                    {
                        "product_id": line.product_id.id,
                        "product_qty": BOUGHT,
                        "price_unit": line.price,
                    },
                )
                for line in contract.line_ids
            ],
        }
    )
    order.button_confirm()
    receipts = order.picking_ids
    receipts.move_ids.picked = True
    receipts.button_validate()
    receipts.move_ids.date = datetime.combine(day, time(4))
