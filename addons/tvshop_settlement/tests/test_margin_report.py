from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SettlementCase

SUMS = (
    *("revenue", "goods_cost", "margin", "return_cost", "carrier_cost", "refusal_cost"),
    *("media_cost", "profit"),
)


@tagged("post_install", "-at_install")
class TestMarginReport(SettlementCase):
    """A cooker for 299 costs 120, its delivery is sold for 10; EMS takes 16, or 22 both ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cooker.standard_price = 120
        cls.company.account_purchase_tax_id = cls.cooker.supplier_taxes_id = False
        cls.spot = cls.make_spot("2026-01-01 12:00:00", cost=90)
        cls.report = cls.env["tvshop.margin.report"].with_user(cls.finance)

    def sums(self, **where):
        self.env.flush_all()
        domain = [(name, "=", value.id) for name, value in where.items()]
        row = self.report._read_group(domain, [], [f"{name}:sum" for name in SUMS])[0]
        return dict(zip(SUMS, (round(amount or 0, 2) for amount in row), strict=True))

    def charge(self):
        self.dues._charge(self.company)

    def supply(self, kind, price=0, tiers=(), **values):
        contract = self.env["tvshop.supplier.contract"].create(
            {
                "name": f"HG-{kind}-{price}",
                "partner_id": self.env["res.partner"].create({"name": "好锅厂"}).id,
                "kind": kind,
                "start": "2020-01-01",
                "line_ids": [(0, 0, {"product_id": self.cooker.id, "price": price})],
                "tier_ids": [(0, 0, {"start": start, "percent": rate}) for start, rate in tiers],
                **values,
            }
        )
        contract.action_make_valid()
        return contract

    def goods_cost(self, order):
        return self.sums(order_id=order)["goods_cost"]

    def test_i_goods_cost_what_the_contract_gave_on_the_day_of_the_order(self):
        yesterday = self.today - timedelta(days=1)
        before = self.supply("consignment", 150, end=yesterday)
        self.supply("consignment", 140, start=self.today)
        orders = self.deliver(2)
        orders[0].sudo().date_order = f"{yesterday} 04:00:00"
        self.assertEqual([self.goods_cost(order) for order in orders], [150, 140])
        other = self.make_product("电水壶", code="SH10", price=100.0, stock=1)
        other.standard_price = 33
        lines = [{"product_id": other.id, "qty": 1, "price_shown": 100.0}]
        self.assertEqual(self.goods_cost(self.deliver(lines=lines)), 33, "without a contract")
        before.action_reopen()
        before.line_ids.price = 160
        self.assertEqual(self.goods_cost(orders[0]), 150, "as it last was valid")
        before.action_make_valid()
        self.assertEqual(self.goods_cost(orders[0]), 160)
        before.end = yesterday - timedelta(days=1)
        self.assertEqual(self.goods_cost(orders[0]), 120, "it was over on that day")

    def test_i_goods_cost_what_is_left_without_taxes(self):
        self.cooker.supplier_taxes_id = self.env["account.tax"].create(
            {"name": "13 %", "amount": 13, "type_tax_use": "purchase"}
        )
        order = self.deliver()
        contract = self.supply("consignment", 113, media_share=10)
        self.assertEqual(self.goods_cost(order), 100 - 29.9, "of what is deducted no tax is due")
        contract.action_reopen()
        contract.is_tax_included = False
        contract.action_make_valid()
        self.assertEqual(self.goods_cost(order), 113 - 29.9)
        contract.end = self.today - timedelta(days=1)
        self.supply("commission", tiers=((0, 40),), start=self.today)
        self.assertAlmostEqual(self.goods_cost(order), 299 / 1.13 - 119.6, 2)

    def test_i_goods_that_are_bought_cost_the_contracts_price(self):
        self.supply("purchase", 111)
        self.assertEqual(self.goods_cost(self.deliver()), 111)

    def test_i_share_of_media_makes_consigned_goods_cheaper(self):
        self.supply("consignment", 150, media_share=10)
        self.assertEqual(self.goods_cost(self.deliver()), 150 - 29.9)

    def test_i_goods_for_a_commission_cost_what_the_supplier_is_left(self):
        contract = self.supply("commission", tiers=((0, 40), (299, 20)), media_share=10)
        orders = self.deliver(2)
        self.assertEqual(self.goods_cost(orders[0]), 149.5, "of 299: 60 %, less a tenth for media")
        statement = self.env["tvshop.supplier.statement"].create(
            {"contract_id": contract.id, "date_to": self.today}
        )
        statement.action_compute()
        statement.action_agree()
        self.assertEqual(statement.payable, 358.8, "299 for 60 %, 299 for 80 %, less 59.80")
        costs = sum(self.goods_cost(order) for order in orders)
        self.assertAlmostEqual(costs, statement.payable, 2, "by the tiers that were reached")

    def test_i_price_reduction_lowers_revenue_once_it_is_approved(self):
        order = self.deliver()
        sold = order.order_line.filtered(lambda line: line.product_id == self.cooker)
        note = self.env["tvshop.price.note"].create(
            {"order_id": order.id, "order_line_id": sold.id, "amount": 30, "reason": "x"}
        )
        self.assertEqual(self.sums(order_id=order)["revenue"], 309)
        note.with_user(self.supervisor).action_approve()
        sums = self.sums(order_id=order)
        self.assertEqual((sums["revenue"], sums["margin"]), (279, 159))

    def test_i_fee_for_bringing_back_what_was_told_as_delivered_counts_too(self):
        order = self.deliver()
        self.read_feedback(self.ems, (order.tvshop_waybill_ids.name, "退回", str(self.today)))
        self.come_back(order)
        self.charge()
        self.assertEqual(self.sums(order_id=order)["refusal_cost"], 16 + 10)

    def test_i_refused_orders_are_counted_with_what_was_asked_for_them(self):
        self.bring_back()
        self.charge()
        (found,) = self.report._read_group(
            [("state", "=", "returned"), ("carrier_id", "=", self.ems.id)],
            [],
            ["order_id:count_distinct", "asked:sum", "refusal_cost:sum"],
        )
        self.assertEqual(found, (1, 309, 22))

    def test_i_order_that_was_kept_leaves_what_its_costs_leave(self):
        order = self.deliver(spot_id=self.spot.id)
        self.charge()
        self.assertEqual(
            self.sums(order_id=order),
            {
                "revenue": 309,
                "goods_cost": 120,
                "margin": 189,
                "return_cost": 0,
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

    def bring_in(self, order, verdict, pieces=1):
        goods = self.env["tvshop.return"]._expect(order, "posted")
        line = goods.line_ids.filtered(lambda one: one.product_id == self.cooker)
        line._add(verdict, pieces)
        goods._book()

    def return_cost(self, verdict, pieces=1):
        """What it costs that so many of three delivered cookers come back."""
        lines = [{"product_id": self.cooker.id, "qty": 3, "price_shown": 299.0}]
        order = self.deliver(lines=lines)
        self.bring_in(order, verdict, pieces)
        sums = self.sums(order_id=order)
        costs = sums["return_cost"] + sums["carrier_cost"] + sums["refusal_cost"]
        self.assertAlmostEqual(sums["profit"], sums["margin"] - costs, 2)
        return sums["return_cost"]

    def test_i_goods_of_the_company_cost_when_they_are_scrapped(self):
        found = {verdict: self.return_cost(verdict) for verdict in ("resell", "repair", "scrap")}
        self.assertEqual(found, {"resell": 0, "repair": 0, "scrap": 120})
        self.supply("purchase", 111)
        self.assertEqual((self.return_cost("resell"), self.return_cost("scrap", 2)), (0, 222))

    def test_i_returns_cost_what_the_supplier_does_not_bear(self):
        contract = self.supply(
            "consignment",
            150,
            return_share=60,
            share_ids=[(0, 0, {"reason": "faulty", "percent": 100})],
        )
        found = {verdict: self.return_cost(verdict) for verdict in ("resell", "repair", "scrap")}
        self.assertEqual(found, {"resell": 60, "repair": 0, "scrap": 0})
        statement = self.env["tvshop.supplier.statement"].create(
            {"contract_id": contract.id, "date_to": self.today}
        )
        statement.action_compute()
        statement.action_agree()
        order = statement.entry_ids.order_id.sorted("id")[0]
        self.assertEqual(self.sums(order_id=order)["return_cost"], 60)
        whole = self.sums()
        self.assertEqual(whole["goods_cost"] + whole["return_cost"], statement.payable)
        contract.action_reopen()
        contract.return_share = 0
        contract.action_make_valid()
        self.assertEqual(self.sums(order_id=order)["return_cost"], 60, "as it was settled")
        self.assertEqual(self.return_cost("resell"), 150)

    def test_i_goods_of_a_commission_that_come_back_cost_what_the_supplier_keeps(self):
        self.supply("commission", tiers=((0, 40),), media_share=10, return_share=50)
        self.assertAlmostEqual(self.return_cost("resell"), 149.5 / 2, 2)

    def test_i_consigned_goods_refused_at_the_door_cost_nothing(self):
        self.supply("consignment", 150, return_share=0)
        self.assertEqual(self.sums(order_id=self.bring_back())["return_cost"], 0)

    def test_i_what_is_written_off_is_the_carriers_cost(self):
        order = self.deliver()
        record = self.remit(self.row(order, 209), self.row("ZZ999", 5, 0))
        due = self.due_of(order).with_user(self.finance)
        due._resolve("accepted", "破损")
        wizards = self.env["tvshop.remittance.correct"].with_user(self.finance)
        unknown = record.line_ids.filtered(lambda line: line.waybill == "ZZ999")
        wizards.create({"line_id": unknown.id, "note": "别家的货"}).action_write_off()
        before = self.sums()["profit"]
        self.settle()
        self.assertEqual(self.sums(order_id=order)["carrier_cost"], 16 + 100)
        whole = self.sums(carrier_id=self.ems)
        self.assertEqual((whole["carrier_cost"], whole["profit"]), (111, 309 - 120 - 111))
        self.assertEqual(self.sums()["profit"], before - 95)

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
