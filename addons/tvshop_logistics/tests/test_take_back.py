from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .dispatch import DispatchCase


@tagged("post_install", "-at_install")
class TestTakeBack(DispatchCase):
    def ship_wave(self):
        wave, orders = self.make_wave(1)
        self.pack(wave, orders)
        self.confirm(wave)
        return wave, orders

    def test_h2_supervisor_takes_a_dispatch_back_and_it_is_sent_again(self):
        in_stock = self.cooker.qty_available
        _wave, order = self.ship_wave()
        waybill = order.picking_ids.waybill_id
        self.assertEqual(self.cooker.qty_available, in_stock - 1)
        order.with_user(self.supervisor)._take_back("Left on the table")
        self.assertEqual((order.tvshop_state, order.locked), ("ordered", False))
        self.assertEqual(self.cooker.qty_available, in_stock)
        self.assertEqual(
            (waybill.state, waybill.spoilt_reason, waybill.spoilt_uid),
            ("spoilt", "Left on the table", self.supervisor),
        )
        event = order.tvshop_event_ids.sorted("id")[-1]
        self.assertEqual(
            (event.from_state, event.to_state, event.user_id, event.reason),
            ("shipped", "ordered", self.supervisor, "Left on the table"),
        )
        again = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self.assertEqual(again.carrier_id, self.ems)
        self.waves()._make_waves()
        again._assign_waybills()
        wave = again.batch_id.with_user(self.warehouse)
        self.pack(wave, order)
        self.assertFalse(self.confirm(wave))
        self.assertEqual(order.tvshop_state, "shipped")
        self.assertEqual(self.cooker.qty_available, in_stock - 1)
        self.assertEqual(order.order_line.filtered("product_id.is_storable").qty_delivered, 1)

    def test_h2_dispatch_taken_back_twice_puts_the_goods_back_once_each(self):
        in_stock = self.cooker.qty_available
        _wave, order = self.ship_wave()
        order.with_user(self.supervisor)._take_back("Left on the table")
        again = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self.ship_pickings(again)
        self.assertEqual(self.cooker.qty_available, in_stock - 1)
        order.with_user(self.supervisor)._take_back("Once more")
        self.assertEqual(self.cooker.qty_available, in_stock)
        self.assertEqual(set(order.tvshop_waybill_ids.mapped("state")), {"spoilt"})
        waiting = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self.assertEqual(sum(waiting.move_ids.mapped("product_uom_qty")), 1)

    def test_h2_only_supervisors_with_a_reason_take_back(self):
        _wave, order = self.ship_wave()
        for user in (self.agent, self.warehouse, self.service):
            with self.assertRaises(AccessError):
                order.with_user(user)._take_back("Mistake")
            with self.assertRaises(UserError):
                order.with_user(user)._transition("ordered", "around the wizard")
        with self.assertRaises(UserError):
            order.with_user(self.supervisor)._take_back(" ")
        wizard = self.env["tvshop.take.back"].with_user(self.agent)
        with self.assertRaises(AccessError):
            wizard.create({"order_ids": order.ids, "reason": "Mistake"})
        self.assertEqual(order.tvshop_state, "shipped")

    def test_h2_parcel_that_the_carrier_has_is_not_taken_back(self):
        _wave, order = self.ship_wave()
        self.make_format(self.ems)
        self.read_feedback(
            self.ems, (order.picking_ids.waybill_id.name, "在途", "2026-01-05 10:00")
        )
        with self.assertRaisesRegex(UserError, "carrier has the parcel"):
            order.with_user(self.supervisor)._take_back("Mistake")
