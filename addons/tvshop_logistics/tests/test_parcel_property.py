from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.tvshop_crm.models.sale_order_state import ALLOWED_SOURCES
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_return import ReturnCase

# What a carrier tells, and when; the order in which it is told is drawn.
TOLD = {
    "refused": ("拒收", "2026-01-04 10:00"),
    "delivered": ("妥投", "2026-01-05 10:00"),
    "returned": ("退回", "2026-01-06 10:00"),
    "lost": ("丢失", "2026-01-07 10:00"),
}
VERDICTS = ("resell", "repair", "scrap")
STEPS = ("ship", "take_back", "exchange", "cancel", "cancel_return", "settle", *TOLD, *VERDICTS)
PIECES = 2


@tagged("post_install", "-at_install")
class TestParcelProperty(ReturnCase):
    """Whatever happens to an order and its replacements, and however often it is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_stock(cls.cooker, 2000)
        cls.make_format(cls.ems)
        cls.env.company.tvshop_refusal_user_id = cls.service

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(["cod", "prepaid"]),
        st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2)), max_size=12),
    )
    def test_f4_h4_stock_money_and_states_agree_after_any_steps(self, payment, steps):
        line = {"product_id": self.cooker.id, "qty": PIECES}
        self.before = self.in_house()
        self.orders = self.make_order(carrier_id=self.ems.id, lines=[line], payment=payment)
        self.was_paid = set()
        for name, number in steps:
            order = self.orders[number % len(self.orders)]
            before = self.snapshot()
            if not self.try_step(name, order):
                self.assertEqual(self.snapshot(), before)
            self.check_states()
            self.check_stock()
            self.check_money()
            self.check_repeated(name, order)

    # Steps

    def try_step(self, name, order):
        """Whether the step was possible; a refused one has changed nothing."""
        step = getattr(self, f"step_{name}", None)
        try:
            with self.cr.savepoint():
                if step:
                    step(order)
                elif name in TOLD:
                    self.tell(name, order)
                else:
                    self.take_in(name, order)
                self.env.flush_all()
        except UserError:
            return False
        self.orders |= self.orders.replacement_ids
        return True

    def step_ship(self, order):
        waiting = order.picking_ids.filtered(
            lambda p: p.picking_type_code == "outgoing" and p.state == "assigned"
        )
        if order.tvshop_state in ("ordered", "exchange"):
            self.ship_pickings(waiting)

    def step_take_back(self, order):
        order.with_user(self.supervisor)._take_back("Left on the table")

    def step_exchange(self, order):
        self.exchange(order)

    def step_cancel(self, order):
        order.with_user(self.service).action_cancel()

    def step_cancel_return(self, order):
        order.tvshop_return_ids.filtered(
            lambda goods: goods.state in ("expected", "arrived")
        ).with_user(self.warehouse).action_cancel()

    def step_settle(self, order):
        order._transition("settled")

    def tell(self, status, order):
        word, at = TOLD[status]
        amount = f"{order.amount_total:.2f}" if status == "delivered" else ""
        return self.read_feedback(
            self.ems,
            *((waybill.name, word, at, "", "", amount) for waybill in order.tvshop_waybill_ids),
        )

    def take_in(self, verdict, order):
        """One piece of what the customer has."""
        goods = self.desk.browse(self.desk.desk_open(order.name)["id"])
        goods.desk_scan(self.cooker.default_code, verdict)
        goods.desk_book()

    # What must hold

    def in_house(self):
        self.env.invalidate_all()
        repair = self.env.company._tvshop_repair_location()
        return (
            self.cooker.qty_available,
            self.cooker.with_context(location=repair.id).qty_available,
        )

    def lines(self, verdict):
        booked = self.orders.tvshop_return_ids.filtered(lambda goods: goods.state == "done")
        return sum(booked.line_ids.mapped(f"{verdict}_qty"))

    def check_states(self):
        for order in self.orders:
            reached = False
            for event in order.tvshop_event_ids.sorted("id"):
                self.assertEqual(event.from_state, reached)
                self.assertIn(event.from_state, ALLOWED_SOURCES[event.to_state])
                reached = event.to_state
            self.assertEqual(order.tvshop_state, reached)
            is_sent = order.tvshop_state in ("shipped", "delivered", "settled")
            self.assertEqual(bool(order._goods_outside()), is_sent, order.tvshop_state)

    def check_stock(self):
        for_sale, to_repair = self.in_house()
        outside = sum(sum(order._goods_outside().values()) for order in self.orders)
        self.assertEqual(to_repair - self.before[1], self.lines("repair"))
        self.assertEqual(for_sale + to_repair + outside + self.lines("scrap"), sum(self.before))

    def check_money(self):
        """Nobody gets back more than was paid, and the credit of an exchange counts once."""
        for order in self.orders:
            if order._is_paid_for():
                self.was_paid.add(order)
            returns = order.tvshop_return_ids
            replacing = order.replacement_ids.filtered(lambda other: other._is_replacing())
            goods = sum(
                line.price_total for line in order.order_line if line.product_id == self.cooker
            )
            given = sum(returns.mapped("refund_amount")) + sum(replacing.mapped("exchange_credit"))
            self.assertGreaterEqual(order.amount_total, 0)
            self.assertGreaterEqual(min(returns.mapped("refund_amount"), default=0), 0)
            self.assertLessEqual(given, goods if order in self.was_paid else 0)
        refunded = sum(self.orders.tvshop_return_ids.mapped("refund_amount"))
        self.assertLessEqual(refunded, sum(order.amount_total for order in self.was_paid))

    def snapshot(self):
        self.env.flush_all()
        self.env.invalidate_all()
        orders, returns = self.orders, self.orders.tvshop_return_ids
        return (
            orders.mapped("tvshop_state"),
            orders.mapped("state"),
            len(orders.replacement_ids),
            len(orders.tvshop_event_ids),
            len(orders.tvshop_feedback_ids),
            len(orders.tvshop_exception_ids),
            orders.mapped("is_refused"),
            returns.mapped("state"),
            returns.mapped("refund_amount"),
            orders.picking_ids.mapped("state"),
            self.in_house(),
            self.env["mail.activity"].search_count([("res_id", "=", self.customer.id)]),
        )

    def check_repeated(self, name, order):
        """What carriers tell, and a step that was taken, are nothing new the second time."""
        if name in (*TOLD, "ship", "cancel_return", "settle"):
            before = self.snapshot()
            self.try_step(name, order)
            self.assertEqual(self.snapshot(), before)
