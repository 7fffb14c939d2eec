from odoo import fields, models

from .sale_order_money import PAID_BEFORE


class SaleOrder(models.Model):
    _inherit = "sale.order"

    tvshop_due_ids = fields.One2many(
        "tvshop.parcel.due", "order_id", "Parcels Due", groups="tvshop_crm.group_finance"
    )

    def _is_paid_up(self):
        """What had to be collected is, and what had to be paid ahead."""
        return self._is_remitted() and not self.is_payment_awaited

    def _is_remitted(self):
        """Every parcel is posted, and what had to be collected is paid or written off."""
        dues = self.tvshop_due_ids
        return self._is_without_carrier() or (
            bool(dues)
            and all(
                due.is_posted and (not due.cod_amount or any(due.closing_ids.mapped("is_posted")))
                for due in dues
            )
        )

    def _is_without_carrier(self):
        """Paid ahead and picked up: nobody remits anything for it."""
        return (
            self.payment_method_kind in PAID_BEFORE
            and not self.tvshop_carrier_id
            and not self.tvshop_due_ids
        )

    def _allowed_sources(self, target):
        sources = super()._allowed_sources(target)
        # sudo: sale.order – whether its settlement was reversed, or its receipt cancelled; nobody
        # goes back before
        order = self.sudo()
        is_ours = order.tvshop_due_ids or order._is_without_carrier()
        if target == "delivered" and is_ours and not order._is_paid_up():
            return (*sources, "settled")
        return sources

    def action_view_tvshop_dues(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_parcel_due_action"
        )
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {}}
