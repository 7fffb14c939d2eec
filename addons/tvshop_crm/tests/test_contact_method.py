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
        method.entry = "13912345678"
        self.assertEqual(method.sudo().e164, "+8613912345678")

    def test_a4_manager_reads_the_full_number(self):
        method = self.customer.contact_method_ids.with_user(self.manager)
        self.assertEqual(method.read(["value"])[0]["value"], "13800138000")

    def test_a4_clerk_sees_no_contacts(self):
        with self.assertRaises(AccessError):
            self.customer.contact_method_ids.with_user(self.clerk).read(["masked"])
