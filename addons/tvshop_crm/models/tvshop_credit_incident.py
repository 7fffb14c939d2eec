from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..credit.points import REFUSED, RETURNED, UNPAID

KINDS = [
    (REFUSED, "Parcel refused"),
    (UNPAID, "Cash on delivery not paid"),
    (RETURNED, "Sent back"),
]


class TvshopCreditIncident(models.Model):
    """Something that became of an order and counts against its customer; once for each order."""

    _name = "tvshop.credit.incident"
    _description = "Credit Incident"
    _order = "date DESC, id DESC"
    _rec_name = "order_id"

    partner_id = fields.Many2one(
        related="order_id.partner_id", string="Customer", store=True, index=True
    )
    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    kind = fields.Selection(KINDS, "What Happened", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    reason = fields.Char(readonly=True)
    is_waived = fields.Boolean("Doesn't Count", readonly=True)
    waived_by_id = fields.Many2one("res.users", "Waived By", readonly=True)
    waive_reason = fields.Char("Why It Doesn't Count", readonly=True)

    _order_uniq = models.Constraint(
        "UNIQUE (order_id)", "This order counts against its customer already."
    )

    @api.model
    def _note(self, orders, kind=None, reason=""):
        """Count `orders` against their customers, those that don't yet; in sets.

        :param kind: None: by how each order is paid
        """
        # sudo: tvshop.credit.incident – follows from what became of a parcel
        incidents = self.sudo()
        known = incidents.search([("order_id", "in", orders.ids)]).order_id
        return incidents.create(
            [
                {
                    "order_id": order.id,
                    "kind": kind or (UNPAID if order.payment_method_kind == "cod" else REFUSED),
                    "date": fields.Date.context_today(self),
                    "reason": reason,
                }
                for order in orders - known
            ]
        )

    def _waive(self, reason):
        """It was not the customer's fault.

        :raises AccessError: if the user is no supervisor
        :raises UserError: without a reason
        """
        self._check_supervisor()
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why this doesn't count."))
        # sudo: tvshop.credit.incident – written by its own steps only
        self.sudo().write(
            {"is_waived": True, "waived_by_id": self.env.uid, "waive_reason": reason.strip()}
        )

    @api.model
    def _check_supervisor(self):
        if not self.env.user.has_group("tvshop_crm.group_supervisor"):
            raise AccessError(self.env._("A supervisor decides on credit."))

    def action_open_waive(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("tvshop_crm.credit_waive_action")
        return {**action, "context": {"default_incident_ids": self.ids}}
