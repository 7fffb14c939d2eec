from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError
from odoo.fields import Command

from .sale_order_money import PAID_BEFORE

# Parcels, payments or closings in one transaction; more are posted by the scheduler.
BATCH = 500


class TvshopSettlement(models.Model):
    """Posting, in steps that are whole or not at all; nothing is posted twice."""

    _inherit = "tvshop.settlement"

    def action_post(self):
        run = self._take("checked")
        run._check_unchanged()
        run.company_id._prepare_for_settlement()
        run.company_id._check_settlement_journal()
        run._check_partners()
        run.state = "posting"
        run._begin(run._count())

    def _begin(self, count):
        if count <= BATCH:
            while self._post_step():
                pass
        else:
            self.env.ref("tvshop_settlement.ir_cron_settlement")._trigger()

    def action_go_on(self):
        """Post the rest, as what stopped it was put right."""
        self._take("posting").problem = False
        self.env.ref("tvshop_settlement.ir_cron_settlement")._trigger()

    @api.model
    def _cron_post(self):
        """Post what was begun. A settlement that stops says why, and keeps no other one back."""
        jobs = self.env["ir.cron"]
        for run in self.search([("state", "=", "posting")]):
            run = run.with_company(run.company_id)
            run = run.with_context(lang=run.company_id.partner_id.lang)
            try:
                while run._post_step():
                    jobs._commit_progress(1)
            except (UserError, RedirectWarning) as error:
                self.env.cr.rollback()
                run.problem = error.args[0]
            except ConcurrencyError:  # an order is in other hands: the next turn goes on
                self.env.cr.rollback()
            jobs._commit_progress(1)

    def _check_partners(self):
        carriers = (
            self.due_ids.carrier_id
            | self.return_ids.due_id.carrier_id
            | self.line_ids.carrier_id
            | self.closing_ids.due_id.carrier_id
            | self.closing_ids.line_id.carrier_id
        )
        for carrier in carriers:
            if not carrier.tvshop_partner_id:
                raise UserError(self.env._("Enter the company of the carrier %s.", carrier.name))

    def _left(self):
        """`(model, domain)` of what is still to be posted, in the order of posting."""
        mine = ("settlement_id", "=", self.id)
        return (
            ("tvshop.parcel.due", [mine, ("is_posted", "=", False)]),
            ("tvshop.due.return", [mine, ("is_posted", "=", False)]),
            ("tvshop.remittance.line", [mine, ("is_posted", "=", False)]),
            ("tvshop.due.closing", [mine, ("is_posted", "=", False)]),
        )

    def _post_step(self):
        """Post the next batch.

        :return: whether something was left to do; the run is posted otherwise
        """
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        if self.state != "posting":
            return False
        steps = (self._post_dues, self._post_returns, self._post_lines, self._post_closings)
        for (name, domain), post in zip(self._left(), steps, strict=True):
            records = self.env[name].search(domain, limit=BATCH, order="id")
            if records:
                for _carrier, group in records.grouped(self._carrier_of).items():
                    post(group)
                self.env.flush_all()
                return True
        if orders := self._received_since():
            self._settle_orders(orders)
            return True
        if self.is_income_booked and self._book_income():
            return True
        self.write({"state": "posted", "problem": False})
        return False

    def _received_since(self):
        """Orders whose money has come, and whose parcels were posted earlier or had no carrier."""
        return self.env["sale.order"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("tvshop_state", "=", "delivered"),
                ("payment_method_kind", "in", PAID_BEFORE),
                "|",
                ("tvshop_due_ids", "any", [("is_posted", "=", True)]),
                "&",
                ("tvshop_carrier_id", "=", False),
                ("date_order", ">=", self.company_id.tvshop_settle_from),
                ("tvshop_due_ids", "not any", [("is_posted", "=", False)]),
                ("tvshop_due_ids", "not any", [("cod_amount", "!=", 0)]),
                ("is_payment_awaited", "=", False),
            ],
            limit=BATCH,
        )

    @api.model
    def _carrier_of(self, record):
        if record._name == "tvshop.due.closing":
            record = record._closed()
        return record.due_id.carrier_id if "due_id" in record else record.carrier_id

    # Entries

    def _post_dues(self, dues):
        company, partner = self.company_id, dues.carrier_id.tvshop_partner_id
        labels = dues.fields_get(("delivery_fee", "cod_fee", "return_fee"), ["string"])
        vals = [
            *self._pair(
                company.tvshop_cod_account_id,
                partner,
                {
                    self.env._("Collected"): sum(dues.mapped("cod_amount")),
                    self.env._("Fees"): -sum(dues.mapped("fee_amount")),
                },
            ),
            *self._pair(
                company.tvshop_carrier_fee_account_id,
                partner,
                {label["string"]: sum(dues.mapped(name)) for name, label in labels.items()},
            ),
        ]
        for order, mine in dues.grouped("order_id").items():
            vals += self._customer_pair(order, -sum(mine.mapped("cod_amount")))
        move = self._post_move(dues.carrier_id, vals)
        dues.with_context(tracking_disable=True).write({"is_posted": True, "move_id": move.id})
        dues.order_id.with_context(tvshop_is_settling=True)._reconcile_receivables()
        self._settle_orders(dues.order_id)

    def _post_returns(self, returns):
        """What was collected is not the company's: neither the carrier owes it nor it the
        customer."""
        company, carrier = self.company_id, returns.due_id.carrier_id
        partner = carrier.tvshop_partner_id
        fee = sum(returns.mapped("fee_amount"))
        taken = {
            self.env._("Taken back"): -sum(returns.mapped("cod_amount")),
            self.env._("Fees"): -fee,
        }
        label = returns.fields_get(["fee_amount"], ["string"])["fee_amount"]["string"]
        vals = self._pair(company.tvshop_cod_account_id, partner, taken)
        vals += self._pair(company.tvshop_carrier_fee_account_id, partner, {label: fee})
        for order, mine in returns.grouped(lambda one: one.due_id.order_id).items():
            vals += self._customer_pair(order, sum(mine.mapped("cod_amount")))
        returns.write({"is_posted": True, "move_id": self._post_move(carrier, vals).id})
        orders = returns.due_id.order_id.with_context(tvshop_is_settling=True)
        orders._reconcile_receivables()

    def _post_lines(self, lines):
        company, partner = self.company_id, lines.carrier_id.tvshop_partner_id
        vals = []
        for remittance, mine in lines.grouped("remittance_id").items():
            paid = sum(mine.mapped("net_amount"))
            under_way = self._pair(
                company.tvshop_remittance_account_id, partner, {remittance.name: paid}
            )
            vals += [line | {"tvshop_remittance_id": remittance.id} for line in under_way]
            vals += self._pair(company.tvshop_cod_account_id, partner, {remittance.name: -paid})
        move = self._post_move(lines.carrier_id, vals)
        lines.write({"is_posted": True, "move_id": move.id})
        lines.remittance_id.filtered("bank_line_id")._reconcile_bank()

    def _post_closings(self, closings):
        company, carrier = self.company_id, self._carrier_of(closings[0])
        partner = carrier.tvshop_partner_id
        vals = []
        for closing in closings:
            label = self.env._("Difference %s", closing._closed().display_name)
            vals += self._pair(
                company.tvshop_difference_account_id, partner, {label: closing.amount}
            )
            vals += self._pair(company.tvshop_cod_account_id, partner, {label: -closing.amount})
        closings.write({"is_posted": True, "move_id": self._post_move(carrier, vals).id})
        self._settle_orders(closings.due_id.order_id)

    def _customer_pair(self, order, amount):
        customer = order.partner_invoice_id.commercial_partner_id.with_company(self.company_id)
        account = customer.property_account_receivable_id
        lines = self._pair(account, customer, {order.name: amount})
        return [line | {"analytic_distribution": False} for line in lines]

    def _pair(self, account, partner, amounts):
        """Values of lines on one account: `amounts` by label, positive is debit; none for 0."""
        currency = self.company_id.currency_id
        return [
            {
                "account_id": account.id,
                "partner_id": partner.id,
                "name": label,
                "balance": currency.round(amount),
            }
            for label, amount in amounts.items()
            if not currency.is_zero(amount)
        ]

    def _post_move(self, carrier, vals_list):
        """The posted entry with these lines; none if there is nothing to book."""
        moves = self.env["account.move"]
        if not vals_list:
            return moves
        move = moves.with_context(tracking_disable=True, skip_invoice_sync=True).create(
            {
                "move_type": "entry",
                "journal_id": self.company_id.tvshop_settlement_journal_id.id,
                "date": self.date_to,
                "ref": f"{self.name} · {carrier.name}",
                "tvshop_settlement_id": self.id,
                "line_ids": [Command.create(vals) for vals in vals_list],
            }
        )
        move._post(soft=False)
        return move

    # Orders

    def _settle_orders(self, orders):
        """Orders that are paid up become Settled: by the carriers, or by receipts."""
        paid = orders.filtered(
            lambda order: order.tvshop_state == "delivered" and order._is_paid_up()
        )
        if paid:
            paid.with_context(tracking_disable=True)._transition(
                "settled", self.name, key=f"settlement-{self.id}"
            )

    # Undoing

    def action_reverse(self):
        """Take the settlement back by reversing its entries; all of it can be settled anew."""
        run = self._take("posted")
        run._check_last()
        dues, orders = run.due_ids, (run.due_ids | run.closing_ids.due_id).order_id
        run._take_back_all_income()
        run._reverse_entries()
        run.state = "reversed"
        dues.with_context(tracking_disable=True).write(
            {"is_posted": False, "move_id": False, "settlement_id": False}
        )
        for name in ("return_ids", "line_ids"):
            run[name].write({"is_posted": False, "move_id": False, "settlement_id": False})
        run.closing_ids.unlink()
        back = orders.filtered(
            lambda order: order.tvshop_state == "settled" and not order._is_paid_up()
        )
        back.with_context(tracking_disable=True)._transition(
            "delivered",
            self.env._("%s was reversed", run.name),
            key=f"settlement-{run.id}-reversed",
        )

    def _reverse_entries(self):
        company = self.company_id
        locked = company._get_user_fiscal_lock_date(company.tvshop_settlement_journal_id)
        today = fields.Date.context_today(self)
        moves = self.move_ids.filtered(lambda move: not move.is_tvshop_income)
        moves._reverse_moves(
            [
                {
                    "date": move.date if move.date > locked else today,
                    "ref": self.env._("Reversal of %s", move.name),
                    "tvshop_settlement_id": self.id,
                }
                for move in moves
            ],
            cancel=True,
        )
