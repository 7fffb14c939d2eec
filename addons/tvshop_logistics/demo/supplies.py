"""What suppliers brought this year, on which terms, and what the warehouse keeps an eye on."""

from base64 import b64encode
from collections import Counter
from datetime import datetime, timedelta

from odoo.addons.tvshop_crm.demo import clock
from odoo.addons.tvshop_crm.demo.pictures import draw_tile
from odoo.addons.tvshop_crm.demo.plan import DAYS

from .books import Move, insert_moves, insert_pickings
from .carriers import find_person

# By category: supplier, contact, days to deliver, least quantity.
SUPPLIERS = {
    "厨房用品": ("浙江永康炊具厂（演示）", "应厂长", 20, 100),
    "健康器械": ("深圳康宁医疗器械公司（演示）", "梁小姐", 25, 50),
    "珠宝首饰": ("苏州东渚玉器行（演示）", "阮老板", 14, 20),
    "数码通讯": ("深圳华强数码公司（演示）", "小罗", 15, 30),
    "家居床品": ("江苏盛泽家纺公司（演示）", "顾经理", 20, 80),
    "美容护理": ("广州白云日化公司（演示）", "叶小姐", 18, 60),
}
# At least and at most so many pieces; of the first two there are fewer.
MINIMA = {
    "PH4003": (60, 300),
    "BT6002": (40, 160),
    "KC1001": (200, 800),
    "HL2001": (150, 600),
    "BT6001": (250, 1000),
}
SEASONAL, SEASON_DAYS = "HM5001", 20
SHOWN_TOO = "BT6002"  # in the spots of its category
FOOD_CODE, FOOD_NAME, FOOD_CATEGORY, FOOD_COLOR = (
    "FD7001",
    "阿胶糕礼盒 500克",
    "滋补食品",
    "#8D5A2B",
)
FOOD_PRICE, FOOD_COST = 268, 105
# Lots by name, the days they last, and their pieces.
LOTS = (("A0612", 18, 36), ("A0905", 150, 240))


def make_supplies(env):
    opening = clock.to_utc(clock.local_now() - timedelta(days=DAYS + 6))
    _date_opening_stock(env, opening)
    _bring(env, opening)
    _watch(env)
    _make_food(env)


def _date_opening_stock(env, opening):
    """What was counted when the company began, not when the demo was made."""
    env.flush_all()
    env.cr.execute("UPDATE stock_move SET date = %s WHERE is_inventory", [opening])
    env.cr.execute(
        """UPDATE stock_move_line l SET date = m.date FROM stock_move m
            WHERE m.id = l.move_id AND m.is_inventory"""
    )
    env.invalidate_all()


def _bring(env, opening):
    """Each month's deliveries make up for what that month sends out and keeps."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    env.cr.execute(
        """SELECT product_id, date_trunc('month', date) AS month,
                  sum(CASE location_id WHEN %(stock)s THEN quantity ELSE -quantity END)
             FROM stock_move WHERE state = 'done' AND is_inventory IS NOT TRUE
              AND %(stock)s IN (location_id, location_dest_id)
         GROUP BY product_id, month ORDER BY month DESC""",
        {"stock": warehouse.lot_stock_id.id},
    )
    wanted, surplus = {}, Counter()
    for product_id, month, quantity in env.cr.fetchall():
        # What comes back later than the month it was sent in need not be bought again.
        lack = quantity - surplus[product_id]
        surplus[product_id] = max(-lack, 0)
        if lack > 0:
            product = env["product.product"].browse(product_id)
            arrived = max(month, opening) + timedelta(hours=1)
            wanted[arrived, product.categ_id, product] = lack
    suppliers = _make_suppliers(env, {category for _at, category, _product in wanted})
    trips = sorted(
        {(at, category) for at, category, _product in wanted}, key=lambda t: (t[0], t[1].id)
    )
    receipts = insert_pickings(
        env,
        warehouse.in_type_id,
        [
            {
                "date": at,
                "partner_id": suppliers[category].id,
                "location_id": env.ref("stock.stock_location_suppliers").id,
            }
            for at, category in trips
        ],
    )
    by_trip = dict(zip(trips, receipts, strict=True))
    insert_moves(
        env,
        [
            Move(
                product,
                quantity,
                by_trip[at, category]["location_id"],
                warehouse.lot_stock_id.id,
                at,
                by_trip[at, category],
            )
            for (at, category, product), quantity in wanted.items()
        ],
    )


def _make_suppliers(env, categories):
    return {
        category: _make_supplier(env, category)
        for category in sorted(categories, key=lambda category: category.id)
    }


def _make_supplier(env, category):
    name, contact, days, least = SUPPLIERS.get(category.name, (category.name, "", 7, 0))
    supplier = env["res.partner"].create(
        {
            "name": name,
            "is_company": True,
            "supplier_rank": 1,
            "lang": "zh_CN",
            "child_ids": [(0, 0, {"name": contact})] if contact else [],
        }
    )
    products = env["product.template"].search(
        [("categ_id", "=", category.id), ("is_storable", "=", True)]
    )
    env["product.supplierinfo"].create(
        [
            {
                "partner_id": supplier.id,
                "product_tmpl_id": product.id,
                "price": product.standard_price,
                "delay": days,
                "min_qty": least,
            }
            for product in products
        ]
    )
    return supplier


def _watch(env):
    """Reordering rules, and the end of a season."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    products = env["product.product"].search([("default_code", "in", [*MINIMA, SEASONAL])])
    for product in products.filtered(lambda product: product.default_code in MINIMA):
        least, most = MINIMA[product.default_code]
        env["stock.warehouse.orderpoint"].create(
            {
                "product_id": product.id,
                "warehouse_id": warehouse.id,
                "location_id": warehouse.lot_stock_id.id,
                "product_min_qty": least,
                "product_max_qty": most,
                "trigger": "manual",
            }
        )
    seasonal = products.filtered(lambda product: product.default_code == SEASONAL)
    seasonal.product_tmpl_id.tvshop_season_end = datetime.now().date() + timedelta(days=SEASON_DAYS)


