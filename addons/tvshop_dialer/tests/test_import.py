import base64
import csv
import io
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from openpyxl import Workbook

from ..models import tvshop_campaign_import
from .common import HOME, NOON, DialerCase

TITLES = "姓名,手机号码,备注"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestImport(DialerCase):
    def setUp(self):
        super().setUp()
        self.draft = self.make_campaign("draft", "新名单")

    def bring(self, *rows, user=None, campaign=None, data=None):
        imports = self.env["tvshop.campaign.import"].with_user(user or self.supervisor)
        data = data or "\n".join([TITLES, *rows]).encode()
        campaign = (campaign or self.draft).with_user(user or self.supervisor)
        return imports._receive(campaign, "会员名单.csv", data)

    def targets(self, record):
        return record.sudo().list_ids.target_ids

    def returned(self, record):
        text = base64.b64decode(record.sudo().bad_file).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))[1:]

    def test_a6_numbers_of_a_file_become_a_list_of_customers(self):
        known = self.customer()
        record = self.bring(f"王小明,{HOME},", "赵敏,139-0013-9000,会员")
        self.assertEqual((record.known_count, record.new_count, record.bad_count), (1, 1, 0))
        self.assertEqual(record.list_ids.name, "会员名单")
        targets = self.targets(record)
        self.assertEqual(targets.partner_id.mapped("name"), ["王小明", "赵敏"])
        self.assertIn(known, targets.partner_id)
        self.assertEqual(set(targets.mapped("state")), {"waiting"})
        self.assertFalse(record.sudo().file)

    def test_a6_gb18030_and_workbooks_are_read(self):
        record = self.bring(data=f"{TITLES}\n赵敏,13900139000,".encode("gb18030"))
        self.assertEqual(record.new_count, 1)
        book, file = Workbook(), io.BytesIO()
        for row in (("Mobile", "Customer name"), (13900139001, "钱多")):
            book.active.append(row)
        book.save(file)
        record = self.bring(data=file.getvalue())
        self.assertEqual(self.targets(record).partner_id.name, "钱多")

    def test_a6_number_stands_on_the_list_once_however_it_is_written(self):
        record = self.bring(
            "赵敏,13900139000,", "赵敏,+86 139 0013 9000,", "赵小姐,0086-13900139000,"
        )
        self.assertEqual((record.row_count, record.repeated_count, record.new_count), (3, 2, 1))
        self.assertEqual(len(self.targets(record)), 1)

    def test_a6_same_file_again_makes_nobody_twice(self):
        self.bring("赵敏,13900139000,")
        again = self.bring("赵敏,13900139000,")
        self.assertEqual((again.known_count, again.new_count), (1, 0))
        self.assertFalse(self.targets(again))  # the number is in the campaign already

    def test_a6_bad_rows_go_back_with_their_reason(self):
        self.customer("王小明", HOME)
        self.customer("王太太", HOME)
        record = self.bring(
            "赵敏,1390013,",
            "钱多,=1+1,",
            ",13900139002,",
            f"老王,{HOME},",
            "孙立,,",
            "周平,13900139003,",
        )
        self.assertEqual((record.new_count, record.bad_count), (1, 5))
        rows = self.returned(record)
        self.assertEqual([row[3] for row in rows], ["2", "3", "4", "5", "6"])
        reasons = (
            "no such number",
            "formula",
            "name is missing",
            "Several customers",
            "is missing",
        )
        for row, reason in zip(rows, reasons, strict=True):
            self.assertIn(reason, row[4])

    def test_a6_customers_of_one_number_are_told_apart_by_name(self):
        self.customer("王小明", HOME)
        wife = self.customer("王太太", HOME)
        self.assertEqual(self.targets(self.bring(f"王太太,{HOME},")).partner_id, wife)

    def test_d2_imported_number_that_is_not_to_be_called_is_left_out(self):
        self.env["tvshop.do.not.call"].create({"e164": f"+86{HOME}"})
        targets = self.targets(self.bring(f"王小明,{HOME},", "赵敏,13900139000,"))
        self.assertEqual(sorted(targets.mapped("state")), ["left_out", "waiting"])
        self.assertEqual(targets.list_id.match_count, 2)

    def test_a6_file_without_numbers_is_refused_in_words(self):
        for data, reason in (("姓名\n赵敏".encode(), "手机"), (TITLES.encode(), "empty")):
            record = self.bring(data=data)
            self.assertEqual(record.state, "refused")
            self.assertIn(reason, record.refusal)
            self.assertFalse(record.list_ids)

    def test_a6_large_file_is_read_by_the_scheduler_as_its_user(self):
        with patch.object(tvshop_campaign_import, "AT_ONCE", 10):
            record = self.bring("赵敏,13900139000,", "钱多,13900139001,")
        self.assertEqual((record.state, record.sudo().new_count), ("waiting", 0))
        steps = []
        cron = type(self.env["ir.cron"])
        with (
            patch.object(tvshop_campaign_import, "CHUNK", 1),
            patch.object(
                cron, "_commit_progress", lambda _s, _n=0, remaining=None: steps.append(remaining)
            ),
        ):
            self.env["tvshop.campaign.import"]._cron_read()
        self.assertEqual((record.state, record.sudo().new_count, steps), ("done", 2, [1, 0, None]))
        self.assertEqual(self.targets(record).partner_id.create_uid, self.supervisor)

    def test_a6_import_that_fails_says_so_and_the_others_go_on(self):
        with patch.object(tvshop_campaign_import, "AT_ONCE", 10):
            broken, sound = self.bring("赵敏,13900139000,"), self.bring("钱多,13900139001,")
        read = type(broken)._read

        def fail(record, **values):
            if record == broken:
                raise ConnectionError("no room on the disk")
            return read(record, **values)

        cron = type(self.env["ir.cron"])
        run = self.env["tvshop.campaign.import"]._cron_read
        with (
            patch.object(cron, "_commit_progress", lambda _s, _n=0, remaining=None: None),
            patch.object(self.env.cr, "rollback", lambda: None),
        ):
            with (
                patch.object(type(broken), "_read", fail),
                mute_logger("odoo.addons.tvshop_dialer.models.tvshop_campaign_import"),
            ):
                run()
            self.assertEqual((broken.state, broken.failure), ("waiting", "no room on the disk"))
            self.assertEqual((sound.state, sound.failure), ("done", False))
            run()
        self.assertEqual((broken.state, broken.failure), ("done", False))

    def test_a6_stopped_import_goes_on_and_counts_nobody_twice(self):
        rows = [f"客户{n},1390013900{n}," for n in range(4)]
        with patch.object(tvshop_campaign_import, "AT_ONCE", 10):
            record = self.bring("王小明,1390013,", *rows)
        commits = []

        def commit(*_args, **_kwargs):
            commits.append(1)
            if len(commits) == 2:
                raise ConnectionError

        cron = type(self.env["ir.cron"])
        with (
            patch.object(tvshop_campaign_import, "CHUNK", 1),
            patch.object(cron, "_commit_progress", commit),
        ):
            with self.assertRaises(ConnectionError):
                record._as_its_user()._read(is_scheduled=True)
            record._as_its_user()._read(is_scheduled=True)
        own = record.sudo()
        self.assertEqual((own.state, own.new_count, own.known_count), ("done", 4, 0))
        self.assertEqual((own.bad_count, len(self.targets(record))), (1, 4))

    def test_a6_queries_of_a_file_do_not_grow_with_it(self):
        for first, size in ((0, 20), (1000, 200)):
            rows = [f"客户{n},13900{first + n:06d}," for n in range(size)]
            self.env.invalidate_all()
            with self.assertQueryCount(80):
                self.bring(*rows)
                self.env.flush_all()

    # Who may

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a4_agents_import_no_list(self):
        record = self.bring("赵敏,13900139000,")
        with self.assertRaises(AccessError):
            self.bring("赵敏,13900139000,", user=self.user)
        with self.assertRaises(AccessError):
            record.with_user(self.user).read(["name"])
        with self.assertRaises(AccessError):
            self.env["tvshop.campaign.upload"].with_user(self.user).create({"file": b"eA=="})

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a4_supervisor_sees_own_lists_only_and_writes_none(self):
        record = self.bring("赵敏,13900139000,")
        other = self.supervisor.copy({"login": "another_supervisor"})
        with self.assertRaises(AccessError):
            record.with_user(other).read(["name"])
        self.assertEqual(record.list_ids.with_user(other).match_count, 1)
        self.assertTrue(record.with_user(self.manager).name)
        with self.assertRaises(AccessError):
            record.with_user(self.manager).write({"state": "waiting"})

    def test_d1_approved_campaign_takes_a_list_from_a_manager_only(self):
        with self.assertRaises(UserError):
            self.bring("赵敏,13900139000,", campaign=self.campaign)
        record = self.bring("赵敏,13900139000,", campaign=self.campaign, user=self.manager)
        self.assertEqual(record.state, "done")
        self.campaign.write({"state": "ended"})
        with self.assertRaises(UserError):
            self.bring("钱多,13900139001,", campaign=self.campaign, user=self.manager)

    def test_a6_window_reads_the_file(self):
        upload = self.env["tvshop.campaign.upload"].with_user(self.supervisor)
        file = base64.b64encode(f"{TITLES}\n赵敏,13900139000,".encode())
        window = upload.create(
            {"campaign_id": self.draft.id, "file": file, "file_name": "老会员.csv"}
        )
        record = self.env["tvshop.campaign.import"].browse(window.action_read()["res_id"])
        self.assertEqual((record.list_ids.name, record.new_count), ("老会员", 1))
