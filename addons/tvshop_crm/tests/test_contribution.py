from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .contribution import ContributionCase


@tagged("post_install", "-at_install")
class TestContribution(ContributionCase):
    def test_c1_goods_count_once_they_are_delivered(self):
        order = self.make_order()
        self.ship(order)
        self.assertEqual(self.total(), 0)
        order._transition("delivered")
        self.assertEqual(order.contribution, 299)
        self.assertTrue(order.contribution_at)
        self.assertEqual(self.total(), 299)
        order._transition("settled")
        self.assertEqual(self.total(), 299)

    def test_c1_delivery_fee_is_no_contribution(self):
        order = self.deliver(self.make_order())
        self.assertEqual(order.amount_total, 309)
        self.assertEqual(order.contribution, 299)

    def test_c1_refused_order_brings_in_nothing(self):
        order = self.make_order()
        self.ship(order)
        self.bring_back(order)
        order._transition("returned")
        self.assertEqual((order.contribution, order.contribution_at), (0, False))
        self.assertEqual(self.total(), 0)

    def test_c1_part_that_comes_back_is_taken_off(self):
        order = self.deliver(self.make_order(lines=self.lines(3)))
        self.bring_back(order, 1)
        self.assertEqual(self.total(), 598)
        self.bring_back(order)
        order._transition("returned")
        self.assertEqual(self.total(), 0)

    def test_c1_what_comes_back_is_taken_off_the_day_of_the_order(self):
        order = self.deliver(self.make_order(lines=self.lines(2)))
        self.at(order, datetime(2026, 1, 31, 16, 30))
        self.bring_back(order, 1)
        self.assertEqual(order.contribution_at, datetime(2026, 1, 31, 16, 30))
        self.assertEqual(order.contribution, 299)

    def test_c1_periods_follow_the_companys_calendar(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        order = self.deliver(self.make_order())
        # Half past midnight on the first of February, in Peking.
        self.at(order, datetime(2026, 1, 31, 16, 30))
        self.assertEqual(self.between("2026-01-01", "2026-01-31"), 0)
        self.assertEqual(self.between("2026-02-01", "2026-02-01"), 299)
        self.assertEqual(self.between(None, "2026-02-01"), 299)

    def test_c1_foreign_money_counts_in_the_companys(self):
        order = self.make_order()
        currencies = self.env["res.currency"].with_context(active_test=False)
        other = currencies.search([("id", "!=", order.currency_id.id)], limit=1)
        other.active = True
        self.ship(order)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET currency_rate = 0.5, currency_id = %s WHERE id = %s",
            [other.id, order.id],
        )
        self.env.invalidate_all()
        order._transition("delivered")
        self.assertEqual(order.contribution, 598)
        self.check_recount()

    def test_c2_order_that_changes_hands_is_taken_along(self):
        other = self.make_customer("李小红")
        self.deliver(self.make_order(partner_id=other.id))
        order = self.deliver(self.make_order())
        order.partner_id = other
        self.assertEqual((self.total(), self.total(other)), (0, 598))
        self.check_recount()

    def test_c2_thirty_orders_take_as_many_queries_as_three(self):
        few = self.queries_to_deliver(3)
        self.assertLessEqual(self.queries_to_deliver(30), few)

    def queries_to_deliver(self, count):
        orders = self.env["sale.order"]
        for number in range(count):
            customer = self.make_customer(f"客户{count}-{number}")
            orders += self.make_order(partner_id=customer.id, accept_backorder=True)
        orders._transition("shipped")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders.with_context(tracking_disable=True)._transition("delivered")
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    # The recount

    @mute_logger("odoo.addons.tvshop_crm.models.tvshop_contribution_check")
    def test_c2_nightly_recount_tells_the_manager_what_differs(self):
        order = self.deliver(self.make_order())
        self.spoil("tvshop_contribution", "total", 1000, self.account().id)
        self.accounts._cron_check()
        account = self.account()
        self.assertEqual(account.difference, -701)
        self.assertEqual(account.activity_ids.user_id, self.env.company._tvshop_manager())
        self.accounts._cron_check()
        self.assertEqual(len(account.activity_ids), 1)
        account.with_user(self.manager).action_recount()
        self.assertEqual((account.total, account.difference), (299, 0))
        self.assertFalse(account.activity_ids)
        self.spoil("sale_order", "contribution", 5, order.id)
        self.accounts._cron_check()
        self.assertTrue(account.activity_ids)
        account.with_user(self.manager).action_recount()
        self.assertEqual(order.contribution, 299)
        self.check_recount()

    @mute_logger("odoo.addons.tvshop_crm.models.tvshop_contribution_check")
    def test_c2_missing_account_is_found(self):
        self.deliver(self.make_order())
        self.env.cr.execute("DELETE FROM tvshop_contribution")
        self.env.invalidate_all()
        self.accounts._cron_check()
        self.account().with_user(self.manager).action_recount()
        self.assertEqual(self.total(), 299)
        self.check_recount()

    def test_c2_recount_that_agrees_is_noted_and_alarms_nobody(self):
        self.deliver(self.make_order())
        self.accounts._cron_check()
        self.assertTrue(self.env.company.tvshop_contribution_checked_at)
        self.assertFalse(self.account().activity_ids)

    def test_c2_only_a_manager_recounts(self):
        self.deliver(self.make_order())
        with self.assertRaises(AccessError):
            self.account().with_user(self.supervisor).action_recount()

    def spoil(self, table, column, value, record_id):
        self.env.flush_all()
        query = SQL("UPDATE %s SET %s = %s", SQL.identifier(table), SQL.identifier(column), value)
        self.env.cr.execute(SQL("%s WHERE id = %s", query, record_id))
        self.env.invalidate_all()

    # Who sees it

    def test_c1_desktop_shows_what_the_customer_brought_in(self):
        self.assertFalse(self.profile()["contribution"])
        self.deliver(self.make_order())
        shown = self.profile()["contribution"]
        self.assertIn("299", shown["total"])

    def profile(self):
        return self.env["res.partner"].with_user(self.agent).desktop_profile(self.customer.id)

    def test_c1_customers_are_found_by_what_they_brought_in(self):
        self.deliver(self.make_order())
        partners = self.env["res.partner"].with_user(self.agent)
        found = partners.search([("contribution_total", ">=", 299)])
        self.assertEqual(found & self.customer, self.customer)
        self.assertFalse(partners.search([("contribution_total", ">", 299)]) & self.customer)

    def test_c1_agent_changes_no_contribution(self):
        self.deliver(self.make_order())
        with self.assertRaises(AccessError):
            self.account().with_user(self.agent).needs_review = False
        with self.assertRaises(AccessError):
            self.accounts.with_user(self.warehouse).search([])
