from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models.sale_order_state import ALLOWED_SOURCES, _logger
from .common import TvshopCase

STATES = (False, "ordered", "shipped", "delivered", "settled", "returned", "exchange")
PATHS = {
    "ordered": (),
    "shipped": ("shipped",),
    "delivered": ("shipped", "delivered"),
    "settled": ("shipped", "delivered", "settled"),
    "returned": ("shipped", "returned"),
}


@tagged("post_install", "-at_install")
class TestOrderState(TvshopCase):
    def order_in(self, state):
        if state in PATHS:
            return self.make_order_in(*PATHS[state], accept_backorder=True)
        line = {"product_id": self.cooker.id}
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [Command.create(line)]}
        )
        if state == "exchange":
            order.action_confirm()
            order._transition("exchange", "test")
        return order

    def test_e3_only_the_allowed_steps_are_possible(self):
        for source in STATES:
            for target, allowed in ALLOWED_SOURCES.items():
                if source == target:
                    continue
                order = self.order_in(source)
                if target == "exchange" and not source:
                    order.action_confirm()
                with self.subTest(source=source, target=target):
                    if source in allowed:
                        self.assertEqual(order._transition(target), order)
                        self.assertEqual(order.tvshop_state, target)
                    else:
                        with self.assertRaises(UserError):
                            order._transition(target)
                        self.assertEqual(order.tvshop_state, source)

    def test_e3_same_state_again_changes_nothing(self):
        order = self.make_order_in("shipped")
        events = len(order.tvshop_event_ids)
        with patch.object(_logger, "info") as log:
            self.assertFalse(order._transition("shipped"))
        log.assert_called_once()
        self.assertEqual(len(order.tvshop_event_ids), events)

    def test_e3_key_that_was_told_before_changes_nothing(self):
        order = self.make_order()
        order._transition("shipped", key="parcel-1")
        order._transition("delivered")
        self.assertFalse(order._transition("shipped", key="parcel-1"))
        self.assertEqual(order.tvshop_state, "delivered")

    def test_e3_every_step_is_on_record_with_who_when_and_why(self):
        order = self.make_order()
        order.with_user(self.warehouse)._transition("shipped", "顺丰")
        event = order.tvshop_event_ids.sorted("id")[-1]
        self.assertEqual((event.from_state, event.to_state), ("ordered", "shipped"))
        self.assertEqual((event.user_id, event.reason), (self.warehouse, "顺丰"))
        self.assertTrue(event.date)

    def test_e3_record_of_steps_can_not_be_altered(self):
        event = self.make_order().tvshop_event_ids
        for user in (self.agent, self.manager):
            with self.assertRaises(UserError):
                event.with_user(user).reason = "x"
            with self.assertRaises(UserError):
                event.with_user(user).unlink()
        with self.assertRaises(UserError):
            event.reason = "x"
        with self.assertRaises(UserError):
            event.unlink()

    def test_e3_of_several_orders_none_moves_when_one_can_not(self):
        orders = self.make_order() | self.make_order_in("shipped", "delivered")
        with self.assertRaises(UserError):
            orders._transition("shipped")
        self.assertEqual(orders.mapped("tvshop_state"), ["ordered", "delivered"])

    def test_e3_unknown_state_is_refused(self):
        with self.assertRaises(UserError):
            self.make_order()._transition("lost")

    def test_e3_state_is_written_by_nobody(self):
        order = self.make_order()
        for user in (self.agent, self.manager, self.env.user):
            with self.assertRaises(UserError):
                order.with_user(user).write({"tvshop_state": "settled"})
        vals = {"partner_id": self.customer.id}
        with self.assertRaises(UserError):
            order.create({**vals, "tvshop_state": "settled"})
        made = order.with_context(default_tvshop_state="settled").create(vals)
        self.assertFalse(made.tvshop_state)
        self.assertFalse(self.make_order_in("shipped").copy().tvshop_state)

    def test_e3_the_door_is_closed_to_remote_calls(self):
        order = self.make_order().with_user(self.agent)
        with self.assertRaises(AccessError):
            call_kw(order.browse(), "_transition", [order.ids, "settled"], {})

    def test_e3_agent_changes_an_order_that_is_not_shipped(self):
        order = self.make_order().with_user(self.agent)
        order.tvshop_note = "改到晚上"
        order.order_line[0].product_uom_qty = 2
        self.assertEqual(order.order_line[0].product_uom_qty, 2)

    def changes(self, order):
        """Every way to change an order's content, as remote calls."""
        line = order.order_line[0]
        other = self.make_customer()
        new_line = {"order_id": order.id, "product_id": self.cooker.id}
        orders, lines = order.browse(), line.browse()
        return {
            "write": (orders, "write", [order.ids, {"tvshop_note": "x"}]),
            "address": (orders, "write", [order.ids, {"partner_shipping_id": other.id}]),
            "lines": (
                orders,
                "write",
                [order.ids, {"order_line": [Command.update(line.id, {"price_unit": 1})]}],
            ),
            "line write": (lines, "write", [line.ids, {"product_uom_qty": 9}]),
            "line price": (lines, "write", [line.ids, {"price_unit": 1}]),
            "line create": (lines, "create", [[new_line]]),
            "line unlink": (lines, "unlink", [line.ids]),
            "unlink": (orders, "unlink", [order.ids]),
            "cancel": (orders, "action_cancel", [order.ids]),
            "draft": (orders, "action_draft", [order.ids]),
            "web_save": (orders, "web_save", [order.ids, {"is_gift": True}, {}]),
        }

    def test_e3_agent_cannot_change_shipped_order(self):
        for state in ("shipped", "delivered", "settled", "returned", "exchange"):
            order = self.order_in(state).with_user(self.agent)
            before = order.sudo().read(["amount_total", "tvshop_note", "state"])
            for name, (model, method, args) in self.changes(order).items():
                if name == "draft":
                    continue
                with self.subTest(state=state, way=name), self.assertRaises(UserError):
                    call_kw(model, method, args, {})
            self.env.invalidate_all()
            self.assertEqual(order.sudo().read(["amount_total", "tvshop_note", "state"]), before)

    def test_e3_draft_button_leaves_a_shipped_order_alone(self):
        order = self.make_order_in("shipped").with_user(self.agent)
        order.action_draft()
        self.assertEqual(order.state, "sale")

    def test_e3_line_is_not_moved_into_a_shipped_order(self):
        shipped = self.make_order_in("shipped")
        line = self.make_order().order_line[0].with_user(self.agent)
        with self.assertRaises(UserError):
            line.order_id = shipped

    def test_e3_others_cannot_change_shipped_order_either(self):
        order = self.make_order_in("shipped")
        for user in (self.supervisor, self.warehouse, self.finance, self.manager):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                order.with_user(user).tvshop_note = "x"

    def test_e3_nobody_enters_what_was_delivered_of_a_shipped_order(self):
        line = self.make_order_in("shipped").order_line[0]
        for user in (self.agent, self.finance, self.manager):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                line.with_user(user).qty_delivered = 100

    def test_e3_delivery_address_of_a_shipped_order_stays(self):
        address = {"name": "王妈妈", "street": "后海大道2号", "city_id": self.nanshan.id}
        order = self.make_order_in("shipped", address=address)
        with self.assertRaises(UserError):
            order.partner_shipping_id.with_user(self.agent).street = "别处"
        self.assertIn("后海大道2号", order.shipped_to)

    def test_e3_service_changes_what_is_sent_again(self):
        order = self.order_in("exchange").with_user(self.service)
        order.tvshop_note = "换红色"
        self.assertEqual(order.tvshop_note, "换红色")

    def test_e3_shipped_order_can_still_be_talked_about(self):
        order = self.make_order_in("shipped").with_user(self.agent)
        order.message_post(body="客户来电")
        order.activity_schedule("mail.mail_activity_data_todo", summary="x")

    def test_e3_confirming_the_delivery_ships_the_order(self):
        order = self.make_order()
        picking = order.picking_ids.with_user(self.warehouse)
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(order.tvshop_state, "shipped")
        event = order.tvshop_event_ids.sorted("id")[-1]
        self.assertEqual(event.user_id, self.warehouse)
        self.assertEqual(event.key, f"picking-{picking.id}")

    def step(self, user, order, target):
        wizard = self.env["tvshop.order.transition"].with_user(user)
        vals = {"order_ids": [Command.set(order.ids)], "target": target, "reason": "x"}
        return wizard.create(vals).action_apply()

    def settlers(self):
        """Who settles by hand: with the settlement add-on, nobody does."""
        return () if "tvshop.settlement" in self.env else (self.finance,)

    def test_e3_each_department_takes_its_own_steps(self):
        steps = {
            "delivered": ({"shipped"}, (self.warehouse, self.service)),
            "settled": ({"delivered"}, self.settlers()),
            "returned": ({"shipped"}, (self.service,)),
        }
        users = (self.agent, self.supervisor, self.service, self.warehouse, self.finance)
        for target, (sources, allowed) in steps.items():
            for user in users:
                order = self.order_in(next(iter(sources)))
                with self.subTest(target=target, user=user.login):
                    if user in allowed:
                        self.step(user, order, target)
                        self.assertEqual(order.tvshop_state, target)
                    else:
                        with self.assertRaises(AccessError):
                            self.step(user, order, target)

    def test_e3_order_with_an_open_delivery_is_shipped_by_that_delivery(self):
        order = self.make_order()
        with self.assertRaises(UserError):
            self.step(self.warehouse, order, "shipped")

    def test_e3_window_offers_the_steps_that_are_possible_for_this_user(self):
        for user, states, targets in (
            (self.service, ("shipped",), ["delivered", "returned"]),
            (self.finance, ("shipped",), []),
            (self.finance, ("shipped", "delivered"), ["settled"] if self.settlers() else []),
            (self.warehouse, ("shipped",), ["delivered"]),
        ):
            order = self.make_order_in(*states)
            wizard = self.env["tvshop.order.transition"].with_user(user)
            wizard = wizard.new({"order_ids": [Command.set(order.ids)]})
            with self.subTest(user=user.login, states=states):
                self.assertEqual(wizard.possible or [], targets)
                self.assertEqual(wizard.target, targets[0] if len(targets) == 1 else False)

    def test_e3_cancelled_order_is_not_shipped(self):
        order = self.make_order()
        order.with_user(self.agent)._action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled"):
            order._transition("shipped")
        self.assertEqual(order.tvshop_state, "ordered")

    def test_e3_order_is_locked_while_it_is_out_of_the_house(self):
        order = self.make_order()
        self.assertFalse(order.locked)
        order._transition("shipped")
        self.assertTrue(order.locked)
        self.assertFalse(self.order_in("exchange").locked)

    def test_e3_finance_invoices_a_shipped_order(self):
        order = self.make_order()
        picking = order.picking_ids.with_user(self.warehouse)
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertTrue(order.with_user(self.finance)._create_invoices())

    def test_e3_finance_makes_an_invoice_for_each_title_by_the_button(self):
        titles = ("深圳好锅公司", "深圳好锅公司", "广州好锅公司", False)
        orders = self.env["sale.order"].union(*(self.make_order() for _title in titles))
        for order, title in zip(orders, titles, strict=True):
            order.write({"invoice_wanted": True, "invoice_title": title})
        orders.picking_ids.move_ids.picked = True
        orders.picking_ids.with_user(self.warehouse).button_validate()
        wizards = self.env["sale.advance.payment.inv"].with_context(active_ids=orders.ids)
        Form(wizards.with_user(self.finance)).save().create_invoices()
        invoices = orders.invoice_ids
        found = sorted((move.invoice_title or "", len(move.invoice_line_ids)) for move in invoices)
        each = len(orders[0].order_line)
        self.assertEqual(found, [("", each), ("广州好锅公司", each), ("深圳好锅公司", 2 * each)])
        printed = self.env["ir.actions.report"]._render_qweb_html(
            "account.report_invoice", invoices.filtered("invoice_title").ids
        )[0]
        self.assertIn("广州好锅公司", printed.decode())
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            Form(wizards.with_user(self.warehouse)).save()

    def test_e3_title_of_an_invoice_that_is_not_wanted_stays_off_it(self):
        order = self.make_order()
        order.invoice_title = "深圳好锅公司"
        self.assertFalse(order._prepare_invoice()["invoice_title"])

    def test_e3_step_waits_for_another_one_to_end(self):
        order = self.make_order()
        with (
            patch.object(type(order), "try_lock_for_update", lambda self, **_kw: self.browse()),
            self.assertRaises(ConcurrencyError),
        ):
            order._transition("shipped")
        self.assertEqual(order.tvshop_state, "ordered")
