from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.sale_order_state import ALLOWED_SOURCES
from .contribution import ContributionCase

LIVES = st.lists(
    st.tuples(
        st.integers(0, 2),  # which order
        st.sampled_from(["ship", "part", "deliver", "settle", "back", "all back", "return", "fee"]),
        st.integers(1, 3),  # pieces
    ),
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestContributionProperty(ContributionCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(LIVES)
    def test_c2_any_life_of_orders_leaves_contributions_equal_to_a_recount(self, steps):
        # new ones, as what earlier examples sold stays
        customers = [self.make_customer(name) for name in ("王小明", "李小红")]
        orders = [
            self.make_order(partner_id=customers[number % 2].id, lines=self.lines(3))
            for number in range(3)
        ]
        for number, step, pieces in steps:
            try:
                with self.env.cr.savepoint():
                    self.take(orders[number], step, pieces)
            except UserError:
                pass  # not possible from here: nothing has changed
            self.check_by_hand(orders, customers)
        self.check_recount()

    def take(self, order, step, pieces):
        if step == "ship":
            self.ship(order)
        elif step == "part":
            self.ship_part(order, pieces)
        elif step == "back":
            self.bring_back(order, pieces)
        elif step == "all back":
            self.bring_back(order)
        elif step == "fee":
            self.add_payment(order, pieces)
        else:
            target = {"deliver": "delivered", "settle": "settled", "return": "returned"}[step]
            self.assertIn(target, ALLOWED_SOURCES)
            order._transition(target)

    def ship_part(self, order, pieces):
        picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))[:1]
        for move in picking.move_ids:
            move.write({"quantity": min(pieces, move.product_uom_qty), "picked": True})
        picking._action_done()

    def add_payment(self, order, pieces):
        """What was paid already is no price: an exchange brings such a line."""
        order.sudo().order_line = [
            Command.create(
                {
                    "product_id": self.carrier.product_id.id,
                    "product_uom_qty": 1,
                    "price_unit": -10 * pieces,
                    "tax_ids": [Command.clear()],
                    "is_tvshop_payment": True,
                }
            )
        ]

    def check_by_hand(self, orders, customers):
        """The oracle of the test: pieces that moves say are with the customer, at 299."""
        for customer in customers:
            pieces = sum(
                self.outside(order)
                for order in orders
                if order.partner_id == customer and order.tvshop_state in ("delivered", "settled")
            )
            self.assertAlmostEqual(self.total(customer), pieces * 299)

    def outside(self, order):
        moves = order.order_line.move_ids.filtered(lambda move: move.state == "done")
        out = moves.filtered(lambda move: move.location_dest_id.usage == "customer")
        return sum(out.mapped("quantity")) - sum((moves - out).mapped("quantity"))
