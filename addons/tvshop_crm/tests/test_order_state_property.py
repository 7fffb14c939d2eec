from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.sale_order_state import ALLOWED_SOURCES
from .common import TvshopCase

STEPS = st.lists(
    st.tuples(st.sampled_from(list(ALLOWED_SOURCES)), st.sampled_from([False, "a", "b"])),
    max_size=12,
)


@tagged("post_install", "-at_install")
class TestOrderStateProperty(TvshopCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def test_e3_any_sequence_of_steps_leaves_state_and_record_in_accord(self, steps):
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "state": "sale"})
        state, seen = False, set()
        for target, key in steps:
            is_repeated = target == state or key in seen
            is_allowed = state in ALLOWED_SOURCES[target]
            try:
                moved = order._transition(target, key=key)
            except UserError:
                self.assertFalse(is_repeated or is_allowed)
                continue
            self.assertTrue(is_repeated or is_allowed)
            self.assertEqual(bool(moved), not is_repeated)
            if moved:
                state, seen = target, seen | ({key} - {False})
        self.check_record(order, state)

    def check_record(self, order, state):
        self.assertEqual(order.tvshop_state, state)
        reached = False
        for event in order.tvshop_event_ids.sorted("id"):
            self.assertEqual(event.from_state, reached)
            self.assertIn(event.from_state, ALLOWED_SOURCES[event.to_state])
            reached = event.to_state
        self.assertEqual(reached, state)
