from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ..matching import bank
from ..matching.cents import from_cents, to_cents

CAUSES = [
    (bank.MATCHED, "Matched"),
    (bank.AMOUNT, "Another amount"),
    (bank.SEVERAL, "Several fit"),
    (bank.UNKNOWN, "Unknown"),
]
DIFFERENCES = [
    ("small", "Small difference"),
    ("fee", "Fee of the bank"),
    ("payer", "Kept or added by the payer"),
    ("mistake", "Mistake, written off"),
]


class AccountBankStatementLine(models.Model):
    """What the bank says, matched with carriers' remittances and what customers paid ahead."""

    _inherit = "account.bank.statement.line"

    tvshop_remittance_ids = fields.One2many(
        "tvshop.remittance", "bank_line_id", "Remittances", readonly=True,
        groups="tvshop_crm.group_finance",
    )  # fmt: skip
    tvshop_receipt_ids = fields.One2many(
        "account.payment", "tvshop_bank_line_id", "Receipts", readonly=True,
        groups="tvshop_crm.group_finance",
    )  # fmt: skip
    tvshop_cause = fields.Selection(
        CAUSES, "Bank Match", readonly=True, copy=False, groups="tvshop_crm.group_finance"
    )
    tvshop_difference = fields.Monetary(
        "Difference",
        readonly=True,
        copy=False,
        groups="tvshop_crm.group_finance",
        help="What the bank's line brought more than what it was matched with.",
    )
    tvshop_difference_cause = fields.Selection(
        DIFFERENCES, "Because", readonly=True, copy=False, groups="tvshop_crm.group_finance"
    )
    tvshop_advice = fields.Char(
        "What to Do", compute="_compute_tvshop_advice", groups="tvshop_crm.group_finance"
    )

    @api.depends("tvshop_cause", "is_reconciled")
    def _compute_tvshop_advice(self):
        _ = self.env._
        advice = {
            bank.AMOUNT: _("Compare with what it names; match by hand and say why it differs."),
            bank.SEVERAL: _("Several payments have this amount: match by hand."),
            bank.UNKNOWN: _("Enter who paid, read the carrier's file, or match by hand."),
        }
        for line in self:
            line.tvshop_advice = not line.is_reconciled and advice.get(line.tvshop_cause)

    # Buttons

    def action_tvshop_match(self):
        """Match these lines by themselves, as far as there is one way to read them.

        Of no lines, those that the list shows.
        """
        lines = (self or self._tvshop_shown())._tvshop_lines()
        lines = lines.filtered(lambda line: not line.is_reconciled)
        for company, mine in lines.grouped("company_id").items():
            company._prepare_for_settlement()
            pools = self.env["tvshop.bank.match"]._pools(company)
            tolerance = to_cents(company.tvshop_settlement_tolerance)
            told = zip(mine.ids, mine._tvshop_bank_lines(), strict=True)
            for line_id, match in bank.match_lines(told, pools, tolerance).items():
                mine.browse(line_id)._tvshop_take(match)
        return lines._tvshop_report()

    def action_tvshop_match_by_hand(self):
        """Ask about the first of these lines that is open; of no lines, of those shown."""
        line = (self or self._tvshop_shown()).filtered(lambda one: not one.is_reconciled)[:1]
        if not line:
            raise UserError(self.env._("All these lines are matched."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_bank_match_action"
        )
        return {**action, "context": {"default_line_id": line.id}}

    def _tvshop_shown(self):
        """What is open in the list whose button was pressed with no line chosen."""
        shown = self.env.context.get("active_domain")
        if shown is None:
            return self
        lines = self.search(Domain(shown) & Domain("is_reconciled", "=", False))
        return lines.filtered(lambda line: line._is_tvshop_domestic())

    def _tvshop_report(self):
        """Say how many of these lines are matched."""
        done = len(self.filtered("is_reconciled"))
        left = len(self) - done
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "Matched: %(done)s. Left open: %(left)s.", done=done, left=left
                ),
                "type": "warning" if left else "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_view_tvshop_moves(self):
        """The entries that this line pays, or brought about."""
        lines = self.move_id.line_ids._all_reconciled_lines()
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        return {**action, "domain": [("id", "in", lines.move_id.ids)], "context": {}}

    def action_tvshop_undo(self):
        """What these lines were matched with is open again; receipts they made are cancelled."""
        self._tvshop_lines().action_undo_reconciliation()

    def action_undo_reconciliation(self):
        res = super().action_undo_reconciliation()
        # sudo: tvshop.remittance, account.bank.statement.line – written by its own steps only
        lines = self.sudo()
        lines.tvshop_remittance_ids.bank_line_id = False
        receipts = lines.tvshop_receipt_ids
        receipts.tvshop_bank_line_id = False
        made = receipts.filtered("is_tvshop_of_bank")
        made.action_draft()
        made.action_cancel()
        lines.write(
            {"tvshop_cause": False, "tvshop_difference": 0, "tvshop_difference_cause": False}
        )
        return res

    # Matching

    def _tvshop_lines(self):
        """These lines with the rights of their steps, locked; in the company's currency."""
        if not self.env.su and not self.env.user.has_group("tvshop_crm.group_finance"):
            raise AccessError(self.env._("Finance matches what the bank says."))
        self.check_access("read")
        self.lock_for_update()
        self.invalidate_recordset()
        for line in self:
            if not line._is_tvshop_domestic():
                raise UserError(
                    self.env._("%s is in another currency: reconcile it in Odoo.", line.payment_ref)
                )
        # sudo: account.bank.statement.line – finance books no entries of the bank otherwise
        return self.sudo()

    def _is_tvshop_domestic(self):
        return not self.foreign_currency_id and self.currency_id == self.company_id.currency_id

    def _tvshop_bank_lines(self):
        """What matching takes, of each line."""
        carriers = self.env["delivery.carrier"].search([("tvshop_partner_id", "!=", False)])
        return [line._tvshop_bank_line(carriers.tvshop_partner_id) for line in self]

    def _tvshop_bank_line(self, carriers):
        text = " ".join(filter(None, (self.payment_ref, self.ref, self.partner_name)))
        payer = self.partner_id.commercial_partner_id.id or self._tvshop_payer(carriers)
        return bank.BankLine(to_cents(self.amount), text, payer, self.date)

    def _tvshop_payer(self, carriers):
        """The one of the carriers' companies whose name the bank gives as that of the payer."""
        text = f"{self.partner_name or ''} {self.payment_ref or ''}"
        payers = carriers.filtered(lambda one: one.name and one.name in text)
        return payers.commercial_partner_id.id if len(payers) == 1 else None

    def _tvshop_take(self, match):
        """Book what was found, or say why nothing was."""
        self.ensure_one()
        vals = {"tvshop_cause": match.cause, "tvshop_difference": from_cents(match.difference)}
        if match.cause == bank.MATCHED:
            self._tvshop_book(match.keys)
            vals["tvshop_difference_cause"] = "small" if match.difference else False
        self.write(vals)

    def _tvshop_book(self, keys, label=""):
        """Replace what is on the bank's suspense account by what `keys` were expected to bring.

        :param keys: `(model, id)` of remittances, receipts, or orders to receive for
        """
        self.ensure_one()
        suspense, others = self._seek_for_lines()[1:]
        if others or not suspense:
            raise UserError(self.env._("%s is matched already.", self.payment_ref))
        by_model = {}
        for model, res_id in keys:
            by_model.setdefault(model, []).append(res_id)
        remittances = self.env["tvshop.remittance"].browse(by_model.get("tvshop.remittance"))
        receipts = self.env["account.payment"].browse(by_model.get("account.payment"))
        orders = self.env["sale.order"].browse(by_model.get("sale.order"))
        receipts |= self._tvshop_receive(orders)
        vals_list = [one._prepare_bank_line() for one in (*remittances, *receipts)]
        left = -self.amount - sum(vals["balance"] for vals in vals_list)
        if not self.currency_id.is_zero(left):
            vals_list.append(self._prepare_tvshop_difference(left, label))
        self.with_context(force_delete=True, skip_readonly_check=True).write(
            {
                "line_ids": [
                    *(Command.delete(line.id) for line in suspense),
                    *(Command.create(vals) for vals in vals_list),
                ]
            }
        )
        remittances.bank_line_id = self
        receipts.tvshop_bank_line_id = self
        remittances._reconcile_bank()
        receipts._reconcile_bank()

    def _tvshop_receive(self, orders):
        """Receipts for orders whose money is in this line."""
        if not orders:
            return self.env["account.payment"]
        receipt = self.env["tvshop.receipt"].create(
            {
                "order_ids": [Command.set(orders.ids)],
                "journal_id": self.journal_id.id,
                "company_id": self.company_id.id,
                "date": self.date,
            }
        )
        receipts = receipt._receive()
        receipts.is_tvshop_of_bank = True
        return receipts

    def _prepare_tvshop_difference(self, balance, label):
        return {
            "account_id": self.company_id.tvshop_difference_account_id.id,
            "partner_id": self.partner_id.id,
            "name": label or self.env._("Difference %s", self.payment_ref),
            "balance": self.currency_id.round(balance),
        }
