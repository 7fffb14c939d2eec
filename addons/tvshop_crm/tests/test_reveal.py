import threading
import time
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from .common import TvshopCase

NUMBER = "13800138000"
REVEALER = "tvshop_crm.group_number_revealer"


class RevealCase(TvshopCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method = cls.customer.contact_method_ids
        cls.log = cls.env["tvshop.reveal.log"]
        cls.service.group_ids += cls.env.ref(REVEALER)
        cls.company = cls.env.company
        cls.company.tvshop_reveal_quota = 3
        cls.company.tvshop_lookup_limit = 4

    def rows(self, user, *kinds):
        self.env.invalidate_all()
        return self.log.search([("user_id", "=", user.id), ("kind", "in", kinds)])

    def alerts(self, user):
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", user.partner_id.id)]
        )

    def refused(self, action, error=UserError):
        """Not assertRaises, which takes back what was put on record meanwhile."""
        try:
            with mute_logger("odoo.addons.base.models.ir_model"):
                action()
        except error as caught:
            return str(caught)
        raise self.failureException("not refused")

    def pass_time(self, table, **time):
        """What is on record was that long ago."""
        query = SQL("UPDATE %s SET date = date - %s", SQL.identifier(table), timedelta(**time))
        self.env.cr.execute(query)
        self.env.invalidate_all()

    def reveal(self, user, reason="包裹退回"):
        return self.method.with_user(user).reveal_number(reason)


@tagged("post_install", "-at_install")
class TestReveal(RevealCase):
    def test_r19_number_is_shown_to_who_has_the_right_and_goes_on_record(self):
        self.assertEqual(self.reveal(self.service), {"number": NUMBER, "left": 2})
        row = self.rows(self.service, "reveal")
        self.assertEqual(
            (row.subject, row.reason, row.res_model, row.res_id),
            ("138****8000", "包裹退回", "tvshop.contact.method", self.method.id),
        )
        self.assertNotIn(NUMBER, str(row.read()))

    def test_r19_number_is_refused_without_the_right(self):
        for user in (self.agent, self.supervisor, self.warehouse, self.finance):
            for action in ("action_reveal", "reveal_number"):
                args = ("x",) if action == "reveal_number" else ()
                with self.subTest(user=user.login, action=action), self.assertRaises(AccessError):
                    getattr(self.method.with_user(user), action)(*args)
            self.assertFalse(self.rows(user, "reveal"))

    def test_r19_number_is_refused_without_a_reason(self):
        for reason in ("", "  ", False):
            with self.assertRaises(UserError):
                self.reveal(self.service, reason)
        self.assertFalse(self.rows(self.service, "reveal"))

    def test_r19_quota_holds_for_managers_too_and_the_supervisor_hears_of_it(self):
        for user in (self.service, self.manager):
            with self.subTest(user=user.login):
                for left in (2, 1, 0):
                    self.assertEqual(self.reveal(user)["left"], left)
                self.assertEqual(len(self.alerts(user)), 1)
                for _again in range(2):
                    said = self.refused(lambda user=user: self.reveal(user))
                    self.assertNotIn(NUMBER, said)
                self.assertEqual(len(self.rows(user, "refused")), 2)
                self.assertEqual(len(self.alerts(user)), 2)

    def test_r19_quota_is_free_again_after_a_day(self):
        for _number in range(3):
            self.reveal(self.service)
        self.refused(lambda: self.reveal(self.service))
        self.pass_time("tvshop_reveal_log", hours=25)
        self.assertEqual(self.reveal(self.service)["left"], 2)

    def test_r19_number_is_not_shown_when_the_record_fails(self):
        model = type(self.log)
        with patch.object(model, "_add", side_effect=RuntimeError), self.assertRaises(RuntimeError):
            self.reveal(self.service)

    def test_r19_record_is_altered_by_nobody(self):
        self.reveal(self.service)
        row = self.rows(self.service, "reveal")
        for user in (self.service, self.supervisor, self.manager, self.env.ref("base.user_admin")):
            mine = row.with_user(user)
            for action in (
                lambda mine=mine: mine.write({"reason": "x"}),
                mine.unlink,
                lambda mine=mine: mine.create({"kind": "reveal", "user_id": mine.env.uid}),
            ):
                self.refused(action)
        with self.assertRaises(UserError):
            row.sudo().write({"reason": "x"})
        with self.assertRaises(UserError):
            row.sudo().unlink()

    def test_r19_record_is_read_by_managers_only(self):
        self.reveal(self.service)
        for user in (self.agent, self.supervisor, self.service):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.log.with_user(user).search([])
        self.assertTrue(self.log.with_user(self.manager).search([]))

    def test_r19_wizard_shows_the_number_and_keeps_none(self):
        action = self.method.with_user(self.service).action_reveal()
        wizard = (
            self.env["tvshop.reveal"]
            .with_user(self.service)
            .with_context(**action["context"])
            .create({"reason": "包裹退回"})
        )
        self.assertEqual(wizard.masked, "138****8000")
        self.assertIn(NUMBER, str(wizard.action_show()))
        self.assertNotIn(NUMBER, str(wizard.read()))

    def test_a4_wizard_reads_no_other_model(self):
        wizard = self.env["tvshop.reveal"].with_user(self.service)
        with self.assertRaises(UserError):
            wizard.create({"res_model": "res.users", "res_id": 2, "reason": "x"}).action_show()

    def test_a4_every_export_is_on_record(self):
        partner = self.customer.with_user(self.manager)
        partner.export_data(["name", "contact_method_ids/masked"])
        row = self.rows(self.manager, "export")
        self.assertEqual((row.res_model, row.record_count), ("res.partner", 1))
        self.assertIn("contact_method_ids/masked", row.subject)

    def test_a4_exports_are_closed_to_all_but_managers_of_them(self):
        for user in (self.agent, self.supervisor, self.service, self.warehouse, self.finance):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.customer.with_user(user).export_data(["name"])

    def test_a4_full_numbers_read_by_who_may_are_on_record(self):
        methods = self.env["tvshop.contact.method"].with_user(self.manager)
        methods.search_read([("id", "=", self.method.id)], ["masked"])
        self.assertFalse(self.rows(self.manager, "read"))
        methods.search_read([("id", "=", self.method.id)], ["masked", "e164"])
        self.method.with_user(self.manager).web_read({"value": {}})
        self.assertEqual(self.rows(self.manager, "read").mapped("subject"), ["value", "e164"])


