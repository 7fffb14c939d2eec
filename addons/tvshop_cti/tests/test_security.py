from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MOBILE, SECRET, CtiCase


@tagged("post_install", "-at_install")
class TestSecurity(CtiCase):
    def everybody(self):
        return (self.user, self.supervisor, self.manager)

    def refuse(self, action):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            action()

    def test_l1_calls_are_written_by_nobody(self):
        call = self.hang_up()
        for user in self.everybody():
            mine = call.with_user(user)
            self.refuse(lambda mine=mine: mine.write({"outcome": "abandoned"}))
            self.refuse(lambda mine=mine: mine.write({"note": "x"}))
            self.refuse(mine.unlink)
            vals = {"pbx_id": self.pbx.id, "linkedid": "x", "direction": "in", "start": self.now}
            self.refuse(lambda mine=mine, vals=vals: mine.create(vals))
            self.refuse(lambda mine=mine: mine.leg_ids.write({"result": "busy"}))

    def test_l1_agent_sees_own_calls_only(self):
        mine = self.hang_up()
        other = self.save(
            self.call("pbxtest-5.1", legs=[self.leg(self.other_agent, answer=15, end=20)], end=20)
        )
        calls, here = self.env["tvshop.call"], [("pbx_id", "=", self.pbx.id)]
        self.assertEqual(calls.with_user(self.user).search([]), mine)
        self.assertEqual(calls.with_user(self.supervisor).search(here), mine | other)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            other.with_user(self.user).read(["start"])

    def test_h4_service_sees_the_calls_of_known_customers(self):
        service = new_test_user(self.env, "cti_service", "tvshop_crm.group_service")
        call, unknown = self.hang_up(), self.hang_up(linkedid="pbxtest-6.1")
        call.partner_id, unknown.partner_id = self.make_customer("赵六", "13700137000"), False
        found = self.env["tvshop.call"].with_user(service).search([("pbx_id", "=", self.pbx.id)])
        self.assertEqual(found, call)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            unknown.with_user(service).read(["start"])

    def test_a4_full_number_is_closed_to_agents_and_supervisors(self):
        call = self.hang_up()
        for user in (self.user, self.supervisor):
            calls = call.with_user(user)
            for field in ("caller_e164", "caller_raw"):
                self.refuse(lambda calls=calls, field=field: calls.read([field]))
                self.refuse(
                    lambda calls=calls, field=field: calls.search([(field, "like", "138%")])
                )
            self.assertNotIn(MOBILE, str(calls.read()))
        self.assertIn(MOBILE, call.with_user(self.manager).caller_e164)

    def test_a4_full_number_answers_no_question_by_another_path(self):
        customer = self.make_customer()
        call = self.hang_up()
        for model, path in (
            ("tvshop.call", "caller_e164"),
            ("tvshop.call", "partner_id.contact_method_ids.e164"),
            ("tvshop.call.leg", "call_id.caller_raw"),
            ("tvshop.agent", "call_id.caller_e164"),
            ("res.partner", "call_ids.caller_e164"),
            ("sale.order", "call_id.caller_e164"),
            ("tvshop.outbox", "payload"),
        ):
            records = self.env[model].with_user(self.user)
            with self.subTest(model=model, path=path):
                self.refuse(
                    lambda records=records, path=path: records.search_count([(path, "like", "138")])
                )
        self.refuse(lambda: call.with_user(self.user).search([], order="caller_e164"))
        self.refuse(lambda: call.with_user(self.user).formatted_read_group([], ["caller_raw"]))
        self.assertNotIn(MOBILE, str(self.desk().desk_state()))
        profile = self.env["res.partner"].with_user(self.user).desktop_profile(customer.id)
        self.assertNotIn(MOBILE, str(profile))

    def test_a4_number_dialled_is_in_no_row_that_an_agent_reads(self):
        method = self.make_customer().contact_method_ids
        self.desk().desk_open_phone(SECRET)
        self.desk().desk_dial(method.id)
        rows = self.env["tvshop.outbox"].with_user(self.user).search([("kind", "=", "dial")])
        self.assertTrue(rows)
        self.assertNotIn(MOBILE, str(rows.read()))

    def test_l1_state_is_changed_by_the_phone_alone(self):
        for user in (self.supervisor, self.manager):
            agent = self.agent.with_user(user)
            self.refuse(lambda agent=agent: agent.write({"state": "ready"}))
            self.refuse(lambda agent=agent: agent.write({"call_id": False}))
        self.refuse(lambda: self.agent.with_user(self.user).write({"extension": "1009"}))
        self.refuse(lambda: self.agent.with_user(self.user).action_sign_out())

    def test_l1_agents_begin_signed_out_whoever_makes_them(self):
        agents = self.env["tvshop.agent"].with_user(self.manager)
        vals = {"user_id": self.supervisor.id}
        self.refuse(lambda: agents.create({**vals, "state": "ready"}))
        self.refuse(lambda: agents.with_context(default_state="ready").create(vals))
        self.assertEqual(agents.create(vals).state, "signed_out")

    def test_l1_history_is_written_by_nobody(self):
        for user in self.everybody():
            self.refuse(lambda user=user: self.agent.log_ids.with_user(user).unlink())
            self.refuse(
                lambda user=user: self.agent.log_ids.with_user(user).write({"state": "ready"})
            )

    def test_l1_supervisor_signs_an_agent_out(self):
        self.agent._set_state("ready")
        self.agent.with_user(self.supervisor).action_sign_out()
        self.assertEqual(self.agent.state, "signed_out")

    def test_l1_outbox_shows_ones_own_rows_without_their_payload(self):
        self.desk(self.other_user).desk_open_phone(SECRET)
        row = self.env["tvshop.outbox"].search([("agent_id", "=", self.other_agent.id)])
        outbox = self.env["tvshop.outbox"]
        self.assertFalse(outbox.with_user(self.user).search([]))
        self.assertEqual(outbox.with_user(self.other_user).search([]), row)
        for user in (self.other_user, self.manager, self.env.ref("base.user_admin")):
            self.refuse(lambda user=user: row.with_user(user).read(["payload"]))
            self.assertNotIn(SECRET, str(row.with_user(user).read()))
            self.refuse(lambda user=user: row.with_user(user).write({"state": "pending"}))

    def test_l1_desk_acts_on_ones_own_agent(self):
        self.desk(self.other_user).desk_open_phone(SECRET)
        self.assertEqual((self.agent.state, self.other_agent.state), ("signed_out", "paused"))

    def test_l2_foreign_call_takes_no_customer_from_me(self):
        customer = self.make_customer("李小红", number="13700137000")
        call = self.talk(self.other_agent)
        self.refuse(lambda: self.desk().desk_attach_partner(call.id, customer.id))
        self.assertFalse(call.partner_id)

    def test_m1_channel_events_are_for_managers(self):
        cel = self.env["tvshop.cel"]
        for user in (self.user, self.supervisor):
            self.refuse(lambda user=user: cel.with_user(user).search([]))
        cel.with_user(self.manager).search([])
        self.refuse(lambda: cel.with_user(self.manager).create({"eventtype": "X"}))
