from collections import defaultdict
from itertools import chain

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .account_payment import RECEIVED

PAID_BEFORE = ("card", "transfer", "prepaid")
NOTE_GROUPS = ",".join(f"tvshop_crm.group_{name}" for name in ("service", "supervisor", "finance"))

# Lines on receivable accounts, by what ties them to an order.
RECEIVABLES = """
WITH moves AS (
    SELECT s.order_id, a.move_id
      FROM sale_order_line s
      JOIN sale_order_line_invoice_rel r ON r.order_line_id = s.id
      JOIN account_move_line a ON a.id = r.invoice_line_id
     WHERE s.order_id IN %(orders)s
     UNION
    SELECT order_id, move_id FROM tvshop_price_note
     WHERE order_id IN %(orders)s AND move_id IS NOT NULL
     UNION
    SELECT tvshop_order_id, move_id FROM account_payment
     WHERE tvshop_order_id IN %(orders)s AND move_id IS NOT NULL),
found AS (
    SELECT m.order_id, l.id FROM moves m JOIN account_move_line l ON l.move_id = m.move_id
     UNION
    SELECT d.order_id, l.id
      FROM tvshop_parcel_due d
      JOIN sale_order o ON o.id = d.order_id
      JOIN account_move_line l ON l.move_id = d.move_id AND l.name = o.name
     WHERE d.order_id IN %(orders)s
     UNION
    SELECT d.order_id, l.id
      FROM tvshop_parcel_due d
      JOIN tvshop_due_return r ON r.due_id = d.id
      JOIN sale_order o ON o.id = d.order_id
      JOIN account_move_line l ON l.move_id = r.move_id AND l.name = o.name
     WHERE d.order_id IN %(orders)s
     UNION
    SELECT o.id, l.id
      FROM sale_order o
      JOIN account_move_line l ON l.move_id = o.tvshop_income_move_id AND l.name = o.name
     WHERE o.id IN %(orders)s)
SELECT f.order_id, l.account_id, l.id
  FROM found f
  JOIN account_move_line l ON l.id = f.id AND l.parent_state = 'posted'
  JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
 WHERE NOT COALESCE(l.reconciled, FALSE) AND l.amount_residual != 0
 ORDER BY l.date_maturity, l.id
"""
# Of what was agreed, what has not come: neither what came back nor what was reduced is owed.
OWED = """(o.amount_total - COALESCE(o.tvshop_received_amount, 0)
           - (SELECT COALESCE(SUM(amount), 0) FROM tvshop_price_note
               WHERE order_id = o.id AND state = 'approved')
           - (SELECT COALESCE(SUM(goods_value - COALESCE(price_reduction, 0)), 0)
                FROM tvshop_return WHERE order_id = o.id AND state = 'done'))"""
AWAITED = f"""(
    SELECT o.id
      FROM sale_order o
      JOIN res_company c ON c.id = o.company_id
     WHERE o.payment_method_kind IN %(kinds)s
       AND o.tvshop_state IN ('ordered', 'exchange', 'shipped', 'delivered', 'settled')
       AND o.state = 'sale' AND o.date_order >= c.tvshop_settle_from
       AND o.amount_total > COALESCE(o.tvshop_received_amount, 0) AND {OWED} > 0)"""


