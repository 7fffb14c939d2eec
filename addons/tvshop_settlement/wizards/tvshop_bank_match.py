from odoo import api, fields, models
from odoo.exceptions import UserError

from ..matching import bank
from ..matching.cents import to_cents
from ..models.account_bank_statement_line import DIFFERENCES

# What may come over the bank, by the field that proposes it; of a company, in its currency.
OPEN = {
    "remittance_ids": [
        ("bank_line_id", "=", False),
        ("net_amount", "!=", 0),
        ("state", "=", "done"),
    ],
    "receipt_ids": [
        ("tvshop_order_id", "!=", False),
        ("is_matched", "=", False),
        ("state", "=", "in_process"),
    ],
    "order_ids": [("is_payment_awaited", "=", True)],
}


def proposed(model, name, label):
    """The field `name`, for records that the line may pay."""
    return fields.Many2many(
        model,
        string=label,
        compute="_compute_proposal",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('currency_id', '=', currency_id)]"
        f" + {OPEN[name]}",
    )


class TvshopBankMatch(models.TransientModel):
    """Says by hand what a bank line pays, and why it differs."""

    _name = "tvshop.bank.match"
    _description = "Match a Bank Line"

    line_id = fields.Many2one("account.bank.statement.line", "Bank Line", required=True)
    company_id = fields.Many2one(related="line_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    text = fields.Char("The Bank's Text", related="line_id.payment_ref")
    amount = fields.Monetary("On the Bank", related="line_id.amount")
    remittance_ids = proposed("tvshop.remittance", "remittance_ids", "Remittances")
    receipt_ids = proposed("account.payment", "receipt_ids", "Receipts")
    order_ids = proposed("sale.order", "order_ids", "Orders Paid")
    difference = fields.Monetary(compute="_compute_difference")
    cause = fields.Selection(DIFFERENCES, "Because")
    note = fields.Char()

    @api.depends("line_id")
    def _compute_proposal(self):
        """What the line's text names, even if it differs."""
        for wizard in self:
            pools = self._pools(wizard.company_id)
            match = bank.match_line(wizard.line_id._tvshop_bank_lines()[0], pools)
            for name in OPEN:
                records = wizard[name].browse()
                ids = [res_id for model, res_id in match.keys if model == records._name]
                wizard[name] = records.browse(ids)

    @api.depends("remittance_ids", "receipt_ids", "order_ids", "line_id")
    def _compute_difference(self):
        for wizard in self:
            expected = sum(wizard.remittance_ids.mapped("net_amount"))
            expected += sum(wizard.receipt_ids.mapped("amount_signed"))
            expected += sum(order._not_received() for order in wizard.order_ids)
            wizard.difference = wizard.amount - expected

    def action_apply(self):
        self.ensure_one()
        keys = [(record._name, record.id) for name in OPEN for record in self[name]]
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
        remittances, receipts, orders = (self._open(name, company) for name in OPEN)
        marks = remittances._bank_marks()
        return [
            [self._expect(one, one.net_amount, marks[one], one.carrier_id.tvshop_partner_id,
                          one.create_date.date()) for one in remittances],
            [self._expect(one, one.amount_signed, (one.name, one.tvshop_order_id.name),
                          one.partner_id, one.date) for one in receipts],
            [self._expect(one, one._not_received(), (one.name,), one.partner_invoice_id,
                          one.date_order.date()) for one in orders],
        ]  # fmt: skip

    @api.model
    def _open(self, name, company):
        mine = [("company_id", "=", company.id), ("currency_id", "=", company.currency_id.id)]
        return self[name].search(mine + OPEN[name])

    @api.model
    def _expect(self, record, amount, marks, payer, day):
        return bank.Expected(
            (record._name, record.id),
            to_cents(amount),
            tuple(filter(None, marks)),
            payer.commercial_partner_id.id,
            day,
        )
