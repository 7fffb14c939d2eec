from itertools import pairwise

from odoo.addons.tvshop_crm import demo
from odoo.addons.tvshop_crm.demo.media import HOTLINES
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(demo.DONE_PARAMETER, "")
        cls.filled = demo.fill(cls.env, 60)
        cls.pbx = cls.env["tvshop.pbx"].search([("system_name", "=", "pbx1")])
        cls.calls = cls.env["tvshop.call"].search([("pbx_id", "=", cls.pbx.id)])

    def test_customers_come_before_calls(self):
        self.assertLess(self.filled.index("tvshop_crm"), self.filled.index("tvshop_cti"))

    def test_every_hotline_leads_to_a_queue(self):
        dids = [hotline.did for hotline in HOTLINES]
        for hotline in self.env["tvshop.hotline"].search([("did", "in", dids)]):
            self.assertEqual(hotline.queue_id.pbx_id, self.pbx)
            self.assertTrue(hotline.menu_id or hotline.hours_id._pbx_specs())

    def test_agents_have_extensions_in_the_order_of_their_logins(self):
        agents = self.pbx.agent_ids.sorted("extension")[:8]
        self.assertEqual(agents.mapped("extension"), [str(n) for n in range(1001, 1009)])
        self.assertEqual(agents.user_id.mapped("login"), [f"agent{n}" for n in range(1, 9)])

    def test_calls_are_all_over(self):
        self.assertGreater(len(self.calls), 60)
        self.assertEqual(set(self.calls.mapped("state")), {"done"})
        self.assertTrue({"answered", "abandoned"} <= set(self.calls.mapped("outcome")))

    def test_no_agent_has_two_calls_at_once(self):
        for calls in self.calls.filtered("answered_at").grouped("agent_id").values():
            if calls.agent_id:
                for call, following in pairwise(calls.sorted("answered_at")):
                    self.assertLessEqual(call.end, following.answered_at)

    def test_agents_history_has_each_answered_call_and_no_other_work(self):
        logs = self.env["tvshop.agent.state.log"].search([("stop", "!=", False)])
        self.assertEqual(set(logs.mapped("state")), {"ready", "on_call", "wrap_up"})
        talked = logs.filtered(lambda log: log.state == "on_call")
        answered = self.calls.filtered(lambda call: call.agent_id and call.outcome == "answered")
        self.assertGreaterEqual(len(talked.call_id & answered), 0.9 * len(answered))
        for log in talked:
            self.assertEqual((log.start, log.stop), (log.call_id.answered_at, log.call_id.end))
            self.assertEqual(log.duration, (log.stop - log.start).total_seconds())

    def test_orders_stand_for_the_spot_of_their_call(self):
        orders = self.env["sale.order"].search([("call_id", "in", self.calls.ids)])
        self.assertTrue(orders)
        for order in orders:
            self.assertEqual(order.partner_id, order.call_id.partner_id)
            self.assertEqual(order.spot_id, order.call_id.spot_id)

    def test_e5_customers_wait_for_a_call_back(self):
        callbacks = self.env["tvshop.callback"].search([("pbx_id", "=", self.pbx.id)])
        self.assertIn("agent", callbacks.mapped("source"), "agreed with an agent")
        for callback in callbacks - callbacks.filtered(lambda one: one.source == "agent"):
            self.assertTrue(callback.call_ids)
        for callback in callbacks.filtered(lambda one: one.state == "done"):
            self.assertIn("answered", callback.attempt_ids.mapped("outcome"))
