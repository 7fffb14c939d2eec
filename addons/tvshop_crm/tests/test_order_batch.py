import random
from contextlib import closing

from freezegun import freeze_time
from odoo.fields import Command
from odoo.tests import tagged

from ..batch.rows import NEVER_COPIED
from .common import TvshopCase

ORDERS = 200
MODELS = (
    *("sale.order", "sale.order.line", "stock.reference", "stock.picking", "stock.move"),
    *("stock.move.line", "tvshop.order.event"),
)
# By hand they come in another order; what they are is compared.
NUMBERED = {"sale.order": "S", "stock.picking": "P"}


def snapshot(orders):
    """All that is stored of orders and what was made of them, by place instead of id."""
    orders.env.flush_all()
    orders.env.invalidate_all()
    found = related(orders.sudo())
    labels, names = {}, {}
    for model, records in found.items():
        for place, record in enumerate(records):
            labels[model, record.id] = f"{model}#{place}"
            if model in NUMBERED:
                names[record.name] = f"{NUMBERED[model]}#{place}"
    rows = []
    for records in found.values():
        for record in records:
            rows.append({name: told(record, name, labels, names) for name in compared(record)})
    return rows


def related(orders):
    lines = orders.order_line.sorted(lambda line: (orders.ids.index(line.order_id.id), line.id))
    moves = lines.move_ids.sorted(lambda move: lines.ids.index(move.sale_line_id.id))
    return {
        "sale.order": orders,
        "sale.order.line": lines,
        "stock.reference": orders.stock_reference_ids.sorted(
            lambda reference: orders.ids.index(reference.sale_ids.id)
        ),
        "stock.picking": moves.picking_id,
        "stock.move": moves,
        "stock.move.line": moves.move_line_ids.sorted(
            lambda line: (moves.ids.index(line.move_id.id), line.location_id.id, line.lot_id.id)
        ),
        "tvshop.order.event": orders.tvshop_event_ids.sorted(
            lambda event: orders.ids.index(event.order_id.id)
        ),
    }


def compared(record):
    return [
        name
        for name, field in record._fields.items()
        if field.store
        and name not in NEVER_COPIED
        and field.type not in ("one2many", "binary")
        and not name.startswith("message_")
    ]


def told(record, name, labels, names):
    field, value = record._fields[name], record[name]
    if field.relational:
        return sorted(labels.get((field.comodel_name, one.id), one.id) for one in value)
    return names.get(value, value) if isinstance(value, str) else value


def stock_of(products):
    """What is there and reserved, of each product, place and lot."""
    quants = products.env["stock.quant"].sudo().search([("product_id", "in", products.ids)])
    return sorted(
        (q.product_id.id, q.location_id.id, q.lot_id.id, q.quantity, q.reserved_quantity)
        for q in quants
    )


@tagged("post_install", "-at_install")
class TestOrderBatch(TvshopCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create({"name": "13%", "amount": 13})
        cls.scarce = cls.make_product("限量茶具", code="CJ01", price=188.0, stock=40)
        cls.missing = cls.make_product("断货饼铛", code="BD01", price=99.9)
        cls.taxed = cls.make_product("扫地机", code="SD01", price=1299.0, stock=500)
        cls.taxed.taxes_id = cls.tax
        cls.loose = cls.make_product("赠品袋", code="ZP01", price=0.0)
        cls.loose.is_storable = False
        cls.wine = cls.make_lots()
        cls.products = cls.cooker | cls.scarce | cls.missing | cls.taxed | cls.loose | cls.wine
        cls.add_stock(cls.cooker, 500)
        cls.spot = cls.make_spot("2026-11-28 02:00:00")
        cls.customers = cls.make_customers()

    @classmethod
    def make_lots(cls):
        product = cls.make_product("礼盒酒", code="JH01", price=520.0)
        product.tracking = "lot"
        location = (
            cls.env["stock.warehouse"]
            .search([("company_id", "=", cls.env.company.id)], limit=1)
            .lot_stock_id
        )
        for name, quantity in (("A", 7), ("B", 11), ("C", 5)):
            lot = cls.env["stock.lot"].create({"name": name, "product_id": product.id})
            cls.env["stock.quant"]._update_available_quantity(
                product, location, quantity, lot_id=lot
            )
        return product

    @classmethod
    def make_customers(cls):
        pricelist = cls.env["product.pricelist"].create(
            {
                "name": "九折",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 10,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        grade = cls.env["tvshop.grade"].create({"name": "金卡", "pricelist_id": pricelist.id})
        customers = cls.customer
        for number in range(5):
            customers |= cls.make_customer(
                f"客户{number}",
                phone=f"1390013900{number}",
                grade_id=grade.id if number % 2 else False,
                lang="zh_CN" if number < 3 else "en_US",
            )
        return customers

    def mixed(self, count, products=None, seed=7):
        """The vals of so many orders of all sorts."""
        pick = random.Random(seed)
        weights = [8, 4, 1, 4, 1, 2]
        return [self.prepare_order(pick, products or self.products, weights) for _ in range(count)]

    def prepare_order(self, pick, products, weights):
        customer = pick.choice(self.customers)
        chosen = pick.choices(products, weights[: len(products)], k=pick.choice((1, 1, 2, 3)))
        lines = []
        for product in dict.fromkeys(chosen):
            line = {"product_id": product.id, "product_uom_qty": pick.choice((1, 1, 1, 2))}
            if pick.random() < 0.2:
                line["price_unit"] = pick.choice((9.9, 66.0))
            lines.append(Command.create(line))
        number = pick.randrange(10**9)
        return {
            "is_tvshop": True,
            "client_key": f"test-{number}",
            "client_order_ref": f"R{number}",
            "partner_id": customer.id,
            "partner_shipping_id": customer.id,
            "user_id": self.supervisor.id,
            "order_method": pick.choice(("web", "chat")),
            "payment_method_kind": pick.choice(("cod", "prepaid")),
            "tvshop_note": pick.choice(("请早点送", False)),
            **self.prepare_source(pick),
            "order_line": lines,
        }

    def prepare_source(self, pick):
        if pick.random() < 0.5:
            return {"channel_id": self.channel.id, "hotline_id": False, "spot_id": False}
        spot = self.spot
        return {
            "channel_id": spot.channel_id.id,
            "hotline_id": spot.hotline_id.id,
            "spot_id": spot.id,
        }

    def by_hand(self, vals_list):
        orders = self.env["sale.order"]
        for vals in vals_list:
            order = orders.create(vals)
            order.action_confirm()
            order._transition("ordered", key="k")
            orders |= order
        return orders

    def in_sets(self, vals_list):
        orders = self.env["sale.order"]._create_confirmed(vals_list)
        orders._transition("ordered", key="k")
        return orders

    def both(self, vals_list):
        """`(rows, stock)` of the same orders by hand and in sets, from the same beginning."""
        found = []
        for make in (self.by_hand, self.in_sets):
            with freeze_time("2026-11-28 03:00:00"), closing(self.env.cr.savepoint()):
                orders = make(vals_list)
                found.append((snapshot(orders), stock_of(self.products)))
        return found

    def test_m2_orders_in_sets_end_like_orders_confirmed_one_by_one(self):
        (rows, stock), (rows_in_sets, stock_in_sets) = self.both(self.mixed(ORDERS))
        self.assertEqual(stock, stock_in_sets)
        self.assertEqual(len(rows), len(rows_in_sets))
        self.maxDiff = None
        for one, other in zip(rows, rows_in_sets, strict=True):
            self.assertEqual(one, other)
