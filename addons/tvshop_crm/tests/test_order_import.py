import base64
import csv
import io
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import tvshop_order_import
from .common import TvshopCase

TITLES = "订单编号,收货人,联系电话,收货地址,商品编码,数量,单价,付款方式,渠道,买家留言"
KNOWN = "W1,王小明,138-0013-8000,广东省深圳市南山区科技路1号,df01,2,,货到付款,4008000001,早点送"
NEW = "W2,赵敏,13900139000,广东省深圳市南山区深南大道 9 号,DF01,1,199.00,支付宝,,"


@tagged("post_install", "-at_install")
class TestOrderImport(TvshopCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["utm.source"].create({"name": "官方商城"})
        cls.kettle = cls.make_product("电热水壶", code="SH02", price=129.0, stock=50)

    def file(self, *rows, titles=TITLES, encoding="utf-8"):
        return "\n".join([titles, *rows]).encode(encoding)

    def receive(self, data, user=None, **values):
        imports = self.env["tvshop.order.import"].with_user(user or self.supervisor)
        values = {
            "source_id": self.shop.id,
            "order_method": "web",
            "payment_method_kind": "prepaid",
        } | values
        return imports._receive("商城订单.csv", data, **values)

    def run_file(self, *rows, **values):
        record = self.receive(self.file(*rows), **values)
        record.action_import()
        return record

    def orders(self, record):
        return record.sudo().order_ids.sorted("id")

    def returned(self, record):
        text = base64.b64decode(record.sudo().bad_file).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))

    # What comes of a file

    def test_m2_file_is_shown_before_an_order_is_made(self):
        record = self.receive(self.file(KNOWN, NEW, "W3,,1,,,,,,,"))
        self.assertEqual((record.state, record.order_count, record.bad_count), ("read", 2, 1))
        self.assertIn("智能电饭锅", record.preview)
        self.assertNotIn("13900139000", record.preview)
        self.assertFalse(self.orders(record))

    def test_m2_imported_order_goes_the_way_of_all_orders(self):
        order = self.orders(self.run_file(KNOWN))
        self.assertEqual((order.state, order.tvshop_state), ("sale", "ordered"))
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.partner_shipping_id, self.customer)
        self.assertEqual(order.amount_total, 598.0)
        self.assertEqual((order.payment_method_kind, order.order_method), ("cod", "web"))
        self.assertEqual(order.hotline_id, self.hotline)
        self.assertEqual(order.channel_id, self.channel)
        self.assertEqual(order.tvshop_note, "早点送")
        self.assertEqual((order.client_order_ref, order.source_id), ("W1", self.shop))
        self.assertEqual(order.user_id, self.supervisor)
        self.assertEqual(order.tvshop_event_ids.user_id, self.supervisor)
        self.assertEqual(order.picking_ids.move_ids.quantity, 2)

    def test_m2_customer_is_made_once_with_number_and_division(self):
        record = self.run_file(NEW, NEW.replace("W2", "W4").replace("DF01", "SH02"))
        first, second = self.orders(record)
        customer = first.partner_id
        self.assertEqual(second.partner_id, customer)
        self.assertTrue(customer.is_tvshop_customer and customer.tvshop_ref)
        self.assertEqual(customer.main_contact, "139****9000")
        self.assertEqual((customer.city_id, customer.street), (self.nanshan, "深南大道 9 号"))
        self.assertFalse(customer.phone)
        self.assertEqual(customer.lifecycle_stage, "closed")
        self.assertEqual((first.amount_total, second.amount_total), (199.0, 199.0))

    def test_m2_other_address_is_kept_beside_the_customer_s_own(self):
        row = KNOWN.replace("科技路1号", "后海大道2号")
        first = self.orders(self.run_file(row))
        second = self.orders(self.run_file(row.replace("W1", "W5")))
        address = first.partner_shipping_id
        self.assertEqual((address.parent_id, address.street), (self.customer, "后海大道2号"))
        self.assertEqual(second.partner_shipping_id, address)

    def test_m2_rows_of_one_number_are_one_order(self):
        record = self.run_file(KNOWN, KNOWN.replace("df01", "SH02"), KNOWN)
        order = self.orders(record)
        self.assertEqual(order.order_line.mapped("product_id"), self.cooker | self.kettle)
        self.assertEqual(record.repeated_count, 1)

    def test_m2_spot_and_channel_are_found_by_name(self):
        spot = self.make_spot("2020-01-01 00:00:00", name="晨间锅具")
        rows = [KNOWN.replace("4008000001", name) for name in ("晨间锅具", "TV1", "卫视一套")]
        rows = [row.replace("W1", f"W1{place}") for place, row in enumerate(rows)]
        by_spot, by_code, by_name = self.orders(self.run_file(*rows))
        self.assertEqual(by_spot.spot_id, spot)
        self.assertEqual(by_spot.hotline_id, self.hotline)
        self.assertEqual((by_code.channel_id, by_name.channel_id), (self.channel, self.channel))
        self.assertFalse(by_code.hotline_id)

    def test_m2_gb18030_and_english_titles_are_read(self):
        titles = "Order No,Customer Name,Phone,SKU,Quantity"
        data = self.file("W9,王小明,13800138000,DF01,3", titles=titles, encoding="gb18030")
        record = self.receive(data)
        record.action_import()
        order = self.orders(record)
        self.assertEqual(order.order_line.product_uom_qty, 3)
        self.assertEqual(order.payment_method_kind, "prepaid")

    # Twice

    def test_m2_same_order_number_twice_makes_one_order(self):
        self.run_file(KNOWN)
        again = self.run_file(KNOWN, NEW)
        self.assertEqual(len(self.orders(again)), 1)
        self.assertEqual((again.known_count, again.bad_count), (1, 0))
        other = self.run_file(KNOWN, source_id=self.env["utm.source"].create({"name": "微店"}).id)
        self.assertEqual(len(self.orders(other)), 1)

    def test_m2_file_is_imported_once(self):
        record = self.run_file(KNOWN)
        with self.assertRaisesRegex(UserError, "already"):
            record.action_import()
        self.assertFalse(record.file)

    # What can't be taken

    def test_m2_bad_rows_go_back_with_their_reason(self):
        rows = [
            NEW,
            "W10,李四,12,深圳,DF01,1,,,,",
            "W11,李四,13900139001,深圳,NONE,1,,,,",
            "W12,李四,13900139001,深圳,DF01,0,,,,",
            "W13,李四,13900139001,深圳,DF01,1,,白条,,",
            "W14,李四,13900139001,深圳,DF01,1,,,4009999999,",
            "W15,李四,13900139001,,DF01,1,,,,",
            ",李四,13900139001,深圳,DF01,1,,,,",
        ]
        record = self.run_file(*rows)
        self.assertEqual(len(self.orders(record)), 1)
        header, *returned = self.returned(record)
        self.assertEqual(header[0], "订单编号")
        self.assertEqual([row[-2] for row in returned], [str(line) for line in range(3, 10)])
        reasons = " ".join(row[-1] for row in returned)
        for said in ("digits", "NONE", "quantity", "白条", "4009999999", "address", "order number"):
            self.assertIn(said, reasons)

    def test_m2_corrected_rows_can_be_imported_as_they_came_back(self):
        record = self.run_file(NEW.replace("DF01", "XX01"))
        data = base64.b64decode(record.sudo().bad_file).replace(b"XX01", b"DF01")
        again = self.receive(data)
        again.action_import()
        self.assertEqual(len(self.orders(again)), 1)

    def test_m2_order_with_one_bad_row_is_not_made(self):
        record = self.run_file(KNOWN, KNOWN.replace("df01", "NONE"))
        self.assertFalse(self.orders(record))
        self.assertEqual(record.bad_count, 2)

    def test_m2_two_customers_of_one_number_are_told_apart_by_name(self):
        twin = self.make_customer("王大明", phone="13800138000")
        stranger = KNOWN.replace("王小明", "王五").replace("W1", "W7")
        record = self.run_file(KNOWN.replace("王小明", "王大明"), stranger)
        self.assertEqual(self.orders(record).partner_id, twin)
        self.assertIn("Several customers", self.returned(record)[1][-1])

    def test_m2_file_without_the_needed_columns_is_refused(self):
        record = self.receive(self.file("1,2", titles="姓名,电话"))
        self.assertEqual(record.state, "refused")
        self.assertIn("订单号", record.refusal)
        self.assertEqual(self.receive(b"").state, "refused")
        self.assertEqual(self.receive(b"PK\x03\x04broken").state, "refused")

    # Chunks

    def long_file(self, count):
        return [
            f"L{n},王小明,13800138000,,{'SH02' if n % 2 else 'DF01'},1,,,," for n in range(count)
        ]

    def test_m2_refused_order_does_not_stop_its_chunk(self):
        make = type(self.env["sale.order"])._create_confirmed

        def refuse(orders, vals_list):
            if any(vals["client_order_ref"] == "L3" for vals in vals_list):
                raise UserError("No more of these.")
            return make(orders, vals_list)

        with patch.object(type(self.env["sale.order"]), "_create_confirmed", refuse):
            record = self.run_file(*self.long_file(6))
        self.assertEqual(len(self.orders(record)), 5)
        self.assertEqual(self.returned(record)[1][-1], "No more of these.")

    def test_m2_chunk_that_was_cut_short_is_made_again_and_once(self):
        with patch.object(tvshop_order_import, "CHUNK", 4):
            record = self.receive(self.file(*self.long_file(10)))
            record.sudo().state = "running"
            mine = record.sudo()._as_its_user()
            found = mine._read()
            mine._run_chunk(found)
            self.assertEqual((record.passed_count, len(self.orders(record))), (4, 4))
            with (
                patch.object(type(mine), "_prepare_order", side_effect=ZeroDivisionError),
                self.assertRaises(ZeroDivisionError),
                self.env.cr.savepoint(),
            ):
                mine._run_chunk(found)
            self.assertEqual((record.passed_count, len(self.orders(record))), (4, 4))
            # As after a crash that kept the orders and lost the count.
            record.sudo().passed_count = 0
            while mine.state == "running":
                mine._run_chunk(found)
        self.assertEqual(len(self.orders(record)), 10)
        self.assertEqual((record.state, record.bad_count), ("done", 0))

    def test_m2_scheduler_makes_the_orders_of_a_long_file_as_its_user(self):
        with patch.object(tvshop_order_import, "CHUNK", 4):
            record = self.receive(self.file(*self.long_file(10)))
            record.action_import()
            self.assertEqual((record.state, record.passed_count), ("running", 0))
            broken = self.receive(self.file(*self.long_file(10)))
            broken.sudo().write({"state": "running", "file": False})
            cron = self.env.registry["ir.cron"]
            with (
                patch.object(cron, "_commit_progress", lambda self, processed, remaining: 1),
                patch.object(self.env.cr, "rollback"),
                mute_logger("odoo.addons.tvshop_crm.models.tvshop_order_import"),
            ):
                self.env["tvshop.order.import"]._cron_import()
        self.assertEqual((record.state, record.progress), ("done", 100))
        self.assertEqual(self.orders(record).user_id, self.supervisor)
        self.assertEqual(broken.state, "running")

    def test_m2_queries_of_a_chunk_do_not_grow_with_it(self):
        counts = {}
        for size in (40, 160):
            record = self.receive(self.file(*(f"{size}{row}" for row in self.long_file(size))))
            mine = record.sudo()._as_its_user()
            mine.state = "running"
            found = mine._read()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            mine._run_chunk(found)
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
        # Rows are inserted by the hundred, so a little.
        self.assertLess(counts[160], counts[40] * 1.3, counts)

    # Who may

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a4_agents_import_no_orders(self):
        record = self.receive(self.file(KNOWN))
        with self.assertRaises(AccessError):
            self.receive(self.file(KNOWN), user=self.agent)
        for call in ("action_import", "action_discard"):
            with self.subTest(call=call), self.assertRaises(AccessError):
                getattr(record.with_user(self.agent), call)()
        with self.assertRaises(AccessError):
            self.env["tvshop.order.upload"].with_user(self.agent).create({"file": b"eA=="})
        with self.assertRaises(AccessError):
            record.with_user(self.agent).read(["name"])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a4_only_supervisors_read_the_names_and_addresses_of_a_file(self):
        record = self.receive(self.file(KNOWN))
        self.assertIn("科技路1号", record.with_user(self.supervisor).preview)
        for group in ("agent", "service", "warehouse", "finance"):
            with self.subTest(group=group), self.assertRaises(AccessError):
                record.with_user(getattr(self, group)).read(["preview"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a4_supervisor_sees_own_files_only(self):
        other = self.supervisor.copy({"login": "tv_supervisor2"})
        record = self.receive(self.file(KNOWN))
        self.assertFalse(self.env["tvshop.order.import"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            record.with_user(other).action_import()
        self.assertTrue(record.with_user(self.manager).name)

    def test_a4_nobody_writes_an_import(self):
        record = self.receive(self.file(KNOWN))
        with self.assertRaises(AccessError):
            record.with_user(self.manager).write({"state": "running"})

    def test_m2_upload_window_reads_the_file(self):
        upload = self.env["tvshop.order.upload"].with_user(self.supervisor)
        action = upload.create(
            {
                "source_id": self.shop.id,
                "file": base64.b64encode(self.file(KNOWN)),
                "file_name": "订单.csv",
            }
        ).action_read()
        record = self.env["tvshop.order.import"].browse(action["res_id"])
        self.assertEqual((record.name, record.order_count), ("订单.csv", 1))
