from odoo import api, fields, models
from odoo.addons.tvshop_crm.credit.points import RETURNED
from odoo.exceptions import AccessError, UserError

from .tvshop_return_line import VERDICTS

OPEN_STATES = ("expected", "arrived")
SENT_STATES = ("shipped", "delivered", "settled")


class TvshopReturn(models.Model):
    """Goods of one order on their way back: expected, arrived, inspected and booked."""

    _name = "tvshop.return"
    _description = "Return"
    _inherit = ["mail.thread"]
    _order = "id DESC"

    name = fields.Char("Number", compute="_compute_name", store=True)
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    kind = fields.Selection(
        [
            ("refused", "Refused at the door"),
            ("posted", "Posted back"),
            ("exchange", "Exchange"),
        ],
        required=True,
        readonly=True,
        default="posted",
    )
    state = fields.Selection(
        [
            ("expected", "Expected"),
            ("arrived", "Being Inspected"),
            ("done", "Booked"),
            ("cancel", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="expected",
        index=True,
        tracking=True,
    )
    reason = fields.Char(readonly=True)
    line_ids = fields.One2many("tvshop.return.line", "return_id", "Goods", readonly=True)
    receipt_id = fields.Many2one("stock.picking", readonly=True, ondelete="restrict")
    booked_by_id = fields.Many2one("res.users", "Booked By", readonly=True)
    booked_on = fields.Datetime(readonly=True)
    replacement_id = fields.Many2one(
        "sale.order", "Replacement Order", readonly=True, index="btree_not_null"
    )
    is_paid = fields.Boolean(
        "Paid", readonly=True, help="The customer had paid when the goods were booked."
    )
    was_delivered = fields.Boolean(
        readonly=True, help="The order was delivered when the goods were booked."
    )
    goods_value = fields.Monetary(
        compute="_compute_goods_value", store=True, help="What was asked for these goods."
    )
    price_reduction = fields.Monetary(
        compute="_compute_goods_value",
        store=True,
        help="Given back of their price before they came.",
    )
    refund_amount = fields.Monetary(
        "To Refund",
        compute="_compute_refund_amount",
        store=True,
        help="What was paid for these goods and is not counted towards a replacement order.",
    )
    refund_move_id = fields.Many2one("account.move", "Credit Note", readonly=True)
    is_credited = fields.Boolean(compute="_compute_is_credited", store=True)

    _open_uniq = models.UniqueIndex(
        "(order_id) WHERE state IN ('expected', 'arrived')",
        "A return of this order is open already.",
    )

    @api.depends("refund_move_id.state")
    def _compute_is_credited(self):
        for goods in self:
            goods.is_credited = (
                bool(goods.refund_move_id) and goods.refund_move_id.state != "cancel"
            )

    @api.depends("order_id")
    def _compute_name(self):
        # The database's own number: a sequence would be asked once for each of thousands.
        for goods in self:
            goods.name = f"RT{goods.id or 0:06d}"

    @api.depends(
        *(f"line_ids.{verdict}_qty" for verdict in VERDICTS),
        "line_ids.price_reduction",
    )
    def _compute_goods_value(self):
        for goods in self:
            goods.goods_value = sum(line._value(line.received_qty) for line in goods.line_ids)
            goods.price_reduction = sum(goods.line_ids.mapped("price_reduction"))

    @api.depends(
        *("is_paid", "state", "goods_value", "price_reduction"),
        *(
            f"order_id.tvshop_return_ids.{name}"
            for name in (
                *("state", "goods_value", "price_reduction", "replacement_id.exchange_credit"),
                *("replacement_id.state", "replacement_id.tvshop_state"),
            )
        ),
    )
    def _compute_refund_amount(self):
        for order, returns in self.grouped("order_id").items():
            counted, _left = order._count_towards_replacements()
            for goods in returns:
                is_owed = goods.state == "done" and goods.is_paid
                left = goods._value_left() - counted[goods._origin]
                goods.refund_amount = left if is_owed else 0

    def _is_exchanging(self):
        """Whether a replacement counts on goods that are still to come."""
        return self.state in OPEN_STATES and self.replacement_id._is_replacing()

    def _value_left(self):
        """What was asked for these goods and not given back before they came."""
        return self.goods_value - self.price_reduction

    # Making

    @api.model
    def _expect(self, orders, kind, reason=""):
        """The open returns of `orders`, made for those that have none and have goods outside.

        Writes for sets; goods are what was sent and has not come back.
        """
        # sudo: tvshop.return – follows from what carriers told or service agreed
        returns = self.sudo()
        known = returns.search([("order_id", "in", orders.ids), ("state", "in", OPEN_STATES)])
        vals_list = []
        for order in orders.sudo() - known.order_id:
            lines = [
                fields.Command.create({"move_id": move.id, "expected_qty": quantity})
                for move, quantity in order._goods_outside().items()
            ]
            if lines:
                vals_list.append(
                    {"order_id": order.id, "kind": kind, "reason": reason, "line_ids": lines}
                )
        return known + returns.create(vals_list)

    def action_cancel(self):
        """Nothing will come: the return is closed without booking anything."""
        self._check_may_receive(("warehouse", "service"))
        # sudo: tvshop.return, sale.order – written by its own steps only, and a cancelled
        # replacement is hidden from the warehouse
        returns = self.sudo()
        for goods in returns:
            if goods.state not in OPEN_STATES:
                raise UserError(self.env._("Return %s is closed already.", goods.name))
            if goods.replacement_id._is_replacing():
                raise UserError(
                    self.env._(
                        "The goods of %(return)s are exchanged for %(order)s; cancel that first.",
                        **{"return": goods.name, "order": goods.replacement_id.name},
                    )
                )
        returns.state = "cancel"

    def _check_may_receive(self, groups=("warehouse",)):
        if not any(self.env.user.has_group(f"tvshop_crm.group_{group}") for group in groups):
            raise AccessError(self.env._("The warehouse receives what comes back."))
        self.check_access("read")

    def action_open_desk(self):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "tvshop_logistics.tvshop_return_desk_action"
        )
        return {**action, "params": {"code": self.name}}

    # Booking

    def _book(self):
        """Receive what was counted where its verdict sends it, and bring the order up to date.

        :raises UserError: if nothing was counted or the return is closed
        """
        self.ensure_one()
        self._lock()
        if self.state not in OPEN_STATES:
            raise UserError(self.env._("Return %s is closed already.", self.name))
        if not any(line.received_qty for line in self.line_ids):
            raise UserError(self.env._("Nothing was counted yet: scan what is in the parcel."))
        self.line_ids._check_still_outside()
        order = self.order_id
        self.line_ids._note_reduction()
        receipt = self._receive()
        self.write(
            {
                "state": "done",
                "receipt_id": receipt.id,
                "is_paid": self._was_paid(),
                "was_delivered": order.tvshop_state in ("delivered", "settled"),
                "booked_by_id": self.env.uid,
                "booked_on": fields.Datetime.now(),
            }
        )
        self._scrap(receipt)
        if order.tvshop_state in SENT_STATES and order._is_all_back():
            order._transition("returned", self._why(), key=f"return-{self.id}")
        else:
            order._take_delivery(f"return-{self.id}")
            if self.kind == "posted" and order._is_blamed():
                self.env["tvshop.credit.incident"]._note(order, RETURNED, self.reason or "")

    def _was_paid(self):
        """Hook: whether the company has, or gets, what the customer paid for these goods."""
        return self.order_id._is_paid_for()

    def _lock(self):
        self.lock_for_update()
        self.order_id._lock_for_transition()
        self.invalidate_recordset()

    def _why(self):
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        return " · ".join(filter(None, (self.name, kind, self.reason)))

    def _receive(self):
        """One receipt with a move for each line and place; done."""
        moves = self.line_ids.move_id
        picking_type = moves[:1].picking_type_id.warehouse_id.in_type_id
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "partner_id": self.order_id.partner_shipping_id.id,
                "origin": self.name,
                "return_id": moves[:1].picking_id.id,
                "location_id": moves[:1].location_dest_id.id,
                "location_dest_id": picking_type.default_location_dest_id.id,
                "move_ids": [
                    fields.Command.create(vals)
                    for line in self.line_ids
                    for vals in line._prepare_moves(picking_type)
                ],
            }
        )
        receipt.action_confirm()
        receipt.action_assign()
        receipt.move_ids.picked = True
        receipt._action_done()
        return receipt

    def _scrap(self, receipt):
        """What can't be kept goes from the place for goods to be repaired onto the scrap heap."""
        vals_list = []
        for line in self.line_ids.filtered("scrap_qty"):
            move = receipt.move_ids.filtered(
                lambda move, line=line: (
                    move.origin_returned_move_id == line.move_id and move.tvshop_verdict == "scrap"
                )
            )
            vals_list += [
                {
                    "product_id": part.product_id.id,
                    "product_uom_id": part.product_uom_id.id,
                    "scrap_qty": part.quantity,
                    "lot_id": part.lot_id.id,
                    "location_id": part.location_dest_id.id,
                    "origin": self.name,
                    "company_id": self.company_id.id,
                }
                for part in move.move_line_ids
            ]
        self.env["stock.scrap"].create(vals_list).do_scrap()

    # Money

    def action_credit(self):
        """Make the draft credit note that finance looks through and posts."""
        self.ensure_one()
        if not self.env.user.has_group("tvshop_crm.group_finance"):
            raise AccessError(self.env._("Finance refunds."))
        self.lock_for_update()
        self.invalidate_recordset(["refund_move_id"])
        if self.is_credited:
            raise UserError(self.env._("%s has its credit note already.", self.name))
        if not self.refund_amount:
            raise UserError(self.env._("Nothing is owed for %s.", self.name))
        # sudo: tvshop.return – written by its own steps only
        self.sudo().refund_move_id = self.env["account.move"].create(self._prepare_credit_vals())
        return self.action_view_credit()

    def _prepare_credit_vals(self):
        # sudo: tvshop.return, sale.order – finance reads what was sold, whoever sold it
        goods = self.sudo()
        order = goods.order_id
        return {
            "move_type": "out_refund",
            "partner_id": order.partner_invoice_id.id,
            "currency_id": order.currency_id.id,
            "company_id": order.company_id.id,
            "invoice_origin": order.name,
            "ref": self.name,
            "is_tvshop_made": True,
            "invoice_line_ids": [
                fields.Command.create(line._prepare_credit_line(self.refund_amount))
                for line in goods.line_ids.filtered("received_qty")
            ],
        }

    def action_view_credit(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.refund_move_id.id,
            "views": [(False, "form")],
        }
