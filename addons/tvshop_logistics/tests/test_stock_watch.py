from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_return import ReturnCase


@tagged("post_install", "-at_install")
class TestStockWatch(ReturnCase):
    def flow(self, product):
        self.env.flush_all()
        rows = self.env["tvshop.stock.flow"].with_user(self.warehouse)
        [(came, left)] = rows._read_group(
            [("product_id", "=", product.id), ("partner", "=", "customer")],
            [],
            ["in_qty:sum", "out_qty:sum"],
        )
        return came, left

    def test_g1_what_left_and_what_came_back_stand_side_by_side(self):
        first, _second = self.sell(), self.sell()
        self.receive(first)
        self.assertEqual(self.flow(self.cooker), (1, 2))

    def test_g1_agents_read_no_stock_report(self):
        with self.assertRaises(AccessError):
            self.env["tvshop.stock.flow"].with_user(self.agent).search([])

    def test_g2_what_is_on_its_way_comes_with_its_day(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        move = self.env["stock.move"].create(
            {
                "product_id": self.cooker.id,
                "product_uom_qty": 30,
                "date": "2030-05-05 17:00:00",
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
            }
        )
        move._action_confirm()
        self.agent.tz = "Asia/Shanghai"
        [found] = self.env["sale.order"].with_user(self.agent).desktop_products("DF01")
        self.assertEqual((found["incoming"], found["incoming_on"]), (30, "2030-05-06"))

    def look(self):
        alerts = self.env["tvshop.stock.alert"]
        self.env.invalidate_all()  # as for a job that has just begun
        alerts._look(self.env.company)
        return alerts.search([("product_id", "=", self.cooker.id)])

    def set_minimum(self, quantity):
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.cooker.id,
                "product_min_qty": quantity,
                "product_max_qty": quantity,
                "trigger": "manual",
            }
        )

    def test_g3_too_few_are_told_once_until_there_are_enough(self):
        self.set_minimum(50)
        alert = self.look()
        self.assertEqual((alert.kind, alert.quantity, alert.minimum), ("minimum", 10, 50))
        self.assertEqual(self.look(), alert)
        self.add_stock(self.cooker, 90)
        self.look()
        self.assertEqual(alert.state, "over")

    def test_g3_season_end_is_told_while_something_is_left(self):
        self.cooker.tvshop_season_end = date.today() + timedelta(days=10)
        self.assertEqual(self.look().kind, "season")
        self.cooker.tvshop_season_end = date.today() + timedelta(days=90)
        self.assertEqual(self.look().state, "over")

    def test_g3_lot_past_its_alert_date_is_told(self):
        milk = self.env["product.product"].create(
            {
                "name": "奶粉",
                "is_storable": True,
                "tracking": "lot",
                "use_expiration_date": True,
            }
        )
        lot = self.env["stock.lot"].create(
            {
                "name": "L1",
                "product_id": milk.id,
                "expiration_date": "2026-12-01 00:00:00",
                "alert_date": "2020-01-01 00:00:00",
            }
        )
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        self.env["stock.quant"]._update_available_quantity(
            milk, warehouse.lot_stock_id, 7, lot_id=lot
        )
        self.look()
        alert = self.env["tvshop.stock.alert"].search([("product_id", "=", milk.id)])
        self.assertEqual((alert.kind, alert.quantity), ("expiry", 7))
        self.assertEqual(alert.due_on, date(2026, 12, 1))

    def test_g3_alert_is_acknowledged_with_what_was_done(self):
        self.set_minimum(50)
        alert = self.look().with_user(self.warehouse)
        with self.assertRaises(UserError):
            alert.action_acknowledge()
        alert.note = "已订货 200 台"
        alert.action_acknowledge()
        self.assertEqual((alert.state, alert.user_id), ("done", self.warehouse))
        self.assertEqual(self.look(), alert.sudo())
        with self.assertRaises(AccessError):
            alert.write({"state": "open"})
        with self.assertRaises(AccessError):
            alert.with_user(self.agent).read(["note"])

    def test_g3_the_person_in_charge_has_one_todo_until_it_is_acknowledged(self):
        self.env.company.tvshop_stock_user_id = self.warehouse
        self.set_minimum(50)
        alert = self.look()
        todo = alert.activity_ids
        self.assertEqual((len(todo), todo.user_id), (1, self.warehouse))
        self.assertIn(self.cooker.name, todo.summary)
        self.look()
        self.assertEqual(alert.activity_ids, todo)
        mine = alert.with_user(self.warehouse)
        mine.note = "已订货 200 台"
        mine.action_acknowledge()
        self.assertFalse(alert.activity_ids)
        self.assertIn("已订货 200 台", str(alert.message_ids.mapped("body")))

    def test_g3_the_todo_goes_with_the_cause(self):
        self.env.company.tvshop_stock_user_id = self.warehouse
        self.set_minimum(50)
        alert = self.look()
        self.add_stock(self.cooker, 90)
        self.look()
        self.assertFalse(alert.activity_ids)

    def test_g3_who_may_not_acknowledge_alerts_gets_no_todo(self):
        self.env.company.tvshop_stock_user_id = self.agent
        self.cooker.responsible_id = self.warehouse
        self.set_minimum(50)
        self.assertEqual(self.look().activity_ids.user_id, self.warehouse)

    def test_g3_an_alert_leads_to_the_purchase_that_is_proposed(self):
        self.set_minimum(50)
        alert = self.look().with_user(self.warehouse)
        self.assertEqual(alert.proposal_count, 0)
        proposal = self.env["tvshop.purchase.proposal"].create(
            {"product_id": self.cooker.id, "company_id": self.env.company.id, "quantity": 40}
        )
        alert.invalidate_recordset()
        self.assertEqual(alert.proposal_count, 1)
        action = alert.action_view_proposals()
        found = self.env["tvshop.purchase.proposal"].search(action["domain"])
        self.assertEqual(found, proposal)
