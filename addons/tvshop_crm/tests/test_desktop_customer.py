import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import TvshopCase


@tagged("post_install", "-at_install")
class TestDesktopCustomer(TvshopCase):
    def setUp(self):
        super().setUp()
        self.partners = self.env["res.partner"].with_user(self.agent)

    def found(self, term):
        return [row["id"] for row in self.partners.desktop_search(term)]

    def test_a3_customer_is_found_by_name_number_order_and_full_phone(self):
        order = self.make_order()
        for term in ("王小", self.customer.tvshop_ref, order.name, "１３８ 0013 8000"):
            with self.subTest(term=term):
                self.assertIn(self.customer.id, self.found(term))

    def test_a4_part_of_a_phone_number_finds_nobody(self):
        for term in ("1380013800", "0013", "8000", "+86138"):
            with self.subTest(term=term):
                self.assertNotIn(self.customer.id, self.found(term))

    def test_a3_several_customers_with_one_number_are_all_found(self):
        other = self.make_customer(phone="13800138000")
        self.assertCountEqual(self.found("13800138000"), [self.customer.id, other.id])

    def test_a3_search_row_is_masked(self):
        row = self.partners.desktop_search("13800138000")[0]
        self.assertEqual(
            row,
            {
                "id": self.customer.id,
                "name": "王小明",
                "ref": self.customer.tvshop_ref,
                "masked": "138****8000",
                "city": "深圳市南山区",
                "grade": False,
                "last_order": False,
            },
        )

    def test_a3_row_tells_the_grade_and_the_last_confirmed_order(self):
        self.customer.grade_id = self.env["tvshop.grade"].create({"name": "钻石"})
        first, last, draft = (self.make_order() for _number in range(3))
        first.date_order -= timedelta(days=3)
        last.date_order -= timedelta(days=1)
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET state = 'draft' WHERE id = %s", [draft.id])
        row = self.partners.desktop_search("13800138000")[0]
        self.assertEqual(row["grade"]["id"], self.customer.grade_id.id)
        self.assertEqual(
            row["last_order"],
            {
                "id": last.id,
                "name": last.name,
                "date": f"{last.date_order.isoformat(timespec='seconds')}Z",
                "amount": 309.0,
                "currency_id": last.currency_id.id,
            },
        )

    def test_a3_customers_of_a_number_with_their_last_orders_are_one_query(self):
        self.make_order()
        self.make_customer(phone="13800138000")
        self.assertEqual(len(self.partners._desktop_find("13800138000")), 2)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.partners._desktop_find("13800138000")

    def test_a4_customers_and_orders_of_another_company_are_in_no_row(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        order = self.make_order()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET company_id = %s WHERE id = %s", [elsewhere.id, order.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.partners.desktop_search("13800138000")[0]["last_order"])
        self.customer.company_id = elsewhere
        self.env.invalidate_all()
        self.assertEqual(self.partners.desktop_search("13800138000"), [])
        self.assertEqual(self.customer.with_user(self.agent)._desktop_rows(), [])

    def test_a3_empty_search_finds_nobody(self):
        self.assertEqual(self.partners.desktop_search("  "), [])
        self.assertEqual(self.partners.desktop_search(None), [])

    def test_a3_profile_shows_the_whole_customer(self):
        order = self.make_order(spot_id=False)
        self.partners.desktop_todo(self.customer.id, "回电", "2020-01-01")
        profile = self.partners.desktop_profile(self.customer.id)
        shown = profile["orders"][0]
        self.assertEqual(shown["name"], order.name)
        self.assertEqual(shown["lines"], [{"product": "智能电饭锅", "qty": 1, "amount": 299}])
        self.assertEqual(shown["tvshop_state"], "ordered")
        self.assertEqual(shown["channel"], self.channel.name)
        self.assertEqual(
            (shown["ordered_by"], shown["payment"]), ("Customer called", "Cash on delivery")
        )
        self.assertEqual((profile["order_count"], profile["total"]), (1, 309))
        self.assertEqual(profile["todos"][0]["state"], "overdue")
        self.assertEqual(profile["contacts"][0]["masked"], "138****8000")
        self.assertEqual(profile["address"]["city_id"], [self.nanshan.id, "深圳市南山区"])
        self.assertEqual(profile["lifecycle_stage"], "closed")
        self.assertEqual(profile["flags"], [])

    def test_a3_profile_takes_a_bounded_number_of_queries(self):
        for _index in range(3):
            self.make_order()
        few = self.profile_queries()
        for _index in range(15):
            self.make_order(accept_backorder=True)
            self.make_contact(self.customer, f"139000000{_index:02}")
        self.assertLessEqual(self.profile_queries(), few)
        self.assertLess(few, 45)

    def profile_queries(self):
        self.partners.desktop_profile(self.customer.id)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.partners.desktop_profile(self.customer.id)
        return self.env.cr.sql_log_count - before

    def test_a4_no_full_number_is_in_what_the_desktop_gets(self):
        self.make_contact(self.customer, "ming.wang@example.com", kind="email")
        vals = {"contacts": [{"value": "13912345678"}]}
        answers = [
            self.partners.desktop_save(self.customer.id, vals),
            self.partners.desktop_profile(self.customer.id),
            self.partners.desktop_search("13912345678"),
            self.partners.desktop_save(False, {"name": "x", **vals}),
            self.readable(self.customer.with_user(self.agent)),
            self.readable(self.customer.contact_method_ids.with_user(self.agent)),
        ]
        text = json.dumps(answers, default=str)
        for secret in ("13800138000", "13912345678", "ming.wang"):
            self.assertNotIn(secret, text)

    def readable(self, records):
        kinds = ("char", "text", "html", "many2one")
        names = [name for name, vals in records.fields_get().items() if vals["type"] in kinds]
        return records.read(names)

    def test_a2_new_customer_is_entered_in_one_go(self):
        profile = self.partners.desktop_save(
            False,
            {
                "name": "韩梅梅",
                "contacts": [{"kind": "mobile", "value": "0755 8888 6666"}],
                "city_id": self.nanshan.id,
                "street": "深南大道1号",
                "origin": {"channel_id": self.channel.id, "spot_id": False},
            },
        )
        customer = self.env["res.partner"].browse(profile["id"])
        self.assertTrue(customer.tvshop_ref)
        self.assertEqual(customer.source_channel_id, self.channel)
        self.assertEqual(customer.state_id, self.nanshan.state_id)
        self.assertEqual(customer.zip, self.nanshan.zipcode)
        self.assertEqual(customer.contact_method_ids.kind, "landline")
        self.assertTrue(customer.contact_method_ids.is_main)

    def test_a2_customer_without_a_name_is_refused(self):
        with self.assertRaises(UserError):
            self.partners.desktop_save(False, {"name": "  "})

    def test_a2_bad_number_is_refused_and_nothing_is_saved(self):
        before = self.env["res.partner"].search_count([])
        for number in ("138abc", "123", "9" * 40):
            with self.subTest(number=number), self.assertRaises(ValidationError):
                self.partners.desktop_save(False, {"name": "x", "contacts": [{"value": number}]})
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_a1_number_of_another_customer_is_asked_about(self):
        vals = {"name": "王小明", "contacts": [{"value": "+86 13800138000"}]}
        answer = self.partners.desktop_save(False, vals)
        self.assertEqual([row["id"] for row in answer["duplicates"]], [self.customer.id])
        profile = self.partners.desktop_save(False, {**vals, "allow_duplicate": True})
        self.assertNotEqual(profile["id"], self.customer.id)

    def test_a1_saving_a_number_that_the_customer_has_adds_none(self):
        vals = {"contacts": [{"value": "138 0013 8000"}]}
        profile = self.partners.desktop_save(self.customer.id, vals)
        self.assertEqual(len(profile["contacts"]), 1)

    def test_a1_another_number_is_made_the_main_one(self):
        second = self.make_contact(self.customer, "13900000002")
        vals = {"contacts": [{"id": second.id, "is_main": True}]}
        profile = self.partners.desktop_save(self.customer.id, vals)
        main = [contact["id"] for contact in profile["contacts"] if contact["is_main"]]
        self.assertEqual(main, [second.id])

    def test_a1_contact_of_another_customer_is_out_of_reach(self):
        other = self.make_customer(phone="13900000003").contact_method_ids
        vals = {"contacts": [{"id": other.id, "value": "13900000004", "kind": "mobile"}]}
        self.partners.desktop_save(self.customer.id, vals)
        self.assertEqual(other.value, "13900000003")

    def test_e1_address_that_matches_no_division_is_kept_and_flagged(self):
        vals = {"city_id": False, "state_id": False, "street": "火星基地 科技路1号"}
        profile = self.partners.desktop_save(self.customer.id, vals)
        self.assertEqual(profile["address"]["street"], "火星基地 科技路1号")
        self.assertFalse(profile["address"]["city_id"])
        self.assertEqual([flag["key"] for flag in profile["flags"]], ["address"])

    def test_a2_agent_enters_and_takes_away_a_birthday(self):
        profile = self.partners.desktop_save(self.customer.id, {"birthdate_date": "1958-03-12"})
        self.assertEqual(profile["birthdate_date"], "1958-03-12")
        self.assertEqual(str(self.customer.birthdate_date), "1958-03-12")
        profile = self.partners.desktop_save(self.customer.id, {"birthdate_date": False})
        self.assertEqual(profile["birthdate_date"], "")
        self.assertFalse(self.customer.birthdate_date)

    def test_a2_birthday_that_can_t_be_is_refused(self):
        tomorrow = fields.Date.today() + timedelta(days=2)
        for day in ("0058-03-12", str(tomorrow)):
            with self.subTest(day=day), self.assertRaisesRegex(ValidationError, "correct the year"):
                self.partners.desktop_save(self.customer.id, {"birthdate_date": day})

    def test_a2_two_agents_change_different_fields_of_one_customer(self):
        other = self.partners.with_user(self.service)
        self.partners.desktop_save(self.customer.id, {"preferred_time": "晚上"})
        profile = other.desktop_save(self.customer.id, {"preferred_channel": "sms"})
        self.assertEqual(profile["preferred_time"], "晚上")

    def test_a2_markup_in_a_name_or_remark_stays_text(self):
        vals = {"name": "<img src=x onerror=alert(1)>", "comment": "<b>粗</b>\n第二行"}
        profile = self.partners.desktop_save(self.customer.id, vals)
        self.assertEqual(profile["name"], vals["name"])
        self.assertEqual(profile["comment"], vals["comment"])

    def test_a4_only_customers_are_changed_from_the_desktop(self):
        with self.assertRaises(AccessError):
            self.partners.desktop_save(self.env.company.partner_id.id, {"name": "x"})

    def test_a4_only_agents_use_the_desktop(self):
        for user in (self.clerk, self.warehouse, self.finance):
            partners = self.partners.with_user(user)
            for call in (
                lambda partners=partners: partners.desktop_search("王"),
                lambda partners=partners: partners.desktop_profile(self.customer.id),
                lambda partners=partners: partners.desktop_save(False, {"name": "x"}),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_a3_customer_that_is_gone_is_said_to_be_gone(self):
        with self.assertRaises(UserError):
            self.partners.desktop_profile(self.make_customer().id + 1000)

    def test_a4_agent_corrects_one_number_and_removes_another(self):
        wrong = self.customer.contact_method_ids
        gone = self.make_contact(self.customer, "13912340001")
        profile = (
            self.env["res.partner"]
            .with_user(self.agent)
            .desktop_save(
                self.customer.id,
                {
                    "contacts": [
                        {"id": wrong.id, "kind": "mobile", "value": "13912340002"},
                        {"id": gone.id, "remove": True},
                    ]
                },
            )
        )
        self.assertEqual([one["masked"] for one in profile["contacts"]], ["139****0002"])
        self.assertTrue(profile["contacts"][0]["is_main"])
        self.assertFalse((wrong | gone).filtered("active"))
