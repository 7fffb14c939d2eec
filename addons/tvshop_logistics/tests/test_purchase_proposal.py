from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .test_return import ReturnCase


@tagged("post_install", "-at_install")
class TestPurchaseProposal(ReturnCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tvshop.spot"].search([]).active = False
        cls.channel = cls.env["tvshop.media.channel"].create({"name": "购物一台", "code": "P1"})
        cls.supplier = cls.env["res.partner"].create({"name": "永康厨具厂"})
        cls.seller = cls.env["product.supplierinfo"].create(
            {
                "partner_id": cls.supplier.id,
                "product_tmpl_id": cls.cooker.product_tmpl_id.id,
                "price": 60,
                "delay": 5,
                "min_qty": 40,
            }
        )
        cls.cooker.purchase_ok = True
        cls.env.company.write({"tvshop_review_days": 7, "days_to_purchase": 0})
        groups = "tvshop_crm.group_warehouse,purchase.group_purchase_user"
        cls.buyer = new_test_user(cls.env, "tv_buyer", groups=groups, name="采购")

    @classmethod
    def make_spot(cls, days, hour=12, **values):
        """A spot of the cooker so many days from today, at an hour of UTC (20 o'clock there)."""
        start = datetime.combine(fields.Date.today() + timedelta(days=days), datetime.min.time())
        return cls.env["tvshop.spot"].create(
            {
                "name": "电饭锅",
                "channel_id": cls.channel.id,
                "start": start + timedelta(hours=hour),
                "duration": 30,
                "product_ids": cls.cooker.ids,
            }
            | values
        )

    @classmethod
    def make_products(cls, count):
        values = {"categ_id": cls.cooker.categ_id.id, "is_storable": True, "list_price": 99}
        return cls.env["product.product"].create(
            [{**values, "name": f"炒锅 {number}"} for number in range(count)]
        )

    def sell_by(self, spot, quantity):
        """An order by the spot that waits for goods but for the first piece."""
        self.add_stock(self.cooker, 1)
        order = self.make_order()
        line = order.order_line.filtered(lambda line: line.product_id == self.cooker)
        line.product_uom_qty = quantity
        order.spot_id = spot
        return order

    def refresh(self, product=None):
        proposals = self.env["tvshop.purchase.proposal"]
        self.env.invalidate_all()
        proposals._refresh(self.env.company)
        return proposals.search(
            [("product_id", "=", (product or self.cooker).id), ("state", "=", "open")]
        )

    def count_open(self, products):
        return self.env["tvshop.purchase.proposal"].search_count(
            [("product_id", "in", products.ids), ("state", "=", "open")]
        )

    def test_g4_coming_spots_are_bought_for_by_what_earlier_ones_sold(self):
        for days in (-30, -20, -10, -5):
            self.sell_by(self.make_spot(days), 20)
        self.assertFalse(self.refresh().facts and self.refresh().facts["spots"])
        for days in (2, 4, 30):
            self.make_spot(days)
        proposal = self.refresh()
        [group] = proposal.facts["spots"]
        # The spot of day 30 lies after the 5 days of delivery and 7 of review.
        self.assertEqual((group["spots"], group["known"], group["part"]), (2, 4, 3))
        self.assertAlmostEqual(group["each"], 20, places=3)
        self.assertEqual(proposal.partner_id, self.supplier)
        self.assertEqual(proposal.facts["owed"], 80)
        self.assertGreaterEqual(proposal.quantity, proposal.missing)

    def test_g4_the_reasons_are_read_in_words_and_numbers(self):
        self.sell_by(self.make_spot(-5), 20)
        self.make_spot(3)
        why = self.refresh().with_user(self.warehouse).why
        self.assertIn("1 spots on 购物一台 in the evening: 20.0 each, together 20", why)
        self.assertIn("will be missing within 12 days", why)
        self.assertIn("owed to orders 20", why)

    def test_g4_what_is_on_a_draft_order_is_not_proposed_again(self):
        self.make_spot(2)
        self.sell_by(self.make_spot(-5), 30)
        proposal = self.refresh().with_user(self.buyer)
        proposal.action_order()
        self.assertEqual(proposal.state, "ordered")
        self.assertFalse(self.refresh())
        proposal.purchase_id.button_cancel()
        self.assertTrue(self.refresh())

    def test_g4_pressing_twice_makes_one_draft_order_for_each_supplier(self):
        other = self.make_products(1)
        other.seller_ids = [(0, 0, {"partner_id": self.supplier.id, "delay": 5, "min_qty": 1})]
        self.sell_by(self.make_spot(-5, product_ids=[(6, 0, (self.cooker | other).ids)]), 30)
        self.make_spot(2, product_ids=[(6, 0, (self.cooker | other).ids)])
        proposals = (self.refresh() | self.refresh(other)).with_user(self.buyer)
        self.assertEqual(len(proposals), 2)
        action = proposals.action_order()
        again = proposals.action_order()
        [order] = proposals.purchase_id
        self.assertEqual((action["res_id"], again["res_id"]), (order.id, order.id))
        self.assertEqual((order.state, order.partner_id), ("draft", self.supplier))
        self.assertEqual(
            {line.product_id: line.product_qty for line in order.order_line},
            {proposal.product_id: proposal.quantity for proposal in proposals},
        )
        self.assertEqual(order.order_line[0].price_unit, 60)

    def test_g4_the_least_the_supplier_takes_is_kept(self):
        self.seller.min_qty = 500
        self.make_spot(2)
        self.sell_by(self.make_spot(-5), 30)
        proposal = self.refresh()
        self.assertEqual(proposal.quantity, 500)
        self.assertIn("the supplier takes at least 500", proposal.why)
        with self.assertRaises(ValidationError):
            proposal.with_user(self.buyer).quantity = 499
        proposal.with_user(self.buyer).quantity = 600

    def test_g4_a_quantity_changed_by_hand_stays(self):
        self.make_spot(2)
        self.sell_by(self.make_spot(-5), 30)
        proposal = self.refresh()
        proposal.with_user(self.buyer).quantity = 90
        self.assertEqual(self.refresh(), proposal)
        self.assertEqual((proposal.quantity, proposal.is_edited), (90, True))
        proposal.with_user(self.buyer).quantity = 0
        with self.assertRaises(UserError):
            proposal.with_user(self.buyer).action_order()

    def test_g4_what_is_there_comes_off_and_expected_returns_as_far_as_they_sell_again(self):
        self.make_spot(2)
        self.sell()._take_refusal("不要了")
        self.sell_by(self.make_spot(-5), 30)
        facts = self.refresh().facts
        self.assertEqual((facts["on_hand"], facts["owed"]), (10, 30))
        self.assertTrue(0 < facts["returns"] < 1)
        self.add_stock(self.cooker, 500)
        self.assertFalse(self.refresh())

    def test_g4_a_product_without_a_supplier_is_told_not_ordered(self):
        self.cooker.seller_ids = False
        self.make_spot(2)
        self.sell_by(self.make_spot(-5), 30)
        proposal = self.refresh()
        self.assertFalse(proposal.partner_id)
        with self.assertRaisesRegex(UserError, "Enter a supplier"):
            proposal.with_user(self.buyer).action_order()

    def test_g4_only_buyers_order_and_agents_see_nothing(self):
        self.make_spot(2)
        self.sell_by(self.make_spot(-5), 30)
        proposal = self.refresh()
        with self.assertRaises(AccessError):
            proposal.with_user(self.warehouse).action_order()
        with self.assertRaises(AccessError):
            proposal.with_user(self.warehouse).quantity = 80
        with self.assertRaises(AccessError):
            proposal.with_user(self.buyer).write({"state": "ordered"})
        with self.assertRaises(AccessError):
            proposal.with_user(self.agent).read(["quantity"])
        with self.assertRaises(AccessError):
            proposal.with_user(self.agent).action_refresh()
        proposal.with_user(self.warehouse).action_refresh()

    def test_g4_working_out_takes_as_many_queries_for_many_products(self):
        self.sell_by(self.make_spot(-5), 30)
        self.refresh()
        counts = []
        for count in (10, 40):
            products = self.make_products(count)
            self.make_spot(2, product_ids=[(6, 0, products.ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["tvshop.purchase.proposal"]._refresh(self.env.company)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(self.count_open(products), count)
        self.assertLessEqual(counts[1], counts[0] + 2, "but for what a cache has lost")

    def test_g4_transfers_counts_and_proposals_are_on_the_warehouses_menu(self):
        menus = self.env["ir.ui.menu"].with_user(self.warehouse)
        visible = menus._visible_menu_ids()
        for name in ("transfer_menu", "count_menu", "tvshop_purchase_proposal_menu"):
            self.assertIn(self.env.ref(f"tvshop_logistics.{name}").id, visible)
        moves = self.env["stock.picking"].with_user(self.warehouse)
        self.assertTrue(moves.has_access("create"))
        self.env.ref("stock.action_view_inventory_tree").with_user(self.warehouse).run()
