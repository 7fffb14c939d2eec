from markupsafe import Markup
from odoo import fields, models


class SaleOrder(models.Model):
    """What carriers' feedback does to an order."""

    _inherit = "sale.order"

    tvshop_waybill_ids = fields.One2many("tvshop.waybill", "order_id", "Waybills")
    tvshop_feedback_ids = fields.One2many("tvshop.feedback.event", "order_id", "Feedback")
    is_refused = fields.Boolean(
        "Refused", readonly=True, copy=False, help="The carrier could not hand the parcel over."
    )
    refused_reason = fields.Char(readonly=True, copy=False)

    def _take_delivery(self, key):
        """The last parcel of these orders may have found its end: if so, Delivered."""
        arrived = self.filtered(
            lambda order: order.tvshop_state == "shipped" and order._has_arrived()
        )
        if arrived:
            # Thousands come at once; their events are the record, without a message each.
            arrived.with_context(tracking_disable=True)._transition(
                "delivered", self.env._("Told by the carrier"), key=key
            )

    def _has_arrived(self):
        """A parcel was handed over, and none is under way or still to be sent.

        What came back instead was received: it is not under way either.
        """
        sent = self.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "outgoing" and picking.state != "cancel"
        )
        if any(picking.state != "done" for picking in sent):
            return False
        missing = sent.filtered(lambda picking: not picking.date_delivered)
        if not missing:
            return True
        outside = self.env["stock.move"].union(*self._goods_outside()).picking_id
        return sent > missing and not missing & outside

    def _take_refusal(self, reason):
        """A parcel of these orders came to nothing: service is told, once."""
        fresh = self.filtered(lambda order: order.is_tvshop and not order.is_refused)
        if not fresh:
            return
        fresh.write({"is_refused": True, "refused_reason": reason or False})
        fresh._open_service_tasks(reason)
        fresh._on_refused(reason)

    def _open_service_tasks(self, reason):
        todo = self.env.ref("mail.mail_activity_data_todo")
        partner_model = self.env["ir.model"]._get_id("res.partner")
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": todo.id,
                    "res_model_id": partner_model,
                    "res_id": order.partner_id.id,
                    "user_id": order._service_user().id,
                    "date_deadline": fields.Date.context_today(order),
                    "summary": order._refusal_summary(reason),
                    "note": Markup("<br>").join(order._history_links()),
                }
                for order in self
            ]
        )

    def _service_user(self):
        return self.company_id.tvshop_refusal_user_id or self.user_id or self.env.user

    def _refusal_summary(self, reason):
        if reason:
            return self.env._(
                "Refused: %(order)s, because: %(reason)s", order=self.name, reason=reason
            )
        return self.env._("Refused: %s, no reason was told", self.name)

    def _on_refused(self, reason):
        """Hook: the carrier has just told that it could not hand these orders over."""
