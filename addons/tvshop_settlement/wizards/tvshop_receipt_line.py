from odoo import fields, models
from odoo.exceptions import UserError


class TvshopReceiptLine(models.TransientModel):
    _name = "tvshop.receipt.line"
    _description = "Payment for an Order"

    receipt_id = fields.Many2one("tvshop.receipt", required=True, ondelete="cascade")
    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount = fields.Monetary("Received")
    memo = fields.Char("Reference", help="Of the transfer or the card terminal.")

    def _prepare_payment_vals(self):
        order = self.order_id
        owed = order._not_received()
        if order.currency_id.compare_amounts(self.amount, owed) > 0:
            raise UserError(
                self.env._(
                    "%(owed).2f is still to be received for order %(order)s, not %(amount).2f."
                    " Enter what was paid beyond that as a customer's payment.",
                    owed=owed,
                    order=order.name,
                    amount=self.amount,
                )
            )
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": order.partner_invoice_id.id,
            "amount": self.amount,
            "currency_id": order.currency_id.id,
            "date": self.receipt_id.date,
            "journal_id": self.receipt_id.journal_id.id,
            "memo": " · ".join(filter(None, (order.name, self.memo))),
            "tvshop_order_id": order.id,
        }
