from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SettlementCase


@tagged("post_install", "-at_install")
class TestBankLine(SettlementCase):
    """EMS pays 293 for a cooker, and says so in a file; the bank says so, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.env["account.journal"].create(
            {"name": "招商银行", "code": "CMB9", "type": "bank", "company_id": cls.company.id}
        )

    def on_bank(self, amount, text="", **values):
        return (
            self.env["account.bank.statement.line"]
            .with_user(self.finance)
            .create(
                {
                    "journal_id": self.bank.id,
                    "date": self.today,
                    "payment_ref": text or "转账",
                    "amount": amount,
                }
                | values
            )
        )

    def open_on(self, account):
        """What stands on an account and is not set off."""
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return round(sum(lines.mapped("amount_residual")), 2)

    def under_way(self):
        return self.open_on(self.company.tvshop_remittance_account_id)

    def shown(self, *lines):
        """The list that shows these lines, none of them chosen."""
        domain = [("id", "in", [line.id for line in lines])]
        return lines[0].browse().with_context(active_domain=domain)

    def by_hand(self, line, **values):
        wizard = self.env["tvshop.bank.match"].with_user(self.finance)
        return wizard.create({"line_id": line.id} | values)

    def test_i2_bank_line_that_names_the_payment_is_matched_before_or_after_the_settlement(self):
        first, second = self.deliver(2)
        early = self.remit(self.row(first, reference="EMS0305"))
        line = self.on_bank(293, "代收货款EMS0305")
        line.action_tvshop_match()
        self.assertEqual((line.tvshop_cause, early.bank_line_id, line.is_reconciled),
                         ("matched", line, True))  # fmt: skip
        late = self.remit(self.row(second, reference="EMS0306"))
        self.settle()
        self.assertEqual(self.under_way(), 293)
        line = self.on_bank(293, "EMS0306")
        line.action_tvshop_match()
        self.assertEqual(late.bank_line_id, line)
        self.assertEqual(self.under_way(), 0)

    def test_i2_one_bank_line_pays_several_remittances_of_its_payer(self):
        orders = self.deliver(2)
        remittances = [self.remit(self.row(order, reference=order.name)) for order in orders]
        line = self.on_bank(586, partner_id=self.ems.tvshop_partner_id.id)
        line.action_tvshop_match()
        self.assertEqual({one.bank_line_id for one in remittances}, {line})
        self.settle()
        self.assertEqual(self.under_way(), 0)

    def test_i2_payer_is_known_by_the_name_of_the_carrier_s_company(self):
        remittance = self.remit(self.row(self.deliver()))
        line = self.on_bank(293, "EMS 公司 代收款")
        line.action_tvshop_match()
        self.assertEqual(remittance.bank_line_id, line)

    def test_i2_small_difference_is_booked_and_a_larger_one_waits_for_a_reason(self):
        self.company.tvshop_settlement_tolerance = 0.5
        orders = self.deliver(2)
        self.remit(self.row(orders[0], reference="EMS0305"))
        self.remit(self.row(orders[1], reference="EMS0306"))
        small, large = self.on_bank(292.6, "EMS0305"), self.on_bank(288, "EMS0306")
        (small | large).action_tvshop_match()
        self.assertEqual((small.tvshop_cause, small.tvshop_difference), ("matched", -0.4))
        self.assertEqual((large.tvshop_cause, large.is_reconciled), ("amount", False))
        self.assertIn("say why", large.tvshop_advice)
        wizard = self.by_hand(large)
        self.assertEqual((wizard.remittance_ids.line_ids.reference, wizard.difference),
                         ("EMS0306", -5))  # fmt: skip
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_apply()
        wizard.cause = "fee"
        wizard.action_apply()
        self.assertEqual((large.tvshop_cause, large.tvshop_difference_cause), ("matched", "fee"))
        off = self.env["account.move.line"].search(
            [("account_id", "=", self.company.tvshop_difference_account_id.id)]
        )
        self.assertEqual(round(sum(off.mapped("balance")), 2), 5.4)
        self.settle()
        self.assertEqual(self.under_way(), 0)

    def test_i2_reversed_settlement_leaves_the_bank_line_for_the_next(self):
        self.remit(self.row(self.deliver(), reference="EMS0305"))
        run = self.settle()
        self.on_bank(293, "EMS0305").action_tvshop_match()
        run.action_reverse()
        self.assertEqual(self.under_way(), -293)
        self.settle()
        self.assertEqual(self.under_way(), 0)

    def test_i2_what_was_matched_wrongly_is_undone(self):
        remittance = self.remit(self.row(self.deliver(), reference="EMS0305"))
        self.settle()
        line = self.on_bank(293, "EMS0305")
        line.action_tvshop_match()
        with self.assertRaisesRegex(UserError, "matched already"):
            self.by_hand(line, remittance_ids=[(6, 0, remittance.ids)], cause="fee").action_apply()
        line.action_tvshop_undo()
        self.assertEqual((line.tvshop_cause, line.is_reconciled), (False, False))
        self.assertFalse(remittance.bank_line_id)
        self.assertEqual(self.under_way(), 293)
        line.action_tvshop_match()
        self.assertEqual(self.under_way(), 0)

    def test_i5_transfer_that_names_its_order_becomes_its_receipt(self):
        order = self.deliver(payment="transfer")
        line = self.on_bank(309, f"{order.name} 货款")
        line.action_tvshop_match()
        self.assertEqual(order.sudo().tvshop_received_amount, 309)
        self.assertEqual(order.sudo().tvshop_payment_ids.tvshop_bank_line_id, line)
        self.assertTrue(order.sudo().tvshop_payment_ids.is_matched)
        self.assertEqual(self.under_way(), 0)
        self.settle()
        self.assertEqual(order.tvshop_state, "settled")

    def test_i5_undone_line_takes_back_the_receipts_that_it_made_and_no_others(self):
        made, entered = self.deliver(2, payment="transfer")
        payment = self.pay_ahead(entered)
        lines = self.on_bank(309, made.name), self.on_bank(309, entered.name)
        for line in lines:
            line.action_tvshop_match()
        self.settle()
        self.assertEqual({made.tvshop_state, entered.tvshop_state}, {"settled"})
        for line in lines:
            line.action_tvshop_undo()
        self.assertEqual((made.sudo().tvshop_payment_ids.state, payment.state),
                         ("canceled", "in_process"))  # fmt: skip
        self.assertEqual((made.tvshop_state, entered.tvshop_state), ("delivered", "settled"))
        self.assertTrue(made.with_user(self.finance).is_payment_awaited)
        for line in lines:
            line.action_tvshop_match()
        self.assertEqual(made.sudo().tvshop_received_amount, 309)
        self.assertEqual(entered.sudo().tvshop_payment_ids, payment)

    def test_i5_receipt_that_was_entered_before_is_matched_and_not_received_again(self):
        order = self.deliver(payment="card")
        payment = self.pay_ahead(order)
        line = self.on_bank(309, f"POS {order.name}")
        line.action_tvshop_match()
        self.assertEqual(order.sudo().tvshop_payment_ids, payment)
        self.assertEqual((payment.is_matched, payment.tvshop_bank_line_id), (True, line))
        self.assertEqual(order.sudo().tvshop_received_amount, 309)

    def test_i5_line_of_somebody_unknown_says_what_to_do_and_is_matched_by_hand(self):
        order = self.deliver(payment="transfer")
        line = self.on_bank(309, "李先生")
        line.action_tvshop_match()
        self.assertEqual((line.tvshop_cause, line.is_reconciled), ("unknown", False))
        self.assertTrue(line.tvshop_advice)
        with self.assertRaisesRegex(UserError, "Choose what"):
            self.by_hand(line).action_apply()
        self.by_hand(line, order_ids=[(6, 0, order.ids)]).action_apply()
        self.assertEqual((line.is_reconciled, order.sudo().tvshop_received_amount), (True, 309))

    def test_i2_with_no_line_chosen_all_that_are_shown_are_matched(self):
        first, second = self.deliver(2)
        self.remit(self.row(first, reference="EMS0305"))
        self.remit(self.row(second, reference="EMS0306"))
        named, other = self.on_bank(293, "EMS0305"), self.on_bank(293, "EMS0306")
        unknown = self.on_bank(50, "利息")
        said = self.shown(named, unknown).action_tvshop_match()
        self.assertEqual(said["params"]["message"], "Matched: 1. Left open: 1.")
        self.assertEqual(
            [line.is_reconciled for line in (named, unknown, other)], [True, False, False]
        )
        asked = self.shown(named, unknown).action_tvshop_match_by_hand()
        self.assertEqual(asked["context"]["default_line_id"], unknown.id)
        with self.assertRaisesRegex(UserError, "All these lines are matched"):
            self.shown(named).action_tvshop_match_by_hand()
        other.browse().action_tvshop_match()  # not from a list
        self.assertFalse(other.is_reconciled)

    def test_i2_line_in_another_currency_is_refused_and_holds_up_no_other(self):
        order = self.deliver()
        self.remit(self.row(order, reference="EMS0305"))
        euros = self.env.ref("base.EUR")
        euros.active = True
        abroad = self.bank.copy({"name": "欧元", "code": "EUR9", "currency_id": euros.id})
        strange = self.on_bank(293, "EMS0305", journal_id=abroad.id)
        line = self.on_bank(293, "EMS0305")
        self.shown(strange, line).action_tvshop_match()
        self.assertEqual([line.is_reconciled, strange.is_reconciled], [True, False])
        for press in (strange.action_tvshop_match, self.by_hand(strange).action_apply):
            with self.assertRaisesRegex(UserError, "another currency|Choose what"):
                press()
        self.assertFalse(strange.is_reconciled)

    def test_i2_more_lines_and_payments_take_no_more_queries_to_compare(self):
        counts = []
        for count in (1, 4):
            for order in self.deliver(count):
                self.remit(self.row(order, reference=order.name))
            self.deliver(count, payment="transfer")
            lines = self.on_bank(1, "EMS 公司") + self.on_bank(2)
            for number in range(count):
                lines += self.on_bank(3 + number)
            with self.profile_queries() as taken:
                self.env["tvshop.bank.match"]._pools(self.company)
                lines._tvshop_bank_lines()
            counts.append(taken.count)
        self.assertLessEqual(counts[1], counts[0])

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_model")
    def test_i2_finance_alone_matches_bank_lines(self):
        line = self.on_bank(293, "EMS0305")
        for user in (self.agent, self.service, self.supervisor, self.warehouse):
            with self.assertRaises(AccessError):
                line.with_user(user).action_tvshop_match()
            with self.assertRaises(AccessError):
                self.env["tvshop.bank.match"].with_user(user).create({"line_id": line.id})
