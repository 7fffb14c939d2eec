from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import ForeignKeyViolation

from .contribution import ContributionCase


@tagged("post_install", "-at_install")
class TestCredit(ContributionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.levels = cls.env["tvshop.credit.level"]
        cls.watched, cls.poor, cls.bad, cls.stopped = (
            cls.levels.create({"name": name, "points": points, "effect": effect})
            for name, points, effect in (
                ("观察", 3, "warn"),
                ("押金", 5, "deposit"),
                ("拒货到付款", 8, "no_cod"),
                ("停单", 12, "stop"),
            )
        )

    def refuse(self, count=1, **values):
        """The customer refuses so many parcels at the door."""
        for _number in range(count):
            order = self.make_order(**values)
            self.bring_back(self.ship(order))
            order._transition("returned")
        return order

    def rule(self, level=None, user=None, **values):
        return (
            self.env["tvshop.credit.ruling"]
            .with_user(user or self.supervisor)
            .create(
                {
                    "partner_id": self.customer.id,
                    "level_id": level and level.id,
                    "reason": "电话沟通过",
                }
                | values
            )
        )

    def incidents(self):
        return self.customer.credit_incident_ids

    # What counts

    def test_b3_refused_parcels_count_by_how_they_were_to_be_paid(self):
        self.refuse()
        self.refuse(payment="prepaid")
        order = self.deliver(self.make_order(payment="card"))
        self.bring_back(order)
        order._transition("returned")
        self.assertEqual(
            self.incidents().sorted("id").mapped("kind"), ["unpaid", "refused", "returned"]
        )
        self.assertEqual(self.customer.tvshop_credit_points, 6)
        self.assertEqual(self.customer.tvshop_credit_level_id, self.poor)

    def test_b3_customer_whose_credit_was_set_is_not_deleted(self):
        customer = self.make_customer(name="李四")
        self.rule(partner_id=customer.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(ForeignKeyViolation):
            customer.unlink()

    def test_b3_order_that_is_told_twice_counts_once(self):
        order = self.refuse()
        self.env["tvshop.credit.incident"]._note(order, "refused")
        self.assertEqual(len(self.incidents()), 1)

    def test_b3_what_happened_long_ago_counts_less(self):
        self.refuse()
        self.assertEqual(self.customer.tvshop_credit_level_id, self.watched)
        self.incidents().date = fields.Date.subtract(fields.Date.today(), days=180)
        self.assertEqual(self.customer.tvshop_credit_points, 1.5)
        self.assertFalse(self.customer.tvshop_credit_level_id)

    def test_b3_weights_are_the_companys(self):
        self.refuse()
        self.env.company.tvshop_credit_unpaid = 12
        self.env.invalidate_all()
        self.assertEqual(self.customer.tvshop_credit_level_id, self.stopped)

    def test_b3_what_was_not_the_customers_fault_is_waived_with_a_reason(self):
        self.refuse()
        incident = self.incidents()
        with self.assertRaises(AccessError):
            incident.with_user(self.agent)._waive("x")
        with self.assertRaises(UserError):
            incident.with_user(self.supervisor)._waive("  ")
        wizard = self.env["tvshop.credit.waive"].with_user(self.supervisor)
        wizard.create({"incident_ids": incident.ids, "reason": "包裹破损"}).action_apply()
        self.assertEqual(
            (incident.is_waived, incident.waived_by_id, incident.waive_reason),
            (True, self.supervisor, "包裹破损"),
        )
        self.assertFalse(self.customer.tvshop_credit_level_id)

    def test_b3_agent_writes_no_incident(self):
        self.refuse()
        with self.assertRaises(AccessError):
            self.incidents().with_user(self.agent).is_waived = True
        with self.assertRaises(AccessError):
            self.incidents().with_user(self.supervisor).unlink()

    # By hand

    def test_b3_supervisors_word_counts_until_its_day(self):
        self.rule(self.stopped, until=fields.Date.today())
        self.assertEqual(self.customer.tvshop_credit_level_id, self.stopped)
        self.assertTrue(self.customer.is_credit_by_hand)
        self.rule(self.bad, until=fields.Date.subtract(fields.Date.today(), days=1))
        self.assertFalse(self.customer.tvshop_credit_level_id, "the latest word is over")

    def test_b3_supervisor_lets_a_bad_customer_through_and_is_on_record(self):
        self.refuse(4, payment="prepaid")
        self.assertEqual(self.customer.tvshop_credit_level_id, self.bad)
        with self.assertRaises(UserError):
            self.make_order()
        ruling = self.rule(None)
        self.assertTrue(self.make_order())
        self.assertEqual((ruling.user_id, ruling.reason), (self.supervisor, "电话沟通过"))
        self.rule(None, is_reckoned=True)
        with self.assertRaises(UserError):
            self.make_order()

    def test_b3_only_supervisors_set_credit_and_say_why(self):
        with self.assertRaises(AccessError):
            self.rule(self.stopped, user=self.agent)
        with self.assertRaises(UserError):
            self.rule(self.stopped, reason=" ")
        ruling = self.rule(self.stopped, user_id=self.manager.id)
        self.assertEqual(ruling.user_id, self.supervisor)
        with self.assertRaises(UserError):
            ruling.reason = "x"
        with self.assertRaises(UserError):
            ruling.with_user(self.env.ref("base.user_root")).unlink()

    # What it does

    def test_b3_watched_customer_is_warned_about_and_served(self):
        self.rule(self.watched)
        flags = self.profile()["flags"]
        self.assertIn(("credit", "warning"), [(flag["key"], flag["level"]) for flag in flags])
        self.assertTrue(self.make_order())

    def test_b3_bad_customer_pays_before(self):
        self.rule(self.bad)
        with self.assertRaisesRegex(UserError, "No cash on delivery"):
            self.make_order()
        order = self.make_order(payment="prepaid")
        with self.assertRaises(UserError):
            order.with_user(self.agent).payment_method_kind = "cod"
        self.assertEqual(self.profile()["credit"]["effect"], "no_cod")

    def test_b3_stopped_customer_orders_nothing(self):
        self.rule(self.stopped)
        with self.assertRaisesRegex(UserError, "No orders are taken"):
            self.make_order(payment="prepaid")

    def test_b3_credit_holds_whatever_call_the_agent_makes(self):
        self.rule(self.bad)
        for payment in ("cod", False):
            order = self.env["sale.order"].with_user(self.agent).create(
                {
                    "partner_id": self.customer.id,
                    "payment_method_kind": payment,
                    "order_line": [(0, 0, {"product_id": self.cooker.id})],
                }
            )  # fmt: skip
            with self.assertRaises(UserError):
                order.action_confirm()
            self.assertEqual(order.state, "draft")

    def test_b3_imported_orders_are_refused_too(self):
        self.rule(self.stopped)
        vals = {
            "partner_id": self.customer.id,
            "payment_method_kind": "prepaid",
            "order_line": [(0, 0, {"product_id": self.cooker.id, "product_uom_qty": 1})],
        }
        with self.assertRaises(UserError):
            self.env["sale.order"]._create_confirmed([dict(vals), dict(vals)])

    def test_b3_deposit_is_asked_for_and_taken_off_what_is_collected(self):
        self.rule(self.poor)
        orders = self.env["sale.order"].with_user(self.agent)
        payload = self.payload()
        answer = orders.desktop_create(payload)
        self.assertEqual(answer["deposit"]["amount"], 92.7)
        self.assertFalse(orders.search([("client_key", "=", payload["client_key"])]))
        made = orders.desktop_create(payload | {"deposit_reference": "支付宝 2026"})
        order = self.env["sale.order"].browse(made["id"])
        self.assertAlmostEqual(order.amount_total, 309 - 92.7)
        self.assertEqual((order.deposit_amount, order.deposit_reference), (92.7, "支付宝 2026"))
        self.deliver(order)
        self.assertEqual(order.contribution, 299)

    def test_b3_deposit_is_for_cash_on_delivery_only(self):
        self.rule(self.poor)
        self.assertTrue(self.make_order(payment="prepaid"))
        order = self.env["sale.order"].with_user(self.agent).create(
            {
                "partner_id": self.customer.id,
                "payment_method_kind": "cod",
                "deposit_reference": "made up",
                "order_line": [(0, 0, {"product_id": self.cooker.id})],
            }
        )  # fmt: skip
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_b3_credit_is_each_companys_own(self):
        self.rule(self.stopped)
        there = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(self.customer.with_company(there).tvshop_credit_level_id)
        levels = self.levels.search([("company_id", "=", there.id)])
        self.assertEqual(levels.mapped("effect"), ["warn", "deposit", "no_cod", "stop"])

    def test_b3_customers_are_found_by_their_credit(self):
        self.refuse()
        partners = self.env["res.partner"].with_user(self.supervisor)
        low = partners.search([("tvshop_credit_level_id", "!=", False)])
        self.assertIn(self.customer, low)
        self.assertIn(
            self.customer, partners.search([("tvshop_credit_level_id", "=", self.watched.id)])
        )
        self.assertNotIn(self.customer, partners.search([("tvshop_credit_level_id", "=", False)]))

    def test_b3_thirty_orders_are_checked_in_as_many_queries_as_three(self):
        few = self.queries_to_check(3)
        self.assertLessEqual(self.queries_to_check(30), few)

    def queries_to_check(self, count):
        orders = self.env["sale.order"]
        for number in range(count):
            customer = self.make_customer(f"客户{count}-{number}")
            orders += self.make_order(partner_id=customer.id, accept_backorder=True)
        self.env["tvshop.credit.incident"]._note(orders, "returned")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders._check_credit()
        return self.env.cr.sql_log_count - before

    def profile(self):
        return self.env["res.partner"].with_user(self.agent).desktop_profile(self.customer.id)
