import threading
from unittest.mock import patch

from odoo import fields
from odoo.addons.tvshop_crm.tests.crawler import Crawler, plant
from odoo.addons.tvshop_crm.tests.route_crawler import RouteCrawler, export_url
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import SECRET, CtiCase

CALLER, LANDLINE, RECEIVER = "18931415926", "075527182818", "18916180339"
STRANGER, PLANTED = "18957721566", "18914142135"
MESSENGER, MAIL = "wx_canary_1414", "canary2236@example.com"
# Without the blanks, signs and leading zero that a number may be written with.
CANARIES = (CALLER, LANDLINE[1:], RECEIVER, STRANGER, PLANTED, MESSENGER, MAIL, SECRET)
GUESSES = (CALLER[:9], "wx_canary")
STAFF = ("agent", "service", "supervisor", "warehouse", "finance")


@tagged("post_install", "-at_install")
class TestCrawl(CtiCase, HttpCase):
    """A thief with a login and a client of his own, who asks for everything there is."""

    def setUp(self):
        super().setUp()
        groups = ",".join(f"tvshop_crm.group_{group}" for group in STAFF)
        self.staff = new_test_user(self.env, "cti_staff", f"base.group_user,{groups}")
        self.customer = self.make_customer("王小明", "189-3141 5926")
        self.make_contacts()
        self.order = self.make_order()
        self.call_record = self.hang_up(caller_raw=CALLER)
        self.hang_up(linkedid="pbxtest-2.1", caller_raw=STRANGER)
        self.pbx.last_seen = fields.Datetime.now()
        self.desk().desk_open_phone(SECRET)
        self.desk().desk_dial(self.customer.main_contact_id.id)
        self.env.flush_all()

    def make_contacts(self):
        self.env["tvshop.contact.method"].create(
            [
                {"partner_id": self.customer.id, "kind": kind, "value": value}
                for kind, value in (
                    ("landline", "(0755) 2718-2818"),
                    ("messenger", MESSENGER),
                    ("email", MAIL),
                )
            ]
        )

    def make_order(self):
        """Sold by the agent, invoiced, and to be picked."""
        product = self.env["product.product"].create(
            {"name": "锅", "list_price": 100, "is_storable": True}
        )
        made = (
            self.env["sale.order"]
            .with_user(self.user)
            .desktop_create(
                {
                    "client_key": "crawl",
                    "partner_id": self.customer.id,
                    "lines": [{"product_id": product.id, "qty": 1}],
                    "payment": "cod",
                    "accept_backorder": True,
                    "address": {"name": "李雷", "street": "科技路", "phone": "+86 189 1618 0339"},
                }
            )
        )
        order = self.env["sale.order"].browse(made["id"])
        order._create_invoices().action_post()
        return order

    def known(self):
        return {
            "id": self.customer.id,
            "partner_id": self.customer.id,
            "contact_method_id": self.customer.main_contact_id.id,
            "call_id": self.call_record.id,
            "order_id": self.order.id,
            "term": self.customer.name,
            "model": "res.partner",
            "field": "contact_method_ids",
            "fields": ["display_name"],
            "domain": [],
        }

    def crawler(self, user):
        return Crawler(self.env(user=user, context={}), CANARIES, GUESSES, self.known())

    def test_r18_agent_finds_no_number(self):
        self.assertFalse(plant(self.env, PLANTED), "make a record of these for the crawl")
        crawler = self.crawler(self.user)
        crawler.crawl()
        self.assertFalse(crawler.leaks)
        self.assertGreater(crawler.asked, 5000)

    def test_r18_nobody_finds_a_number_but_readers(self):
        """One user in every group but the managers': what one group sees, this one sees."""
        plant(self.env, PLANTED)
        crawler = self.crawler(self.staff)
        crawler.crawl()
        self.assertFalse(crawler.leaks)

    def test_r18_crawl_finds_a_number_that_is_open(self):
        self.customer.write({"comment": f"ring {CALLER[:3]} {CALLER[3:7]} {CALLER[7:]}"})
        self.env["mail.activity"].create(
            {
                "res_model_id": self.env.ref("base.model_res_partner").id,
                "res_id": self.customer.id,
                "summary": STRANGER,
                "user_id": self.user.id,
            }
        )
        self.env.flush_all()
        crawler = self.crawler(self.user)
        crawler.crawl_reading(("res.partner", "mail.activity"))
        self.assertIn(("res.partner.web_search_read()", CALLER), crawler.leaks)
        self.assertIn(("mail.activity.web_search_read()", STRANGER), crawler.leaks)

    def test_r24_logging_out_of_the_web_client_closes_the_phone(self):
        self.agent._set_state("ready")
        self.env.flush_all()
        self.authenticate(self.user.login, self.user.login)
        with mute_logger("odoo.sql_db", "odoo.http"):  # the read-only try
            self.url_open("/web/session/logout", allow_redirects=False)
        self.env.invalidate_all()
        self.assertEqual(self.agent.state, "signed_out")

    def test_r18_no_page_shows_a_number(self):
        plant(self.env, PLANTED)
        self.authenticate(self.staff.login, self.staff.login)
        crawler = RouteCrawler(
            lambda url: self.url_open(url, timeout=20, allow_redirects=False),
            CANARIES,
            self.known(),
        )
        # only Odoo's own runner of tests names the database on its thread
        with patch.object(threading.current_thread(), "dbname", self.env.cr.dbname, create=True):
            rules = list(self.env["ir.http"].routing_map().iter_rules())
        crawler.crawl(rules)
        for model, field in (("tvshop.contact.method", "value"), ("tvshop.call", "caller_e164")):
            for kind in ("csv", "xlsx"):
                crawler.ask(export_url(kind, model, [field]))
            crawler.ask(f"/web/content/{model}/{self.customer.main_contact_id.id}/{field}")
        self.assertFalse(crawler.leaks)
        self.assertGreater(crawler.asked, 100)
