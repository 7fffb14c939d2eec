from contextlib import closing

from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import LogisticsCase


@tagged("post_install", "-at_install")
class TestOrderBatch(LogisticsCase):
    """Orders that are made at once are sorted and reserved like those confirmed one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_contract(cls.ems, 20)
        cls.make_contract(cls.courier, 8, cod_percent=2)
        cls.make_contract(cls.post, 5)
        cls.make_rule(choice="cheapest")
        cls.add_stock(cls.cooker, 50)
        cls.yoghurt = cls.make_perishable()
        cls.far = cls.make_customer("卓玛", city_id=cls.lhasa.id, street="北京中路1号")

    @classmethod
    def make_perishable(cls):
        product = cls.make_product("酸奶", code="SN01", price=39.0)
        product.write({"tracking": "lot", "use_expiration_date": True, "weight": 0.5})
        place = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        for name, days in (("late", 60), ("soon", 30), ("over", -5)):
            day = fields.Datetime.now() + relativedelta(days=days)
            lot = cls.env["stock.lot"].create(
                {"name": name, "product_id": product.id, "removal_date": day}
            )
            cls.env["stock.quant"]._update_available_quantity(
                product, place.lot_stock_id, 6, lot_id=lot
            )
        return product

    def prepare_orders(self):
        return [
            {
                "is_tvshop": True,
                "client_key": f"batch-{number}",
                "partner_id": (self.far if number % 3 == 0 else self.customer).id,
                "payment_method_kind": "cod" if number % 2 else "prepaid",
                "order_line": [
                    Command.create(
                        {
                            "product_id": (self.yoghurt if number % 5 == 0 else self.cooker).id,
                            "product_uom_qty": 1 + number % 4,
                        }
                    )
                ],
            }
            for number in range(30)
        ]

    def told(self, orders):
        return [
            (
                order.tvshop_carrier_id.name,
                order.picking_ids.carrier_id.name,
                order.picking_ids.weight,
                order.tvshop_choice_ids.basis,
                order.tvshop_choice_ids.facts,
                [(line.lot_id.name, line.quantity) for line in order.picking_ids.move_line_ids],
                order.picking_ids.state,
            )
            for order in orders
        ]

    def by_hand(self, vals_list):
        orders = self.env["sale.order"]
        for vals in vals_list:
            order = orders.create(vals)
            order.action_confirm()
            order._transition("ordered")
            orders |= order
        return orders

    def in_sets(self, vals_list):
        orders = self.env["sale.order"]._create_confirmed(vals_list)
        orders._transition("ordered")
        return orders

    def test_h1_orders_made_at_once_get_the_carriers_and_lots_of_those_made_singly(self):
        found = []
        for make in (self.by_hand, self.in_sets):
            with closing(self.env.cr.savepoint()):
                found.append(self.told(make(self.prepare_orders())))
        self.maxDiff = None
        self.assertEqual(*found)
        self.assertEqual({row[0] for row in found[0]}, {"EMS", "KD", "POST"})
