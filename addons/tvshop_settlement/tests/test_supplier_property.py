from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from .test_supplier import SupplierCase

DAYS = 6
EVENTS = st.lists(
    st.tuples(
        st.integers(0, DAYS - 1),  # when it was delivered
        st.integers(1, 3),  # pieces
        st.lists(
            st.tuples(
                st.integers(0, 3),  # how much later it comes back
                st.sampled_from(["refused", "posted", "exchange"]),
                st.sampled_from(["resell", "scrap"]),
            ),
            max_size=2,
        ),
    ),
    max_size=5,
)
CUTS = st.lists(
    st.tuples(st.integers(0, DAYS + 3), st.sampled_from(["bill", "twice", "take back"])),
    max_size=4,
    unique_by=lambda cut: cut[0],
)


@tagged("post_install", "-at_install")
class TestSupplierProperty(SupplierCase):
    """Deliveries and returns over some days, cut into periods in any way."""

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(EVENTS, CUTS, st.sampled_from([0, 33.3, 50, 100]), st.sampled_from([33.33, 150]))
    def test_i1_any_cut_into_periods_settles_the_same_cents(self, events, cuts, share, price):
        savepoint = self.env.cr.savepoint()
        try:
            self.check(events, sorted(cuts), share, price)
        finally:
            self.env.invalidate_all()
            savepoint.close(rollback=True)
            self.env.clear()

    def check(self, events, cuts, share, price):
        faulty = [(0, 0, {"reason": "faulty", "percent": 100})]
        contract = self.make_supplier_contract(
            return_share=share,
            share_ids=faulty,
            line_ids=[(0, 0, {"product_id": self.cooker.id, "price": price})],
        )
        self.start = self.today - timedelta(days=DAYS + 4)
        for event in events:
            self.happen(*event)
        whole = self.state_of(contract)
        expected = (whole.payable, whole.gross_total)
        self.assertAlmostEqual(expected[0], self.recount(events, share, price), 2)
        whole.action_back_to_draft()
        billed = [self.settle_up_to(contract, *cut) for cut in cuts]
        billed.append(self.settle_up_to(contract, DAYS + 4, "bill"))
        done = self.env["tvshop.supplier.statement"].union(*filter(None, billed))
        self.assertAlmostEqual(sum(done.mapped("payable")), expected[0], 2)
        self.assertAlmostEqual(sum(done.mapped("gross_total")), expected[1], 2)
        signs = {"in_invoice": 1, "in_refund": -1}
        bills = done.move_ids.filtered(lambda move: move.state != "cancel")
        paid = sum(signs[bill.move_type] * bill.amount_total for bill in bills)
        self.assertAlmostEqual(paid, expected[0], 2)

    def happen(self, day, pieces, returns):
        line = {"product_id": self.cooker.id, "qty": pieces, "price_shown": 299.0}
        order = self.deliver(lines=[line])
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE tvshop_order_event SET date = %s
                WHERE order_id = %s AND to_state = 'delivered'""",
            [f"{self.start + timedelta(days=day)} 03:00:00", order.id],
        )
        for later, kind, verdict in returns[:pieces]:
            self.take_back(order, kind, verdict)
            goods = order.tvshop_return_ids.sorted("id")[-1]
            goods.booked_on = f"{self.start + timedelta(days=day + later)} 05:00:00"

    @staticmethod
    def recount(events, share, price):
        total = 0
        for _day, pieces, returns in events:
            total += round(price * pieces, 2)
            for _later, _kind, verdict in returns[:pieces]:
                borne = 100 if verdict == "scrap" else share
                total -= round(price * borne / 100 + 1e-9, 2)
        return total

    def settle_up_to(self, contract, day, how):
        """The statement that stays billed; None if there was nothing, or it was taken back."""
        statement = self.state_of(contract, self.start + timedelta(days=day))
        if how == "twice":
            statement.action_compute()
        statement.action_agree()
        if not statement.line_ids:
            statement.action_back_to_draft()
            return None
        statement.action_bill()
        if how == "take back":
            statement.move_ids.button_cancel()
            statement.action_back_to_draft()
            return None
        return statement
