from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..matching.cents import from_cents, to_cents
from ..matching.rows import read_rows
from ..matching.texts import refusal_text

UNKNOWN = (("due_ids", "=", False), ("write_off_note", "=", False))


class TvshopRemittance(models.Model):
    _name = "tvshop.remittance"
    _inherit = "tvshop.carrier.file"
    _description = "Carrier's Remittance"
    _format_model = "tvshop.remittance.format"
    _cron = "tvshop_settlement.ir_cron_remittance"

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
