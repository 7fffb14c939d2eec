from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .tvshop_return import SENT_STATES


class SaleOrder(models.Model):
    """What came back of an order, and the order that replaces it."""

    _inherit = "sale.order"

    tvshop_return_ids = fields.One2many("tvshop.return", "order_id", "Returns")
    tvshop_return_count = fields.Integer(compute="_compute_tvshop_return_count")
    replaces_id = fields.Many2one(
        "sale.order", "Replaces", readonly=True, copy=False, index="btree_not_null"
    )
    replacement_ids = fields.One2many("sale.order", "replaces_id", "Replacement Orders")
    exchange_value = fields.Monetary(
        "Goods Given Back", readonly=True, copy=False, help="What was asked for them."
    )
    exchange_credit = fields.Monetary(
        "Paid Already", readonly=True, copy=False, help="Counted towards this order."
    )
    exchange_difference = fields.Monetary(
        "Price Difference",
        compute="_compute_exchange_difference",
        help="What the new goods cost more than those given back; less, if negative.",
    )

    @api.depends("tvshop_return_ids")
    def _compute_tvshop_return_count(self):
        for order in self:
            order.tvshop_return_count = len(order.tvshop_return_ids)

    @api.depends("amount_total", "exchange_credit", "exchange_value")
    def _compute_exchange_difference(self):
        for order in self:
            total = order.amount_total + order.exchange_credit
            order.exchange_difference = total - order.exchange_value if order.replaces_id else 0

    # What is outside

    def _goods_outside(self):
        """`{move: quantity}` of what these orders sent and did not get back."""
        sent = self.picking_ids.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id.usage == "customer"
                and move.location_id.usage != "customer"
            )
        )
        back = defaultdict(float)
        for move in sent.returned_move_ids.filtered(lambda move: move.state == "done"):
            back[move.origin_returned_move_id] += move.product_uom._compute_quantity(
                move.quantity, move.origin_returned_move_id.product_uom
            )
        return {
            move: move.quantity - back[move]
            for move in sent
            if move.product_uom.compare(move.quantity, back[move]) > 0
        }

    def _is_all_back(self):
        """Nothing is outside, and nothing more is going to be sent."""
        is_sending = any(
            picking.picking_type_code == "outgoing" and picking.state not in ("done", "cancel")
            for picking in self.picking_ids
        )
        return not is_sending and not self._goods_outside()

    def _is_paid_for(self):
        """Cash is paid with the delivery, unless the carrier told of a failure after that."""
        if self.payment_method_kind != "cod":
            return True
        # sudo: tvshop.waybill – only what the carrier told last
        told = self.sudo().tvshop_waybill_ids._outcomes()
        is_kept = not any(row.outcome.delivered_on and row.outcome.is_undone for row in told)
        return is_kept and self.tvshop_state in ("delivered", "settled")

    def _is_replacing(self):
        """Whether the customer gets this order for goods given back.

        Not if it is cancelled, nor if it came back unpaid: then what the goods given back have
        cost is owed for them again.
        """
        is_void = self.tvshop_state == "returned" and not any(
            self.tvshop_return_ids.mapped("is_paid")
        )
        return self.state == "sale" and not is_void

    def _count_towards_replacements(self):
        """What came back of this order and is paid for by replacement orders, not by a refund.

        Goods that are exchanged may come in several parcels: what one of them doesn't make up
        for, the next ones do.

        :return: `{return: amount}`, and the amount counted already for goods still outside
        """
        counted, left = {}, 0
        for goods in self.tvshop_return_ids.sorted("id"):
            if goods.replacement_id._is_replacing():
                left += goods.replacement_id.exchange_credit
            counted[goods] = min(left, goods._value_left()) if goods.state == "done" else 0
            left -= counted[goods]
        return counted, left

    def _is_credit_free(self):
        """Goods that were exchanged are owed to the customer."""
        return bool(self.replaces_id) or super()._is_credit_free()

    def _is_blamed(self):
        return not self.replacement_ids and super()._is_blamed()

    def _on_refused(self, reason):
        super()._on_refused(reason)
        blamed = self.filtered(lambda order: order._is_refused_by_customer())
        self.env["tvshop.credit.incident"]._note(blamed, reason=reason or "")
        self.env["tvshop.return"]._expect(self, "refused", reason or "")

    def _is_refused_by_customer(self):
        """A lost parcel is the carrier's fault."""
        return self._is_blamed() and not any(
            event.status == "lost" for event in self.tvshop_feedback_ids
        )

    # Buttons

    def action_view_tvshop_returns(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_return_action"
        )
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {}}

    def action_exchange(self):
        """Open the window in which the replacement order is agreed on."""
        self.ensure_one()
        self._check_may_exchange()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_exchange_action"
        )
        return {**action, "context": {"default_order_id": self.id}}

    def _check_may_exchange(self):
        if not self.env.user.has_group("tvshop_crm.group_service"):
            raise AccessError(self.env._("Service agrees on exchanges."))
        self.check_access("read")
        # sudo: sale.order – only whether something is outside
        if self.tvshop_state not in SENT_STATES or not self.sudo()._goods_outside():
            raise UserError(
                self.env._("Nothing of order %s is with the customer.", self.display_name)
            )
        # sudo: tvshop.return – only whether there is one
        if self.sudo().tvshop_return_ids.filtered(lambda goods: goods._is_exchanging()):
            raise UserError(self.env._("Order %s is being exchanged already.", self.display_name))
