from odoo import models
from odoo.exceptions import AccessError, UserError


class SaleOrder(models.Model):
    """Taking a dispatch back: the parcel was confirmed and never left the house."""

    _inherit = "sale.order"

    def action_take_back(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_take_back_action"
        )
        return {**action, "context": {"default_order_ids": self.ids}}

    def _take_back(self, reason):
        """Make shipped orders wait in the warehouse again, as they did before.

        Stock knows no undoing: the goods come back by a return of the delivery and leave by a
        new one, with a new waybill. What was done stays on record.

        :raises AccessError: if the user is no supervisor
        :raises UserError: without a reason, or for an order that isn't shipped or whose carrier
            has told of its parcel already
        """
        if not self.env.su and not self.env.user.has_group("tvshop_crm.group_supervisor"):
            raise AccessError(self.env._("A supervisor takes a dispatch back."))
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the dispatch is taken back."))
        # sudo: sale.order, stock.picking – supervisors don't move stock otherwise
        orders = self.sudo()
        orders._check_can_take_back()
        # A delivery that was taken back before is back on the shelf already.
        deliveries = orders.env["stock.move"].union(*orders._goods_outside()).picking_id
        for target, own in orders.grouped(lambda order: order._state_before_shipped()).items():
            own._transition(target, reason.strip())
        deliveries._return_unsent(reason.strip())
        orders.order_line._action_launch_stock_rule()

    def _check_can_take_back(self):
        for order in self:
            if order.tvshop_state != "shipped":
                raise UserError(
                    self.env._(
                        "Order %(order)s is %(state)s; only shipped ones can be taken back.",
                        order=order.name,
                        state=order._desktop_label("tvshop_state"),
                    )
                )
            if order.tvshop_feedback_ids or order.tvshop_return_ids:
                raise UserError(
                    self.env._(
                        "The carrier has the parcel of order %s. Receive it as a return.",
                        order.name,
                    )
                )

    def _state_before_shipped(self):
        events = self.tvshop_event_ids.filtered(lambda event: event.to_state == "shipped")
        return events.sorted("id")[-1:].from_state or "ordered"
