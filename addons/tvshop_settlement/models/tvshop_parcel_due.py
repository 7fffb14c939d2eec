from odoo import api, fields, models
from odoo.exceptions import UserError

from ..matching import match

CAUSES = [
    (match.MATCHED, "Matched"),
    (match.NOT_REMITTED, "Not remitted"),
    (match.TWICE, "Remitted twice"),
    (match.AMOUNT, "Wrong amount"),
    (match.FEE, "Fee differs"),
    (match.TAKEN_BACK, "Taken back without a return"),
    (match.TO_TAKE_BACK, "To be taken back"),
]
# Looked at as soon as they are found; what has not come yet, or not been taken back, may be late.
WRONG = (match.TWICE, match.AMOUNT, match.FEE, match.TAKEN_BACK)
OUTCOMES = [("delivered", "Delivered"), ("returned", "Brought back")]
# Set while a parcel is charged and never again.
CHARGED = {
    *("name", "carrier_id", "company_id", "order_id", "waybill_id", "date", "outcome"),
    *("cod_amount", "delivery_fee", "cod_fee", "return_fee", "due_amount"),
}
# How it is posted: taken back by reversing its settlement only.
POSTED = {"settlement_id", "is_posted", "move_id"}


class TvshopParcelDue(models.Model):
    """What a carrier owes for one parcel: cash on delivery less its fees, and what came of it."""

    _name = "tvshop.parcel.due"
    _description = "Parcel Due"
    _inherit = ["mail.thread", "mail.activity.mixin", "tvshop.posted.mixin"]
    _order = "date, id"
    _mail_post_access = "read"
    _posted_fields = CHARGED | POSTED

    name = fields.Char("Waybill Number", required=True, readonly=True)
    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    made_in = fields.Reference("_selection_made_in", "Ordered In", compute="_compute_made_in")
    waybill_id = fields.Many2one("tvshop.waybill", readonly=True, ondelete="restrict")
    date = fields.Date("Ended On", required=True, readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    contract_id = fields.Many2one(
        "tvshop.carrier.contract",
        readonly=True,
        ondelete="restrict",
        help="In force when the parcel was shipped; without one there are no fees.",
    )
    weight = fields.Float("Weight Charged", digits="Stock Weight", readonly=True)
    cod_amount = fields.Monetary("Collected", readonly=True)
    delivery_fee = fields.Monetary(readonly=True)
    cod_fee = fields.Monetary("Collecting Fee", readonly=True)
    return_fee = fields.Monetary(readonly=True)
    fee_amount = fields.Monetary("Fees", compute="_compute_amounts", store=True)
    due_amount = fields.Monetary("Due", compute="_compute_amounts", store=True)
    remit_by = fields.Date(readonly=True, help="When it has to be here by the contract.")

    return_ids = fields.One2many("tvshop.due.return", "due_id", "Came Back", readonly=True)
    returned_cod = fields.Monetary(
        "Not Owed Any More",
        compute="_compute_returned",
        store=True,
        help="Of what was collected: the customer has it back from the carrier, or never paid.",
    )
    returned_fee = fields.Monetary("Fee for Bringing Back", compute="_compute_returned", store=True)

    line_ids = fields.Many2many(
        "tvshop.remittance.line", "tvshop_remittance_line_due_rel", "due_id", "line_id",
        string="Remitted By", readonly=True, copy=False,
    )  # fmt: skip
    told_amount = fields.Monetary("Told as Collected", readonly=True)
    told_fee = fields.Monetary("Fees Kept", readonly=True)
    received_amount = fields.Monetary("Received", compute="_compute_balance", store=True)
    balance = fields.Monetary(
        compute="_compute_balance", store=True, help="What the carrier still owes for the parcel."
    )
    cause = fields.Selection(
        CAUSES, "Remittance", required=True, readonly=True, default=match.NOT_REMITTED, index=True
    )
    resolution = fields.Selection(
        [("claimed", "Claimed from the carrier"), ("accepted", "Written off")],
        readonly=True,
        tracking=True,
    )
    note = fields.Char("Why", readonly=True, tracking=True)
    is_difference = fields.Boolean(compute="_compute_is_difference", search="_search_is_difference")
    advice = fields.Char("What to Do", compute="_compute_advice")

    settlement_id = fields.Many2one(
        "tvshop.settlement", "Charged In", readonly=True, index="btree_not_null",
        ondelete="restrict", copy=False,
    )  # fmt: skip
    closing_ids = fields.One2many("tvshop.due.closing", "due_id", "Closed By", readonly=True)
    written_off = fields.Monetary(compute="_compute_balance", store=True)
    is_closed = fields.Boolean("Closed", compute="_compute_balance", store=True, index=True)

    _once = models.UniqueIndex(
        "(carrier_id, name, company_id)", "This parcel is charged to the carrier already."
    )

    # Computes

    @api.model
    def _selection_made_in(self):
        orders = self.env["sale.order"]
        if not orders._made_in:
            return []
        label = orders.fields_get([orders._made_in], ["string"])[orders._made_in]["string"]
        return [(orders._fields[orders._made_in].comodel_name, label)]

    @api.depends("order_id")
    def _compute_made_in(self):
        name = self.env["sale.order"]._made_in
        for due in self:
            due.made_in = name and due.order_id[name]

    @api.depends("cod_amount", "delivery_fee", "cod_fee", "return_fee")
    def _compute_amounts(self):
        for due in self:
            due.fee_amount = due.delivery_fee + due.cod_fee + due.return_fee
            due.due_amount = due.cod_amount - due.fee_amount

    @api.depends("return_ids.cod_amount", "return_ids.fee_amount")
    def _compute_returned(self):
        for due in self:
            due.returned_cod = sum(due.return_ids.mapped("cod_amount"))
            due.returned_fee = sum(due.return_ids.mapped("fee_amount"))

    @api.depends(
        *("due_amount", "returned_cod", "returned_fee", "told_amount", "told_fee"),
        "closing_ids.is_posted",
    )
    def _compute_balance(self):
        for due in self:
            due.received_amount = due.told_amount - due.told_fee
            closings = due.closing_ids.filtered("is_posted")
            due.written_off = sum(closings.mapped("amount"))
            owed = due.due_amount - due.returned_cod - due.returned_fee
            left = owed - due.received_amount - due.written_off
            due.balance = due.currency_id.round(left)
            due.is_closed = bool(closings) and not due.balance

    @api.depends("cause", "is_closed", "balance", "remit_by")
    def _compute_is_difference(self):
        today = fields.Date.context_today(self)
        for due in self:
            is_late = due.remit_by < today
            due.is_difference = not due.is_closed and (
                due.cause in WRONG
                or (due.cause == match.NOT_REMITTED and due.balance > 0 and is_late)
                or (due.cause == match.TO_TAKE_BACK and is_late)
            )

    def _search_is_difference(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return [
            ("is_closed", "=", False),
            "|",
            ("cause", "in", WRONG),
            "&", ("remit_by", "<", today),
            "|", ("cause", "=", match.TO_TAKE_BACK),
            "&", ("cause", "=", match.NOT_REMITTED), ("balance", ">", 0),
        ]  # fmt: skip

    @api.depends("cause", "resolution", "balance", "contract_id", "is_closed")
    def _compute_advice(self):
        for due in self:
            due.advice = due._advice()

    def _advice(self):
        _ = self.env._
        if self.is_closed:
            return _("Closed.")
        if self.resolution == "claimed":
            return _("Claimed: it closes by itself when the carrier has paid.")
        if not self.contract_id:
            return _("No contract was in force: enter it, then charge the parcel again.")
        return {
            match.MATCHED: _("Nothing: the next settlement closes it."),
            match.NOT_REMITTED: _("Ask the carrier for it, or wait until it is due."),
            match.TWICE: _("Tell the carrier, who takes it back with the next remittance."),
            match.AMOUNT: _("Compare with the amount on the waybill; claim what is missing."),
            match.FEE: _("Compare weight and region with the contract; claim or write off."),
            match.TAKEN_BACK: _(
                "Look whether the goods came back. If they did and the customer has his money from"
                " the carrier, say so; claim it otherwise."
            ),
            match.TO_TAKE_BACK: _("The carrier deducts it from its next remittance; ask if not."),
        }[self.cause]

    # Buttons

    def action_claim(self):
        return self._open_resolving("claimed")

    def action_write_off(self):
        return self._open_resolving("accepted")

    def _open_resolving(self, resolution):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_due_resolve_action"
        )
        context = {"default_due_ids": self.ids, "default_resolution": resolution}
        return {**action, "context": context}

    def action_view_lines(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_remittance_line_action"
        )
        return {**action, "domain": [("due_ids", "in", self.ids)], "context": {}}

    def action_view_feedback(self):
        """What the carrier told of the parcel, from which it was charged."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_feedback_event_action"
        )
        domain = [("carrier_id", "in", self.carrier_id.ids), ("waybill", "in", self.mapped("name"))]
        return {**action, "domain": domain, "context": {}}

    def action_paid_back(self):
        """The carrier gave the customer the money for goods that came back: it is right to keep
        it, and nothing is left to refund."""
        self.ensure_one()
        self.check_access("read")  # which is for finance alone
        # sudo: tvshop.return – written by its own steps only
        returns = self.order_id.sudo().tvshop_return_ids.filtered(
            lambda goods: goods.state == "done" and goods.is_paid and not goods.replacement_id
        )
        if not returns:
            raise UserError(
                self.env._("Nothing of order %s has come back that was paid.", self.order_id.name)
            )
        for credit in returns.refund_move_id.filtered(lambda move: move.state != "cancel"):
            raise UserError(
                self.env._("The company refunds it by %s: cancel that first.", credit.display_name)
            )
        returns.is_paid = False
        self._charge(self.company_id)

    def action_charge_again(self):
        """Work the fees out anew, by the contract as it is now."""
        self.check_access("read")  # which is for finance alone
        # sudo: tvshop.parcel.due – written by its own steps only
        dues = self.sudo()
        dues._check_open()
        for run in dues.settlement_id.filtered(lambda run: run.state == "posting"):
            raise UserError(
                self.env._("%s is being posted, with the fees that were checked.", run.name)
            )
        dues._charge_again()

    def _resolve(self, resolution, note):
        """Put on record what finance decided about a difference.

        :raises UserError: without a reason, for a closed parcel or one that has no difference
        """
        self.check_access("read")  # which is for finance alone
        if not (note or "").strip():
            raise UserError(self.env._("Say why."))
        for due in self:
            if due.is_closed:
                raise UserError(self.env._("Parcel %s is closed already.", due.name))
            if due.cause == match.MATCHED:
                raise UserError(self.env._("Parcel %s has no difference.", due.name))
        # sudo: tvshop.parcel.due – written by its own steps only
        self.sudo().write({"resolution": resolution, "note": note.strip()})
