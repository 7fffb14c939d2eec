from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from .res_company import SUPPLIER_ACCOUNTS

DEDUCTIONS = ("commission", "media", "storage")
# `is_late` is what comes back of goods that an earlier statement has billed.
AMOUNTS = """
SELECT e.product_id, e.purchase_line_id, e.is_late, SUM(e.quantity * e.sign), SUM(e.amount)
  FROM (SELECT e.*, CASE WHEN e.kind IN ('returned', 'sent_back') THEN -1 ELSE 1 END AS sign,
               e.kind = 'returned' AND NOT EXISTS (
                   SELECT FROM tvshop_supplier_entry d
                    WHERE d.order_line_id = e.order_line_id AND d.kind = 'delivered'
                      AND d.statement_id = e.statement_id) AS is_late
          FROM tvshop_supplier_entry e
         WHERE e.statement_id = %s) e
 GROUP BY e.product_id, e.purchase_line_id, e.is_late
 ORDER BY e.product_id, e.purchase_line_id
"""


class TvshopSupplierStatement(models.Model):
    """The statement as a vendor bill, or a bill that the company writes for the supplier.

    Its taxes are the products', else the company's for purchases, by the supplier's fiscal
    position; those of deductions are the account's. With prices that have the tax in them, the
    bill comes to what the statement says, to the cent.
    """

    _inherit = "tvshop.supplier.statement"

    def action_bill(self):
        """Make the bill, in draft, that finance looks through and posts.

        Returns after the bill have a credit note of their own if the company wants that.
        """
        statement = self._take("agreed")
        if not statement.line_ids.filtered(lambda line: not line.is_disputed):
            raise UserError(self.env._("There is nothing to bill in %s.", statement.name))
        statement.company_id._prepare_for_settlement(SUPPLIER_ACCOUNTS)
        rows = self.env.execute_query(SQL(AMOUNTS, statement.id))
        is_apart = statement.company_id.tvshop_return_method == "credit"
        late = [row for row in rows if row[2] and is_apart]
        lines = statement._prepare_goods_lines([row for row in rows if row not in late])
        # As the system: nobody else says of which statement a bill is.
        moves = statement.env["account.move"]
        for part in (
            lines + statement._prepare_deduction_lines(),
            statement._prepare_goods_lines(late),
        ):
            if part:
                move = moves.create(statement._prepare_bill_vals(part))
                statement._round_bill(move, part)
                moves += move
        statement.state = "billed"
        return self.action_view_bills()

    def action_view_bills(self):
        name = self.env._("Bills")
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "account.move",
            "domain": [("tvshop_statement_id", "=", self.id)],
            "views": [(False, "list"), (False, "form")],
        }
        if len(self.move_ids) == 1:
            action |= {"res_id": self.move_ids.id, "views": [(False, "form")]}
        return action

    def _prepare_goods_lines(self, rows):
        """Bought goods with their quantity, so that the purchase order knows it is billed."""
        lines = []
        for product_id, purchase_line_id, _is_late, quantity, amount in rows:
            product = self.env["product.product"].browse(product_id)
            lines.append(
                {
                    "name": product.display_name,
                    "product_id": product_id,
                    "quantity": quantity if purchase_line_id and quantity else 1,
                    "amount": amount,
                    "purchase_line_id": purchase_line_id or False,
                    "taxes": self.contract_id._purchase_taxes(product),
                }
            )
        return lines

    def _prepare_deduction_lines(self):
        labels = self.fields_get(DEDUCTIONS, ["string"])
        account = self.company_id.tvshop_deduction_account_id
        taxes = self.contract_id._deduction_taxes()
        return [
            {
                "name": labels[name]["string"],
                "quantity": 1,
                "amount": -self[name],
                "account_id": account.id,
                "taxes": taxes,
            }
            for name in DEDUCTIONS
            if self[name]
        ]

    def _prepare_bill_vals(self, lines):
        """A bill; a refund if it is negative."""
        sign = -1 if sum(line["amount"] for line in lines) < 0 else 1
        vals = {
            "move_type": "in_invoice" if sign > 0 else "in_refund",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.date_to,
            "ref": self.name,
            "tvshop_statement_id": self.id,
            "is_tvshop_made": True,
            "invoice_line_ids": [
                Command.create(self._prepare_bill_line(line, sign)) for line in lines
            ],
        }
        if self.contract_id.is_self_billed:
            vals["journal_id"] = self.company_id._self_billing_journal().id
        return vals

    def _prepare_bill_line(self, line, sign):
        """Values of a line of which `amount` is what the contract says for all of it."""
        taxes = line["taxes"]
        vals = {name: value for name, value in line.items() if name not in ("amount", "taxes")}
        price = sign * self._amount_for(taxes, line["amount"]) / line["quantity"]
        return vals | {"price_unit": price, "tax_ids": [Command.set(taxes.ids)]}

    def _amount_for(self, taxes, amount):
        """The contract's amount as a line with these taxes takes it."""
        is_in_price = any(taxes.mapped("price_include"))
        is_included = self.contract_id.is_tax_included
        if not taxes or is_in_price == is_included:
            return amount
        totals = taxes.with_context(force_price_include=is_included).compute_all(
            amount, self.currency_id
        )
        return totals["total_excluded" if is_included else "total_included"]

    def _round_bill(self, move, lines):
        """Prices with tax and without are each rounded to cents: the bill comes to the agreed."""
        if not self.contract_id.is_tax_included:
            return
        missing = self.currency_id.round(
            abs(sum(line["amount"] for line in lines)) - move.amount_total
        )
        if missing:
            vals = {
                "name": self.env._("Rounding"),
                "quantity": 1,
                "price_unit": missing,
                "account_id": self.company_id.tvshop_difference_account_id.id,
                "tax_ids": [Command.clear()],
            }
            move.invoice_line_ids = [Command.create(vals)]
