from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import TvshopCase

BAD_NUMBERS = ("138abc38000", "123", "1" * 40, "1380013800", "138&|,${x}00", "<b>1</b>")
SAME_NUMBER = (
    "13800138000",
    " 138 0013 8000 ",
    "+86 138-0013-8000",
    "008613800138000",
    "１３８００１３８０００",
    "（138）00138000",
)


@tagged("post_install", "-at_install")
class TestContactMethod(TvshopCase):
    def test_a1_number_is_kept_as_typed_and_as_e164(self):
        method = self.make_contact(self.make_customer(), "0755 8888 6666", kind="landline")
        self.assertEqual(method.value, "0755 8888 6666")
        self.assertEqual(method.e164, "+8675588886666")
        self.assertEqual(method.masked, "0755****6666")
        self.assertIn("深圳", method.region)

    def test_a1_every_notation_finds_the_customer(self):
        for number in SAME_NUMBER:
            with self.subTest(number=number):
                found = self.env["tvshop.contact.method"]._find_partners(number)
                self.assertEqual(found, self.customer)

    def test_a1_what_is_no_number_is_refused_with_the_reason(self):
        for number in BAD_NUMBERS:
            with self.subTest(number=number), self.assertRaisesRegex(ValidationError, "no phone"):
                self.make_contact(self.customer, number)

    def test_a1_looking_up_what_is_no_number_finds_nobody(self):
        for number in (*BAD_NUMBERS, "", None, False):
            self.assertFalse(self.env["tvshop.contact.method"]._find_partners(number))

    def test_a1_looking_a_number_up_is_one_query(self):
        methods = self.env["tvshop.contact.method"]
        methods._find_partners("13800138000")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            methods._find_partners("13800138000")

    def test_a1_looking_a_number_up_reads_the_index(self):
        self.env.cr.execute(
            """INSERT INTO tvshop_contact_method (partner_id, kind, value, e164)
               SELECT %s, 'mobile', n::text, '+86139' || lpad(n::text, 8, '0')
                 FROM generate_series(1, 20000) n""",
            [self.customer.id],
        )
        self.env.cr.execute("ANALYZE tvshop_contact_method")
        query = (
            self.env["tvshop.contact.method"]
            .sudo()
            ._search([("e164", "=", "+8613800138000"), ("partner_id.active", "=", True)])
        )
        sql = query.select()
        self.env.cr.execute(f"EXPLAIN {sql.code}", sql.params)
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("tvshop_contact_method__number_uniq".replace("__", "_"), plan)
        self.assertNotIn("Seq Scan on tvshop_contact_method", plan)

    def test_a1_archived_customer_is_not_found(self):
        self.customer.active = False
        self.assertFalse(self.env["tvshop.contact.method"]._find_partners("13800138000"))

    def test_a1_first_number_is_the_main_one(self):
        customer = self.make_customer()
        first = self.make_contact(customer, "13900000001")
        second = self.make_contact(customer, "13900000002")
        self.assertTrue(first.is_main)
        self.assertFalse(second.is_main)
        self.assertEqual(customer.main_contact_id, first)

    def test_a1_making_one_main_takes_it_from_the_other(self):
        first = self.customer.contact_method_ids
        second = self.make_contact(self.customer, "13900000002", is_main=True)
        self.assertFalse(first.is_main)
        first.is_main = True
        self.assertFalse(second.is_main)

    def test_a1_main_number_passes_on_when_it_is_deleted(self):
        first = self.customer.contact_method_ids
        second = self.make_contact(self.customer, "13900000002")
        first.unlink()
        self.assertTrue(second.is_main)

    def test_a1_mail_address_cannot_be_the_main_number(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_contact(self.customer, "ming@example.com", kind="email", is_main=True)

    def test_a1_same_number_twice_on_a_customer_is_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_contact(self.customer, "+86 13800138000")

    def test_a4_agent_enters_a_number_but_reads_it_masked(self):
        methods = self.env["tvshop.contact.method"].with_user(self.agent)
        method = methods.create(
            {"partner_id": self.customer.id, "kind": "mobile", "value": "13912345678"}
        )
        self.assertEqual(method.masked, "139****5678")
        self.assertEqual(method.entry, "139****5678")
        for name in ("value", "e164"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                method.read([name])
        with self.assertRaises(AccessError):
            methods.search([("e164", "=like", "+86139%")])

    def test_a4_agent_types_a_new_number_over_the_masked_one(self):
        method = self.customer.contact_method_ids.with_user(self.agent)
        method.entry = method.masked
        self.assertEqual(method.sudo().value, "13800138000")
        self.assertTrue(method.active)
        method.write({"entry": "13912345678", "note": "白天"})
        self.assertEqual((method.active, method.sudo().value), (False, "13800138000"))
        new = self.customer.contact_method_ids
        self.assertEqual((new.e164, new.note, new.is_main), ("+8613912345678", "白天", True))
        self.assertIn("138****8000", str(self.customer.message_ids.mapped("body")))

    def test_a4_agent_removes_a_number_and_the_next_becomes_main(self):
        second = self.make_contact(self.customer, "13912345678")
        self.customer.contact_method_ids.filtered("is_main").with_user(self.agent).action_archive()
        self.assertEqual(self.customer.contact_method_ids, second)
        self.assertTrue(second.is_main)
        self.assertFalse(self.env["tvshop.contact.method"]._find_partners("13800138000"))

    def test_a4_number_removed_and_entered_again_is_the_old_one(self):
        method = self.customer.contact_method_ids
        method.with_user(self.agent).action_archive()
        again = method.with_user(self.agent).create(
            [
                {"partner_id": self.customer.id, "value": "13912345678", "is_main": True},
                {"partner_id": self.customer.id, "value": "138 0013 8000"},
            ]
        )
        self.assertEqual(again[1], method)
        self.assertEqual(again.mapped("active"), [True, True])

    def test_a4_agent_forges_no_mask_and_moves_no_number(self):
        method = self.customer.contact_method_ids.with_user(self.agent)
        mine = self.make_customer("李雷")
        vals = {"partner_id": mine.id, "value": "13912345678"}
        for name in ("masked", "region", "e164"):
            for action in (
                lambda name=name: method.write({name: "x"}),
                lambda name=name: method.create({**vals, name: "x"}),
            ):
                with self.subTest(name=name), self.assertRaises(AccessError):
                    action()
        for action in (
            lambda: method.write({"partner_id": mine.id}),
            lambda: mine.with_user(self.agent).write({"contact_method_ids": [(4, method.id)]}),
            lambda: method.write({"value": "13912345678"}),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                action()
        method.with_user(self.manager).partner_id = mine
        self.assertEqual(method.partner_id, mine)

    def test_a4_manager_reads_the_full_number(self):
        method = self.customer.contact_method_ids.with_user(self.manager)
        self.assertEqual(method.read(["value"])[0]["value"], "13800138000")

    def test_a4_clerk_sees_no_contacts(self):
        with self.assertRaises(AccessError):
            self.customer.contact_method_ids.with_user(self.clerk).read(["masked"])
