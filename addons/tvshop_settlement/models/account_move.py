from odoo import api, fields, models
from odoo.exceptions import UserError

from .account_payment import RECEIVED

OURS = {"tvshop_settlement_id", "tvshop_statement_id"}


class AccountMove(models.Model):
    _inherit = "account.move"

    tvshop_settlement_id = fields.Many2one(
        "tvshop.settlement",
        "Settlement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="tvshop_crm.group_finance",
    )
    tvshop_statement_id = fields.Many2one(
        "tvshop.supplier.statement",
        "Supplier Statement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="tvshop_crm.group_finance",
    )
    is_tvshop_income = fields.Boolean("Income Without Invoice", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        # Only steps with the rights of the system say it, and nobody by a default.
        defaults = {f"default_{name}" for name in OURS} & self.env.context.keys()
        defaults |= OURS & self.env["ir.default"]._get_model_defaults(self._name).keys()
        is_given = any(vals.get(name) for vals in vals_list for name in OURS)
        if defaults or (is_given and not self.env.su):
            self._refuse_mark()
        return super().create(vals_list)

    def write(self, vals):
        if OURS & vals.keys():
            self._refuse_mark()
        if vals.get("state") in ("draft", "cancel"):
            self._check_no_receipt()
        return super().write(vals)

    def _check_no_receipt(self):
        """:raises UserError: for the entry of a receipt that stands"""
        # sudo: account.payment – only whether it is a receipt, for whoever changes entries
        for receipt in self.sudo().origin_payment_id:
            if receipt.tvshop_order_id and receipt.state in RECEIVED:
                raise UserError(
                    self.env._("Take the receipt %s back, not its entry.", receipt.display_name)
                )

    def _refuse_mark(self):
        raise UserError(
            self.env._("Only settlements and statements say which entries and bills are theirs.")
        )

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A settlement's entries are taken back with all of it, by its own step."""
        values = default_values_list or [{} for _move in self]
        for move, vals in zip(self, values, strict=True):
            # sudo: account.move – whose entry it is, for those who don't see settlements
            run = move.sudo().tvshop_settlement_id
            if run and vals.get("tvshop_settlement_id") != run.id:
                raise UserError(
                    self.env._("%s is reversed as a whole: open it and press Reverse.", run.name)
                )
        return super()._reverse_moves(default_values_list, cancel)

    def _post(self, soft=True):
        """Invoices and credit notes of orders are set off against what was paid for them."""
        posted = super()._post(soft)
        documents = posted.filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        if documents:
            # sudo: sale.order, tvshop.price.note – who posts needn't see parcels and notes
            notes = self.env["tvshop.price.note"].sudo().search([("move_id", "in", documents.ids)])
            orders = documents.sudo().line_ids.sale_line_ids.order_id | notes.order_id
            # What is invoiced after all was booked without an invoice: not twice.
            invoices = documents.filtered(lambda move: move.move_type == "out_invoice").sudo()
            invoices.line_ids.sale_line_ids.order_id._take_back_income()
            orders.filtered("is_tvshop")._reconcile_receivables()
        return posted

    def action_view_tvshop_parcels(self):
        """What the entry is made of, parcel by parcel or payment by payment."""
        self.ensure_one()
        move = self.reversed_entry_id or self
        if move.is_tvshop_income:
            action = self.env["ir.actions.act_window"]._for_xml_id("tvshop_crm.sale_order_action")
            return {**action, "domain": [("tvshop_income_move_id", "=", move.id)], "context": {}}
        name, field = "tvshop_parcel_due_action", "move_id"
        if self.env["tvshop.remittance.line"].search_count([("move_id", "=", move.id)], limit=1):
            name = "tvshop_remittance_line_action"
        elif self.env["tvshop.due.return"].search_count([("move_id", "=", move.id)], limit=1):
            field = "return_ids.move_id"
        elif closings := self.env["tvshop.due.closing"].search([("move_id", "=", move.id)]):
            field = "closing_ids.move_id"
            if not closings.due_id:
                name = "tvshop_remittance_line_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(f"tvshop_settlement.{name}")
        return {**action, "domain": [(field, "=", move.id)], "context": {}}
