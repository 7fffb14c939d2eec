import os
from datetime import date
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .common import CtiCase


@tagged("post_install", "-at_install")
class TestPbxConfig(CtiCase):
    def store(self):
        self.env.flush_all()
        return self.gateway.desired_config()

    def is_woken(self, topic="config"):
        return topic in self.env.cr.precommit.data.pop("tvshop_cti.topics", ())

    def test_l3_hotline_tells_the_pbx_queue_hours_and_welcome(self):
        hours = self.env["tvshop.opening.hours"].create(
            {
                "name": "白天",
                "tz": "Asia/Shanghai",
                "line_ids": [
                    (0, 0, {"weekdays": "mon-fri", "hour_from": 9, "hour_to": 21}),
                    (0, 0, {"weekdays": "sat-sun", "hour_from": 0, "hour_to": 24}),
                ],
            }
        )
        self.hotline.write({"hours_id": hours.id, "welcome": "welcome-home"})
        name = f"hours{hours.id}"
        self.assertEqual(
            {k: v for k, v in self.store().items() if k.startswith(("hotline/", "hours/"))},
            {
                "hotline/4009990001/queue": "sales",
                "hotline/4009990001/hours": name,
                "hotline/4009990001/welcome": "welcome-home",
                "hotline/4009990001/blacklist": "reject",
                f"hours/{name}/1": "09:00-20:59,mon-fri,*,*,Asia/Shanghai",
                f"hours/{name}/2": "00:00-23:59,sat-sun,*,*,Asia/Shanghai",
            },
        )

    def test_l3_hours_are_told_before_the_hotlines_that_name_them(self):
        hours = self.env["tvshop.opening.hours"].create({"name": "白天", "tz": "Asia/Shanghai"})
        hours.line_ids.create({"hours_id": hours.id, "hour_from": 9, "hour_to": 21})
        self.hotline.hours_id = hours
        families = [key.partition("/")[0] for key in self.store()]
        self.assertNotIn("hours", families[families.index("hotline") :])

    def test_l3_grade_gives_priority_to_the_customers_numbers(self):
        gold = self.env["tvshop.grade"].create({"name": "CTI gold", "queue_priority": 7})
        self.make_customer(grade_id=gold.id)
        self.make_customer("李小红", number="13912345678")
        store = self.store()
        self.assertEqual(store["priority/8613800138000"], "7")
        self.assertNotIn("priority/8613912345678", store)

    def test_c1_grade_reached_by_buying_gives_priority_at_the_pbx(self):
        gold = self.env["tvshop.grade"].create({"name": "CTI gold", "queue_priority": 7})
        schemes = self.env["tvshop.grade.scheme"]
        schemes.create(
            {
                "name": "All are gold",
                "valid_from": "2999-01-01",
                "line_ids": [(0, 0, {"grade_id": gold.id, "amount": 0})],
            }
        )
        customer = self.make_customer()
        account = self.env["tvshop.contribution"].create(
            {"partner_id": customer.id, "company_id": self.env.company.id}
        )
        self.assertNotIn("priority/8613800138000", self.store())
        self.is_woken()
        schemes._review(account, date(2999, 1, 1))
        self.assertEqual(customer.grade_id, gold)
        self.assertTrue(self.is_woken())
        self.assertEqual(self.store()["priority/8613800138000"], "7")

    def test_l3_number_shown_to_customers_is_told_to_the_pbx(self):
        self.assertNotIn("trunk/cli", self.store())
        self.pbx.outbound_number = "4008000002"
        self.assertTrue(self.is_woken())
        self.assertEqual(self.store()["trunk/cli"], "4008000002")

    def test_l3_number_shown_to_customers_is_digits(self):
        for number in ("400-800", "+8640080", "12", "4" * 16, "1,2"):
            with (
                self.subTest(number=number),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                self.pbx.outbound_number = number
                self.env.flush_all()
            self.env.invalidate_all()

    def test_m4_addresses_follow_the_environment_where_asked_to(self):
        environ = {
            "TVSHOP_PBX_SIP": "127.0.0.9:5062",
            "TVSHOP_PBX_WS": "127.0.0.9:9088",
            "TVSHOP_PBX_AMI": "127.0.0.8:6038",
        }
        with patch.dict(os.environ, environ):
            self.env["tvshop.pbx"]._apply_environment()
            self.assertEqual(self.pbx.ami_port, 5038)
            self.pbx.follows_environment = True
            self.env["tvshop.pbx"]._apply_environment()
        vals = {"sip_domain": "127.0.0.9", "ws_url": "ws://127.0.0.9:9088/ws"}
        vals |= {"ami_host": "127.0.0.8", "ami_port": 6038}
        self.assertRecordValues(self.pbx, [vals])

    def test_l3_changes_wake_the_bridge(self):
        gold = self.env["tvshop.grade"].create({"name": "CTI gold", "queue_priority": 7})
        customer = self.make_customer()
        self.is_woken()
        self.hotline.name = "Another name"
        self.assertFalse(self.is_woken())
        self.hotline.queue_id = False
        self.assertTrue(self.is_woken())
        customer.comment = "Likes knives"
        self.assertFalse(self.is_woken())
        customer.grade_id = gold
        self.assertTrue(self.is_woken())
        self.env["tvshop.contact.method"].create(
            {"partner_id": customer.id, "kind": "mobile", "value": "13912345678"}
        )
        self.assertTrue(self.is_woken())
        gold.queue_priority = 9
        self.assertTrue(self.is_woken())
        self.agent._set_state("ready")
        self.assertTrue(self.is_woken("agents"))

    def test_l3_number_of_a_customer_without_grade_wakes_nobody(self):
        self.is_woken()
        self.make_customer()
        self.assertFalse(self.is_woken())

    @mute_logger("odoo.sql_db")
    def test_bad_names_never_reach_the_pbx(self):
        with self.assertRaises(ValidationError):
            self.queue.pbx_queue = "sales,hangup()"
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.hotline.welcome = "a&b"
            self.env.flush_all()

    def test_l6_hotlines_of_another_pbx_stay_out(self):
        self.hotline.write({
            "pbx_id": self.pbx.copy({"system_name": "pbxtest2"}).id, "queue_id": False,
        })  # fmt: skip
        self.assertFalse([key for key in self.store() if key.startswith("hotline/")])
