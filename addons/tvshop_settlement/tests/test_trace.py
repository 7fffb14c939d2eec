from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import SettlementCase


@tagged("post_install", "-at_install")
class TestTrace(SettlementCase):
    def test_l1_parcel_shows_what_its_order_was_made_in(self):
        due = self.due_of(self.deliver()).with_user(self.finance)
        self.assertFalse(Form(due).made_in)
        self.patch(self.registry["sale.order"], "_made_in", "partner_id")
        due.invalidate_recordset()
        self.assertEqual(due.made_in, self.customer)
        self.patch(self.registry["sale.order"], "_made_in", None)
        due.invalidate_recordset()
        self.assertFalse(due.made_in)

    def test_i4_orders_that_want_an_invoice_are_listed_until_they_have_one(self):
        action = self.env["ir.actions.act_window"].with_user(self.finance)
        domain = safe_eval(
            action._for_xml_id("tvshop_settlement.tvshop_invoice_wanted_action")["domain"]
        )
        orders = self.env["sale.order"].with_user(self.finance)
        wanted = self.deliver(2, invoice_wanted=True)
        self.make_order(carrier_id=self.ems.id, invoice_wanted=True)
        self.deliver()
        self.assertEqual(orders.search(domain), wanted)
        wanted[0].with_user(self.finance)._create_invoices()
        self.assertEqual(orders.search(domain), wanted[1])
