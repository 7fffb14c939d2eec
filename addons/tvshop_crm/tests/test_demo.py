from datetime import timedelta

from odoo.addons.tvshop_crm import demo
from odoo.addons.tvshop_crm.demo import catalogue, media
from odoo.addons.tvshop_crm.demo.documented import DOCUMENTED
from odoo.tests import TransactionCase, tagged

COUNTED = (
    "res.users",
    "res.partner",
    "product.product",
    "tvshop.hotline",
    "tvshop.spot",
    "sale.order",
    "tvshop.order.event",
    "stock.picking",
    "mail.activity",
)


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(demo.DONE_PARAMETER, "")
        cls.customers_before = cls.env["res.partner"].search([])
        cls.filled = demo.fill(cls.env, 30)
        cls.orders = cls.env["sale.order"].search([("is_tvshop", "=", True)])

    def _count(self):
        return {model: self.env[model].search_count([]) for model in COUNTED}

    def test_second_run_changes_nothing(self):
        before = self._count()
        self.assertIn("tvshop_crm", self.filled)
        self.assertFalse(demo.fill(self.env, 30))
        self.assertEqual(self._count(), before)

    def test_somebody_elses_company_is_left_alone(self):
        self.env["ir.config_parameter"].set_param(demo.DONE_PARAMETER, "")
        before = self._count()
        with self.assertRaises(demo.NotEmpty):
            demo.fill(self.env, 30)
        self.assertEqual(self._count(), before)

    def test_company_has_what_the_readme_names(self):
        hotlines = self.env["tvshop.hotline"].search([]).mapped("did")
        self.assertLessEqual({hotline.did for hotline in media.HOTLINES}, set(hotlines))
        codes = [item.code for item in catalogue.ITEMS]
        self.assertEqual(
            self.env["product.product"].search_count([("default_code", "in", codes)]), 20
        )
        self.assertEqual(self.env.company.currency_id.name, "CNY")

    def test_documented_numbers_find_their_customers(self):
        for row in DOCUMENTED:
            found = self.env["tvshop.contact.method"]._find_partners(row.numbers[0])
            self.assertIn(row.name, found.mapped("name"))
        shared = self.env["tvshop.contact.method"]._find_partners("13800000008")
        self.assertEqual(len(shared), 2)

    def test_accounts_are_what_a_recount_makes_them(self):
        self.assertEqual(self.env["tvshop.contribution"]._recount(), ([], []))

    def test_each_customer_has_one_main_number(self):
        customers = self.env["tvshop.contact.method"].search([]).partner_id
        self.assertGreaterEqual(len(customers - self.customers_before), 30)
        for customer in customers - self.customers_before:
            self.assertEqual(len(customer.contact_method_ids.filtered("is_main")), 1)

    def test_order_totals_are_the_sums_of_their_lines(self):
        self.assertGreater(len(self.orders), 30)
        for order in self.orders:
            # the same goods once more, for those that came back, cost nothing
            self.assertGreaterEqual(order.amount_total, 0)
            self.assertAlmostEqual(order.amount_total, sum(order.order_line.mapped("price_total")))

    def test_most_orders_stand_for_a_spot_of_their_hotline(self):
        attributed = self.orders.filtered("spot_id")
        self.assertGreater(len(attributed) / len(self.orders), 0.6)
        for order in attributed:
            # An order may be entered minutes after the call that stands for the spot.
            called = order.date_order - timedelta(minutes=10)
            hotline = self.env["tvshop.hotline"]
            spots = [
                hotline._spot_at(order.hotline_id.did, at) for at in (called, order.date_order)
            ]
            self.assertIn(order.spot_id, spots)

    def test_history_of_an_order_ends_in_its_state(self):
        for order in self.orders:
            events = self.env["tvshop.order.event"].search([("order_id", "=", order.id)])
            last = max(events, key=lambda event: (event.date, event.id))
            self.assertEqual(last.to_state, order.tvshop_state)

    def test_ordered_ones_wait_in_the_warehouse(self):
        ordered = self.orders.filtered(lambda order: order.tvshop_state == "ordered")
        self.assertTrue(ordered)
        for order in ordered:
            self.assertTrue(order.picking_ids)
            self.assertLessEqual(order.date_order, order.create_date)
