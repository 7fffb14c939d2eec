from base64 import b64decode, b64encode
from io import BytesIO
from unittest.mock import patch
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import tvshop_carrier_file
from .common import WORDS, LogisticsCase

AT = "2026-01-05 10:00"
LATER = "2026-01-06 10:00"
# status, time, reason, who signed, amount
TELLS = st.tuples(
    st.sampled_from(list(WORDS)),
    st.sampled_from([f"2026-01-0{day} 10:00" for day in range(3, 8)]),
    st.sampled_from(["", "没人"]),
    st.just(""),
    st.sampled_from(["", "309", "300"]),
)


@tagged("post_install", "-at_install")
class TestFeedback(LogisticsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_range(cls.ems)
        cls.form = cls.make_format(cls.ems)
        cls.order = cls.make_order(carrier_id=cls.ems.id)
        cls.waybill = cls.ship(cls.order)

    def read(self, *rows, **kwargs):
        return self.read_feedback(self.ems, *rows, **kwargs)

    def exceptions(self):
        return self.env["tvshop.logistics.exception"].search([("carrier_id", "=", self.ems.id)])

    def todos(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.customer.id)]
        )

    def test_h4_delivered_moves_the_order_through_its_door(self):
        record = self.read((self.waybill.name, "妥投", AT, "", "本人", "309"))
        self.assertEqual(self.order.tvshop_state, "delivered")
        event = self.order.tvshop_event_ids.sorted("id")[-1]
        self.assertEqual((event.to_state, event.user_id), ("delivered", self.warehouse))
        self.assertEqual(self.order.picking_ids.delivery_state, "customer_delivered")
        # 10:00 in Shanghai
        self.assertEqual(str(self.order.picking_ids.date_delivered), "2026-01-05 02:00:00")
        self.assertEqual((record.new_count, record.bad_count), (1, 0))
        self.assertFalse(self.exceptions())

    def test_h4_same_file_ten_times_changes_nothing_more(self):
        row = (self.waybill.name, "妥投", AT, "", "", "309")
        self.read(row)
        for _time in range(9):
            record = self.read(row, row)
            self.assertEqual((record.new_count, record.repeated_count), (0, 2))
        self.assertEqual(len(self.order.tvshop_feedback_ids), 1)
        self.assertEqual(len(self.order.tvshop_event_ids), 3)

    def test_h4_refused_opens_a_service_task_with_the_reason(self):
        self.env.company.tvshop_refusal_user_id = self.service
        self.read((self.waybill.name, "拒收", AT, "客户不要了"))
        self.read((self.waybill.name, "退回", LATER, "客户不要了"))
        self.assertEqual(self.order.tvshop_state, "shipped")
        self.assertTrue(self.order.is_refused)
        self.assertEqual(self.order.refused_reason, "客户不要了")
        self.assertEqual(self.order.picking_ids.delivery_state, "incident")
        todo = self.todos()
        self.assertEqual(len(todo), 1)
        self.assertEqual(todo.user_id, self.service)
        self.assertIn("客户不要了", todo.summary)
        self.assertIn(self.order.name, todo.summary)
        self.assertIn(f'data-oe-id="{self.order.id}"', todo.note)

    def test_h4_task_goes_to_the_agent_if_nobody_is_named(self):
        self.read((self.waybill.name, "丢失", AT))
        self.assertEqual(self.todos().user_id, self.agent)

    def test_h4_refused_then_delivered_is_delivered(self):
        self.read((self.waybill.name, "拒收", AT, "没人在家"))
        self.read((self.waybill.name, "妥投", LATER, "", "", "309"))
        self.assertEqual(self.order.tvshop_state, "delivered")
        self.assertFalse(self.exceptions())

    def test_h4_delivered_then_refused_is_an_exception_told_once(self):
        self.read((self.waybill.name, "妥投", AT, "", "", "309"))
        for _time in range(2):
            self.read((self.waybill.name, "拒收", LATER))
        exception = self.exceptions()
        self.assertEqual((len(exception), exception.kind), (1, "contradiction"))
        self.assertEqual(exception.order_id, self.order)
        exception.with_user(self.service).solution = "客户确认已收到"
        exception.with_user(self.service).action_solve()
        self.read((self.waybill.name, "拒收", LATER))
        self.assertEqual(exception.state, "solved")

    def test_h4_exception_is_not_closed_without_saying_how(self):
        self.read((self.waybill.name, "妥投", AT, "", "", "1"))
        with self.assertRaises(UserError):
            self.exceptions().action_solve()
        exception = self.exceptions().with_user(self.warehouse)
        for vals in ({"state": "solved"}, {"solved_by_id": self.service.id}, {"name": "x"}):
            with self.assertRaisesRegex(AccessError, "own steps only"):
                exception.write(vals)
        exception.solution = "已补差价"
        exception.action_solve()
        self.assertEqual((exception.state, exception.solved_by_id), ("solved", self.warehouse))
        exception.action_reopen()
        self.assertEqual((exception.state, bool(exception.solved_by_id)), ("open", False))

    def test_h4_another_amount_than_due_is_an_exception(self):
        self.read((self.waybill.name, "妥投", AT, "", "", "29.90"))
        self.assertIn("another amount", self.exceptions().name)
        self.assertEqual(self.order.tvshop_state, "delivered")

    def test_r20_same_waybill_with_another_amount_is_an_exception(self):
        self.read((self.waybill.name, "妥投", AT, "", "", "309"))
        self.read((self.waybill.name, "妥投", AT, "", "", "308"))
        self.assertTrue(self.exceptions().filtered(lambda row: "different amounts" in row.name))

    def test_h4_feedback_for_a_spoilt_waybill_is_an_exception(self):
        order = self.make_order(carrier_id=self.ems.id)
        spoilt = order.picking_ids._assign_waybills()
        spoilt._spoil("撕破了")
        self.read((spoilt.name, "妥投", AT))
        self.assertEqual(order.tvshop_state, "ordered")
        self.assertIn("spoilt", self.exceptions().name)

    def test_h4_carrier_quicker_than_the_warehouse_is_not_lost(self):
        order = self.make_order(carrier_id=self.ems.id)
        waybill = order.picking_ids._assign_waybills()
        self.read((waybill.name, "妥投", AT, "", "", "309"))
        self.assertEqual(order.tvshop_state, "ordered")
        self.assertIn("not confirmed", self.exceptions().name)
        self.ship(order)
        self.assertEqual(order.tvshop_state, "delivered")

    def test_h4_rows_that_can_not_be_read_go_back_in_a_file(self):
        record = self.read(
            (self.waybill.name, "妥投", AT, "", "", "309"),
            (self.waybill.name, "神秘", AT),
            ("XX99999999", "妥投", AT),
            (self.waybill.name, "妥投", AT, "", "", "NaN"),
        )
        self.assertEqual((record.new_count, record.bad_count, record.row_count), (1, 3, 4))
        lines = b64decode(record.bad_file).decode("utf-8-sig").splitlines()
        self.assertEqual(lines[0], "waybill,status,time,reason,signed_by,amount,Line,Why not taken")
        self.assertTrue(lines[1].endswith(",3,Unknown status: 神秘"))
        self.assertIn("No parcel went out with this number: XX99999999", lines[2])
        self.assertIn("NaN", record.problems)
        exception = self.exceptions()
        self.assertEqual(exception.kind, "unreadable")
        again = self.env["tvshop.feedback.import"]._receive(
            self.ems, "corrected.csv", b64decode(record.bad_file)
        )
        self.assertEqual((again.state, again.bad_count), ("done", 3))

    def test_h4_file_that_can_not_be_read_changes_nothing(self):
        data = self.feedback_file((self.waybill.name, "妥投", AT)) + b'"EA'
        record = self.env["tvshop.feedback.import"]._receive(self.ems, "cut.csv", data)
        self.assertEqual(record.state, "refused")
        self.assertIn("cut", record.refusal)
        self.assertEqual(self.order.tvshop_state, "shipped")
        self.assertFalse(self.order.tvshop_feedback_ids)
        self.assertEqual(self.exceptions().kind, "unreadable")

    def test_h4_last_line_without_end_is_refused_where_lines_end(self):
        self.form.is_line_ended = True
        data = self.feedback_file((self.waybill.name, "妥投", AT, "", "", "309"))
        imports = self.env["tvshop.feedback.import"]
        self.assertEqual(imports._receive(self.ems, "a.csv", data[:-2]).state, "refused")
        whole = imports._receive(self.ems, "b.csv", data)
        self.assertEqual(whole.state, "done", whole.refusal)

    def test_h4_bad_files_and_rows_are_kept_with_the_reason_and_change_nothing(self):
        name = self.waybill.name
        bomb = BytesIO()
        with ZipFile(bomb, "w", ZIP_DEFLATED) as workbook:
            workbook.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
        refused = {
            "unpacks to far more": bomb.getvalue(),
            "neither UTF-8 nor GB18030": b"\xff\xfe\xfd\xfc\n",
            "is not in the file": self.feedback_file().replace(b"waybill", "運單".encode("big5")),
        }
        imports = self.env["tvshop.feedback.import"].with_user(self.warehouse)
        for why, data in refused.items():
            with self.subTest(why):
                record = imports._receive(self.ems, f"{why}.csv", data)
                self.assertEqual(record.state, "refused")
                self.assertIn(why, record.refusal)
        rows = {
            "A formula stands": (name, "妥投", AT, "", "", "=300+9"),
            "This is no amount: -309": (name, "妥投", AT, "", "", "-309"),
            "This is no amount: NaN": (name, "妥投", AT, "", "", "NaN"),
            "in another currency: USD 309": (name, "妥投", AT, "", "", "USD 309"),
        }
        record = self.read(*rows.values())
        self.assertEqual((record.state, record.new_count, record.bad_count), ("done", 0, 4))
        returned = b64decode(record.bad_file).decode("utf-8-sig")
        for why in rows:
            self.assertIn(why, record.problems)
            self.assertIn(why, returned)
        self.assertEqual(set(self.exceptions().mapped("kind")), {"unreadable"})
        self.assertEqual(len(self.exceptions()), 4)
        self.assertEqual(self.order.tvshop_state, "shipped")
        self.assertFalse(self.order.tvshop_feedback_ids)

    # Orders in several parcels

    def send_in_two(self):
        """An order of two pieces that left in two parcels; their waybills."""
        line = {"product_id": self.cooker.id, "qty": 2}
        order = self.make_order(carrier_id=self.ems.id, lines=[line])
        first = order.picking_ids
        first._assign_waybills()
        first.move_ids.write({"quantity": 1, "picked": True})
        first._action_done()
        second = order.picking_ids - first
        self.assertEqual(order.tvshop_state, "shipped")
        return order, first.waybill_id, second

    def test_h4_order_in_two_parcels_is_delivered_with_the_last(self):
        order, first, waiting = self.send_in_two()
        self.read((first.name, "妥投", AT))
        self.assertEqual(order.tvshop_state, "shipped")
        second = self.ship_pickings(waiting)
        self.assertEqual(order.tvshop_state, "shipped")
        self.read((second.name, "妥投", LATER))
        self.assertEqual(order.tvshop_state, "delivered")

    def test_h4_parcel_that_came_back_leaves_the_other_delivered(self):
        order, first, waiting = self.send_in_two()
        second = self.ship_pickings(waiting)
        self.read((first.name, "妥投", AT), (second.name, "拒收", AT, "不要了"))
        self.assertEqual(order.tvshop_state, "shipped")
        desk = self.env["tvshop.return"].with_user(self.warehouse)
        goods = desk.browse(desk.desk_open(second.name)["id"])
        lines = goods.sudo().line_ids
        back = lines.filtered(lambda line: line.move_id.picking_id == second.picking_id)
        goods.desk_count(back.id, "resell", 1)
        goods.desk_book()
        self.assertEqual(order.tvshop_state, "delivered")

    def test_h4_rest_that_is_called_off_does_not_keep_the_order_waiting(self):
        order, first, waiting = self.send_in_two()
        self.read((first.name, "妥投", AT))
        waiting.action_cancel()
        self.assertEqual(order.tvshop_state, "delivered")

    def test_h4_carrier_without_format_is_told_what_to_do(self):
        with self.assertRaisesRegex(UserError, "Feedback Formats"):
            self.env["tvshop.feedback.import"]._receive(self.post, "a.csv", b"x")

    def test_h4_other_carriers_number_is_not_theirs(self):
        self.make_format(self.courier)
        record = self.read_feedback(self.courier, (self.waybill.name, "妥投", AT))
        self.assertEqual(record.bad_count, 1)
        self.assertEqual(self.order.tvshop_state, "shipped")

    def test_h4_large_file_is_read_by_the_scheduler(self):
        data = self.feedback_file((self.waybill.name, "妥投", AT, "", "", "309"))
        imports = self.env["tvshop.feedback.import"].with_user(self.warehouse)
        with patch.object(tvshop_carrier_file, "AT_ONCE", 10):
            record = imports._receive(self.ems, "a.csv", data)
        self.assertEqual((record.state, self.order.tvshop_state), ("waiting", "shipped"))
        cron = self.env.registry["ir.cron"]
        with patch.object(cron, "_commit_progress", lambda self, processed: None):
            self.env["tvshop.feedback.import"]._cron_read()
        self.assertEqual((record.state, self.order.tvshop_state), ("done", "delivered"))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(TELLS, min_size=1, max_size=6, unique=True), st.data())
    def test_h4_any_order_of_rows_repeated_and_cut_ends_in_the_same_states(self, told, data):
        repeated = told + data.draw(st.lists(st.sampled_from(told), max_size=4))
        mixed = data.draw(st.permutations(repeated))
        cut = data.draw(st.integers(0, len(mixed)))
        self.assertEqual(self.end_of([mixed[:cut], mixed[cut:]]), self.end_of([told]))

    def end_of(self, files):
        """What is known of a parcel of its own in the end."""
        # Each of somebody else: who refuses that often has no credit.
        customer = self.make_customer()
        order = self.make_order(
            carrier_id=self.ems.id, accept_backorder=True, partner_id=customer.id
        )
        waybill = self.ship(order)
        for rows in files:
            self.read(*[(waybill.name, *row) for row in rows])
        return {
            "state": order.tvshop_state,
            "is_refused": order.is_refused,
            "delivery": (order.picking_ids.delivery_state, order.picking_ids.date_delivered),
            "told": len(order.tvshop_feedback_ids),
            "returns": order.tvshop_return_ids.mapped("state"),
            "tasks": len(customer.activity_ids),
            "exceptions": sorted(e.key.split("-")[-1] for e in order.tvshop_exception_ids),
        }

    def test_h4_feedback_can_not_be_altered(self):
        self.read((self.waybill.name, "在途", AT))
        event = self.order.tvshop_feedback_ids
        for step in (lambda: event.write({"status": "lost"}), event.unlink):
            with self.assertRaises(UserError):
                step()

    def test_h4_agents_read_what_was_told_and_no_files(self):
        record = self.read((self.waybill.name, "在途", AT))
        self.assertEqual(self.order.tvshop_feedback_ids.with_user(self.agent).status, "in_transit")
        with self.assertRaises(AccessError):
            record.with_user(self.agent).read(["name"])
        with self.assertRaises(AccessError):
            record.with_user(self.warehouse).write({"state": "waiting"})
        with self.assertRaises(AccessError):
            self.env["tvshop.feedback.upload"].with_user(self.agent).create(
                {"carrier_id": self.ems.id, "file": b"eA=="}
            )

    def test_h4_warehouse_reads_a_file_by_the_wizard(self):
        upload = self.env["tvshop.feedback.upload"].with_user(self.warehouse)
        data = self.feedback_file((self.waybill.name, "妥投", AT, "", "", "309"))
        action = upload.create(
            {"carrier_id": self.ems.id, "file": b64encode(data), "file_name": "a.csv"}
        ).action_read()
        record = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((record.create_uid, record.new_count), (self.warehouse, 1))

    def test_h4_more_parcels_take_no_more_queries(self):
        self.add_stock(self.cooker, 100)
        counts = []
        for count in (3, 30):
            orders = [self.make_order(carrier_id=self.ems.id) for _n in range(count)]
            waybills = self.ship(*orders)
            rows = [(waybill.name, "妥投", AT, "", "", "309") for waybill in waybills]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.read(*rows)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5)
        self.assertLess(counts[1], 120)

    def test_h5_results_count_success_refusals_and_days(self):
        self.read((self.waybill.name, "妥投", AT, "", "", "309"))
        other = self.make_order(carrier_id=self.ems.id)
        self.read((self.ship(other).name, "拒收", AT, "不要"))
        self.env.flush_all()
        rows = (
            self.env["tvshop.delivery.report"]
            .with_user(self.warehouse)
            ._read_group(
                [("carrier_id", "=", self.ems.id)],
                ["product_id"],
                ["__count", "success_rate:avg", "refusal_rate:avg"],
            )
        )
        self.assertEqual(rows, [(self.cooker, 2, 50.0, 50.0)])
        with self.assertRaises(AccessError):
            self.env["tvshop.delivery.report"].with_user(self.agent).search([])

    def test_h1_success_is_counted_from_feedback(self):
        self.read((self.waybill.name, "妥投", AT, "", "", "309"))
        other = self.make_order(carrier_id=self.ems.id)
        self.read((self.ship(other).name, "拒收", AT, "不要"))
        self.env["tvshop.carrier.score"]._cron_count()
        order = self.make_order()
        self.assertIn("1 of 2 delivered here", order.tvshop_carrier_why)
