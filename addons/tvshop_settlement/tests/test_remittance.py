from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import HEADER, SettlementCase


@tagged("post_install", "-at_install")
class TestRemittance(SettlementCase):
    def test_i2_file_is_matched_by_line(self):
        paid, short, dear = self.deliver(3)
        record = self.remit(
            self.row(paid), self.row(short, 209), self.row(dear, 309, 20), self.row("ZZ999", 5, 0)
        )
        self.assertEqual((record.state, record.new_count), ("done", 4))
        self.assertEqual(record.net_amount, 293 + 193 + 289 + 5)
        causes = [self.due_of(order).cause for order in (paid, short, dear)]
        self.assertEqual(causes, ["matched", "amount", "fee"])
        self.assertEqual((record.unknown_count, record.difference_count), (1, 2))
        self.assertEqual(self.due_of(short).balance, 100)

    def test_i2_differences_of_many_files_are_counted_at_once(self):
        files = self.env["tvshop.remittance"]
        counts = []
        for _round in range(2):
            files += self.remit(*(self.row(order, 209) for order in self.deliver(2)))
            with self.profile_queries() as taken:
                self.assertEqual(files.mapped("difference_count"), [2] * len(files))
            counts.append(taken.count)
            files += self.remit(self.row(self.deliver(), 209))
            files -= files[-1:]
        self.assertLessEqual(counts[1], counts[0])

    def test_i2_same_file_again_is_known_already(self):
        order = self.deliver()
        self.remit(self.row(order))
        again = self.remit(self.row(order), self.row(order))
        self.assertEqual((again.new_count, again.repeated_count), (0, 2))
        self.assertEqual(self.due_of(order).balance, 0)

    def test_i2_same_parcel_on_another_day_is_remitted_twice(self):
        order = self.deliver()
        self.remit(self.row(order, day="2026-01-05"), self.row(order, day="2026-01-06"))
        due = self.due_of(order)
        self.assertEqual((due.cause, due.balance), ("twice", -293))

    def test_i2_money_that_comes_before_the_feedback_finds_its_parcel_later(self):
        order = self.make_order(carrier_id=self.ems.id)
        order._choose_by_hand(self.ems, "test")
        self.ship(order)
        record = self.remit(self.row(order))
        self.assertEqual(record.unknown_count, 1)
        self.read_feedback(self.ems, (order.tvshop_waybill_ids.name, "妥投", str(self.today)))
        self.assertEqual(self.due_of(order).cause, "matched")
        record.invalidate_recordset()
        self.assertEqual(record.unknown_count, 0)

    def test_i2_one_payment_for_several_orders_pays_each(self):
        orders = self.deliver(3)
        numbers = ";".join(orders.tvshop_waybill_ids.mapped("name"))
        self.remit(self.row(numbers, 3 * 309, 3 * 16))
        self.assertEqual([self.due_of(order).cause for order in orders], ["matched"] * 3)

    def test_i2_file_that_is_cut_is_refused_and_nothing_is_taken(self):
        order = self.deliver()
        data = self.remittance_file(self.row(order))[:-1]
        remittances = self.env["tvshop.remittance"].with_user(self.finance)
        record = remittances._receive(self.ems, "cut.csv", data)
        self.assertEqual((record.state, record.new_count), ("refused", 0))
        self.assertTrue(record.refusal)
        self.assertEqual(self.due_of(order).cause, "not_remitted")

    def test_i2_unreadable_rows_go_back_and_the_others_count(self):
        order = self.deliver()
        record = self.remit(self.row(order), self.row("EA12345", "x"), self.row("EA12345", "=1+1"))
        self.assertEqual((record.new_count, record.bad_count), (1, 2))
        self.assertTrue(record.bad_file)

    def test_i2_wrong_number_is_corrected_by_hand(self):
        order = self.deliver()
        record = self.remit(self.row("EA00000"))
        wizard = self.env["tvshop.remittance.correct"].with_user(self.finance)
        line = record.line_ids
        wizard.create({"line_id": line.id, "due_id": self.due_of(order).id}).action_apply()
        self.assertEqual(self.due_of(order).cause, "matched")
        self.assertEqual((line.waybill, line.due_ids), ("EA00000", self.due_of(order)))

    def correct(self, line, **values):
        wizards = self.env["tvshop.remittance.correct"].with_user(self.finance)
        return wizards.create({"line_id": line.id} | values)

    def test_i2_wrong_correction_is_corrected(self):
        mistaken, right = self.deliver(2)
        dues = [self.due_of(order) for order in (mistaken, right)]
        line = self.remit(self.row("EA00000")).line_ids
        self.correct(line, due_id=dues[0].id).action_apply()
        self.settle()
        self.assertEqual(mistaken.tvshop_state, "settled")
        self.correct(line, due_id=dues[1].id).action_apply()
        self.assertEqual([due.cause for due in dues], ["not_remitted", "matched"])
        self.assertEqual((dues[0].is_closed, dues[0].balance), (False, 293))
        self.settle()
        self.assertEqual((right.tvshop_state, self.balances()["cod"]), ("settled", 293))
        told = self.remit(self.row(mistaken)).line_ids
        with self.assertRaisesRegex(UserError, "has its parcel already"):
            self.correct(told, due_id=dues[1].id).action_apply()

    def owed(self):
        balance = self.env["tvshop.carrier.balance"].with_user(self.finance)
        (total,) = balance._read_group([("carrier_id", "=", self.ems.id)], [], ["amount:sum"])[0]
        return round(total or 0, 2)

    def test_i2_unknown_payment_is_written_off_with_the_next_settlement(self):
        posted = self.remit(self.row("ZZ998", 7, 0))
        self.settle()
        new = self.remit(self.row("ZZ999", 5, 0))
        self.assertEqual((self.balances()["cod"], self.owed()), (-7, -12))
        for record in (posted, new):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.correct(record.line_ids, note=" ").action_write_off()
            self.correct(record.line_ids, note="别家的货").action_write_off()
            record.invalidate_recordset()
            self.assertEqual(record.unknown_count, 0)
        run = self.settle()
        self.assertEqual(run.off_total, -12)
        self.assertEqual((self.balances()["cod"], self.balances()["off"], self.owed()), (0, -12, 0))
        moves = run.closing_ids.move_id.with_user(self.finance)
        lines = self.env["tvshop.remittance.line"]
        found = lines.search(moves.action_view_tvshop_parcels()["domain"])
        self.assertEqual(found, posted.line_ids | new.line_ids)
        with self.assertRaisesRegex(UserError, "take that back first"):
            self.correct(new.line_ids, note="x").action_write_off()
        self.assertEqual(self.settle().closing_count, 0)
        self.settlements.search([("state", "=", "posted")], limit=1).action_reverse()
        run.action_reverse()
        order = self.deliver()
        self.correct(new.line_ids, due_id=self.due_of(order).id).action_apply()
        self.assertEqual(self.due_of(order).line_ids, new.line_ids)
        self.assertEqual(self.settle().off_total, -7)

    def test_i2_remittance_read_by_mistake_is_taken_back_and_read_again(self):
        paid, shared, together = self.deliver(3)
        numbers = ";".join((shared | together).tvshop_waybill_ids.mapped("name"))
        rows = (self.row(paid), self.row(numbers, 2 * 309, 2 * 16), self.row("ZZ999", 5, 0))
        mistake, before = self.remit(*rows), self.owed()
        self.remit(self.row(shared, 100, 0, reference="B2"))
        mistake.action_take_back()
        self.assertEqual(
            (mistake.state, mistake.net_amount, mistake.line_ids.ids), ("taken_back", 0, [])
        )
        causes = [self.due_of(order).cause for order in (paid, shared, together)]
        self.assertEqual(causes, ["not_remitted", "amount", "not_remitted"])
        self.assertEqual(self.owed(), before - 100 + 3 * 293 + 5)
        self.assertIn("3 payments", mistake.message_ids[0].body)
        self.assertEqual(mistake.message_ids[0].author_id, self.finance.partner_id)
        with self.assertRaisesRegex(UserError, "nothing to take back"):
            mistake.action_take_back()
        again = self.remit(*rows)
        self.assertEqual((again.new_count, again.net_amount), (3, 3 * 293 + 5))
        self.assertEqual(self.due_of(paid).cause, "matched")

    def test_i2_remittance_that_is_settled_or_on_the_bank_is_not_taken_back(self):
        record = self.remit(self.row(self.deliver()))
        run = self.settlements.create({"date_to": self.today})
        run.action_compute()
        with self.assertRaisesRegex(UserError, run.name):
            record.action_take_back()
        run.action_back_to_draft()
        journal = self.env["account.journal"].create(
            {"name": "招商银行", "code": "CMB", "type": "bank", "company_id": self.company.id}
        )
        told = self.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "date": self.today, "amount": 293, "payment_ref": "回款"}
        )
        record.sudo().bank_line_id = told
        with self.assertRaisesRegex(UserError, "回款"):
            record.action_take_back()
        record.sudo().bank_line_id = False
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            record.with_user(self.warehouse).action_take_back()
        record.action_take_back()
        self.assertEqual(self.settle().received_total, 0)

    def test_i2_format_is_made_by_pointing_at_a_sample(self):
        self.env["tvshop.remittance.format"].search([]).unlink()
        with self.assertRaisesRegex(UserError, "Show first"):
            self.remit(self.row("EA1"))
        wizards = self.env["tvshop.remittance.mapping"].with_user(self.finance)
        with Form(wizards.with_context(default_carrier_id=self.ems.id)) as form:
            form.file = b64encode(self.remittance_file(self.row("EA1")))
        form.record.action_apply()
        made = self.env["tvshop.remittance.format"].search([("carrier_id", "=", self.ems.id)])
        self.assertEqual(made.column_ids.mapped("header"), list(HEADER))
        order = self.deliver()
        self.remit(self.row(order))
        self.assertEqual(self.due_of(order).cause, "matched")

    def test_i2_what_a_carrier_told_can_not_be_altered(self):
        line = self.remit(self.row("EA12345")).line_ids.sudo()
        with self.assertRaises(UserError):
            line.amount = 1
        with self.assertRaises(UserError):
            line.unlink()
