from collections import defaultdict

from odoo import fields, models
from odoo.fields import Command


class SaleOrder(models.Model):
    """What an order brought for which nobody wanted an invoice, in an entry for many."""

    _inherit = "sale.order"

    tvshop_income_move_id = fields.Many2one(
        "account.move",
        "Income Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="tvshop_crm.group_finance",
    )
    tvshop_income_amount = fields.Monetary(
        "Income Without Invoice",
        readonly=True,
        copy=False,
        groups="tvshop_crm.group_finance",
        help="With taxes, as it is in the entry.",
    )

    def _enter_income(self, amounts, day, run):
        """Post the entry of what these orders brought, and set it off against what was paid.

        :param amounts: with taxes, in its own currency, by order
        """
        move = self._post_income(amounts, day, run)
        for order in self:
            order.write({"tvshop_income_move_id": move.id, "tvshop_income_amount": amounts[order]})
        self.with_context(tvshop_is_settling=True)._reconcile_receivables()

    def _take_back_income(self, day=None):
        """Post the reverse of these orders' share in their entries; what paid it is open again.

        :param day: of the reverse; today if the books are closed by then, or if not given
        """
        for move, orders in self.grouped("tvshop_income_move_id").items():
            if not move:
                continue
            locked = move.company_id._get_user_fiscal_lock_date(move.journal_id)
            on = day if day and day > locked else fields.Date.context_today(self)
            amounts = {order: -order.tvshop_income_amount for order in orders}
            back = orders._post_income(amounts, on, move.tvshop_settlement_id)
            owed = (move | back).line_ids.filtered(
                lambda line: line.account_type == "asset_receivable"
            )
            by_name = owed.grouped("name")
            plan = [by_name[order.name] for order in orders]
            owed.browse().union(*plan).remove_move_reconcile()
            owed.with_context(skip_invoice_sync=True)._reconcile_plan(plan)
            orders.write({"tvshop_income_move_id": False, "tvshop_income_amount": 0})

    def _post_income(self, amounts, day, run):
        company = run.company_id
        orders = self.with_company(company)
        owed = []
        for order in orders:
            owed += run._customer_pair(order, amounts[order] / (order.currency_rate or 1))
        lines = orders._prepare_income_lines(amounts)
        missing = company.currency_id.round(sum(vals["balance"] for vals in (*owed, *lines)))
        lines[0]["balance"] -= missing  # cents by which each order's taxes were rounded otherwise
        moves = self.env["account.move"]
        move = moves.with_context(tracking_disable=True, skip_invoice_sync=True).create(
            {
                "move_type": "entry",
                "journal_id": company.tvshop_settlement_journal_id.id,
                "date": day,
                "ref": self.env._("%s · Income without invoice", run.name),
                "tvshop_settlement_id": run.id,
                "is_tvshop_income": True,
                "line_ids": [Command.create(vals) for vals in (*owed, *lines)],
            }
        )
        move._post(soft=False)
        return move

    def _prepare_income_lines(self, amounts):
        """Values of lines by account and taxes, and by tax, as an invoice would have them."""
        taxes, company = self.env["account.tax"], self.company_id
        bases = []
        for order in self:
            mine = order._income_base_lines(amounts[order])
            taxes._add_tax_details_in_base_lines(mine, company)
            taxes._round_base_lines_tax_details(mine, company)
            bases += mine
        taxes._add_accounting_data_in_base_lines_tax_details(bases, company)
        result = taxes._prepare_tax_lines(bases, company)
        earned = defaultdict(float)
        for base, vals in result["base_lines_to_update"]:
            earned[base["account_id"], base["tax_ids"], base["tax_tag_ids"]] += vals["balance"]
        label = self.env._("Income without invoice")
        lines = [
            {
                "name": label,
                "account_id": account.id,
                "tax_ids": [Command.set(applied.ids)],
                "tax_tag_ids": [Command.set(tags.ids)],
                "balance": balance,
            }
            for (account, applied, tags), balance in earned.items()
        ]
        for vals in result["tax_lines_to_add"]:
            del vals["currency_id"], vals["amount_currency"]
            lines.append(vals)
        return lines

    def _income_base_lines(self, amount):
        """The order's lines for the taxes; those that are kept if not all of it is booked."""
        lines = [line for line in self.order_line if not line.display_type]
        kept = {line: line.price_total for line in lines}
        if self.currency_id.compare_amounts(abs(amount), self.amount_total):
            for back in self.tvshop_return_ids.filtered(
                lambda goods: goods.state == "done" and not goods.is_paid
            ).line_ids:
                kept[back.move_id.sale_line_id] -= back._value(back.received_qty)
            if self.currency_id.is_zero(sum(kept.values())):
                kept = {line: line.price_total for line in lines}
        share = amount / sum(kept.values())
        return [
            line._prepare_base_line_for_taxes_computation(
                price_unit=line.price_unit * share * kept[line] / line.price_total,
                partner_id=self.env["res.partner"],
                account_id=line._income_account(),
                sign=-1,
            )
            for line in lines
            if line.price_total
        ]
