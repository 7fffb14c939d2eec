from odoo import api, fields, models
from odoo.exceptions import UserError

from ..matching import bank
from ..matching.cents import to_cents
from ..models.account_bank_statement_line import DIFFERENCES


class TvshopBankMatch(models.TransientModel):
    """Says by hand what a bank line pays, and why it differs."""

    _name = "tvshop.bank.match"
    _description = "Match a Bank Line"

    line_id = fields.Many2one("account.bank.statement.line", "Bank Line", required=True)
    company_id = fields.Many2one(related="line_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    text = fields.Char("The Bank's Text", related="line_id.payment_ref")
    amount = fields.Monetary("On the Bank", related="line_id.amount")
    remittance_ids = fields.Many2many(
        "tvshop.remittance",
        string="Remittances",
        compute="_compute_proposal",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('bank_line_id', '=', False),"
        " ('net_amount', '!=', 0)]",
    )
    receipt_ids = fields.Many2many(
        "account.payment",
        string="Receipts",
        compute="_compute_proposal",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('tvshop_order_id', '!=', False),"
        " ('is_matched', '=', False), ('state', '=', 'in_process')]",
    )
    order_ids = fields.Many2many(
        "sale.order",
        string="Orders Paid",
        compute="_compute_proposal",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('is_payment_awaited', '=', True)]",
    )
    difference = fields.Monetary(compute="_compute_difference")
    cause = fields.Selection(DIFFERENCES, "Because")
    note = fields.Char()

    @api.depends("line_id")
    def _compute_proposal(self):
        """What the line's text names, even if it differs."""
        for wizard in self:
            pools = self._pools(wizard.company_id)
            match = bank.match_line(wizard.line_id._tvshop_bank_line(), pools)
            for name, model in (
                ("remittance_ids", "tvshop.remittance"),
                ("receipt_ids", "account.payment"),
                ("order_ids", "sale.order"),
            ):
                ids = [res_id for found, res_id in match.keys if found == model]
                wizard[name] = self.env[model].browse(ids)

    @api.depends("remittance_ids", "receipt_ids", "order_ids", "line_id")
    def _compute_difference(self):
        for wizard in self:
            expected = sum(wizard.remittance_ids.mapped("net_amount"))
            expected += sum(wizard.receipt_ids.mapped("amount_signed"))
            expected += sum(order._not_received() for order in wizard.order_ids)
            wizard.difference = wizard.amount - expected

    def action_apply(self):
        self.ensure_one()
        keys = [
            (records._name, record.id)
            for records in (self.remittance_ids, self.receipt_ids, self.order_ids)
            for record in records
        ]
        if not keys:
            raise UserError(self.env._("Choose what the line pays."))
        is_exact = self.currency_id.is_zero(self.difference)
        if not is_exact and not self.cause:
            raise UserError(
                self.env._("Say why %.2f differ, or leave the line open.", self.difference)
            )
        line = self.line_id._tvshop_lines()
        line.company_id._prepare_for_settlement()
        labels = dict(self._fields["cause"]._description_selection(self.env))
        line._tvshop_book(keys, " · ".join(filter(None, (labels.get(self.cause), self.note))))
        line.write(
            {
                "tvshop_cause": bank.MATCHED,
                "tvshop_difference": self.difference,
                "tvshop_difference_cause": not is_exact and self.cause,
            }
        )
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _pools(self, company):
        """What is expected over the bank, as matching takes it."""
        return [
            [self._expect(one, one.net_amount, one._bank_marks(), one.carrier_id.tvshop_partner_id,
                          one.create_date.date()) for one in self._open_remittances(company)],
            [self._expect(one, one.amount_signed, (one.name, one.tvshop_order_id.name),
                          one.partner_id, one.date) for one in self._open_receipts(company)],
            [self._expect(one, one._not_received(), (one.name,), one.partner_invoice_id,
                          one.date_order.date()) for one in self._open_orders(company)],
        ]  # fmt: skip

    @api.model
    def _expect(self, record, amount, marks, payer, day):
        return bank.Expected(
            (record._name, record.id),
            to_cents(amount),
            tuple(filter(None, marks)),
            payer.commercial_partner_id.id,
            day,
        )

    @api.model
    def _open_remittances(self, company):
        return self.env["tvshop.remittance"].search(
            [
                ("company_id", "=", company.id),
                ("bank_line_id", "=", False),
                ("net_amount", "!=", 0),
                ("state", "=", "done"),
            ]
        )

    @api.model
    def _open_receipts(self, company):
        return self.env["account.payment"].search(
            [
                ("company_id", "=", company.id),
                ("tvshop_order_id", "!=", False),
                ("is_matched", "=", False),
                ("state", "=", "in_process"),
                ("currency_id", "=", company.currency_id.id),
            ]
        )

    @api.model
    def _open_orders(self, company):
        return self.env["sale.order"].search(
            [
                ("company_id", "=", company.id),
                ("is_payment_awaited", "=", True),
                ("currency_id", "=", company.currency_id.id),
            ]
        )