@tagged("post_install", "-at_install")
class TestRevealStays(TransactionCase):
    """With transactions of their own, as outside of tests."""

    def test_r19_record_stays_when_the_transaction_rolls_back(self):
        reason = f"rolls back {self.id()}"
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.env.ref("base.user_admin").id, {})
            customer = env["res.partner"].create({"name": "王小明", "is_tvshop_customer": True})
            method = env["tvshop.contact.method"].create(
                {"partner_id": customer.id, "value": "13800138111"}
            )
            self.assertEqual(method.reveal_number(reason)["number"], "13800138111")
            cr.rollback()
        with self.registry.cursor() as cr:
            rows = api.Environment(cr, SUPERUSER_ID, {})["tvshop.reveal.log"].search(
                [("reason", "=", reason)]
            )
            kept = rows.mapped("subject")
            cr.execute("DELETE FROM tvshop_reveal_log WHERE id = ANY(%s)", [rows.ids])
        self.assertEqual(kept, ["138****8111"])

    def reveal_slowly(self, reason, start, told):
        """Reveal one number in a transaction of its own, and dawdle after counting."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.admin_id, {})
            customer = env["res.partner"].create({"name": "王小明", "is_tvshop_customer": True})
            method = env["tvshop.contact.method"].create(
                {"partner_id": customer.id, "value": "13800138111"}
            )
            env.flush_all()
            start.wait(20)
            try:
                told.append(method.reveal_number(reason)["left"])
            except UserError:
                told.append("refused")
            finally:
                cr.rollback()

    def test_r19_two_requests_at_once_do_not_both_take_the_last_one(self):
        reason, told, start = f"at once {self.id()}", [], threading.Barrier(2)
        self.admin_id = self.env.ref("base.user_admin").id
        log = self.registry["tvshop.reveal.log"]
        count = log._used

        def count_slowly(self, *kind):
            used = count(self, *kind)
            if kind:
                return used
            time.sleep(0.3)
            return used + self.env.company.tvshop_reveal_quota - 1

        with (
            # The thread that runs the tests holds the lock that every new environment asks for.
            patch.object(Registry, "_lock", threading.RLock()),
            patch.object(log, "_used", count_slowly),
            patch.object(log, "_alert"),
        ):
            threads = [
                threading.Thread(target=self.reveal_slowly, args=(reason, start, told))
                for _number in range(2)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM tvshop_reveal_log WHERE reason = %s", [reason])
        self.assertEqual(sorted(told, key=str), [0, "refused"])


@tagged("post_install", "-at_install")
class TestNumberLookup(RevealCase):
    """A thief who tries the endings that a mask hides."""

    def search(self, number, user=None):
        return self.env["res.partner"].with_user(user or self.agent).desktop_search(number)

    def use_up(self):
        for number in range(4):
            self.search(f"1380013900{number}")

    def test_a4_look_ups_by_full_number_are_limited_and_the_supervisor_hears_of_it(self):
        self.use_up()
        for _again in range(2):
            self.refused(lambda: self.search(NUMBER))
        self.assertEqual(self.rows(self.agent, "lookup").mapped("subject"), ["138****8000"] * 2)
        self.assertEqual(len(self.alerts(self.agent)), 1)

    def test_a4_look_ups_are_counted_for_each_user_and_for_an_hour(self):
        self.use_up()
        self.env["tvshop.number.lookup"].with_user(self.service)._count([NUMBER])
        self.refused(lambda: self.search(NUMBER))
        self.pass_time("tvshop_number_lookup", minutes=61)
        self.assertEqual(self.search(NUMBER)[0]["id"], self.customer.id)

    def test_a4_client_does_not_keep_the_supervisor_from_hearing(self):
        self.use_up()
        quiet = self.env["res.partner"].with_context(mail_activity_automation_skip=True)
        self.refused(lambda: quiet.with_user(self.agent).desktop_search(NUMBER))
        self.assertEqual(len(self.alerts(self.agent)), 1)

    def test_a4_same_number_in_any_notation_counts_once(self):
        for _again in range(3):
            for number in (NUMBER, "+86 138 0013 8000", "138-0013-8000"):
                self.assertEqual(self.search(number)[0]["id"], self.customer.id)

    def test_a4_names_and_order_numbers_are_not_counted(self):
        self.use_up()
        self.assertTrue(self.search(self.customer.name))
        self.assertTrue(self.search(self.customer.tvshop_ref))

    def test_a4_other_ways_to_try_a_number_are_counted_too(self):
        partners = self.env["res.partner"].with_user(self.agent)
        methods = self.env["tvshop.contact.method"].with_user(self.agent)
        mine = self.customer.with_user(self.agent)
        contact = [{"kind": "mobile", "value": NUMBER}]
        self.use_up()
        for attempt in (
            lambda: partners.desktop_save(False, {"name": "李雷", "contacts": contact}),
            lambda: partners.desktop_save(self.customer.id, {"contacts": contact}),
            lambda: methods.create({"partner_id": self.customer.id, "value": NUMBER}),
            lambda: mine.write({"phone": NUMBER}),
            lambda: mine.contact_method_ids.write({"entry": NUMBER}),
            lambda: mine._desktop_delivery_address({"name": "李雷", "phone": NUMBER}),
            lambda: partners.create({"name": "李雷", "is_tvshop_customer": True, "phone": NUMBER}),
        ):
            before = len(self.rows(self.agent, "lookup"))
            self.refused(attempt)
            self.assertEqual(len(self.rows(self.agent, "lookup")), before + 1)

    def test_a4_list_of_guesses_is_not_imported(self):
        methods = self.env["tvshop.contact.method"].with_user(self.agent)
        guesses = [[str(self.customer.id), f"1380013{number}"] for number in range(8000, 8010)]
        self.assertFalse(methods.load(["partner_id/.id", "value"], guesses)["ids"])

    def test_a4_readers_of_full_numbers_are_not_counted(self):
        for number in range(6):
            self.search(f"1380013900{number}", self.manager)

    def test_a4_what_was_asked_for_is_read_by_nobody(self):
        self.search(NUMBER)
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.env["tvshop.number.lookup"].with_user(user).search([])
