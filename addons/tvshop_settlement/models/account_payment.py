from odoo import api, fields, models
from odoo.exceptions import UserError

# In these states a receipt counts; its order is settled by it.
RECEIVED = ("in_process", "paid")
# What it pays, and for which order.
PAID_FOR = {"tvshop_order_id", "amount", "currency_id", "payment_type"}


class AccountPayment(models.Model):
    """A receipt for an order: paid by card or transfer, before or after its invoice."""

    _inherit = "account.payment"

    tvshop_order_id = fields.Many2one(
        "sale.order",
        "Order",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        check_company=True,
        groups="tvshop_crm.group_finance",
    )

    tvshop_bank_line_id = fields.Many2one(
        "account.bank.statement.line",
        "On the Bank",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="tvshop_crm.group_finance",
    )

    is_tvshop_of_bank = fields.Boolean(
        "Made by a Bank Line",
        readonly=True,
        copy=False,
        help="Taken back when the bank line is undone.",
        groups="tvshop_crm.group_finance",
    )

    @api.depends("tvshop_order_id")
    def _compute_outstanding_account_id(self):
        """Receipts for orders are always in the books, so that they can be set off."""
        res = super()._compute_outstanding_account_id()
        for payment in self.filtered("tvshop_order_id"):
            payment.outstanding_account_id = (
                payment.outstanding_account_id or payment.company_id.tvshop_remittance_account_id
            )
        return res

    def _prepare_bank_line(self):
        """Values of the bank's counterpart to what was received."""
        (received,) = self._seek_for_lines()[0]
        return {
            "account_id": received.account_id.id,
            "partner_id": received.partner_id.id,
            "name": self.name,
            "balance": -received.balance,
        }

    def _reconcile_bank(self):
        """Set off what was received against the bank's line."""
        for payment in self:
            received = payment._seek_for_lines()[0]
            received |= payment.tvshop_bank_line_id.line_ids.filtered(
                lambda line, received=received, name=payment.name: (
                    line.account_id == received.account_id and line.name == name
                )
            )
            received.reconcile()

    def write(self, vals):
        if PAID_FOR & vals.keys():
            # sudo: account.payment – whether it is a receipt, for whoever changes payments
            for payment in self.sudo().filtered(lambda one: one.state in RECEIVED):
                if payment.tvshop_order_id or vals.get("tvshop_order_id"):
                    raise UserError(
                        self.env._("Take the receipt %s back first.", payment.display_name)
                    )
        res = super().write(vals)
        if vals.get("state", RECEIVED[0]) not in RECEIVED:
            self._take_back_receipt()
        return res

    def _take_back_receipt(self):
        # sudo: account.payment – whether it is a receipt, for whoever cancels payments
        for payment in self.sudo().filtered("tvshop_order_id"):
            # sudo: sale.order – who cancels payments needn't see parcels and notes
            payment.tvshop_order_id._unsettle_unpaid(
                self.env._("Receipt %s was taken back", payment.display_name)
            )

    def action_post(self):
        res = super().action_post()
        # sudo: sale.order – who posts payments needn't see parcels and notes
        self.sudo().tvshop_order_id._reconcile_receivables()
        return res
