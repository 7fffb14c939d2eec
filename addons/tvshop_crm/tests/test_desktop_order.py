from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TvshopCase


@tagged("post_install", "-at_install")
class TestDesktopOrder(TvshopCase):
    def setUp(self):
        super().setUp()
        self.orders = self.env["sale.order"].with_user(self.agent)

    def line(self, **values):
        return {"product_id": self.cooker.id, "qty": 1, "price_shown": 299.0} | values

    def test_e1_order_is_made_confirmed_and_with_the_warehouse(self):
        result = self.orders.desktop_create(self.payload(note="周末送", is_urgent=True))
        order = self.env["sale.order"].browse(result["id"])
        self.assertFalse(result["duplicate"])
        self.assertEqual(result["state_label"], "Ordered")
        self.assertEqual((order.state, order.tvshop_state), ("sale", "ordered"))
        self.assertEqual(order.amount_total, 309)
        self.assertEqual(result["total"], 309)
        self.assertEqual(order.tvshop_note, "周末送")
        self.assertTrue(order.is_urgent)
        self.assertEqual(order.user_id, self.agent)
        self.assertEqual(order.picking_ids.state, "assigned")
        waiting = (
            self.env["sale.order"]
            .with_user(self.warehouse)
            .search([("tvshop_state", "in", ("ordered", "exchange"))])
        )
        self.assertIn(order, waiting)

    def test_e1_same_key_makes_one_order(self):
        payload = self.payload()
        first = self.orders.desktop_create(payload)
        again = self.orders.desktop_create(payload)
        self.assertEqual(again["id"], first["id"])
        self.assertTrue(again["duplicate"])
        self.assertEqual(self.orders.search_count([("partner_id", "=", self.customer.id)]), 1)

    def test_e1_same_key_again_after_the_price_changed_is_the_same_order(self):
        payload = self.payload()
        first = self.orders.desktop_create(payload)
        self.cooker.list_price = 999
        self.assertEqual(self.orders.desktop_create(payload)["id"], first["id"])

    def test_e1_key_taken_by_a_request_at_the_same_time_is_tried_again(self):
        payload = self.payload()
        self.orders.desktop_create(payload)
        blind = patch.object(
            type(self.orders), "_desktop_made", lambda orders, key: orders.browse()
        )
        with blind, self.assertRaises(ConcurrencyError), mute_logger("odoo.sql_db"):
            self.orders.desktop_create(payload)

    def test_e1_order_without_a_key_is_refused(self):
        with self.assertRaises(UserError):
            self.orders.desktop_create(self.payload(client_key=""))

    def test_e1_changed_price_is_asked_about_and_nothing_is_made(self):
        payload = self.payload()
        self.cooker.list_price = 319
        answer = self.orders.desktop_create(payload)
        change = {"product_id": self.cooker.id, "old": 299.0, "new": 319.0}
        self.assertEqual(answer, {"price_changed": [change]})
        self.assertFalse(self.orders.search([("client_key", "=", payload["client_key"])]))
        payload["lines"][0]["price_shown"] = 319
        self.assertTrue(self.orders.desktop_create(payload)["id"])

    def test_e1_product_out_of_stock_is_asked_about(self):
        payload = self.payload(lines=[self.line(qty=11)])
        answer = self.orders.desktop_create(payload)
        self.assertEqual(
            answer,
            {"out_of_stock": [{"product_id": self.cooker.id, "qty": 11, "available": 10}]},
        )
        self.assertTrue(self.orders.desktop_create(payload | {"accept_backorder": True})["id"])

    def test_e1_same_product_on_two_lines_is_added_up(self):
        order = self.make_order(lines=[self.line(), self.line(qty=2)])
        goods = order.order_line.filtered(lambda line: not line.is_delivery)
        self.assertEqual(goods.product_uom_qty, 3)

    def test_e1_bad_lines_are_refused(self):
        self.cooker.copy()
        hidden = self.make_product("旧款", stock=5)
        hidden.sale_ok = False
        for lines in (
            [],
            [self.line(qty=0)],
            [self.line(qty=-1)],
            [self.line(qty=1e9)],
            [self.line(product_id=hidden.id)],
            [self.line(product_id=0)],
        ):
            with self.subTest(lines=lines), self.assertRaises(UserError):
                self.orders.desktop_create(self.payload(lines=lines))

    def test_e1_unknown_payment_is_refused(self):
        for payment in (False, "bitcoin"):
            with self.subTest(payment=payment), self.assertRaises(UserError):
                self.orders.desktop_create(self.payload(payment=payment))

    def test_e1_spot_on_air_is_filled_in_from_the_hotline(self):
        spot = self.make_spot(Datetime.now() - timedelta(minutes=5))
        order = self.make_order()
        self.assertEqual(order.spot_id, spot)
        self.assertEqual(order.channel_id, self.channel)

    def test_e1_hotline_and_channel_follow_from_the_spot(self):
        spot = self.make_spot(datetime(2026, 1, 1))
        order = self.make_order(hotline_id=False, spot_id=spot.id)
        self.assertEqual((order.hotline_id, order.channel_id), (self.hotline, self.channel))

    def test_e1_price_is_the_one_for_this_customer(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "金卡",
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 10})],
            }
        )
        self.customer.grade_id = self.env["tvshop.grade"].create(
            {"name": "金卡", "pricelist_id": pricelist.id}
        )
        row = self.orders.desktop_products("DF01", self.customer.id)[0]
        self.assertAlmostEqual(row["price"], 269.1)
        quote = self.orders.desktop_quote(self.payload())
        self.assertAlmostEqual(quote["lines"][0]["price"], 269.1)
        order = self.make_order(lines=[self.line(price_shown=269.1)])
        self.assertAlmostEqual(order.order_line[0].price_unit, 269.1)

    def test_e1_quote_is_what_the_order_costs(self):
        payload = self.payload(lines=[self.line(qty=2)])
        before = self.orders.search_count([])
        quote = self.orders.desktop_quote(payload)
        self.assertEqual(self.orders.search_count([]), before)
        self.assertEqual((quote["delivery"], quote["total"]), (10, 608))
        self.assertEqual(quote["lines"][0]["subtotal"], 598)
        self.assertEqual(self.orders.desktop_create(payload)["total"], quote["total"])

    def test_e1_quote_warns_of_a_shortage(self):
        quote = self.orders.desktop_quote(self.payload(lines=[self.line(qty=11)]))
        self.assertTrue(quote["lines"][0]["warning"])

    def test_e1_order_goes_to_another_address_once_kept(self):
        address = {
            "name": "王妈妈",
            "state_id": self.nanshan.state_id.id,
            "city_id": self.nanshan.id,
            "street": "后海大道2号",
            "zip": "",
            "phone": "13911114444",
        }
        orders = [self.make_order(address=address) for _index in range(2)]
        delivery = orders[0].partner_shipping_id
        self.assertEqual(delivery.name, "王妈妈")
        self.assertEqual(delivery.parent_id, self.customer)
        self.assertEqual(delivery.main_contact, "139****4444")
        self.assertFalse(delivery.phone)
        self.assertEqual(orders[1].partner_shipping_id, delivery)

    def test_e1_address_without_division_marks_the_order(self):
        order = self.make_order(address={"street": "火星基地", "city_id": False})
        self.assertTrue(order.is_address_unmatched)

    def test_e1_product_is_found_by_code_name_and_initials(self):
        for term in ("DF01", "df0", "电饭", "zndfg", "ZND"):
            with self.subTest(term=term):
                ids = [row["id"] for row in self.orders.desktop_products(term)]
                self.assertIn(self.cooker.id, ids)
        self.assertEqual(self.orders.desktop_products(" "), [])

    def test_e1_product_is_found_by_any_reading_of_its_name(self):
        pan = self.make_product("麦饭石不粘炒锅 32厘米", code="KC01", stock=1)
        massager = self.make_product("颈椎按摩仪", code="HL01", stock=1)
        for term, product in (
            ("mfs", pan),
            ("mfsbz", pan),
            ("mfsbn", pan),
            ("bzcg", pan),
            ("bz cg", pan),
            ("jz", massager),
            ("jcam", massager),
        ):
            with self.subTest(term=term):
                ids = [row["id"] for row in self.orders.desktop_products(term, limit=50)]
                self.assertIn(product.id, ids)

    def test_e1_product_that_begins_with_the_initials_comes_first(self):
        self.make_product("一个不粘锅", code="A", stock=1)
        pan = self.make_product("不粘锅", code="Z", stock=1)
        self.assertEqual(self.orders.desktop_products("bzg", limit=1)[0]["id"], pan.id)

    def test_e1_product_row_shows_live_stock_and_what_is_coming(self):
        row = self.orders.desktop_products("DF01")[0]
        self.assertEqual((row["available"], row["incoming"], row["price"]), (10, 0, 299))
        self.make_order(lines=[self.line(qty=4)])
        self.assertEqual(self.orders.desktop_products("DF01")[0]["available"], 6)

    def test_e1_options_offer_what_the_form_needs(self):
        self.make_spot(Datetime.now() - timedelta(minutes=5))
        options = self.orders.desktop_options()
        self.assertIn(self.carrier.id, [row["id"] for row in options["carriers"]])
        self.assertEqual(
            [row["value"] for row in options["payments"]], ["cod", "card", "transfer", "prepaid"]
        )
        self.assertTrue(options["spots"])
        self.assertEqual(options["hotlines"][0]["did"], "4008000001")

    def test_e1_only_agents_take_orders(self):
        for user in (self.clerk, self.warehouse, self.finance):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.orders.with_user(user).desktop_create(self.payload())

    def test_e1_ordering_makes_the_prospect_a_customer(self):
        self.assertEqual(self.customer.lifecycle_stage, "prospect")
        self.make_order()
        self.assertEqual(self.customer.lifecycle_stage, "closed")
