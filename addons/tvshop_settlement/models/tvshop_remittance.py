from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ..matching.cents import from_cents, to_cents
from ..matching.rows import read_rows
from ..matching.texts import refusal_text

UNKNOWN = (("due_ids", "=", False), ("write_off_note", "=", False))


class TvshopRemittance(models.Model):
    _name = "tvshop.remittance"
    _inherit = ["tvshop.carrier.file", "mail.thread"]
    _description = "Carrier's Remittance"
    _format_model = "tvshop.remittance.format"
    _cron = "tvshop_settlement.ir_cron_remittance"
    _mail_post_access = "read"

    state = fields.Selection(
        selection_add=[("taken_back", "Withdrawn")], ondelete={"taken_back": "set default"}
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("tvshop.remittance.line", "remittance_id", "Lines")
    net_amount = fields.Monetary("Paid", readonly=True, help="Of the lines that are new.")
    unknown_count = fields.Integer("Unknown", compute="_compute_counts")
    difference_count = fields.Integer("Differences", compute="_compute_counts")

    @api.depends("line_ids.due_ids")
    def _compute_counts(self):
        lines, dues = self.env["tvshop.remittance.line"], self.env["tvshop.parcel.due"]
        unknown = dict(
            lines._read_group(
                [("remittance_id", "in", self.ids), *UNKNOWN],
                ["remittance_id"],
                ["__count"],
            )
        )
        found = dues.search(
            [("line_ids.remittance_id", "in", self.ids), ("is_difference", "=", True)]
        )
        different = Counter(one for due in found for one in due.line_ids.remittance_id)
        for record in self:
            record.unknown_count = unknown.get(record, 0)
            record.difference_count = different[record]

    # Buttons

    def action_view_lines(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_remittance_line_action"
        )
        return {**action, "domain": [("remittance_id", "in", self.ids)], "context": {}}

    def action_view_unknown(self):
        action = self.action_view_lines()
        return {**action, "domain": [*action["domain"], *UNKNOWN]}

    def action_view_differences(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_parcel_due_action"
        )
        domain = [("line_ids.remittance_id", "in", self.ids), ("is_difference", "=", True)]
        return {**action, "domain": domain, "context": {}}

    def action_take_back(self):
        """Forget a file that was read by mistake: what it matched is open again, and it can be
        read once more."""
        self.ensure_one()
        self.check_access("read")  # which is for finance alone
        # sudo: tvshop.remittance – written by its own steps only
        remittance = self.sudo()
        remittance.lock_for_update()
        remittance.invalidate_recordset()
        remittance._check_loose()
        count, amount = len(remittance.line_ids), remittance.net_amount
        dues = remittance.line_ids.due_ids
        self.env.flush_all()
        # Not by the ORM, which refuses whatever would alter what a carrier told.
        self.env.cr.execute(
            SQL("DELETE FROM tvshop_remittance_line WHERE remittance_id = %s", remittance.id)
        )
        self.env.invalidate_all()
        dues._rematch()
        remittance.write({"state": "taken_back", "net_amount": 0, "new_count": 0})
        remittance.message_post(
            body=self.env._(
                "Taken back: %(count)s payments, %(amount)s together.",
                count=count,
                amount=formatLang(self.env, amount, currency_obj=self.currency_id),
            )
        )

    def _check_loose(self):
        """:raises UserError: unless it was read, and neither settlement nor bank builds on it"""
        if self.state != "done":
            raise UserError(self.env._("There is nothing to take back of %s.", self.name))
        if self.bank_line_id:
            raise UserError(
                self.env._(
                    "The bank's line %s is matched with it: undo that first.",
                    self.bank_line_id.payment_ref or self.bank_line_id.display_name,
                )
            )
        for run in self.line_ids.settlement_id[:1]:
            raise UserError(self.env._("Its payments are in %s: take that back first.", run.name))

    # Reading

    @api.model
    def _receive(self, carrier, name, data):
        self.check_access("read")
        return super()._receive(carrier, name, data)

    def _raise_unknown_format(self, carrier):
        raise UserError(
            self.env._(
                "Show first what the remittances of %s look like: Settlement, Formats.",
                carrier.name,
            )
        )

    def _read(self):
        super()._read()
        if self.state == "done":
            dues = self.env["tvshop.parcel.due"].with_company(self.company_id)
            dues._charge(self.company_id)

    def _read_rows(self, table, form):
        return read_rows(table, form, fields.Date.context_today(self) + timedelta(days=1))

    def _refusal_text(self, refused):
        return refusal_text(self.env, refused.code, refused.value)

    def _prepare_row(self, line, told, known):
        unit = self.currency_id._tvshop_unit()
        return (
            self.id,
            self.carrier_id.id,
            self.company_id.id,
            line,
            " ".join(told.waybills),
            told.day,
            told.reference,
            from_cents(to_cents(told.amount, unit)),
            from_cents(to_cents(told.fee or 0, unit)),
            told.fee is not None,
        )

    def _take(self, values):
        return self.env["tvshop.remittance.line"]._insert(values)

    def _note(self, returned, taken, new):
        self.env.invalidate_all()
        super()._note(returned, taken, new)
        self.net_amount = sum(self.line_ids.mapped("net_amount"))
