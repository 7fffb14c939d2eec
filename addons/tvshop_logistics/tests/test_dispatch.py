from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import stock_picking_batch_dispatch
from .dispatch import DispatchCase


@tagged("post_install", "-at_install")
class TestDispatch(DispatchCase):
    # Waves

    def test_h2_waves_are_made_by_carrier_and_cut_off(self):
        first, _orders = self.make_wave()
        other, _orders = self.make_wave(carrier=self.courier)
        self.assertEqual((len(first), len(other)), (1, 1))
        self.assertNotEqual(first, other)
        self.assertEqual(first.tvshop_carrier_id, self.ems)
        # 17:00 in Shanghai
        self.assertEqual(first.tvshop_cut_off.hour, 9)
        self.assertGreater(first.tvshop_cut_off, self.env.cr.now())

    def test_h2_late_orders_join_a_wave_until_it_is_started(self):
        wave, _orders = self.make_wave(1)
        again, _orders = self.make_wave(1)
        self.assertEqual(wave, again)
        wave._start()
        after, _orders = self.make_wave(1)
        self.assertNotEqual(wave, after)

    def test_h2_waves_have_a_largest_size(self):
        picking_type = self.make_wave(1)[0].picking_type_id.sudo()
        picking_type.batch_max_pickings = 2
        _wave, orders = self.make_wave(4)
        waves = orders.picking_ids.batch_id
        self.assertEqual(sorted(waves.mapped("tvshop_order_count")), [1, 2, 2])

    def test_h2_orders_without_goods_or_carrier_wait(self):
        lacking = self.make_order(carrier_id=self.ems.id)
        lacking.picking_ids.do_unreserve()
        homeless = self.make_order(carrier_id=self.ems.id)
        homeless.picking_ids.carrier_id = False
        self.waves()._make_waves()
        self.assertFalse((lacking | homeless).picking_ids.batch_id)

    def test_h2_pick_list_sums_by_location_and_product(self):
        wave, _orders = self.make_wave(3)
        rows = wave._pick_list()
        self.assertEqual([(row[1], row[3]) for row in rows], [(self.cooker, 3.0)])
        report = self.env["ir.actions.report"].with_user(self.warehouse)
        html, _kind = report._render_qweb_html("tvshop_logistics.pick_list", wave.ids)
        self.assertIn("智能电饭锅", html.decode())

    # Scanning

    def test_h2_scanned_parcel_is_ready_and_counted(self):
        wave, orders = self.make_wave()
        answer = self.pack(wave, orders[0])
        self.assertEqual((answer["wave"]["scanned"], answer["wave"]["orders"]), (1, 2))
        picking = orders[0].picking_ids
        self.assertEqual((picking.parcel_uid, picking.parcel_weight), (self.warehouse, 1.2))
        self.assertEqual(orders[0].tvshop_state, "ordered")

    def assert_refused(self, answer, *words):
        self.assertEqual(list(answer), ["refused"])
        for word in words:
            self.assertIn(word, answer["refused"])

    def test_h2_wrong_orders_are_refused_with_what_to_do(self):
        wave, orders = self.make_wave()
        other, others = self.make_wave(carrier=self.courier)
        self.assert_refused(wave.dispatch_open("NIX"), "no order NIX")
        self.assert_refused(wave.dispatch_open(others[0].name), other.display_name)
        self.pack(wave, orders[0])
        self.assert_refused(wave.dispatch_open(orders[0].name), "was scanned by")
        orders[1]._action_cancel()
        self.assert_refused(wave.dispatch_open(orders[1].name), "cancelled", "shelf")

    def test_h2_order_without_waybill_is_refused(self):
        wave, orders = self.make_wave(1)
        orders.picking_ids.waybill_id._spoil("torn")
        self.assert_refused(wave.dispatch_open(orders.name), "no waybill")

    def test_h2_second_parcel_of_an_order_is_dispatched_like_the_first(self):
        line = {"product_id": self.cooker.id, "qty": 2}
        order = self.make_order(carrier_id=self.ems.id, lines=[line])
        first = order.picking_ids
        first.move_ids.write({"quantity": 1, "picked": True})
        first._action_done()
        self.assertEqual(order.tvshop_state, "shipped")
        second = order.picking_ids - first
        second.action_assign()
        self.waves()._make_waves()
        wave = second.batch_id.with_user(self.warehouse)
        self.assertTrue(wave)
        second._assign_waybills()
        self.assertNotIn("refused", self.pack(wave, order))
        self.assertFalse(self.confirm(wave))
        self.assertEqual((second.state, order.tvshop_state), ("done", "shipped"))

    def test_h2_two_people_do_not_pack_one_parcel(self):
        wave, orders = self.make_wave()
        parcel = wave.dispatch_open(orders[0].name)["parcel"]
        other = wave.with_user(self.second_packer)
        self.assert_refused(other.dispatch_open(orders[0].name), "is packing", "next")
        self.assertIn("parcel", wave.dispatch_open(orders[0].name), "a reload goes on")
        other.dispatch_release(parcel["id"])
        self.assertEqual(orders[0].picking_ids.parcel_uid, self.warehouse)
        wave.dispatch_release(parcel["id"])
        self.assertIn("parcel", other.dispatch_open(orders[0].name))

    def test_h2_forged_or_outdated_contents_are_refused(self):
        wave, orders = self.make_wave()
        parcel = wave.dispatch_open(orders[0].name)["parcel"]
        number = parcel["waybill_number"]
        self.assert_refused(wave.dispatch_ready(parcel["id"], {}, number, 0), "changed")
        counts = {str(self.cooker.id): 1}
        wrong = orders[1].picking_ids.waybill_id.name
        self.assert_refused(wave.dispatch_ready(parcel["id"], counts, wrong, 0), wrong)
        self.assertFalse(orders[0].picking_ids.parcel_ready)

    # Confirming

    def test_h2_confirming_ships_the_scanned_parcels_only(self):
        wave, orders = self.make_wave(3)
        self.pack(wave, orders[0])
        self.pack(wave, orders[1])
        self.assertFalse(self.confirm(wave))
        self.assertEqual(orders.mapped("tvshop_state"), ["shipped", "shipped", "ordered"])
        self.assertEqual(orders.picking_ids.mapped("state"), ["done", "done", "assigned"])
        self.assertEqual(orders[0].picking_ids.waybill_id.state, "shipped")
        self.assertEqual(wave.state, "in_progress")
        self.assertEqual(wave.tvshop_shipped_count, 2)
        self.pack(wave, orders[2])
        self.confirm(wave)
        self.assertEqual(wave.state, "done")
        event = orders[0].tvshop_event_ids.sorted("id")[-1]
        self.assertEqual((event.to_state, event.user_id), ("shipped", self.warehouse))
        self.assertEqual(event.key, f"picking-{orders[0].picking_ids.id}")

    def test_h2_one_bad_order_does_not_stop_the_others(self):
        wave, orders = self.make_wave(5)
        for order in orders:
            self.pack(wave, order)
        bad = orders[2]
        bad.picking_ids.waybill_id._spoil("torn")
        bad.picking_ids._assign_waybills()
        with patch.object(stock_picking_batch_dispatch, "CHUNK", 2):
            failed = self.confirm(wave)
        self.assertEqual([problem["order"] for problem in failed], [bad.name])
        self.assertEqual((orders - bad).mapped("tvshop_state"), ["shipped"] * 4)
        self.assertEqual(bad.tvshop_state, "ordered")
        exception = bad.tvshop_exception_ids
        self.assertEqual((exception.kind, exception.state), ("dispatch", "open"))
        self.assertIn("spoilt waybill", exception.name)
        self.pack(wave, bad)
        self.assertFalse(self.confirm(wave))
        self.assertEqual((bad.tvshop_state, exception.state), ("shipped", "solved"))

    def test_h2_order_that_fails_within_stock_is_found_among_the_others(self):
        wave, orders = self.make_wave(6)
        for order in orders:
            self.pack(wave, order)
        bad = orders[4].picking_ids
        done = type(bad)._action_done

        def fail_for_one(pickings):
            if bad in pickings:
                raise UserError("The lot has gone bad")
            return done(pickings)

        with patch.object(type(bad), "_action_done", fail_for_one):
            failed = self.confirm(wave)
        self.assertEqual(failed, [{"order": orders[4].name, "reason": "The lot has gone bad"}])
        self.assertEqual((orders - orders[4]).mapped("tvshop_state"), ["shipped"] * 5)
        self.assertEqual(orders[4].tvshop_exception_ids.name, "The lot has gone bad")
        self.assertFalse(bad.parcel_ready)

    def test_h2_parcel_whose_carrier_was_changed_leaves_wave_and_number(self):
        wave, order = self.make_wave(1)
        self.pack(wave, order)
        printed = order.picking_ids.waybill_id
        order._choose_by_hand(self.courier, "test")
        picking = order.picking_ids
        self.assertFalse(picking.batch_id or picking.parcel_ready or picking.waybill_id)
        self.assertEqual(printed.state, "spoilt")
        self.assertIn("in no wave", wave.dispatch_open(order.name)["refused"])
        self.waves()._make_waves()
        self.assertEqual(picking.batch_id.tvshop_carrier_id, self.courier)
        self.assertEqual(picking._assign_waybills().carrier_id, self.courier)

    def test_h2_same_carrier_again_changes_nothing_in_the_wave(self):
        wave, order = self.make_wave(1)
        self.pack(wave, order)
        waybill = order.picking_ids.waybill_id
        order._choose_by_hand(self.ems, "test")
        self.assertEqual(
            (order.picking_ids.waybill_id, order.picking_ids.batch_id), (waybill, wave)
        )
        self.assertFalse(self.confirm(wave))

    def test_h2_product_that_was_cancelled_does_not_hold_the_parcel_back(self):
        wave, order = self.make_wave(1)
        move = order.picking_ids.move_ids
        extra = move.copy()
        extra._action_confirm(merge=False)
        extra._action_cancel()
        self.assertEqual((extra.picking_id, extra.state), (move.picking_id, "cancel"))
        self.pack(wave, order)
        self.assertFalse(self.confirm(wave))
        self.assertEqual(order.tvshop_state, "shipped")

    def test_h2_confirming_again_changes_nothing(self):
        wave, orders = self.make_wave(1)
        self.pack(wave, orders)
        self.confirm(wave)
        self.assertEqual(wave.dispatch_confirm()["shipped"], 0)
        self.assertEqual(
            len(orders.tvshop_event_ids.filtered(lambda e: e.to_state == "shipped")), 1
        )

    def make_mixed_wave(self, size):
        """Each order another customer's, with another number of products."""
        products = self.cooker | self.pan
        orders = self.env["sale.order"]
        for number in range(size):
            lines = [{"product_id": p.id, "qty": 1} for p in products[: 1 + number % 2]]
            customer = self.make_customer(name=f"王{number}", street=f"科技路{number}号")
            orders |= self.make_order(partner_id=customer.id, lines=lines, carrier_id=self.ems.id)
        orders._choose_by_hand(self.ems, "test")
        self.waves()._make_waves()
        orders.picking_ids._assign_waybills()
        wave = orders.picking_ids.batch_id.with_user(self.warehouse)
        for order in orders:
            self.pack(wave, order)
        return wave, orders

    def count_queries(self, wave):
        """Of a wave's confirmation, with all that it leaves to write, as a request does."""
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertFalse(self.confirm(wave.with_context(tracking_disable=False)))
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def test_h2_a_wave_of_thirty_takes_as_many_queries_as_one_of_ten(self):
        self.pan = self.make_product("炒锅", code="CG01", price=199.0, stock=500)
        self.count_queries(self.make_mixed_wave(10)[0])  # fills caches
        few, many = (self.count_queries(self.make_mixed_wave(size)[0]) for size in (10, 30))
        self.assertLessEqual(many, few + 2, "but for what a cache has lost")

    def test_h2_quants_that_somebody_else_holds_do_not_stop_a_wave(self):
        wave, orders = self.make_wave(2)
        for order in orders:
            self.pack(wave, order)
        lines = self.env.registry["stock.move.line"]
        with patch.object(lines, "_lock_quants", lambda _lines: frozenset()):
            self.assertFalse(self.confirm(wave))
        self.assertEqual(orders.mapped("tvshop_state"), ["shipped"] * 2)

    # Rights

    def test_h2_agents_do_not_dispatch(self):
        wave, orders = self.make_wave(1)
        for user in (self.agent, self.supervisor, self.finance):
            with self.assertRaises(AccessError):
                self.waves(user).dispatch_waves()
            with self.assertRaises(AccessError):
                wave.with_user(user).dispatch_open(orders.name)
            with self.assertRaises(AccessError):
                wave.with_user(user).dispatch_confirm()
            with self.assertRaises(AccessError):
                self.waves(user).action_make_waves()
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                orders.picking_ids.with_user(user).button_validate()

    def test_h2_shipped_orders_are_closed_to_agents(self):
        wave, orders = self.make_wave(1)
        self.pack(wave, orders)
        self.confirm(wave)
        with self.assertRaises(UserError):
            orders.with_user(self.agent).write({"note": "schnell"})
        with self.assertRaises(UserError):
            orders.order_line[:1].with_user(self.agent).write({"product_uom_qty": 2})
        picking = orders.picking_ids
        for sent, vals in ((picking, {"partner_id": False}), (picking.move_ids, {"quantity": 2})):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                sent.with_user(self.agent).write(vals)
        picking.with_user(self.warehouse).write({"note": "schwer"})
