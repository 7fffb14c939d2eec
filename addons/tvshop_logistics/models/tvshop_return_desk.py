from odoo import api, fields, models
from odoo.exceptions import UserError

from .tvshop_return import OPEN_STATES
from .tvshop_return_line import VERDICTS

WAITING = 100


class TvshopReturn(models.Model):
    """What the returns desk asks for. Every answer is the return as the screen shows it:

    `{id, name, order, customer, kind, reason, state, order_state, refund, lines: [{id, product,
    code, expected, resell, repair, scrap}]}`.
    """

    _inherit = "tvshop.return"

    @api.model
    def desk_open(self, code):
        """The return of the parcel with this order, waybill, delivery or return number.

        One that nobody announced is opened.

        :raises UserError: if the number is unknown or nothing of it is with the customer
        """
        self.env["tvshop.return"].browse()._check_may_receive()
        code = (code or "").strip()
        goods = self._desk_find(code)
        goods._lock()
        if goods.state == "expected":
            goods.state = "arrived"
        return goods._desk_show()

    @api.model
    def desk_waiting(self):
        """What is expected or half inspected, the longest first: a list of
        `{id, name, order, customer, kind, reason, state, since}`."""
        self._check_may_receive()
        returns = self.search([("state", "in", OPEN_STATES)], order="state, id", limit=WAITING)
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("kind", "state")
        }
        return [
            {
                "id": goods.id,
                "name": goods.name,
                "order": goods.order_id.name,
                "customer": goods.partner_id.display_name,
                "kind": labels["kind"][goods.kind],
                "reason": goods.reason or "",
                "state": labels["state"][goods.state],
                "since": fields.Datetime.to_string(goods.create_date),
            }
            for goods in returns
        ]

    @api.model
    def _desk_find(self, code):
        # sudo: tvshop.return – the warehouse receives for the orders it may read, see below
        returns = self.sudo()
        # A number is compared as it is: "%" would find them all.
        announced = returns.search([("name", "=", code.upper()), ("state", "in", OPEN_STATES)])
        order = announced.order_id or self._desk_find_order(code)
        order.check_access("read")
        goods = returns._expect(order, "posted")
        if not goods:
            raise UserError(
                self.env._("Nothing of order %s is with the customer.", order.display_name)
            )
        return goods

    @api.model
    def _desk_find_order(self, code):
        """:raises UserError: if no order, or more than one, has this number"""
        orders = self.env["sale.order"]
        if code:
            orders = orders.search([("is_tvshop", "=", True), ("name", "=", code.upper())])
            orders |= self.env["tvshop.waybill"].search([("name", "=", code.upper())]).order_id
            orders |= self.env["stock.picking"].search([("name", "=", code.upper())]).sale_id
        if len(orders) > 1:
            raise UserError(self.env._("Several orders have %s: scan another number.", code))
        if not orders:
            raise UserError(self.env._("No order, waybill or delivery has the number %s.", code))
        return orders

    def desk_scan(self, code, verdict):
        """Count one piece of the product with this barcode or code."""
        goods = self._desk_begin(verdict)
        code = (code or "").strip()
        lines = goods.line_ids.filtered(lambda line: line._is_scanned_as(code))
        if not lines:
            raise UserError(self.env._("%s is not in this parcel.", code))
        with_room = lines.filtered(lambda line: line.received_qty < line.expected_qty)
        (with_room or lines)[0]._add(verdict, 1)
        return goods._desk_show()

    def desk_count(self, line_id, verdict, quantity):
        """Count `quantity` pieces of a line more, or less if negative."""
        goods = self._desk_begin(verdict)
        goods.line_ids.filtered(lambda line: line.id == line_id)._add(verdict, quantity)
        return goods._desk_show()

    def desk_book(self):
        """Book what was counted: stock, order and money follow."""
        goods = self._desk_begin("resell")
        goods._book()
        return goods._desk_show()

    def _desk_begin(self, verdict):
        self.ensure_one()
        self._check_may_receive()
        if verdict not in VERDICTS:
            raise UserError(self.env._("Choose what the inspection found."))
        # sudo: tvshop.return – written by its own steps only
        goods = self.sudo()
        goods._lock()
        if goods.state not in OPEN_STATES:
            raise UserError(self.env._("Return %s is closed already.", goods.name))
        return goods

    def _desk_show(self):
        order = self.order_id
        return {
            "id": self.id,
            "name": self.name,
            "order": order.name,
            "customer": order.partner_id.display_name,
            "kind": dict(self._fields["kind"]._description_selection(self.env))[self.kind],
            "reason": self.reason or "",
            "state": self.state,
            "order_state": order._desktop_label("tvshop_state"),
            "refund": self.refund_amount,
            "currency": self.currency_id.id,
            "lines": [
                {
                    "id": line.id,
                    "product": line.product_id.name,
                    "code": line.product_id.default_code or "",
                    "expected": line.expected_qty,
                    **{verdict: line[f"{verdict}_qty"] for verdict in VERDICTS},
                }
                for line in self.line_ids
            ],
        }
