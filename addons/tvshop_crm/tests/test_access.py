from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import GROUPS, TvshopCase


@tagged("post_install", "-at_install")
class TestAccess(TvshopCase):
    def test_a4_each_group_reads_orders(self):
        order = self.make_order()
        for group in GROUPS:
            with self.subTest(group=group):
                user = getattr(self, group)
                self.assertTrue(order.with_user(user).read(["name", "tvshop_state"]))

    def test_a4_warehouse_sees_no_quotations(self):
        quotation = self.env["sale.order"].create({"partner_id": self.customer.id})
        orders = self.env["sale.order"].with_user(self.warehouse)
        self.assertNotIn(quotation, orders.search([]))

    def test_a4_manager_belongs_to_every_group(self):
        for group in (*GROUPS, "number_reader"):
            self.assertTrue(self.manager.has_group(f"tvshop_crm.group_{group}"))

    def test_a4_only_the_manager_reads_full_numbers(self):
        for group in GROUPS:
            user = getattr(self, group)
            is_reader = user.has_group("tvshop_crm.group_number_reader")
            self.assertEqual(is_reader, group == "manager")

    def test_a4_agent_changes_no_configuration(self):
        for model, vals in (
            ("tvshop.media.channel", {"name": "x", "code": "x"}),
            ("tvshop.hotline", {"name": "x", "did": "4001", "channel_id": self.channel.id}),
            ("tvshop.grade", {"name": "x"}),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.agent).create(vals)

    def test_a4_agent_does_not_delete_orders(self):
        with self.assertRaises(AccessError):
            self.make_order().with_user(self.agent).unlink()

    def test_a4_views_open_for_every_group_that_has_them(self):
        for xmlid in ("customer_action", "sale_order_action", "tvshop_spot_action"):
            action = self.env.ref(f"tvshop_crm.{xmlid}")
            for user in (self.agent, self.manager):
                with self.subTest(action=xmlid, user=user.login):
                    model = self.env[action.res_model].with_user(user)
                    views = [(view.view_id.id, view.view_mode) for view in action.view_ids]
                    views = views or [(False, mode) for mode in action.view_mode.split(",")]
                    for view_id, mode in views:
                        view = model.get_view(view_id, mode)
                        names = view["models"][action.res_model]
                        model.search([], limit=3).read(self.readable(model, names))

    def test_a4_every_group_opens_the_form_of_an_order_at_every_state(self):
        for states in ((), ("shipped",)):
            order = self.make_order_in(*states)
            for group in GROUPS:
                with self.subTest(group=group, states=states):
                    self.env.invalidate_all()
                    form = Form(order.with_user(getattr(self, group)))
                    self.assertEqual(form.tvshop_state, order.tvshop_state)

    def readable(self, model, names):
        return [name for name in names if name in model.fields_get()]
