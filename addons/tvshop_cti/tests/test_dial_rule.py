from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .common import MOBILE, CtiCase


@tagged("post_install", "-at_install")
class TestDialRule(CtiCase):
    def setUp(self):
        super().setUp()
        self.rules = self.env["tvshop.dial.rule"]
        self.rules.search([]).unlink()
        self.rules.create({"prefix": "1"})
        self.agent._set_state("ready")
        self.method = self.make_customer().contact_method_ids

    def store(self):
        self.env.flush_all()
        store = self.gateway.desired_config()
        return {key[8:]: value for key, value in store.items() if key.startswith("dialout/")}

    def dial(self):
        return self.desk().desk_dial(self.method.id)

    def test_r25_longest_prefix_decides_and_none_refuses(self):
        self.rules.create([
            {"prefix": "138", "policy": "refuse"}, {"prefix": "1380013", "policy": "allow"},
        ])  # fmt: skip
        for number, is_allowed in (
            ("13912345678", True),
            ("13812345678", False),
            ("13800138000", True),
            ("075512345678", False),
        ):
            self.assertEqual(self.rules._is_allowed(number), is_allowed, number)

    def test_r25_agent_is_told_that_the_number_is_not_dialled_from_here(self):
        self.rules.create({"prefix": MOBILE[:5], "policy": "refuse"})
        with self.assertRaisesRegex(UserError, "not dialled"):
            self.dial()
        self.assertFalse(self.env["tvshop.outbox"].search([("agent_id", "=", self.agent.id)]))

    def test_r25_agent_has_a_limit_a_day_and_failed_requests_do_not_count(self):
        self.pbx.dial_agent_daily = 2
        row = self.env["tvshop.outbox"].browse(self.dial()["outbox_id"])
        self.dial()
        with self.assertRaisesRegex(UserError, "limit"):
            self.dial()
        row.state = "failed"
        self.dial()

    def test_r25_limits_of_a_day_end_with_the_day_where_the_company_is(self):
        self.pbx.write({"dial_agent_daily": 1, "dial_daily": 1})
        row = self.env["tvshop.outbox"].browse(self.dial()["outbox_id"])
        for seconds, is_today in ((1, True), (-1, False)):
            made = self.pbx._day_start() + timedelta(seconds=seconds)
            self.env.cr.execute(
                "UPDATE tvshop_outbox SET create_date = %s WHERE id = %s", [made, row.id]
            )
            if is_today:
                with self.assertRaisesRegex(UserError, "limit"):
                    self.dial()
            else:
                self.dial()

    def test_r25_company_has_limits_of_the_day_and_at_once(self):
        self.pbx.dial_daily = 1
        self.dial()
        with self.assertRaisesRegex(UserError, "for today"):
            self.dial()
        self.pbx.write({"dial_daily": 100, "dial_concurrent": 1})
        self.talk(self.other_agent, direction="out", did="", caller_raw="", callee_raw=MOBILE)
        with self.assertRaisesRegex(UserError, "lines"):
            self.dial()

    def test_r25_pbx_has_rules_and_limits_of_its_own(self):
        self.pbx.write({"dial_agent_daily": 7, "dial_daily": 70, "dial_concurrent": 0})
        self.env.cr.precommit.data.pop("tvshop_cti.topics", None)
        self.rules.create({"prefix": "1349", "policy": "refuse"})
        self.assertIn("config", self.env.cr.precommit.data["tvshop_cti.topics"])
        self.assertEqual(
            self.store(),
            {
                "prefix/1": "allow",
                "prefix/1349": "refuse",
                "cap/agent": "7",
                "cap/trunk": "70",
                "cap/concurrent": "0",
                "zone": self.pbx._dial_zone(),
            },
        )

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_model")
    def test_r25_rules_are_the_managers_and_digits_only(self):
        for user in (self.user, self.supervisor):
            with self.assertRaises(AccessError):
                self.rules.with_user(user).create({"prefix": "2"})
        for prefix in ("", "0755,", "1&2", "１３", "${X}"):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.rules.with_user(self.manager).create({"prefix": prefix})

    # Calling back from a call

    def test_l4_call_is_called_back_by_its_own_number(self):
        call = self.hang_up(caller_raw="13655550166")
        self.agent._set_state("ready")
        row = self.env["tvshop.outbox"].browse(self.desk().desk_dial_call(call.id)["outbox_id"])
        self.assertEqual((row.payload["number"], row.kind), ("13655550166", "dial"))

    def test_l4_withheld_caller_is_called_back_by_the_customers_number(self):
        call = self.hang_up(caller_raw="anonymous")
        self.agent._set_state("ready")
        with self.assertRaisesRegex(UserError, "withheld"):
            self.desk().desk_dial_call(call.id)
        call.partner_id = self.method.partner_id
        row = self.env["tvshop.outbox"].browse(self.desk().desk_dial_call(call.id)["outbox_id"])
        self.assertEqual(row.payload["number"], MOBILE)

    def test_l4_other_agents_calls_are_not_called_back(self):
        call = self.hang_up()
        self.other_agent._set_state("ready")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.desk(self.other_user).desk_dial_call(call.id)
