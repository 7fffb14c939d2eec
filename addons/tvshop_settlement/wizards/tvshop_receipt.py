from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class TvshopReceipt(models.TransientModel):
    """Entering what was paid for orders by card or transfer."""

    _name = "tvshop.receipt"
    _description = "Receive Payments"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Received On",
        required=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit')), ('company_id', '=', company_id)]",
        default=lambda self: self._default_journal(),
    )
    date = fields.Date("Day", required=True, default=fields.Date.context_today)
    order_ids = fields.Many2many("sale.order", string="Orders")
    line_ids = fields.One2many(
        "tvshop.receipt.line", "receipt_id", compute="_compute_line_ids", store=True, readonly=False
    )

    @api.model
    def _default_journal(self):
        domain = [("type", "=", "bank"), ("company_id", "=", self.env.company.id)]
        return self.env["account.journal"].search(domain, limit=1)

    @api.depends("order_ids")
    def _compute_line_ids(self):
        for receipt in self:
            receipt.line_ids = [
                Command.clear(),
                *(
                    Command.create({"order_id": order._origin.id, "amount": owed})
                    for order in receipt.order_ids
                    if (owed := order._not_received())
                ),
            ]

    def action_receive(self):
        """One payment for each order, posted and set off against its invoice."""
        self.ensure_one()
        return self._receive().tvshop_order_id.action_view_tvshop_payments()

    def _receive(self):
        lines = self.line_ids.filtered("amount")
        if not lines:
            raise UserError(self.env._("Nothing is to be received for these orders."))
        # sudo: res.company – fills in the accounts that nobody has chosen yet, see there
        self.company_id.sudo()._prepare_for_settlement(("tvshop_remittance_account_id",))
        lines.order_id._lock_for_transition()
        lines.order_id.invalidate_recordset()
        payments = self.env["account.payment"].create(
            [line._prepare_payment_vals() for line in lines]
        )
        payments.action_post()
        return payments