class SaleOrder(models.Model):
    """What was paid for an order other than at the door, and what of it is still owed."""

    _inherit = "sale.order"

    tvshop_payment_ids = fields.One2many(
        "account.payment", "tvshop_order_id", "Receipts", groups="tvshop_crm.group_finance"
    )
    tvshop_note_ids = fields.One2many(
        "tvshop.price.note", "order_id", "Price Adjustments", groups=NOTE_GROUPS
    )
    tvshop_note_count = fields.Integer(
        "Number of Price Adjustments", compute="_compute_tvshop_note_count", groups=NOTE_GROUPS
    )
    tvshop_received_amount = fields.Monetary(
        "Paid So Far",
        compute="_compute_tvshop_received_amount",
        store=True,
        groups="tvshop_crm.group_finance",
        help="By card or transfer, less what was paid back; not what a carrier collected.",
    )

    is_payment_awaited = fields.Boolean(
        "Payment Awaited",
        compute="_compute_is_payment_awaited",
        search="_search_is_payment_awaited",
        groups="tvshop_crm.group_finance",
        help="Was to be paid before delivery, since settlement began, and is not.",
    )

    payment_advice = fields.Char(
        "What to Do", compute="_compute_payment_advice", groups="tvshop_crm.group_finance"
    )

    @api.depends("tvshop_note_ids")
    def _compute_tvshop_note_count(self):
        for order in self:
            order.tvshop_note_count = len(order.tvshop_note_ids)

    @api.depends("tvshop_payment_ids.state", "tvshop_payment_ids.amount")
    def _compute_tvshop_received_amount(self):
        for order in self:
            order.tvshop_received_amount = sum(
                payment.currency_id._convert(
                    payment.amount if payment.payment_type == "inbound" else -payment.amount,
                    order.currency_id,
                    order.company_id,
                    payment.date,
                )
                for payment in order.tvshop_payment_ids
                if payment.state in RECEIVED
            )

    @api.depends(
        *("tvshop_received_amount", "amount_total", "tvshop_state", "payment_method_kind"),
        *("tvshop_note_ids.state", "tvshop_note_ids.amount", "company_id.tvshop_settle_from"),
        *(f"tvshop_return_ids.{name}" for name in ("state", "goods_value", "price_reduction")),
    )
    def _compute_is_payment_awaited(self):
        awaited = self.search([("id", "in", self.ids), ("is_payment_awaited", "=", True)])
        for order in self:
            order.is_payment_awaited = order in awaited

    @api.depends("tvshop_received_amount", "tvshop_state", "is_payment_awaited")
    def _compute_payment_advice(self):
        for order in self:
            order.payment_advice = order.is_payment_awaited and order._payment_advice()

    def _payment_advice(self):
        if self.tvshop_received_amount:
            return self.env._("A part is missing: ask the customer for it, or adjust the price.")
        if self.tvshop_state in ("delivered", "settled"):
            return self.env._(
                "Delivered and not paid: look through the bank lines, then ask the customer. It is"
                " not settled before."
            )
        return self.env._("Look through the bank lines, or ask the customer.")

    def _search_is_payment_awaited(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env.flush_all()
        return [("id", "in", SQL(AWAITED, kinds=PAID_BEFORE))]

    def _not_received(self):
        """What was agreed to be paid before delivery and has not come; nothing is negative."""
        self.ensure_one()
        if self.payment_method_kind not in PAID_BEFORE or self.tvshop_state == "returned":
            return 0
        reduced = self.tvshop_note_ids.filtered(lambda note: note.state == "approved")
        back = self.tvshop_return_ids.filtered(lambda goods: goods.state == "done")
        owed = self.amount_total - sum(reduced.mapped("amount")) - self.tvshop_received_amount
        owed -= sum(goods._value_left() for goods in back)
        return max(0, self.currency_id.round(owed))

    def _is_paid_for(self):
        """Paid ahead is what has come."""
        # sudo: sale.order – only whether it is paid, for whoever books its return
        return super()._is_paid_for() and not self.sudo().is_payment_awaited

    def _unsettle_unpaid(self, reason):
        """A receipt of these orders was taken back: what is not paid is not settled."""
        unpaid = self.filtered(
            lambda order: order.tvshop_state == "settled" and order.is_payment_awaited
        )
        if unpaid:
            unpaid._transition("delivered", reason)

    def action_receive(self):
        """Enter what was paid for these orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_receipt_action"
        )
        return {**action, "context": {"default_order_ids": self.ids}}

    def action_adjust_price(self):
        """Ask for a price reduction after delivery."""
        self.ensure_one()
        if self.tvshop_state not in ("delivered", "settled"):
            raise UserError(
                self.env._("Order %s is not delivered: change the order itself.", self.name)
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_price_note_action"
        )
        views = [(False, "form")]
        return {**action, "views": views, "context": {"default_order_id": self.id}}

    def action_view_tvshop_notes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_price_note_action"
        )
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {}}

    def action_view_tvshop_payments(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_account_payments")
        return {**action, "domain": [("tvshop_order_id", "in", self.ids)], "context": {}}

    def message_post(self, **kwargs):
        """Not “Invoice … paid” while a settlement pays many: the order says what settled it."""
        if self.env.context.get("tvshop_is_settling"):
            return self.env["mail.message"]
        return super().message_post(**kwargs)

    # Setting off

    def _reconcile_receivables(self):
        """Set off what is owed for each of these orders against what was paid for it.

        Invoices and credit notes, receipts, and what carriers collected; whichever is posted last
        brings them together. Written for sets.
        """
        if not self:
            return
        plan = []
        for lines in self._open_receivables().values():
            if {line.amount_residual > 0 for line in lines} == {True, False}:
                plan.append(lines)
        if plan:
            # What pays an invoice changes none of its lines.
            lines = self.env["account.move.line"].with_context(skip_invoice_sync=True)
            lines._reconcile_plan(plan)

    def _open_receivables(self):
        """`{(order id, account id): open lines}`."""
        self.env.flush_all()
        found = defaultdict(list)
        for order_id, account_id, line_id in self.env.execute_query(
            SQL(RECEIVABLES, orders=tuple(self.ids))
        ):
            found[order_id, account_id].append(line_id)
        lines = self.env["account.move.line"].browse(chain.from_iterable(found.values()))
        return {key: lines.browse(ids).with_prefetch(lines.ids) for key, ids in found.items()}
