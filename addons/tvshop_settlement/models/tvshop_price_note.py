from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

APPROVERS = ("tvshop_crm.group_supervisor", "tvshop_crm.group_manager")


class TvshopPriceNote(models.Model):
    """Less money for something delivered: asked for by one, approved by another, then credited."""

    _name = "tvshop.price.note"
    _description = "Price Adjustment"
    _inherit = ["tvshop.document.mixin", "mail.thread"]
    _order = "id DESC"
    _entered = frozenset({"order_id", "order_line_id", "amount", "reason"})

    order_id = fields.Many2one(
        "sale.order",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("tvshop_state", "in", ("delivered", "settled"))],
    )
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    order_line_id = fields.Many2one(
        "sale.order.line",
        "Product",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('order_id', '=', order_id), ('price_total', '>', 0)]",
    )
    product_id = fields.Many2one(related="order_line_id.product_id", string="Reduced Product")
    asked_amount = fields.Monetary("Asked of the Customer", related="order_line_id.price_total")
    amount = fields.Monetary("Reduced By", required=True, tracking=True, help="With taxes.")
    reason = fields.Char(required=True, tracking=True)
    state = fields.Selection(
        [
            ("requested", "To Approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="requested",
        copy=False,
        tracking=True,
    )
    requested_by_id = fields.Many2one(
        "res.users",
        "Asked For By",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        copy=False,
    )
    approved_by_id = fields.Many2one("res.users", "Decided By", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    move_id = fields.Many2one("account.move", "Credit Note", readonly=True, copy=False)
    is_credited = fields.Boolean(compute="_compute_is_credited", store=True)

    _positive = models.Constraint("CHECK (amount > 0)", "Enter by how much the price is reduced.")

    @api.depends("move_id.state")
    def _compute_is_credited(self):
        for note in self:
            note.is_credited = bool(note.move_id) and note.move_id.state != "cancel"

    @api.constrains("order_line_id", "order_id", "amount", "state")
    def _check_amount(self):
        """No more is given back than was asked, over all reductions of a product."""
        for note in self.filtered(lambda note: note.state != "refused"):
            sold = note.order_line_id
            if sold.order_id != note.order_id:
                raise ValidationError(
                    self.env._("Choose a product of order %s.", note.order_id.name)
                )
            others = self.search([("order_line_id", "=", sold.id), ("state", "!=", "refused")])
            most = note._kept()
            if note.currency_id.compare_amounts(sum(others.mapped("amount")), most) > 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s of order %(order)s can be reduced by %(amount).2f at most.",
                        product=sold.product_id.display_name,
                        order=note.order_id.name,
                        amount=most - sum((others - note).mapped("amount")),
                    )
                )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        notes = super().create(vals_list)
        notes.order_id._lock_for_transition()
        for note in notes:
            if note.order_id.tvshop_state not in ("delivered", "settled"):
                raise UserError(
                    self.env._(
                        "Order %s is not delivered: change the order itself.", note.order_id.name
                    )
                )
        return notes

    def write(self, vals):
        if self._entered & vals.keys():
            self._check_state("requested")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_requested(self):
        self._check_state("requested", "refused")

    def _kept(self):
        """What was asked for the pieces that the customer keeps, and what was given back before
        of the others."""
        sold = self.order_line_id
        if not sold.product_uom_qty:
            return 0
        # sudo: tvshop.return – how many came back, whoever asks for less money
        lines = self.order_id.sudo().tvshop_return_ids.line_ids
        lines = lines.filtered(lambda line: line.move_id.sale_line_id == sold)
        back = lines.filtered(lambda line: line.return_id.state == "done")
        given = (lines - back).filtered(lambda line: line.return_id._is_exchanging())
        count = sum(back.mapped("received_qty")) + sum(given.mapped("expected_qty"))
        kept = sold.price_total * (sold.product_uom_qty - count) / sold.product_uom_qty
        return kept + sum(back.mapped("price_reduction"))

    # Steps

    def action_approve(self):
        self._decide("approved")

    def action_refuse(self):
        self._decide("refused")

    def action_withdraw(self):
        """What was approved is not given, as long as nothing was credited or reckoned with it."""
        for note in self.filtered("is_credited"):
            raise UserError(
                # sudo: account.move – the number of the credit note alone
                self.env._("Cancel its credit note %s first.", note.sudo().move_id.display_name)
            )
        # sudo: tvshop.return – only whether goods came back with it, whoever decides
        for note in self.sudo():
            for line in note.order_id.tvshop_return_ids.line_ids.filtered("price_reduction"):
                is_same = line.move_id.sale_line_id == note.order_line_id
                booked = line.return_id.booked_on
                if is_same and (not note.decided_on or note.decided_on <= booked):
                    raise UserError(
                        self.env._(
                            "%s gave back less because of it: credit it.", line.return_id.name
                        )
                    )
        self._decide("refused", "approved")

    def _decide(self, state, source="requested"):
        if not any(self.env.user.has_group(group) for group in APPROVERS):
            raise AccessError(self.env._("A supervisor decides about price adjustments."))
        self.check_access("read")
        self._lock_in(source)
        for note in self:
            if state == "approved" and note.requested_by_id == self.env.user:
                raise UserError(
                    self.env._("%s is your own; somebody else has to approve it.", note.name)
                )
        now = fields.Datetime.now()
        # sudo: tvshop.price.note – written by its own steps only
        self.sudo().write({"state": state, "approved_by_id": self.env.uid, "decided_on": now})

    def action_credit(self):
        """Make the draft credit note that finance looks through and posts."""
        self.ensure_one()
        if not self.env.user.has_group("tvshop_crm.group_finance"):
            raise AccessError(self.env._("Finance refunds."))
        self._lock_in("approved")
        if self.is_credited:
            raise UserError(self.env._("%s has its credit note already.", self.name))
        # sudo: tvshop.price.note – written by its own steps only
        self.sudo().move_id = self.env["account.move"].create(self._prepare_credit_vals())
        return self.action_view_credit()

    def action_view_credit(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

    def _prepare_credit_vals(self):
        # sudo: sale.order – finance reads what was sold, whoever sold it
        note = self.sudo()
        order, sold = note.order_id, note.order_line_id
        # For one piece, and without a link to the line: nothing comes back, and what was invoiced
        # of it stays invoiced.
        line = sold._prepare_invoice_line(quantity=1)
        del line["sale_line_ids"]
        share = note.amount / sold.price_total * sold.product_uom_qty
        price = sold.price_unit * (1 - (sold.discount or 0) / 100) * share
        return {
            "move_type": "out_refund",
            "partner_id": order.partner_invoice_id.id,
            "currency_id": order.currency_id.id,
            "company_id": order.company_id.id,
            "invoice_origin": order.name,
            "ref": f"{note.name} · {note.reason}",
            "is_tvshop_made": True,
            "invoice_line_ids": [Command.create(line | {"price_unit": price, "discount": 0})],
        }
