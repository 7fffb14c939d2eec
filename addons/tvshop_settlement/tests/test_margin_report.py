from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SettlementCase

SUMS = ("revenue", "goods_cost", "margin", "carrier_cost", "refusal_cost", "media_cost", "profit")


@tagged("post_install", "-at_install")
class TestMarginReport(SettlementCase):
    """A cooker for 299 costs 120, its delivery is sold for 10; EMS takes 16, or 22 both ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cooker.standard_price = 120
        cls.spot = cls.make_spot("2026-01-01 12:00:00", cost=90)
        cls.report = cls.env["tvshop.margin.report"].with_user(cls.finance)

    def sums(self, **where):
        self.env.flush_all()
        domain = [(name, "=", value.id) for name, value in where.items()]
        row = self.report._read_group(domain, [], [f"{name}:sum" for name in SUMS])[0]
        return dict(zip(SUMS, (round(amount or 0, 2) for amount in row), strict=True))

    def charge(self):
        self.dues._charge(self.company)

    def test_i_order_that_was_kept_leaves_what_its_costs_leave(self):
        order = self.deliver(spot_id=self.spot.id)
        self.charge()
        self.assertEqual(
            self.sums(order_id=order),
            {
                "revenue": 309,
                "goods_cost": 120,
                "margin": 189,
                "carrier_cost": 16,
                "refusal_cost": 0,
                "media_cost": 90,
                "profit": 83,
            },
        )

    def test_i_order_that_came_back_costs_its_fees(self):
        order = self.bring_back()
        self.charge()
        sums = self.sums(order_id=order)
        self.assertEqual((sums["revenue"], sums["goods_cost"]), (0, 0))
        self.assertEqual((sums["carrier_cost"], sums["refusal_cost"]), (0, 22))
        self.assertEqual(sums["profit"], -22)

    def test_i_spots_cost_is_shared_out_by_value_and_whole(self):
        lines = [{"product_id": self.cooker.id, "qty": 3}]
        orders = self.deliver(spot_id=self.spot.id)
        orders += self.deliver(spot_id=self.spot.id, lines=lines)
        self.assertEqual(self.sums(spot_id=self.spot)["media_cost"], 90)
        costs = [self.sums(order_id=order)["media_cost"] for order in orders]
        self.assertAlmostEqual(costs[0], 90 * 309 / (309 + 907), 2)
        self.assertAlmostEqual(sum(costs), 90, 2)

    def test_i_spot_without_orders_is_a_cost_of_its_channel(self):
        idle = self.make_spot("2026-01-02 12:00:00", cost=70, name="没人打")
        self.assertEqual(self.sums(spot_id=idle)["profit"], -70)
        self.assertEqual(self.sums(channel_id=self.channel)["media_cost"], 160)

    def test_i_products_of_an_order_share_its_fees(self):
        kettle = self.make_product("电水壶", code="SH09", price=598.0, stock=10)
        lines = [{"product_id": one.id, "qty": 1} for one in (self.cooker, kettle)]
        order = self.deliver(lines=lines)
        self.charge()
        whole = self.sums(order_id=order)
        fee = self.env["tvshop.parcel.due"].search([("order_id", "=", order.id)]).fee_amount
        self.assertEqual(whole["carrier_cost"], fee)
        share = self.sums(order_id=order, product_id=kettle)["carrier_cost"]
        self.assertAlmostEqual(share, fee * 598 / 907, 2)

    def test_i_what_is_still_under_way_has_brought_in_nothing(self):
        order = self.make_order(carrier_id=self.ems.id)
        self.ship(order)
        self.assertEqual(self.sums(order_id=order)["revenue"], 0)

    def test_i_agents_and_the_warehouse_see_no_margin(self):
        for user in (self.agent, self.warehouse):
            with self.assertRaises(AccessError):
                self.report.with_user(user).search([], limit=1)
