from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import SECRET, CtiCase


@tagged("post_install", "-at_install")
class TestAgentDesk(CtiCase):
    def commands(self):
        self.env.flush_all()
        commands = self.gateway.claim_outbox(10)
        self.env.invalidate_all()
        return commands

    def test_l1_opening_the_phone_signs_in_and_hands_the_secret_over_once(self):
        phone = self.desk().desk_open_phone(SECRET)
        self.assertEqual(phone["extension"], self.agent.extension)
        self.assertEqual(self.agent.state, "paused")
        (command,) = self.commands()
        self.assertEqual((command.kind, command.payload["secret"]), ("phone_secret", SECRET))
        self.assertEqual(command.payload["extension"], self.agent.extension)
        self.assertFalse(self.env["tvshop.outbox"].browse(command.id).payload)

    def test_l1_weak_or_strange_secrets_are_refused(self):
        for secret in ("short", "x" * 200, "with blank in it....", "line\r\nbreak" * 3, 7, None):
            with self.assertRaises(UserError):
                self.desk().desk_open_phone(secret)

    def test_l1_reopening_the_phone_keeps_the_state(self):
        self.agent._set_state("ready")
        self.desk().desk_open_phone(SECRET)
        self.assertEqual(self.agent.state, "ready")

    def test_l1_signing_out_closes_the_phone(self):
        self.agent._set_state("ready")
        self.desk().desk_set_state("signed_out")
        self.assertEqual(self.agent.state, "signed_out")
        self.assertEqual([command.kind for command in self.commands()], ["phone_close"])

    def test_r24_phone_is_closed_whoever_signs_the_agent_out(self):
        for sign_out in (
            self.agent.with_user(self.supervisor).action_sign_out,
            lambda: self.user.write({"active": False}),
        ):
            self.agent._set_state("ready")
            sign_out()
            self.assertEqual(self.agent.state, "signed_out")
            self.assertEqual([command.kind for command in self.commands()], ["phone_close"])

    def test_r24_phone_is_closed_after_the_call_in_which_the_agent_signed_out(self):
        self.agent._set_state("ready")
        self.talk()
        self.desk().desk_set_state("signed_out")
        self.assertFalse(self.commands())
        self.hang_up()
        self.desk().desk_finish_wrap()
        self.assertEqual([command.kind for command in self.commands()], ["phone_close"])

    def test_r24_phone_of_a_page_that_is_gone_is_closed_and_its_return_opens_another(self):
        for state in ("ready", "paused"):
            with self.subTest(state):
                self.agent._set_state(state)
                self.env.flush_all()
                self.gateway.agents_lost({self.agent.extension})
                self.env.invalidate_all()
                self.assertEqual([command.kind for command in self.commands()], ["phone_close"])
                self.assertTrue(self.desk().desk_state()["agent"]["is_phone_lost"])
                self.desk().desk_open_phone(SECRET)
                self.assertEqual([command.kind for command in self.commands()], ["phone_secret"])
                self.assertEqual(self.agent.state, state)
                self.assertFalse(self.desk().desk_state()["agent"]["is_phone_lost"])

    def test_r24_phone_lost_in_mid_call_is_closed_after_the_call(self):
        self.agent._set_state("ready")
        self.talk()
        self.env.flush_all()
        self.gateway.agents_lost({self.agent.extension})
        self.assertFalse(self.commands())
        self.hang_up()
        self.assertEqual([command.kind for command in self.commands()], ["phone_close"])

    def test_r24_phone_of_who_is_signed_out_is_not_lost(self):
        self.assertNotIn(self.agent.extension, self.gateway.signed_in())
        self.gateway.agents_lost({self.agent.extension})
        self.env.invalidate_all()
        self.assertFalse(self.commands() or self.agent.is_phone_lost)
        self.agent._set_state("paused")
        self.env.flush_all()
        self.assertIn(self.agent.extension, self.gateway.signed_in())

    def test_r24_closing_waits_for_a_bridge_that_is_away(self):
        self.agent._set_state("ready")
        self.desk().desk_set_state("signed_out")
        (row,) = self.env["tvshop.outbox"].search([("kind", "=", "phone_close")])
        self.env["tvshop.outbox"]._expire(row.create_date + timedelta(hours=12))
        self.assertEqual(row.state, "pending")

    def test_l1_calls_states_are_not_for_asking(self):
        for state in ("on_call", "wrap_up", "nonsense", False):
            with self.assertRaises(UserError):
                self.desk().desk_set_state(state)

    def test_l4_click_to_dial_sends_the_number_not_to_the_browser_but_to_the_pbx(self):
        customer = self.make_customer()
        self.agent._set_state("ready")
        result = self.desk().desk_dial(customer.contact_method_ids.id)
        (command,) = self.commands()
        self.assertEqual(command.id, result["outbox_id"])
        self.assertEqual(command.payload["number"], "13800138000")
        self.assertEqual(command.payload["shown"], "138****8000")

    def test_l4_landline_is_dialled_with_its_area_code(self):
        customer = self.make_customer(number=False)
        method = self.env["tvshop.contact.method"].create(
            {"partner_id": customer.id, "kind": "landline", "value": "010-62781234"}
        )
        self.agent._set_state("ready")
        self.desk().desk_dial(method.id)
        self.assertEqual(self.commands()[0].payload["number"], "01062781234")

    def test_l4_number_abroad_is_refused(self):
        customer = self.make_customer(number="+14155552671")
        self.agent._set_state("ready")
        with self.assertRaises(UserError):
            self.desk().desk_dial(customer.contact_method_ids.id)

    def test_l4_dialling_needs_a_free_signed_in_agent_and_a_pbx(self):
        method = self.make_customer().contact_method_ids
        with self.assertRaisesRegex(UserError, "Sign in"):
            self.desk().desk_dial(method.id)
        self.agent._set_state("on_call")
        with self.assertRaisesRegex(UserError, "on a call"):
            self.desk().desk_dial(method.id)
        self.agent._set_state("ready")
        self.pbx.is_connected = False
        with self.assertRaisesRegex(UserError, "can't be reached"):
            self.desk().desk_dial(method.id)

    def test_l1_pbx_whose_bridge_is_silent_counts_as_gone(self):
        self.assertTrue(self.desk().desk_state()["pbx"]["connected"])
        self.pbx.last_seen = self.env.cr.now() - timedelta(seconds=26)
        self.assertFalse(self.desk().desk_state()["pbx"]["connected"])
        self.pbx.last_seen = False
        self.assertFalse(self.desk().desk_state()["pbx"]["connected"])

    def test_l4_dialled_call_knows_its_customer_from_the_outbox(self):
        customer = self.make_customer()
        self.make_customer("李小红")
        self.agent._set_state("ready")
        outbox_id = self.desk().desk_dial(customer.contact_method_ids.id)["outbox_id"]
        call = self.talk(
            direction="out", did="", queue="", caller_raw="", callee_raw="13800138000",
            outbox_id=outbox_id,
        )  # fmt: skip
        self.assertRecordValues(call, [{
            "direction": "out", "partner_id": customer.id, "is_withheld": False,
        }])  # fmt: skip

    def test_l1_resume_asks_for_the_call_and_keeps_the_agent_on_it(self):
        call = self.talk()
        self.desk().desk_resume_call()
        (command,) = self.commands()
        self.assertEqual(command.payload["linkedid"], call.linkedid)
        self.save(self.call(legs=[self.leg(answer=15, end=40)]))
        self.assertEqual(self.agent.state, "on_call")
        self.save(self.call(legs=[self.leg(answer=15, end=40), self.leg(ring=41, answer=42)]))
        self.assertEqual(self.agent.state, "on_call")

    def test_l1_call_whose_leg_died_with_the_page_is_resumed_from_wrap_up(self):
        self.talk()
        self.save(self.call(legs=[self.leg(answer=15, end=40)]))
        self.assertEqual(self.agent.state, "wrap_up")
        self.desk().desk_resume_call()
        self.env.flush_all()
        self.gateway.expire_wraps(self.t0 + 300)
        self.env.invalidate_all()
        self.assertEqual(self.agent.state, "on_call")

    def test_l1_call_that_did_not_come_back_ends_in_wrap_up(self):
        self.talk()
        self.save(self.call(legs=[self.leg(answer=15, end=40)]))
        self.desk().desk_resume_call()
        self.agent.resume_until = self.at(0)
        self.env.flush_all()
        self.gateway.expire_wraps(self.t0 + 300)
        self.env.invalidate_all()
        self.assertEqual(self.agent.state, "wrap_up")

    def test_l1_nothing_to_resume_is_said(self):
        self.talk()
        self.hang_up()
        with self.assertRaises(UserError):
            self.desk().desk_resume_call()

    def test_l1_conference_names_the_call_and_the_colleague(self):
        with self.assertRaises(UserError):
            self.desk().desk_conference("1002")
        call = self.talk()
        for target in ("1001", "911", "1002,1003", "", None):
            with self.assertRaises(UserError):
                self.desk().desk_conference(target)
        self.desk().desk_conference("1002")
        self.assertEqual(
            self.commands()[0].payload,
            {"extension": "1001", "linkedid": call.linkedid, "target": "1002"},
        )

    def test_l1_transfer_targets_are_colleagues_who_are_signed_in(self):
        self.assertEqual(self.desk().desk_targets(""), [])
        self.other_agent._set_state("ready")
        row = {"extension": "1002", "name": "cti_other", "state": "ready"}
        for term in ("", "cti_o", "100"):
            self.assertEqual(self.desk().desk_targets(term), [row])
        self.assertEqual(self.desk().desk_targets("nobody"), [])

    def test_l1_user_without_an_extension_is_refused(self):
        with self.assertRaises(AccessError):
            self.desk(self.supervisor).desk_open_phone(SECRET)

    def test_m1_hotkeys_come_from_the_company(self):
        company = self.pbx.company_id
        company.tvshop_hotkey_answer = "Ctrl + Enter"
        self.assertEqual(self.desk().desk_state()["hotkeys"]["answer"], "ctrl+enter")
        with self.assertRaises(ValidationError):
            company.tvshop_hotkey_hold = "ctrl+enter"
        with self.assertRaises(ValidationError):
            company.tvshop_hotkey_mute = "the big red button"
