from odoo.tests import tagged

from .browser import BrowserCase
from .common import TvshopCase


@tagged("post_install", "-at_install")
class TestDesktopTour(TvshopCase, BrowserCase):
    def test_agent_takes_an_order_by_keyboard_alone(self):
        pan = self.make_product("Tour Pan", code="TOUR1", price=199.0, stock=10)
        customer = self.make_customer(name="Tour Customer", phone="13812345678")
        customer.write(
            {
                "state_id": self.nanshan.state_id.id,
                "city_id": self.nanshan.id,
                "street": "科技园南路 18 号",
            }
        )
        action = self.env.ref("tvshop_crm.desktop_action")
        self.start_tour(
            f"/odoo/action-{action.id}",
            "tvshop_order_by_keyboard",
            login=self.agent.login,
        )
        order = self.env["sale.order"].search([("partner_id", "=", customer.id)])
        self.assertEqual(len(order), 1)
        self.assertEqual(order.tvshop_state, "ordered")
        self.assertEqual(order.user_id, self.agent)
        line = order.order_line.filtered(lambda line: line.product_id == pan)
        self.assertEqual(line.product_uom_qty, 3)
