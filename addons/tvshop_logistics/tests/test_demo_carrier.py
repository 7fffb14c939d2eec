from odoo.exceptions import UserError
from odoo.tests import tagged

from ..demo_carrier.files import SHAPES
from ..feedback.rows import ROLES
from .common import LogisticsCase


@tagged("post_install", "-at_install")
class TestDemoCarrier(LogisticsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_stock(cls.cooker, 100)
        for carrier in (cls.ems, cls.courier, cls.post):
            carrier.delivery_type = "tvshop_demo"
            cls.make_range(carrier)
            shape = SHAPES[carrier.tvshop_kind]
            cls.env["tvshop.feedback.format"].create(
                {
                    "carrier_id": carrier.id,
                    "column_ids": [
                        (0, 0, {"position": place, "header": header, "role": role})
                        for place, (header, role) in enumerate(
                            zip(shape.headers, ROLES, strict=True), 1
                        )
                    ],
                    "word_ids": [
                        (0, 0, {"word": word, "status": status})
                        for status, word in shape.words.items()
                    ],
                }
            )

    def test_h4_every_parcel_comes_to_an_end_within_a_fortnight(self):
        for carrier in (self.ems, self.courier, self.post):
            payment = "cod" if carrier.allow_cash_on_delivery else "prepaid"
            orders = [self.make_order(carrier_id=carrier.id, payment=payment) for _n in range(12)]
            self.ship(*orders)
            records = []
            for _day in range(15):
                action = carrier.with_user(self.warehouse).action_demo_next_day()
                records.append(self.env[action["res_model"]].browse(action["res_id"]))
            self.assertEqual({record.state for record in records}, {"done"})
            self.assertTrue(any(record.repeated_count for record in records))
            self.assertTrue(any(record.bad_count for record in records))
            for order in orders:
                self.assertTrue(order.tvshop_state == "delivered" or order.is_refused)
            self.assertIn("delivered", {order.tvshop_state for order in orders})

    def test_h4_demo_carrier_is_a_provider_with_waybills(self):
        order = self.make_order(carrier_id=self.ems.id)
        self.assertEqual(self.ems.rate_shipment(order)["price"], 10)
        (answer,) = self.ems.send_shipping(order.picking_ids)
        self.assertEqual(answer["tracking_number"], order.picking_ids.waybill_id.name)

    def test_h4_nothing_shipped_is_said(self):
        with self.assertRaisesRegex(UserError, "Nothing has been shipped"):
            self.ems.action_demo_next_day()
