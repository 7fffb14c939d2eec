from odoo.addons.tvshop_crm import demo
from odoo.tests import TransactionCase, tagged

IN_HOUSE = """
SELECT product_id, sum(quantity) FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
 WHERE l.usage = 'internal' GROUP BY product_id
"""
MOVED = """
SELECT product_id, sum(net_qty) FROM ({}) flow GROUP BY product_id
"""


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """Every screen of the warehouse has something to show, and it adds up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(demo.DONE_PARAMETER, "")
        cls.products_before = cls.env["product.product"].search([]).ids
        demo.fill(cls.env, 400)
        cls.orders = cls.env["sale.order"].search([("is_tvshop", "=", True)])

    def states(self, model, *names):
        records = self.env[model].search([])
        return {tuple(record[name] for name in names) for record in records}

    def test_every_order_that_was_sent_has_its_delivery_and_waybill(self):
        sent = self.orders.filtered(
            lambda order: order.tvshop_state in ("shipped", "delivered", "settled", "returned")
        )
        self.assertTrue(sent)
        for order in sent:
            delivery = order.picking_ids.filtered(lambda p: p.picking_type_code == "outgoing")
            self.assertEqual((len(delivery), delivery.state), (1, "done"))
            self.assertEqual(delivery.waybill_id.state, "shipped")
            self.assertEqual(delivery.waybill_id.order_id, order)
            self.assertEqual(order._is_all_back(), order.tvshop_state == "returned")

    def test_what_moved_adds_up_to_what_is_in_the_house(self):
        self.env.flush_all()
        self.env.cr.execute(IN_HOUSE)
        in_house = dict(self.env.cr.fetchall())
        self.env.cr.execute(MOVED.format(self.env["tvshop.stock.flow"]._table_query.code))
        moved = dict(self.env.cr.fetchall())
        made = set(moved) - set(self.products_before)
        self.assertGreater(len(made), 15)
        for product in made:
            self.assertAlmostEqual(in_house.get(product, 0), moved[product], 2)

    def test_goods_left_and_came_in_many_months(self):
        rows = self.env["tvshop.stock.flow"]._read_group(
            [("product_id", "not in", self.products_before)],
            ["date:month"],
            ["in_qty:sum", "out_qty:sum"],
        )
        self.assertGreater(len([row for row in rows if row[1] and row[2]]), 6)

    def test_returns_stand_at_every_step(self):
        states = self.states("tvshop.return", "state")
        self.assertLessEqual({("expected",), ("arrived",), ("done",)}, states)
        self.assertLessEqual({("refused",), ("exchange",)}, self.states("tvshop.return", "kind"))

    def test_alerts_of_each_kind_are_open(self):
        self.assertLessEqual(
            {("minimum", "open"), ("expiry", "open"), ("season", "open")},
            self.states("tvshop.stock.alert", "kind", "state"),
        )

    def test_exceptions_are_told_in_chinese(self):
        exceptions = self.env["tvshop.logistics.exception"].search([])
        self.assertLessEqual({"contradiction", "unreadable"}, set(exceptions.mapped("kind")))
        for exception in exceptions:
            self.assertRegex(exception.name, "[\u4e00-\u9fff]")

    def test_a_wave_is_begun_and_files_were_read(self):
        waves = self.env["stock.picking.batch"].search([("tvshop_carrier_id", "!=", False)])
        self.assertTrue(waves)
        self.assertTrue(self.env["tvshop.feedback.import"].search([("new_count", ">", 0)]))
        self.assertTrue(self.env["tvshop.print.job"].search([]))

    def test_demo_carriers_tell_nothing_of_what_files_have_told(self):
        ended = self.orders.filtered(lambda order: order.tvshop_state != "shipped")
        numbers = {
            parcel.waybill
            for carrier in self.env["delivery.carrier"].search([("tvshop_kind", "!=", False)])
            for parcel in carrier._demo_parcels()
        }
        self.assertFalse(numbers & set(ended.tvshop_waybill_ids.mapped("name")))
