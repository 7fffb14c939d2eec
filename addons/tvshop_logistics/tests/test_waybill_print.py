import base64
import socket
import threading
from io import BytesIO

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from PyPDF2 import PdfReader

from ..waybill.font import web_font
from .common import LogisticsCase

LONG_NAME = "新疆维吾尔自治区巴音郭楞蒙古自治州博湖县" * 20


class Listener:
    """Stands for a printer on port 9100: keeps what one connection sends."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(20)
        self.port = self.server.getsockname()[1]
        self.data = b""
        self.thread = threading.Thread(target=self._take)
        self.thread.start()

    def _take(self):
        connection, _address = self.server.accept()
        with connection:
            while part := connection.recv(65536):
                self.data += part

    def close(self):
        self.thread.join(20)
        self.server.close()
        return self.data


class WaybillPrintCase(LogisticsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tvshop.waybill.range"].create(
            {"carrier_id": cls.ems.id, "prefix": "EA", "suffix": "CN", "first": "10000000"}
            | {"last": "10009999", "check_digit": "s10"}
        )
        cls.form = cls.env.ref("tvshop_logistics.waybill_form_ems")
        cls.printer = cls.env["tvshop.printer"].create(
            {"name": "大厅", "kind": "escp", "way": "raw", "host": "127.0.0.1", "port": 9}
        )

    def make_pickings(self, count=1, **values):
        orders = self.env["sale.order"]
        for _number in range(count):
            orders |= self.make_order(**values)
        orders.picking_ids.carrier_id = self.ems
        return orders.picking_ids.with_user(self.warehouse)


@tagged("post_install", "-at_install")
class TestWaybillPrint(WaybillPrintCase):
    def commit(self):
        """What a commit sets off; the test's own transaction stays open."""
        self.env.flush_all()
        self.cr.postcommit.run()
        self.env.invalidate_all()

    def print_job(self, pickings, reason=""):
        pickings._print_waybills(reason)
        return pickings.waybill_id.job_ids.sorted("id")[-1:]

    def pdf_text(self, job):
        reader = PdfReader(BytesIO(base64.b64decode(job.sudo().data)))
        return [page.extract_text() for page in reader.pages]

    def test_h3_the_pages_come_in_the_order_given_with_all_that_is_known(self):
        pickings = self.make_pickings(3)
        pickings = pickings[2] + pickings[0] + pickings[1]
        action = pickings._print_waybills()
        job = pickings.waybill_id.job_ids
        self.assertEqual(action["url"], f"/tvshop/print/{job.id}")
        pages = self.pdf_text(job)
        self.assertEqual(len(pages), 3)
        for page, picking in zip(pages, pickings, strict=True):
            self.assertIn(picking.sale_id.name, page)
            self.assertIn(picking.waybill_id.name, page)
        self.assertIn("13800138000", pages[0])
        self.assertIn("王小明", pages[0])
        self.assertEqual(set(pickings.waybill_id.mapped("state")), {"printed"})
        self.assertEqual((job.user_id, job.page_count), (self.warehouse, 3))

    def test_h3_what_is_collected_stands_in_capitals(self):
        values = self.make_pickings()._prepare_waybill_values()
        [value] = values.values()
        order = self.env["sale.order"].search([], order="id DESC", limit=1)
        self.assertEqual(value["cod_amount"], f"{order.amount_total:,.2f}")
        self.assertTrue(value["cod_capitals"].endswith("元整"))
        prepaid = self.make_pickings(payment="prepaid")
        self.assertEqual(prepaid._prepare_waybill_values()[prepaid.id]["cod_amount"], "")

    def test_h3_printing_again_asks_why_and_is_on_record(self):
        picking = self.make_pickings()
        self.print_job(picking)
        action = picking._print_waybills()
        self.assertEqual(action["res_model"], "tvshop.waybill.reprint")
        wizard = self.env["tvshop.waybill.reprint"].with_user(self.warehouse)
        wizard.create({"picking_ids": picking.ids, "reason": "paper jam"}).action_print()
        self.assertEqual(picking.waybill_id.print_count, 2)
        self.assertEqual(picking.waybill_id.job_ids.sorted("id")[-1].reason, "paper jam")

    def test_h3_printed_numbers_are_on_the_record_of_disclosures(self):
        def logged():
            log = self.env["tvshop.reveal.log"].search([("kind", "=", "print")])
            return log.filtered(lambda row: row.user_id == self.warehouse)

        before = logged()
        pickings = self.make_pickings(3)
        pickings._print_waybills()
        row = logged() - before
        self.assertEqual((row.record_count, row.res_model), (3, "stock.picking"))
        self.form.mark_ids.filtered(lambda mark: mark.key == "phone").unlink()
        pickings._print_waybills("without their numbers")
        self.assertEqual(logged() - before, row)

    def test_h3_a_spoilt_waybill_is_replaced_and_printed(self):
        picking = self.make_pickings()
        self.print_job(picking)
        old = picking.waybill_id
        wizard = self.env["tvshop.waybill.spoil"].with_user(self.warehouse)
        wizard.create({"waybill_ids": old.ids, "reason": "torn"}).action_spoil()
        self.assertEqual((old.state, picking.waybill_id.state), ("spoilt", "printed"))

    def test_h3_a_text_that_does_not_fit_is_flagged_not_cut(self):
        good, bad = self.make_pickings(), self.make_pickings()
        bad.sale_id.sudo().tvshop_note = LONG_NAME
        action = (good + bad)._print_waybills()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual((good.waybill_id.state, bad.waybill_id.state), ("printed", "assigned"))
        flagged = self.env["tvshop.logistics.exception"].search([("picking_id", "=", bad.id)])
        self.assertEqual((flagged.kind, flagged.state), ("text_fit", "open"))

    def test_h3_the_warehouse_prints_and_nobody_reads_the_pages_by_rpc(self):
        picking = self.make_pickings()
        job = self.print_job(picking)
        with self.assertRaises(AccessError):
            picking.with_user(self.agent)._print_waybills()
        for user in (self.warehouse, self.manager):
            with self.assertRaises(AccessError):
                job.with_user(user).read(["data"])
        with self.assertRaises(AccessError):
            job.with_user(self.agent).read(["name"])

    @mute_logger("odoo.sql_db")
    def test_h3_a_preview_shows_the_number_masked(self):
        picking = self.make_pickings()
        form = self.form.with_user(self.warehouse)
        marks = [mark for mark in form.editor_load()["marks"] if mark["key"] == "phone"]
        [drawn] = form.editor_layout(marks, picking.id)
        self.assertNotIn("13800138000", drawn["lines"][0]["text"])

    def test_h3_a_network_printer_gets_the_bytes_after_the_commit(self):
        listener = Listener()
        self.printer.port = listener.port
        self.form.printer_id = self.printer
        picking = self.make_pickings()
        job = self.print_job(picking)
        self.assertEqual((job.state, listener.data), ("queued", b""))
        self.commit()
        data = listener.close()
        self.assertTrue(data.startswith(b"\x1b@"))
        self.assertIn("王小明".encode("gb18030"), data)
        self.assertEqual((job.state, job.has_data), ("sent", False))

    def test_h3_a_printer_that_is_off_fails_aloud_and_can_be_tried_again(self):
        self.form.printer_id = self.printer
        picking = self.make_pickings()
        job = self.print_job(picking)
        self.commit()
        self.assertEqual(job.state, "failed")
        listener = Listener()
        self.printer.port = listener.port
        job.with_user(self.warehouse).action_send_again()
        self.commit()
        self.assertTrue(listener.close().endswith(b"\x0c"))
        self.assertEqual(job.state, "sent")
        with self.assertRaises(UserError):
            job.with_user(self.warehouse).action_send_again()

    def test_h3_a_thermal_label_has_its_own_language(self):
        self.printer.write({"kind": "escpos", "way": "browser"})
        courier = self.env.ref("tvshop_logistics.waybill_form_courier")
        courier.printer_id = self.printer
        courier.carrier_ids = self.ems
        job = self.print_job(self.make_pickings())
        data = base64.b64decode(job.sudo().data)
        self.assertIn(b"\x1bL", data)
        self.assertIn(b"{BEA1{C\0\0\0\x03{BCN", data)

    def test_h3_a_carrier_without_form_is_named(self):
        self.env["tvshop.waybill.form"].search([]).active = False
        with self.assertRaisesRegex(UserError, self.ems.name):
            self.make_pickings()._print_waybills()

    def test_h3_a_form_takes_pictures_only(self):
        with self.assertRaises(ValidationError):
            self.form.background = base64.b64encode(b"<svg/>")

    def test_h3_the_warehouse_changes_forms_and_not_printers(self):
        form = self.form.with_user(self.warehouse)
        loaded = form.editor_load()
        marks = loaded["marks"]
        marks[0]["x"] = 33.5
        form.editor_save(marks, loaded["version"])
        self.assertIn(33.5, form.mark_ids.mapped("x"))
        for method, args in {
            "editor_load": (),
            "editor_layout": (marks,),
            "editor_save": (marks, loaded["version"]),
        }.items():
            with self.assertRaises(AccessError):
                getattr(self.form.with_user(self.agent), method)(*args)
        with self.assertRaises(AccessError):
            self.printer.with_user(self.warehouse).host = "10.0.0.1"

    def test_h3_two_who_edit_a_form_do_not_overwrite_each_other(self):
        form = self.form.with_user(self.warehouse)
        loaded = form.editor_load()
        version = form.editor_save(loaded["marks"][:3], loaded["version"])
        with self.assertRaisesRegex(UserError, "Somebody else"):
            self.form.with_user(self.manager).editor_save(loaded["marks"], loaded["version"])
        form.editor_save(loaded["marks"][:2], version)
        self.assertEqual(len(form.mark_ids), 2)


@tagged("post_install", "-at_install")
class TestWaybillDownload(WaybillPrintCase, HttpCase):
    def test_h3_only_the_one_who_printed_gets_the_file(self):
        picking = self.make_pickings()
        picking._print_waybills()
        url = f"/tvshop/print/{picking.waybill_id.job_ids.id}"
        self.authenticate("tv_warehouse", "tv_warehouse")
        response = self.url_open(url)
        self.assertEqual(response.content[:5], b"%PDF-")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        for login in ("tv_manager", "tv_agent"):
            self.authenticate(login, login)
            self.assertEqual(self.url_open(url).status_code, 404)

    def test_h3_the_editor_gets_the_very_font(self):
        self.authenticate("tv_warehouse", "tv_warehouse")
        self.assertEqual(self.url_open("/tvshop/waybill/font").content, web_font())