def _make_food(env):
    """The one product that goes bad: it leaves by lots, the oldest first."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    category = env["product.category"].create(
        {"name": FOOD_CATEGORY, "removal_strategy_id": env.ref("product_expiry.removal_fefo").id}
    )
    product = env["product.product"].create(
        {
            "name": FOOD_NAME,
            "default_code": FOOD_CODE,
            "categ_id": category.id,
            "is_storable": True,
            "tracking": "lot",
            "use_expiration_date": True,
            "expiration_time": 180,
            "alert_time": 30,
            "removal_time": 7,
            "list_price": FOOD_PRICE,
            "standard_price": FOOD_COST,
            "weight": 0.6,
            "invoice_policy": "delivery",
            "taxes_id": env.company.account_sale_tax_id.ids,
            "image_1920": b64encode(draw_tile(FOOD_CATEGORY[:2], FOOD_COLOR)),
        }
    )
    now = clock.to_utc(clock.local_now())
    lots = env["stock.lot"].create(
        [
            {
                "name": name,
                "product_id": product.id,
                "company_id": env.company.id,
                "expiration_date": now + timedelta(days=days),
                "alert_date": now + timedelta(days=days - 30),
                "removal_date": now + timedelta(days=days - 7),
            }
            for name, days, _quantity in LOTS
        ]
    )
    env["stock.quant"].with_context(inventory_mode=True).create(
        [
            {
                "product_id": product.id,
                "location_id": warehouse.lot_stock_id.id,
                "lot_id": lot.id,
                "inventory_quantity": quantity,
            }
            for lot, (_name, _days, quantity) in zip(lots, LOTS, strict=True)
        ]
    ).action_apply_inventory()


def look_ahead(env):
    """In a company of this size the warehouse buys, and has the to-dos of the stock."""
    _show_too(env)
    warehouse = find_person(env, "warehouse")
    warehouse.group_ids = [(4, env.ref("purchase.group_purchase_user").id)]
    env.company.tvshop_stock_user_id = warehouse
    env["tvshop.purchase.proposal"]._refresh(env.company)
    env["tvshop.stock.alert"]._look(env.company)


def _show_too(env):
    """One that is short was shown beside another product, and is to be again in some days."""
    product = env["product.product"].search([("default_code", "=", SHOWN_TOO)], limit=1)
    now, day = clock.to_utc(clock.local_now()), timedelta(days=1)
    env["tvshop.spot"].search(
        [
            ("product_ids.categ_id", "=", product.categ_id.id),
            ("start", ">", now - 60 * day),
            "|",
            ("start", "<", now - day),
            ("start", ">", now + 2 * day),
        ]
    ).product_ids = [(4, product.id)]
