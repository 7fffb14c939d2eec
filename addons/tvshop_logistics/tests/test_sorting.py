from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import LogisticsCase


@tagged("post_install", "-at_install")
class TestSorting(LogisticsCase):
    def open_exceptions(self, order):
        return order.tvshop_exception_ids.filtered(lambda row: row.state == "open")

    def test_h1_rule_reads_as_a_sentence(self):
        rule = self.make_rule(
            tvshop_state_ids=self.guangdong.ids,
            max_weight=5,
            payment="cod",
            carrier_id=self.ems.id,
        )
        self.assertEqual(
            rule.sentence,
            f"If the address is in {self.guangdong.name} and the weight is under 5 kg"
            " and it is paid on delivery: EMS",
        )

    def test_h1_first_rule_that_applies_chooses_on_confirmation(self):
        self.make_rule(sequence=1, min_weight=50, carrier_id=self.courier.id)
        rule = self.make_rule(sequence=2, tvshop_cities="深圳市", carrier_id=self.ems.id)
        self.make_rule(sequence=3, carrier_id=self.courier.id)
        order = self.make_order()
        self.assertEqual(order.tvshop_carrier_id, self.ems)
        self.assertEqual(order.picking_ids.carrier_id, self.ems)
        self.assertEqual(order.tvshop_choice_ids.rule_id, rule)
        self.assertIn(rule.sentence, order.tvshop_carrier_why)
        self.assertIn("POST: collects no money", order.tvshop_carrier_why)

    def test_h1_method_that_the_customer_pays_for_carries(self):
        self.make_rule(carrier_id=self.ems.id)
        order = self.make_order(carrier_id=self.courier.id)
        self.assertEqual(order.tvshop_carrier_id, self.courier)
        self.assertEqual(order.tvshop_choice_ids.basis, "method")

    def test_h1_rule_that_names_the_method_overrides_it(self):
        self.make_rule(method_ids=self.courier.ids, carrier_id=self.ems.id)
        order = self.make_order(carrier_id=self.courier.id)
        self.assertEqual(order.tvshop_carrier_id, self.ems)
        self.assertEqual(order.carrier_id, self.courier)

    def test_h1_cheapest_is_told_by_the_contracts(self):
        self.make_contract(self.ems, 20)
        self.make_contract(self.courier, 8, cod_percent=2)
        self.make_rule(choice="cheapest")
        order = self.make_order()
        self.assertEqual(order.tvshop_carrier_id, self.courier)
        option = order.tvshop_choice_ids.facts["options"][1]
        # 1 kg for 8, two further kilograms begun, 2 % of 309 collected
        self.assertAlmostEqual(option["cost"], 8 + 2 + 309 * 0.02, 2)

    def test_h1_best_success_is_told_with_its_numbers(self):
        scores = self.env["tvshop.carrier.score"]
        for carrier, delivered in ((self.ems, 40), (self.courier, 47)):
            scores.create(
                {
                    "carrier_id": carrier.id,
                    "state_id": self.guangdong.id,
                    "city_id": self.nanshan.id,
                    "delivered": delivered,
                    "ended": 52,
                }
            )
        self.make_rule(choice="best")
        order = self.make_order()
        self.assertEqual(order.tvshop_carrier_id, self.courier)
        self.assertIn("47 of 52 delivered here", order.tvshop_carrier_why)

    def test_h1_order_over_the_cod_limit_goes_to_another(self):
        self.ems.tvshop_cod_limit = 100
        order = self.make_order()
        self.assertEqual(order.tvshop_carrier_id, self.courier)
        self.assertIn("EMS: collects 100 at most", order.tvshop_carrier_why)

    def test_h1_address_that_nobody_serves_is_an_exception(self):
        self.ems.tvshop_is_everywhere = False
        self.customer.city_id = self.lhasa
        self.customer.state_id = self.lhasa.state_id
        order = self.make_order()
        self.assertFalse(order.tvshop_carrier_id)
        self.assertFalse(order.picking_ids.carrier_id)
        exception = self.open_exceptions(order)
        self.assertEqual(exception.kind, "no_carrier")
        self.assertIn("拉萨市", exception.name)
        self.ems.tvshop_is_everywhere = True
        exception.with_user(self.warehouse).action_sort_again()
        self.assertEqual(order.tvshop_carrier_id, self.ems)
        self.assertEqual((exception.state, exception.solved_by_id), ("solved", self.warehouse))

    def test_h1_address_without_division_is_an_exception_of_its_own_kind(self):
        self.ems.active = False
        self.customer.write({"city_id": False, "state_id": False})
        order = self.make_order()
        self.assertEqual(self.open_exceptions(order).kind, "address")

    def test_h1_cancelled_order_needs_no_carrier(self):
        self.ems.active = False
        self.customer.write({"city_id": False, "state_id": False})
        order = self.make_order()
        order.with_user(self.agent).with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertFalse(self.open_exceptions(order))

    def test_h1_changed_address_is_sorted_again(self):
        order = self.make_order(carrier_id=self.courier.id)
        far = self.make_customer(city_id=self.lhasa.id, state_id=self.lhasa.state_id.id)
        order.with_user(self.agent).partner_shipping_id = far
        self.assertEqual(order.tvshop_carrier_id, self.ems)
        self.assertEqual(len(order.tvshop_choice_ids), 2)

    def test_h1_change_by_hand_keeps_its_reason(self):
        order = self.make_order()
        change = self.env["tvshop.carrier.change"].with_user(self.warehouse)
        change.create(
            {
                "order_ids": order.ids,
                "carrier_id": self.courier.id,
                "reason": "客户要求",
            }
        ).action_apply()
        self.assertEqual(order.tvshop_carrier_id, self.courier)
        self.assertEqual(order.picking_ids.carrier_id, self.courier)
        choice = order._last_choice()
        self.assertEqual((choice.reason, choice.user_id), ("客户要求", self.warehouse))
        order.payment_method_kind = "prepaid"
        self.assertEqual(order.tvshop_carrier_id, self.courier)

    def test_h1_change_without_reason_is_refused(self):
        order = self.make_order()
        with self.assertRaises(UserError):
            order.with_user(self.warehouse)._choose_by_hand(self.courier, " ")

    def test_h1_carrier_of_a_shipped_order_stays(self):
        order = self.make_order_in("shipped")
        with self.assertRaises(UserError):
            order.with_user(self.warehouse)._choose_by_hand(self.courier, "晚了")
        order._sort()
        self.assertEqual(len(order.tvshop_choice_ids), 1)

    def test_h1_agent_chooses_no_carrier(self):
        order = self.make_order().with_user(self.agent)
        with self.assertRaises(AccessError):
            order._choose_by_hand(self.courier, "因为")
        with self.assertRaises(AccessError):
            order.action_sort_again()
        with self.assertRaises(AccessError):
            self.env["tvshop.sorting.rule"].with_user(self.agent).search([]).mapped("sentence")
        self.assertTrue(order.tvshop_carrier_why)

    def test_h1_record_of_choices_can_not_be_altered(self):
        choice = self.make_order().tvshop_choice_ids
        with self.assertRaises(UserError):
            choice.reason = "x"
        with self.assertRaises(UserError):
            choice.unlink()

    def test_h1_warehouse_reads_rules_and_manager_writes_them(self):
        rule = self.make_rule(carrier_id=self.ems.id)
        self.assertTrue(rule.with_user(self.warehouse).sentence)
        with self.assertRaises(AccessError):
            rule.with_user(self.warehouse).sequence = 3
        rule.with_user(self.manager).sequence = 3

    def test_h1_thousand_orders_take_as_many_queries_as_two(self):
        self.make_rule(choice="cheapest")
        few, many = (self.make_waiting_orders(count) for count in (2, 40))
        counts = []
        for orders in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._sort()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)
        self.assertLess(counts[1], 60)

    def make_waiting_orders(self, count):
        line = {"product_id": self.cooker.id, "product_uom_qty": 1}
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "is_tvshop": True,
                    "payment_method_kind": "cod",
                    "order_line": [(0, 0, line)],
                }
                for _number in range(count)
            ]
        )
        orders.action_confirm()
        orders._transition("ordered")
        return orders

    def test_h5_contracts_of_a_carrier_do_not_overlap(self):
        self.make_contract(self.ems, 20)
        with self.assertRaises(ValidationError):
            self.make_contract(self.ems, 18)

    def test_h5_contract_that_has_ended_tells_no_fee(self):
        contract = self.make_contract(self.ems, 20)
        self.assertEqual(self.ems.tvshop_contract_id, contract)
        contract.write({"start": "2020-01-01", "end": "2020-12-31"})
        self.assertFalse(self.ems.tvshop_contract_id)

    def test_h5_unknown_city_is_refused(self):
        with self.assertRaises(ValidationError):
            self.courier.tvshop_cities = "深圳市 亚特兰蒂斯"

    def test_h5_warehouse_reads_contracts_and_agents_do_not(self):
        contract = self.make_contract(self.ems, 20)
        self.assertTrue(contract.with_user(self.warehouse).line_ids.first_fee)
        with self.assertRaises(AccessError):
            contract.with_user(self.warehouse).name = "x"
        with self.assertRaises(AccessError):
            contract.with_user(self.agent).read(["name"])
