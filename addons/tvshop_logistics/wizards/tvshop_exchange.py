from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class TvshopExchange(models.TransientModel):
    """What the customer gives back and what is sent for it."""

    _name = "tvshop.exchange"
    _description = "Exchange Goods"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    line_ids = fields.One2many(
        "tvshop.exchange.line",
        "exchange_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    reason = fields.Char(required=True)
    value = fields.Monetary("Goods Given Back", compute="_compute_amounts")
    price = fields.Monetary("New Goods", compute="_compute_amounts")
    credit = fields.Monetary("Paid Already", compute="_compute_amounts")
    to_pay = fields.Monetary("Customer Pays", compute="_compute_amounts")
    to_refund = fields.Monetary("Customer Gets Back", compute="_compute_amounts")

    @api.depends("order_id")
    def _compute_line_ids(self):
        for wizard in self:
            # sudo: stock.move – what was sent, for those who may read the order
            outside = wizard.order_id.sudo()._goods_outside()
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "move_id": move.id,
                        "quantity": quantity,
                        "new_product_id": move.product_id.id,
                    }
                )
                for move, quantity in outside.items()
            ]

    @api.depends("line_ids.value", "line_ids.price", "order_id")
    def _compute_amounts(self):
        for wizard in self:
            value = sum(wizard.line_ids.mapped("value"))
            price = sum(wizard.line_ids.mapped("price"))
            # sudo: tvshop.return – what an earlier exchange has counted isn't counted again
            _counted, used = wizard.order_id.sudo()._count_towards_replacements()
            paid = max(value - used, 0) if wizard.order_id._is_paid_for() else 0
            wizard.value = value
            wizard.price = price
            wizard.credit = min(paid, price)
            wizard.to_pay = price - wizard.credit
            wizard.to_refund = paid - wizard.credit

    def action_apply(self):
        """Make, confirm and hand to the warehouse the replacement order; expect the goods back."""
        self.ensure_one()
        order = self.order_id
        order._check_may_exchange()
        # sudo: sale.order – two exchanges of one order wait for each other
        order.sudo()._lock_for_transition()
        order._check_may_exchange()
        lines = self.line_ids.filtered("quantity")
        if not lines:
            raise UserError(self.env._("Say how many pieces come back."))
        lines._check_quantities()
        replacement = self.env["sale.order"].create(self._prepare_replacement_vals(lines))
        if self.credit:
            replacement.order_line = [Command.create(self._prepare_credit_line())]
        # sudo: sale.order – fields of the exchange are written by this step only
        replacement.sudo().write(
            {
                "replaces_id": order.id,
                "exchange_value": self.value,
                "exchange_credit": self.credit,
            }
        )
        goods = self._expect_goods(lines, replacement)
        replacement.action_confirm()
        replacement._transition("exchange", self.reason, key=f"exchange-{goods.id}")
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": replacement.id,
            "views": [(False, "form")],
        }

    def _prepare_replacement_vals(self, lines):
        order = self.order_id
        return {
            "is_tvshop": True,
            "partner_id": order.partner_id.id,
            "partner_shipping_id": order.partner_shipping_id.id,
            "user_id": self.env.uid,
            "origin": order.name,
            "order_method": order.order_method,
            "payment_method_kind": order.payment_method_kind,
            "channel_id": order.channel_id.id,
            "carrier_id": order.carrier_id.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": line.new_product_id.id,
                        "product_uom_qty": line.quantity,
                        **line._price_vals(),
                    }
                )
                for line in lines
            ],
        }

    def _prepare_credit_line(self):
        product = self.env.ref("tvshop_logistics.product_exchange_credit")
        return {
            "product_id": product.id,
            "name": self.env._("Paid already with %s", self.order_id.name),
            "product_uom_qty": 1,
            "price_unit": -self.credit,
            "is_tvshop_payment": True,
            "tax_ids": [Command.clear()],
        }

    def _expect_goods(self, lines, replacement):
        """The order's open return (or a new one) expects what is exchanged."""
        goods = self.env["tvshop.return"]._expect(self.order_id, "exchange", self.reason)
        goods.replacement_id = replacement
        if goods.kind == "exchange":
            goods.line_ids.filtered(lambda line: line.move_id not in lines.move_id).unlink()
            for line in lines:
                back = goods.line_ids.filtered(lambda back, line=line: back.move_id == line.move_id)
                back.expected_qty = line.quantity
        return goods
