from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount

from ..credit.points import DEPOSIT, NO_COD, RETURNED, STOP

# An order without a way to pay would be handed over for nothing.
CASH = ("cod", False)
CREDIT_FIELDS = {"payment_method_kind", "partner_id", "company_id"}


class SaleOrder(models.Model):
    """What a customer's credit allows; whoever confirms the order, by whatever screen or call."""

    _inherit = "sale.order"

    deposit_reference = fields.Char(
        copy=False, readonly=True, help="How finance finds the deposit: slip, card or bill number."
    )
    deposit_amount = fields.Monetary("Deposit", compute="_compute_deposit_amount")

    @api.depends("order_line.price_total", "order_line.is_tvshop_payment", "deposit_reference")
    def _compute_deposit_amount(self):
        for order in self:
            paid = order.order_line.filtered("is_tvshop_payment") if order.deposit_reference else ()
            order.deposit_amount = -sum(line.price_total for line in paid)

    # CRUD

    def write(self, vals):
        result = super().write(vals)
        if CREDIT_FIELDS & vals.keys():
            self.filtered(lambda order: order.state == "sale")._check_credit()
        return result

    def action_confirm(self):
        self._check_credit()
        return super().action_confirm()

    # The rule

    def _check_credit(self):
        """Refuse orders that their customers' credit forbids; in sets.

        :raises UserError: with what to do instead
        """
        for company, orders in self.grouped("company_id").items():
            watched = orders.filtered(
                lambda order: order.partner_id.is_tvshop_customer and not order._is_credit_free()
            )
            partners = self.env["res.partner"].with_company(company)
            _points, levels, _rulings = partners._tvshop_credit(watched.partner_id.ids)
            for order in watched:
                if order.partner_id.id in levels:
                    order._refuse_by(levels[order.partner_id.id])

    def _is_credit_free(self):
        """Hook: this order is owed to its customer."""
        return False

    def _refuse_by(self, level_id):
        # sudo: tvshop.credit.level – what the company does concerns whoever takes the order
        level = self.env["tvshop.credit.level"].sudo().browse(level_id)
        is_cash = self.payment_method_kind in CASH
        if level.effect == STOP or (level.effect == NO_COD and is_cash):
            self._refuse_credit(level, level._says())
        elif level.effect == DEPOSIT and is_cash:
            wanted = self._deposit_wanted(level, self.amount_total + self.deposit_amount)
            if self.currency_id.compare_amounts(self.deposit_amount, wanted) < 0:
                self._refuse_credit(level, level._says())

    def _refuse_credit(self, level, what):
        raise UserError(
            self.env._(
                "%(customer)s has the credit level “%(level)s”. %(what)s "
                "Choose another way to pay, or ask a supervisor.",
                customer=self.partner_id.name,
                level=level.name,
                what=what,
            )
        )

    def _deposit_wanted(self, level, total):
        return self.currency_id.round(total * level.deposit_percent / 100)

    # The desktop

    def _desktop_deposit_wanted(self, payload):
        """`{amount, currency, text}` of the deposit to ask for before this draft becomes an order.

        False if none is wanted, or the agent has said how it was paid.
        """
        if payload.get("payment") not in CASH or payload.get("deposit_reference"):
            return False
        # sudo: tvshop.credit.level – what the company does concerns whoever takes the order
        level = self.partner_id.sudo().tvshop_credit_level_id
        if level.effect != DEPOSIT:
            return False
        total = self.amount_total + self._desktop_delivery_price(payload.get("carrier_id"))
        amount = self._deposit_wanted(level, total)
        return {
            "amount": amount,
            "currency": self.currency_id.id,
            "text": format_amount(self.env, amount, self.currency_id),
        }

    def _desktop_add_deposit(self, payload):
        """Take off the deposit that the agent says was paid; the carrier collects the rest."""
        reference = " ".join(str(payload.get("deposit_reference") or "").split())[:64]
        # sudo: tvshop.credit.level – what the company does concerns whoever takes the order
        level = self.partner_id.sudo().tvshop_credit_level_id
        if not reference or level.effect != DEPOSIT or self.payment_method_kind not in CASH:
            return
        amount = self._deposit_wanted(level, self.amount_total)
        product = self.env.ref("tvshop_crm.product_deposit")
        self.write(
            {
                "deposit_reference": reference,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "name": self.env._("Deposit paid: %s", reference),
                            "product_uom_qty": 1,
                            "price_unit": -amount,
                            "tax_ids": [Command.clear()],
                            "is_tvshop_payment": True,
                        }
                    )
                ],
            }
        )

    # What counts against the customer

    def _after_transition(self, target):
        super()._after_transition(target)
        if target == "returned":
            blamed = self.filtered(lambda order: order._is_blamed())
            moments = blamed._delivered_moments()
            was_kept = blamed.filtered(lambda order: order.id in moments)
            self.env["tvshop.credit.incident"]._note(was_kept, RETURNED)
            self.env["tvshop.credit.incident"]._note(blamed - was_kept)

    def _is_blamed(self):
        """Hook: what came back counts against the customer."""
        return True
