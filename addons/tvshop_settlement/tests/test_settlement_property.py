from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from .common import SettlementCase

PARCELS = 4
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("deliver"), st.booleans()),
        st.tuples(
            st.just("remit"),
            st.integers(0, PARCELS - 1),
            st.sampled_from([309, 309, 308.99, 100, -309, -299]),
            st.sampled_from([16, 16, 17.5]),
            st.integers(1, 2),
        ),
        st.tuples(st.just("accept"), st.integers(0, PARCELS - 1)),
        st.tuples(st.just("send_back"), st.integers(0, PARCELS - 1)),
        st.tuples(st.just("come_back"), st.integers(0, PARCELS - 1), st.booleans()),
        st.tuples(st.just("receive"), st.integers(0, PARCELS - 1)),
        st.tuples(st.just("settle")),
        st.tuples(st.just("reverse")),
    ),
    max_size=12,
)


@tagged("post_install", "-at_install")
class TestSettlementProperty(SettlementCase):
    """Steps in any order and repeated, over real orders, files, entries and reversals."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def test_i3_books_balance_and_agree_with_the_parcels_whatever_happens(self, steps):
        savepoint = self.env.cr.savepoint()
        try:
            self.orders, self.day = [], self.today
            for name, *values in (("deliver", True), *steps, ("settle",)):
                getattr(self, f"step_{name}")(*values)
                self.check()
        finally:
            self.env.invalidate_all()
            savepoint.close(rollback=True)
            self.env.clear()

    # Steps

    def step_deliver(self, is_cod):
        if len(self.orders) < PARCELS:
            self.orders.append(self.deliver(payment="cod" if is_cod else "prepaid"))

    def step_remit(self, place, amount, fee, day):
        if place < len(self.orders):
            self.remit(self.row(self.orders[place], amount, fee, day=f"2026-01-0{day}"))

    def step_accept(self, place):
        due = place < len(self.orders) and self.due_of(self.orders[place])
        if due and due.cause not in ("matched", "not_remitted") and not due.is_closed:
            due.with_user(self.finance)._resolve("accepted", "x")

    def step_send_back(self, place):
        if place < len(self.orders) and self.orders[place].tvshop_state in ("delivered", "settled"):
            self.orders[place]._transition("returned", "x")

    def step_come_back(self, place, is_told):
        order = place < len(self.orders) and self.orders[place]
        if order and order._goods_outside():
            if is_told:
                number = order.tvshop_waybill_ids.name
                self.read_feedback(self.ems, (number, "退回", str(self.today)))
            self.come_back(order)
            self.due_of(order)

    def step_receive(self, place):
        order = place < len(self.orders) and self.orders[place].with_user(self.finance)
        if order and order._not_received():
            self.pay_ahead(order)

    def step_settle(self):
        self.day += timedelta(days=1)
        self.settle(self.day)

    def step_reverse(self):
        if run := self.settlements.search([("state", "=", "posted")], limit=1):
            run.action_reverse()

    # What always holds

    def check(self):
        self.env.invalidate_all()
        books = self.balances()
        dues = self.dues.search([("company_id", "=", self.company.id)])
        posted = dues.filtered("is_posted")
        lines = self.env["tvshop.remittance.line"].search([("is_posted", "=", True)])
        off = sum(posted.closing_ids.filtered("is_posted").mapped("amount"))
        paid = sum(lines.mapped("net_amount"))
        back = posted.return_ids.filtered("is_posted")
        returned, carried = sum(back.mapped("cod_amount")), sum(back.mapped("fee_amount"))
        owed = sum(posted.mapped("due_amount")) - returned - carried
        self.assertAlmostEqual(books["cod"], owed - paid - off, 2)
        self.assertAlmostEqual(books["fees"], sum(posted.mapped("fee_amount")) + carried, 2)
        self.assertAlmostEqual(books["bank"], paid, 2)
        collected = sum(posted.mapped("cod_amount"))
        self.assertAlmostEqual(books["customers"], returned - collected, 2)
        for due in dues.filtered("return_ids"):
            self.assertLessEqual(due.returned_cod, due.cod_amount)
        for order in dues.order_id.filtered(lambda o: o.tvshop_state in ("delivered", "settled")):
            is_settled = order.tvshop_state == "settled"
            # Money that came since the last settlement settles the order in the next one.
            if is_settled or order.payment_method_kind == "cod":
                self.assertEqual(is_settled, order._is_paid_up(), order.name)
