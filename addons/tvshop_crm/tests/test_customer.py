from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TvshopCase


@tagged("post_install", "-at_install")
class TestCustomer(TvshopCase):
    def test_a2_customer_gets_a_number_by_itself(self):
        other = self.make_customer()
        self.assertTrue(self.customer.tvshop_ref)
        self.assertNotEqual(self.customer.tvshop_ref, other.tvshop_ref)

    def test_a2_contact_that_is_no_customer_gets_none(self):
        self.assertFalse(self.env["res.partner"].create({"name": "供货商"}).tvshop_ref)

    def test_a4_number_written_to_the_phone_field_is_not_left_there(self):
        customer = self.make_customer(phone=None)
        customer.write({"phone": "13911112222", "comment": "x"})
        created = self.env["res.partner"].create(
            {"name": "韩梅梅", "is_tvshop_customer": True, "phone": "13911113333"}
        )
        for partner in customer | created:
            self.assertFalse(partner.phone)
            self.assertEqual(partner.main_contact_id.kind, "mobile")

    def test_a4_phone_of_other_contacts_stays(self):
        partner = self.env["res.partner"].create({"name": "供货商", "phone": "13911112222"})
        self.assertTrue(partner.phone)

    def test_c1_grade_gives_the_price_list(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "金卡",
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 10})],
            }
        )
        grade = self.env["tvshop.grade"].create({"name": "金卡", "pricelist_id": pricelist.id})
        self.customer.grade_id = grade
        self.assertEqual(self.customer.property_product_pricelist, pricelist)
        self.assertEqual(self.customer.with_user(self.agent).property_product_pricelist, pricelist)
        own = pricelist.copy({"name": "专属"})
        self.customer.property_product_pricelist = own
        self.assertEqual(self.customer.property_product_pricelist, own)

    def test_a4_agent_changes_customers_but_no_other_contact(self):
        self.customer.with_user(self.agent).name = "王大明"
        with self.assertRaises(AccessError):
            self.env.company.partner_id.with_user(self.agent).name = "x"
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.agent).create({"name": "供货商"})
        with self.assertRaises(AccessError):
            self.customer.with_user(self.agent).unlink()

    def test_a4_manager_changes_every_contact(self):
        self.env.company.partner_id.with_user(self.manager).comment = "x"

    def test_a4_agent_may_not_export(self):
        with self.assertRaises(UserError):
            self.customer.with_user(self.agent).export_data(["name"])
