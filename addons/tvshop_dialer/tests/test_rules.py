from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import HOME, NIGHT, NOON, XINJIANG, DialerCase


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestRules(DialerCase):
    """Who is called when: each rule is asked at the moment of dialling."""

    def setUp(self):
        super().setUp()
        self.partner = self.customer()
        self.target = self.fill()

    def assertLeftOut(self, reason):
        self.assertFalse(self.claim())
        self.assertEqual((self.target.state, self.target.reason), ("left_out", reason))

    def assertPutOff(self, reason):
        self.assertFalse(self.claim())
        self.assertEqual((self.target.state, self.target.reason), ("waiting", reason))
        self.assertGreater(self.target.next_try_at, fields.Datetime.now())

    def test_r15_nobody_is_called_at_night(self):
        with freeze_time(NIGHT):
            self.assertFalse(self.claim())

    def test_r15_people_are_called_by_their_own_clock(self):
        west = self.customer("阿里木", XINJIANG)
        self.fill()
        with freeze_time("2026-11-26 01:00:00"):  # 9:00 in Peking, 7:00 in Ürümqi
            self.assertEqual(self.claim().partner_id, self.partner)
        with freeze_time("2026-11-26 14:00:00"):  # 22:00 and 20:00
            self.assertEqual(self.claim().partner_id, west)

    def test_r15_no_hours_are_wider_than_the_rule(self):
        self.campaign.hours_id = self.env["tvshop.opening.hours"].create(
            {"name": "全天", "line_ids": [(0, 0, {"hour_from": 0, "hour_to": 24})]}
        )
        with freeze_time(NIGHT):
            self.assertFalse(self.claim())
        self.assertTrue(self.claim())

    def test_r15_law_of_another_country_is_the_administrator_s_to_enter(self):
        parameters = self.env["ir.config_parameter"]
        with freeze_time("2026-11-25 12:30:00"):  # 20:30
            west = ["Asia/Urumqi"]  # 18:30
            for text, zones in (
                ("9-20", west),
                ("9 bis 20", ["Asia/Shanghai", *west]),
                ("20-9", []),
            ):
                with self.subTest(text=text):
                    parameters.set_param("tvshop_dialer.legal_hours", text)
                    self.assertEqual(self.campaign._open_zones(fields.Datetime.now()), zones)
        with self.assertRaises(AccessError):
            parameters.with_user(self.supervisor).set_param("tvshop_dialer.legal_hours", "0-24")

    def test_r15_hours_count_by_weekday(self):
        line = {"weekdays": "mon-fri", "hour_from": 9, "hour_to": 21}
        self.campaign.hours_id = self.env["tvshop.opening.hours"].create(
            {"name": "工作日", "line_ids": [(0, 0, line)]}
        )
        with freeze_time("2026-11-28 04:00:00"):  # a Saturday
            self.assertFalse(self.claim())
        self.assertTrue(self.claim())

    def test_r15_nobody_is_called_on_a_holiday(self):
        self.env["tvshop.calling.holiday"].create(
            {
                "name": "春节",
                "company_id": self.pbx.company_id.id,
                "date_from": "2026-11-25",
                "date_to": "2026-11-26",
            }
        )
        self.assertFalse(self.claim())
        with freeze_time("2026-11-27 04:00:00"):
            self.assertTrue(self.claim())

    def test_r15_unknown_region_is_not_called(self):
        other = self.customer("无名", "13912345679")
        other.contact_method_ids.sudo().region = False
        target = self.fill() - self.target
        self.assertEqual((target.state, target.reason), ("left_out", "region"))
        self.assertEqual(self.claim().partner_id, self.partner)

    def test_r15_number_of_which_only_the_country_is_known_is_not_called(self):
        for name, number in (("新号段", "19631939071"), ("海外", "+12025550123")):
            other = self.customer(name, number)
            target = self.fill().filtered(lambda one, other=other: one.partner_id == other)
            self.assertEqual((target.state, target.reason), ("left_out", "region"), name)

    def test_d2_number_that_was_removed_since_is_left_out(self):
        self.partner.contact_method_ids.active = False
        self.assertLeftOut("removed")

    def test_d2_customer_who_was_removed_since_is_left_out(self):
        self.partner.active = False
        self.assertLeftOut("removed")

    def test_d2_blacklisted_number_is_left_out(self):
        self.env["tvshop.blacklist.entry"].create(
            {"e164": f"+86{HOME}", "company_id": self.pbx.company_id.id, "state": "active"}
        )
        self.assertLeftOut("blacklist")

    def test_d2_who_has_withdrawn_consent_is_left_out(self):
        self.partner.call_consent = "withdrawn"
        self.assertLeftOut("consent")

    def test_d2_agent_records_that_consent_is_withdrawn_and_who_did_stays_on_record(self):
        partners = self.env["res.partner"]
        said = {"call_consent": "withdrawn"}
        with self.assertRaises(AccessError):
            outsider = new_test_user(self.env, login="outsider", groups="base.group_user")
            partners.with_user(outsider).desktop_save(self.partner.id, said)
        profile = partners.with_user(self.user).desktop_save(self.partner.id, said)
        self.assertEqual(profile["call_consent"], "withdrawn")
        self.env.cr.flush()
        (message,) = self.partner.message_ids.filtered("tracking_value_ids")
        self.assertEqual(message.author_id, self.user.partner_id)
        self.assertEqual(message.tracking_value_ids.new_value_char, "Withdrawn")
        self.assertLeftOut("consent")

    def test_d2_campaign_may_call_only_with_consent(self):
        self.campaign.needs_consent = True
        self.partner.call_consent = "given"
        self.assertTrue(self.claim())
        self.customer("无言", "13912345679")
        target = self.fill() - self.target
        self.assertEqual(target.reason, "consent")

    def test_d2_who_was_contacted_lately_is_put_off(self):
        self.hang_up(caller_raw=HOME)
        self.assertPutOff("contacted")
        self.campaign.contact_days = 0
        with freeze_time(self.target.next_try_at):
            self.assertTrue(self.claim())

    def test_d2_open_complaint_puts_off(self):
        todo = self.partner.activity_schedule("tvshop_crm.activity_complaint", summary="漏发")
        self.assertPutOff("complaint")
        todo.action_feedback()
        with freeze_time(self.target.next_try_at):
            self.assertTrue(self.claim())

    def test_r25_number_that_no_rule_lets_dial_is_put_off_with_the_reason(self):
        rules = self.env["tvshop.dial.rule"]
        rules.search([]).unlink()
        policies = {
            HOME[:3]: "refuse", HOME[:5]: "allow", "1": "refuse", "0": "allow", "0755": "refuse"
        }  # fmt: skip
        rules.create([{"prefix": key, "policy": value} for key, value in policies.items()])
        self.customer("固话", "0755-27182818")
        self.customer("手机", "13900139000")
        beijing = self.customer("北京", "010-65123456")
        self.fill()
        self.assertEqual(self.list.unfit_text, "Not dialled from here: 2")
        self.assertEqual(self.claim(1).partner_id, self.partner)
        rules.search([]).policy = "refuse"
        self.assertFalse(self.claim(), "a rule may change after the list was filled")
        rules.search([]).policy = "allow"
        with freeze_time("2026-11-26 05:00:00"):
            self.assertIn(beijing, self.claim().partner_id)

    def test_d1_number_is_tried_so_often_a_day_whatever_the_campaign(self):
        self.campaign.contact_days = 0
        other = self.make_campaign(name="另一个")
        self.fill(other)
        for campaign in (self.campaign, other):
            self.not_reached(self.claim(campaign=campaign), cause=17)
        third = self.make_campaign(name="第三个")
        target = self.fill(third)
        self.assertFalse(self.claim(campaign=third))
        self.assertEqual(target.next_try_at, third._next_day(fields.Datetime.now()))

    def test_d1_customer_is_tried_so_often_a_day_by_whatever_number(self):
        self.campaign.max_daily = 1
        self.not_reached(self.claim(), cause=17)
        self.env["tvshop.contact.method"].create(
            {"partner_id": self.partner.id, "value": "13912345679", "is_main": True}
        )
        target = self.fill() - self.target
        self.assertFalse(self.claim())
        self.assertEqual(target.reason, "enough_today")

    def test_d1_number_is_tried_so_often_in_all(self):
        self.campaign.write({"max_attempts": 2, "max_daily": 10})
        for _try in range(2):
            with freeze_time(max(self.target.next_try_at, fields.Datetime.now())):
                self.not_reached(self.claim(), cause=17)
        self.assertEqual(self.target.state, "done")

    def test_d1_customer_is_tried_so_often_in_all_by_whatever_number(self):
        self.campaign.write({"max_customer": 1, "max_daily": 10, "contact_days": 0})
        self.not_reached(self.claim(), cause=17)
        self.env["tvshop.contact.method"].create(
            {"partner_id": self.partner.id, "value": "13912345679", "is_main": True}
        )
        target = self.fill() - self.target
        self.assertFalse(self.claim())
        self.assertEqual((target.state, target.reason), ("done", "enough"))
        other = self.make_campaign(name="另一个", max_customer=1, contact_days=0)
        self.fill(other)
        self.assertTrue(self.claim(campaign=other), "it counts the attempts of its own")

    def test_d1_customer_of_a_new_occasion_has_all_tries_again(self):
        self.campaign.write({"max_customer": 1, "max_daily": 10, "contact_days": 0})
        attempt = self.claim()
        self.not_reached(attempt, cause=17)
        self.env.cr.execute(
            "UPDATE tvshop_campaign_attempt SET create_date = create_date - interval '1 year'"
            " WHERE id = %s",
            (attempt.id,),
        )
        self.env.invalidate_all()
        self.target._begin_again()
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            self.assertTrue(self.claim())

    def test_d1_nobody_is_called_before_the_first_day_and_after_the_last(self):
        self.pbx.last_seen = fields.Datetime.now()
        for name, day, text in (
            ("date_from", "2026-11-26", "begins on"),
            ("date_to", "2026-11-24", "ended on"),
        ):
            self.campaign.write({"date_from": False, "date_to": False, name: day})
            self.assertFalse(self.claim())
            self.env.flush_all()
            self.assertFalse(self.gateway_of_dialler.look([], 0).campaigns[0].is_open)
            self.campaign.invalidate_recordset(["status_text"])
            self.assertIn(text, self.campaign.status_text)
        self.campaign.write({"date_from": "2026-11-25", "date_to": "2026-11-25"})
        self.assertTrue(self.claim())

    def test_r12_abandoned_number_is_left_in_peace_by_every_campaign(self):
        attempt = self.claim()
        self.follow(attempt, reached_at=self.t0 + 8, end=20, outcome="abandoned")
        other = self.make_campaign(name="另一个")
        target = self.fill(other)
        self.assertFalse(self.claim(campaign=other))
        self.assertEqual(target.reason, "abandoned")
        with freeze_time(fields.Datetime.now() + timedelta(hours=71)):
            self.assertFalse(self.claim(campaign=other))
        with freeze_time(fields.Datetime.now() + timedelta(hours=80)):
            self.assertTrue(self.claim(campaign=other))

    def test_d3_who_is_in_a_call_is_put_off(self):
        self.ring(caller_raw=HOME)
        self.assertPutOff("in_a_call")

    def test_e5_who_waits_for_a_call_back_is_left_to_it(self):
        vals = {"pbx_id": self.pbx.id, "e164": f"+86{HOME}", "masked": "138****8000"}
        now = fields.Datetime.now()
        asked = {"source": "agent", "asked_at": now, "last_asked_at": now}
        self.env["tvshop.callback"].create({**vals, **asked})
        self.assertPutOff("callback")

    def test_d2_list_says_how_many_are_not_called_and_why(self):
        self.env["tvshop.do.not.call"]._list(self.pbx.company_id, ["+8613912345679"], "hand")
        self.customer("不扰", "13912345679")
        self.fill()
        self.assertEqual((self.list.target_count, self.list.waiting_count), (2, 1))
        self.assertEqual(self.list.unfit_text, "Do not call: 1")

    def test_d2_numbers_are_entered_by_supervisors_line_by_line(self):
        add = self.env["tvshop.do.not.call.add"].with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "Line 2"):
            add.create({"numbers": "13800138000\n12 monkeys"})
        with self.assertRaises(UserError):
            add.create({"numbers": " \n"})
        add.create({"numbers": "138-0013-8000\n\n13800138000\n"}).action_apply()
        entry = self.env["tvshop.do.not.call"].search([("e164", "=", f"+86{HOME}")])
        self.assertEqual(len(entry), 1)
        with self.assertRaises(AccessError):
            add.with_user(self.user).create({"numbers": "13800138001"})
