"""Orders that really leave the house and come back."""

from odoo import fields
from odoo.fields import Command

from .common import TvshopCase


class ContributionCase(TvshopCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = cls.env["tvshop.contribution"]
        cls.env["tvshop.grade.scheme"].search([]).valid_from = "2999-01-01"
        cls.add_stock(cls.cooker, 1000)

    @classmethod
    def lines(cls, qty):
        return [{"product_id": cls.cooker.id, "qty": qty, "price_shown": 299.0}]

    @classmethod
    def ship(cls, order):
        pickings = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        pickings._action_done()
        return order

    @classmethod
    def deliver(cls, order):
        cls.ship(order)._transition("delivered")
        return order

    @classmethod
    def bring_back(cls, order, qty=None):
        """Receive `qty` pieces of the order, or all that are outside, by core's own return."""
        for picking in order.picking_ids.filtered(
            lambda p: p.picking_type_code == "outgoing" and p.state == "done"
        ):
            wizard = cls.env["stock.return.picking"].create({"picking_id": picking.id})
            for line in wizard.product_return_moves:
                outside = line.move_id.sale_line_id.qty_delivered
                line.quantity = min(qty, outside) if qty else outside
                line.to_refund = True
            if not sum(wizard.product_return_moves.mapped("quantity")):
                continue
            receipt = wizard._create_return()
            receipt.move_ids.picked = True
            receipt._action_done()
        return order

    @classmethod
    def at(cls, order, moment):
        """Put the day of delivery elsewhere."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE tvshop_order_event SET date = %s WHERE order_id = %s", [moment, order.id]
        )
        cls.env.invalidate_all()
        cls.env.add_to_compute(order._fields["contribution_at"], order)
        order.flush_recordset()

    def account(self, customer=None):
        return self.accounts.search([("partner_id", "=", (customer or self.customer).id)])

    def total(self, customer=None):
        self.env.flush_all()
        return self.account(customer).total

    def between(self, start, end):
        start = start and fields.Date.to_date(start)
        sums = self.customer._contribution_between(start, fields.Date.to_date(end))
        return sum(sums.values())

    def check_recount(self):
        self.assertEqual(self.accounts._recount(), ([], []))

    @classmethod
    def make_scheme(cls, *steps, **values):
        """`steps`: pairs of amount and grade."""
        return cls.env["tvshop.grade.scheme"].create(
            {
                "name": "等级",
                "valid_from": "2020-01-01",
                "period": "total",
                "hold_months": 0,
                "line_ids": [
                    Command.create({"amount": amount, "grade_id": grade.id})
                    for amount, grade in steps
                ],
            }
            | values
        )

    @classmethod
    def make_grade(cls, name, **values):
        return cls.env["tvshop.grade"].create({"name": name} | values)
