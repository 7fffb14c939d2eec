from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged

from ..models import tvshop_settlement_post
from .common import SettlementCase


@tagged("post_install", "-at_install")
class TestSettlement(SettlementCase):
    def test_i3_what_is_remitted_is_posted_and_its_orders_are_settled(self):
        paid, short, unpaid = self.deliver(3)
        back = self.bring_back()
        self.remit(self.row(paid), self.row(short, 209), self.row(back, 0, 22))
        run = self.settle()
        self.assertEqual(run.state, "posted")
        self.assertEqual(
            [order.tvshop_state for order in (paid, short, unpaid, back)],
            ["settled", "delivered", "delivered", "returned"],
        )
        self.assertEqual(
            self.balances(),
            {
                "cod": 100 + 293,
                "fees": 3 * 16 + 22,
                "bank": 293 + 193 - 22,
                "off": 0,
                "customers": -3 * 309,
            },
        )

    def by_carrier(self, run):
        names = ("due_count", "cod_amount", "fee_amount", "due_amount", "received_amount")
        return {
            sums.carrier_id: [sums[name] for name in (*names, "open_amount")]
            for sums in run.carrier_ids
        }

    def test_i3_what_is_computed_is_shown_by_carrier_with_what_it_owes_after_it(self):
        self.make_range(self.courier, "20000000", "20009999")
        self.make_format(self.courier)
        self.courier.tvshop_partner_id = self.env["res.partner"].create({"name": "快递公司"})
        paid, unpaid = self.deliver(2)
        other = self.make_order(carrier_id=self.courier.id)
        other._choose_by_hand(self.courier, "test")
        waybill = self.ship(other)
        self.read_feedback(self.courier, (waybill.name, "妥投", str(self.today)))
        self.remit(self.row(paid))
        run = self.settlements.create({"date_to": self.today})
        run.action_compute()
        self.assertEqual(
            self.by_carrier(run),
            {
                self.ems: [2, 618, 32, 586, 293, 293],
                self.courier: [1, 309, 0, 309, 0, 309],
            },
        )
        run.action_back_to_draft()
        self.assertFalse(run.carrier_ids)
        self.settle()
        self.assertEqual(self.balances()["cod"], 293 + 309)
        self.remit(self.row(unpaid))
        self.assertEqual(
            self.by_carrier(self.settle()),
            {self.ems: [0, 0, 0, 0, 293, 0], self.courier: [0, 0, 0, 0, 0, 309]},
        )

    def test_i3_what_comes_later_is_settled_later(self):
        order = self.deliver()
        self.settle()
        self.assertEqual(order.tvshop_state, "delivered")
        self.remit(self.row(order))
        run = self.settle()
        self.assertEqual(order.tvshop_state, "settled")
        self.assertEqual((run.due_count, run.closing_count), (0, 1))
        self.assertEqual(self.balances()["cod"], 0)

    def test_i5_order_paid_ahead_is_settled_with_its_parcel_if_its_money_is_here(self):
        paid, unpaid = self.deliver(2, payment="prepaid")
        self.pay_ahead(paid)
        self.settle()
        self.assertEqual((paid.tvshop_state, unpaid.tvshop_state), ("settled", "delivered"))
        self.assertEqual(self.balances()["cod"], -24)

    def test_i5_money_that_comes_after_the_parcel_was_settled_settles_the_order_next_time(self):
        order = self.deliver(payment="transfer")
        self.settle()
        self.pay_ahead(order, amount=300)
        self.settle()
        self.assertEqual(order.tvshop_state, "delivered")
        self.pay_ahead(order)
        run = self.settle()
        self.assertEqual((order.tvshop_state, run.move_count), ("settled", 0))

    def test_i5_order_paid_ahead_and_picked_up_is_settled_once_its_money_is_here(self):
        paid, unpaid, cash, old = (
            self.make_order_in("shipped", "delivered", payment=kind)
            for kind in ("card", "card", "cod", "card")
        )
        orders = paid | unpaid | cash | old
        orders.tvshop_carrier_id = False
        old.date_order = "2019-01-01"
        payment = self.pay_ahead(paid)
        run = self.settle()
        self.assertEqual(
            orders.mapped("tvshop_state"), ["settled", "delivered", "delivered", "delivered"]
        )
        run.action_reverse()
        self.assertEqual(paid.tvshop_state, "settled")
        payment.action_draft()
        self.assertEqual(paid.tvshop_state, "delivered")

    def test_i5_order_is_not_settled_any_more_when_its_receipt_is_taken_back(self):
        order = self.deliver(payment="card")
        payment = self.pay_ahead(order)
        self.settle()
        payment.action_draft()
        self.assertEqual(order.tvshop_state, "delivered")
        self.assertIn("not paid", order.with_user(self.finance).payment_advice)
        payment.action_post()
        run = self.settle()
        self.assertEqual(order.tvshop_state, "settled")
        run.action_reverse()
        self.assertEqual(order.tvshop_state, "settled")

    def test_i5_what_was_never_received_is_not_refunded(self):
        paid, unpaid = self.deliver(2, payment="prepaid")
        self.pay_ahead(paid)
        self.assertEqual(self.come_back(paid).refund_amount, 299)
        self.assertEqual(self.come_back(unpaid).refund_amount, 0)

    def test_i3_figures_are_shown_beside_those_before_and_by_how_much_they_differ(self):
        self.deliver(3)
        self.settle(self.today)
        order = self.deliver()
        self.remit(self.row(order))
        run = self.settlements.create({"date_to": self.today + timedelta(days=1)})
        run.action_compute()
        self.assertEqual((run.previous_due_count, run.change_due_count), (3, -2))
        self.assertEqual((run.change_cod_total, run.change_received_total), (-618, 293))

    def test_i3_settling_again_posts_nothing(self):
        order = self.deliver()
        self.remit(self.row(order))
        self.settle()
        before = self.balances()
        again = self.settle()
        self.assertEqual((again.due_count, again.move_count), (0, 0))
        self.assertEqual(self.balances(), before)

    def test_i3_second_tab_is_told_that_the_step_was_taken(self):
        self.deliver()
        run = self.settlements.create({"date_to": self.today})
        run.action_compute()
        with self.assertRaisesRegex(UserError, "is Computed"):
            run.action_post()
        run.action_check()
        run.action_post()
        with self.assertRaisesRegex(UserError, "is Posted"):
            run.action_post()
        with self.assertRaisesRegex(UserError, "is Posted"):
            run.action_compute()

    def test_i3_posting_in_many_steps_gives_the_same_as_in_one(self):
        orders = self.deliver(5)
        self.remit(*(self.row(order) for order in orders))
        with patch.object(tvshop_settlement_post, "BATCH", 2):
            run = self.settlements.create({"date_to": self.today})
            run.action_compute()
            run.action_check()
            run.action_post()
            self.assertEqual(run.state, "posting")
            steps = 0
            while run.sudo()._post_step():
                steps += 1
        self.assertEqual((run.state, steps), ("posted", 9))
        self.assertEqual(set(orders.mapped("tvshop_state")), {"settled"})
        self.assertEqual(
            self.balances(),
            {"cod": 0, "fees": 80, "bank": 5 * 293, "off": 0, "customers": -5 * 309},
        )

    def post_in_background(self, *runs):
        """As the scheduler does it, a parcel at a time, without its commits."""
        jobs, model = self.env["ir.cron"], self.env["tvshop.settlement"]
        self.env.flush_all()
        with (
            patch.object(tvshop_settlement_post, "BATCH", 1),
            patch.object(type(jobs), "_commit_progress", lambda *_args, **_kwargs: 1),
            patch.object(self.env.cr, "rollback", lambda: None),
        ):
            for run in runs:
                run.action_post()
            model._cron_post()

    def test_i3_posting_that_stops_says_why_and_goes_on_once_that_is_put_right(self):
        orders = self.deliver(3)
        self.remit(*(self.row(order) for order in orders))
        run = self.settlements.create({"date_to": self.today})
        run.action_compute()
        run.action_check()
        with patch.object(type(run), "_post_lines", side_effect=UserError("账期已锁定")):
            self.post_in_background(run)
        self.assertEqual((run.state, run.problem), ("posting", "账期已锁定"))
        self.assertEqual(len(run.due_ids.filtered("is_posted")), 3)
        run.action_go_on()
        self.assertFalse(run.problem)
        self.post_in_background()
        self.assertEqual((run.state, run.problem), ("posted", False))
        self.assertEqual(set(orders.mapped("tvshop_state")), {"settled"})
        self.assertEqual(self.balances()["bank"], 3 * 293)
        with self.assertRaisesRegex(UserError, "is Posted"):
            run.action_go_on()

    def test_i3_what_is_being_posted_is_not_charged_again(self):
        orders = self.deliver(3)
        run = self.settlements.create({"date_to": self.today})
        run.action_compute()
        run.action_check()
        with patch.object(type(run), "_post_step", side_effect=UserError("账期已锁定")):
            self.post_in_background(run)
        with self.assertRaisesRegex(UserError, "being posted"):
            self.due_of(orders[0]).with_user(self.finance).action_charge_again()

    def test_i3_order_in_other_hands_makes_the_posting_wait_for_its_next_turn(self):
        self.deliver(3)
        run = self.settlements.create({"date_to": self.today})
        run.action_compute()
        run.action_check()
        with patch.object(type(run), "_post_step", side_effect=ConcurrencyError("busy")):
            self.post_in_background(run)
        self.assertEqual((run.state, run.problem), ("posting", False))
        self.post_in_background()
        self.assertEqual(run.state, "posted")

    def test_i3_figures_that_changed_after_computing_are_computed_again(self):
        order = self.deliver()
        run = self.settlements.create({"date_to": self.today})
        run.action_compute()
        self.remit(self.row(order))
        with self.assertRaisesRegex(UserError, "Compute"):
            run.action_check()

    def test_i3_parcel_is_not_closed_by_a_payment_of_the_next_period(self):
        order = self.deliver()
        tomorrow = self.today + timedelta(days=1)
        self.remit(self.row(order, day=tomorrow))
        run = self.settle(self.today)
        self.assertEqual((run.closing_count, order.tvshop_state), (0, "delivered"))
        self.settle(tomorrow)
        self.assertEqual((order.tvshop_state, self.balances()["cod"]), ("settled", 0))

    def test_i3_reversal_takes_all_back_and_settling_anew_gives_the_same(self):
        paid, short = self.deliver(2)
        self.remit(self.row(paid), self.row(short, 209))
        run = self.settle()
        before = self.balances()
        run.action_reverse()
        self.assertEqual(run.state, "reversed")
        self.assertEqual(paid.tvshop_state, "delivered")
        self.assertEqual(set(self.balances().values()), {0})
        self.settle()
        self.assertEqual(paid.tvshop_state, "settled")
        self.assertEqual(self.balances(), before)

    def test_i3_only_the_last_settlement_is_reversed(self):
        self.deliver()
        first = self.settle()
        self.settle()
        with self.assertRaisesRegex(UserError, "take it back first"):
            first.action_reverse()

    def test_i3_small_difference_is_written_off_by_itself(self):
        self.company.tvshop_settlement_tolerance = 0.5
        order = self.deliver()
        self.remit(self.row(order, 308.60))
        self.settle()
        self.assertEqual(order.tvshop_state, "settled")
        self.assertEqual((self.balances()["cod"], self.balances()["off"]), (0, 0.4))

    def test_i3_accepted_difference_is_written_off_and_the_order_settled(self):
        order = self.deliver()
        self.remit(self.row(order, 209))
        self.settle()
        self.due_of(order).with_user(self.finance)._resolve("accepted", "破损赔付")
        self.settle()
        self.assertEqual(order.tvshop_state, "settled")
        self.assertEqual((self.balances()["cod"], self.balances()["off"]), (0, 100))
        self.assertTrue(self.due_of(order).is_closed)

    def test_i3_decision_about_one_amount_writes_no_other_off(self):
        order = self.deliver()
        self.remit(self.row(order, 209))
        self.settle()
        self.due_of(order).with_user(self.finance)._resolve("accepted", "破损赔付")
        self.settle()
        self.remit(self.row(order, -209, 0, day="2026-01-06"))
        due = self.due_of(order)
        self.assertEqual((due.is_difference, due.resolution), (True, False))
        self.assertEqual(self.settle().closing_count, 0)
        self.assertEqual(self.balances()["off"], 100)

    def test_i3_settlement_under_a_later_one_is_not_reversed_whichever_was_drafted_first(self):
        self.deliver()
        later = self.settlements.create({"date_to": self.today})
        earlier = self.settle(self.today - timedelta(days=1))
        for step in ("compute", "check", "post"):
            getattr(later, f"action_{step}")()
        with self.assertRaisesRegex(UserError, "builds on this one"):
            earlier.action_reverse()
        later.action_reverse()
        earlier.action_reverse()

    def test_i3_payment_for_a_closed_parcel_is_a_difference_again(self):
        order = self.deliver()
        self.remit(self.row(order))
        self.settle()
        self.remit(self.row(order, day="2026-01-06"))
        due = self.due_of(order)
        self.assertEqual((due.is_closed, due.is_difference, due.balance), (False, True, -293))
        self.settle()
        self.assertEqual(self.balances()["cod"], -293)
        self.assertEqual(order.tvshop_state, "settled")

    def test_i2_what_a_carrier_owes_on_a_day_is_the_sum_up_to_it(self):
        paid, short, back = *self.deliver(2), self.bring_back()
        self.remit(
            self.row(paid), self.row(short, 209), self.row(back, 0, 22), self.row("ZZ999", 5, 0)
        )
        self.due_of(short).with_user(self.finance)._resolve("accepted", "x")
        self.settle()
        owed = self.env["tvshop.carrier.balance"].with_user(self.finance)
        domain = [("carrier_id", "=", self.ems.id)]
        (total,) = owed._read_group(domain, [], ["amount:sum"])[0]
        self.assertAlmostEqual(total, -5)
        self.assertAlmostEqual(total, self.balances()["cod"])
        yesterday = [*domain, ("date", "<", self.today)]
        self.assertFalse(owed.search(yesterday))

    def test_i3_posting_and_paying_thirty_invoices_takes_as_many_queries_as_ten(self):
        counts = []
        for count in (3, 10, 30):
            orders = self.deliver(count)
            invoices = orders._create_invoices(grouped=True)
            invoices.action_post()
            run = self.settlements.create({"date_to": self.today + timedelta(days=count)})
            run.action_compute()
            run.action_check()
            with self.profile_queries() as taken:
                run.action_post()
            self.assertEqual(set(invoices.mapped("amount_residual")), {0})
            counts.append(taken.count)
        self.assertLessEqual(counts[2], counts[1] + 5)

    def test_i3_collected_money_pays_the_open_invoice(self):
        order = self.deliver()
        invoice = order._create_invoices()
        invoice.action_post()
        self.settle()
        self.assertEqual(invoice.amount_residual, 0)

    def test_i3_closed_period_takes_no_further_settlement(self):
        self.deliver()
        run = self.settle()
        late = self.settlements.create({"date_to": run.date_to})
        with self.assertRaisesRegex(UserError, "is closed by"):
            late.action_compute()

    def test_i3_posted_parcel_can_not_be_changed_by_anybody(self):
        order = self.deliver()
        self.settle()
        due = self.due_of(order).sudo()
        for values in ({"cod_amount": 1}, {"delivery_fee": 1}, {"date": "2026-01-01"}):
            with self.assertRaisesRegex(UserError, "is posted"):
                due.write(values)
        with self.assertRaisesRegex(UserError, "is posted"):
            due.unlink()

    def test_i3_posted_entry_can_not_be_set_back(self):
        self.deliver()
        run = self.settle()
        with self.assertRaises(UserError):
            run.move_ids.sudo().button_draft()

    def test_i3_orders_are_not_settled_by_hand(self):
        order = self.deliver()
        wizard = self.env["tvshop.order.transition"].with_user(self.manager)
        wizard = wizard.create({"order_ids": order.ids, "reason": "x", "target": "settled"})
        self.assertNotIn("settled", wizard.possible)
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(order.tvshop_state, "delivered")

    def test_i3_settled_order_is_not_delivered_again_without_a_reversal(self):
        order = self.deliver()
        self.remit(self.row(order))
        self.settle()
        with self.assertRaises(UserError):
            order.sudo()._transition("delivered", "x")
