from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import MOBILE, OTHER_MOBILE, CtiCase


@tagged("post_install", "-at_install")
class TestCustomerAndOrder(CtiCase):
    def partners(self, user=None):
        return self.env["res.partner"].with_user(user or self.user)

    def test_l2_new_caller_is_saved_with_the_number_nobody_saw(self):
        call = self.talk(caller_raw=OTHER_MOBILE)
        profile = self.partners().desktop_save(
            False, {"name": "赵六", "origin": {"call_id": call.id}}
        )
        customer = self.env["res.partner"].browse(profile["id"])
        self.assertEqual(customer.contact_method_ids.e164, "+8613912345678")
        self.assertTrue(customer.contact_method_ids.is_main)
        self.assertEqual(call.partner_id, customer)
        self.assertEqual(customer.source_spot_id, self.spot)
        self.assertNotIn(OTHER_MOBILE, str(profile))

    def test_l2_foreign_call_gives_no_number_away(self):
        call = self.talk(self.other_agent, caller_raw=OTHER_MOBILE)
        profile = self.partners().desktop_save(
            False, {"name": "赵六", "origin": {"call_id": call.id}}
        )
        self.assertFalse(self.env["res.partner"].browse(profile["id"]).contact_method_ids)
        self.assertFalse(call.partner_id)

    def test_l2_known_caller_from_a_new_number_keeps_the_main_one(self):
        customer = self.make_customer()
        call = self.talk(caller_raw=OTHER_MOBILE)
        self.partners().desktop_save(customer.id, {"origin": {"call_id": call.id}})
        self.assertEqual(len(customer.contact_method_ids), 2)
        self.assertEqual(customer.main_contact_id.e164, "+8613800138000")

    def test_a3_profile_lists_the_customers_calls_of_all_agents(self):
        customer = self.make_customer()
        self.hang_up(self.other_agent)
        (row,) = self.partners().desktop_profile(customer.id)["calls"]
        self.assertEqual(
            (row["direction"], row["outcome"], row["hotline"], row["agent"], row["talk_seconds"]),
            ("in", "answered", "Home line", "cti_other", 60),
        )

    def order_payload(self, customer, product, **values):
        return {
            "client_key": "cti-test-key",
            "partner_id": customer.id,
            "lines": [{"product_id": product.id, "qty": 1, "price_shown": product.list_price}],
            "carrier_id": False,
            "address": False,
            "payment": "cod",
            "order_method": "phone_in",
            "accept_backorder": True,
            **values,
        }

    def test_e1_order_made_in_a_call_belongs_to_it_and_to_its_spot(self):
        customer = self.make_customer(street="深南大道1号")
        product = self.env["product.product"].create({"name": "菜刀", "list_price": 99.0})
        call = self.talk()
        payload = self.order_payload(customer, product, call_id=call.id)
        result = self.env["sale.order"].with_user(self.user).desktop_create(payload)
        order = self.env["sale.order"].browse(result["id"])
        self.assertEqual(call.order_ids, order)
        self.assertRecordValues(order, [{
            "spot_id": self.spot.id, "hotline_id": self.hotline.id, "channel_id": self.channel.id,
        }])  # fmt: skip
        _order, call_link = order._history_links()
        self.assertIn(f"data-oe-model='tvshop.call' data-oe-id='{call.id}'", call_link)

    def test_e1_finance_follows_an_order_to_its_call(self):
        finance = new_test_user(self.env, "cti_finance", "tvshop_crm.group_finance")
        warehouse = new_test_user(self.env, "cti_warehouse", "tvshop_crm.group_warehouse")
        call, other = self.talk(), self.hang_up(linkedid="pbxtest-7.1")
        order = self.env["sale.order"].create({"partner_id": self.make_customer().id})
        order.call_id = call
        Form(order.with_user(finance))
        self.assertIn('name="call_id"', order.with_user(finance).get_view(view_type="form")["arch"])
        calls = self.env["tvshop.call"].with_user(finance)
        self.assertEqual(Form(calls.browse(call.id)).caller_masked, call.caller_masked)
        texts = [name for name, about in calls.fields_get().items() if about["type"] == "char"]
        self.assertNotIn(MOBILE, str(calls.search_read([], texts)))
        self.assertEqual(calls.search([]), call)
        for user, record in ((warehouse, call), (finance, other), (finance, call.leg_ids)):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                record.with_user(user).read(["start"] if record != call.leg_ids else ["result"])

    def test_e1_order_cannot_claim_a_foreign_call(self):
        customer = self.make_customer(street="深南大道1号")
        product = self.env["product.product"].create({"name": "菜刀", "list_price": 99.0})
        call = self.talk(self.other_agent)
        payload = self.order_payload(customer, product, call_id=call.id)
        self.env["sale.order"].with_user(self.user).desktop_create(payload)
        self.assertFalse(call.order_ids)
