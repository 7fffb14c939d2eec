import hashlib
from base64 import b64encode
from datetime import timedelta
from itertools import islice

from odoo import api, fields, models
from odoo.addons.tvshop_crm.tables.cells import BadRow
from odoo.addons.tvshop_crm.tables.returned import ReturnedRows
from odoo.addons.tvshop_crm.tables.table import Refused, is_cut, read_table
from odoo.addons.tvshop_logistics.feedback.texts import problem_text
from odoo.exceptions import UserError

from ..matching.rows import read_rows
from ..matching.texts import refusal_text

BATCH = 2000
# Larger files are read by the scheduler, while the user goes on.
AT_ONCE = 2**20


class TvshopRemittance(models.Model):
    _name = "tvshop.remittance"
    _description = "Carrier's Remittance"
    _order = "id DESC"

    name = fields.Char("File Name", required=True, readonly=True)
    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    file = fields.Binary(required=True, attachment=True, readonly=True)
    digest = fields.Char("SHA-256", readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Read"), ("refused", "Refused")],
        required=True,
        default="waiting",
        readonly=True,
    )
    refusal = fields.Char("Why Refused", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    new_count = fields.Integer("New", readonly=True)
    repeated_count = fields.Integer("Known Already", readonly=True)
    bad_count = fields.Integer("Not Taken", readonly=True)
    bad_file = fields.Binary("Rows Not Taken", attachment=True, readonly=True)
    bad_file_name = fields.Char(readonly=True)
    problems = fields.Text(readonly=True, help="The first rows that were not taken.")
    line_ids = fields.One2many("tvshop.remittance.line", "remittance_id", "Lines")
    net_amount = fields.Monetary("Paid", readonly=True, help="Of the lines that are new.")
    unknown_count = fields.Integer("Unknown", compute="_compute_counts")
    difference_count = fields.Integer("Differences", compute="_compute_counts")

    @api.depends("line_ids.due_ids")
    def _compute_counts(self):
        lines, dues = self.env["tvshop.remittance.line"], self.env["tvshop.parcel.due"]
        unknown = dict(
            lines._read_group(
                [("remittance_id", "in", self.ids), ("due_ids", "=", False)],
                ["remittance_id"],
                ["__count"],
            )
        )
        for record in self:
            record.unknown_count = unknown.get(record, 0)
            record.difference_count = dues.search_count(
                [("line_ids.remittance_id", "=", record.id), ("is_difference", "=", True)]
            )

    # Buttons

    def action_view_lines(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_remittance_line_action"
        )
        return {**action, "domain": [("remittance_id", "in", self.ids)], "context": {}}

    def action_view_unknown(self):
        action = self.action_view_lines()
        return {**action, "domain": [*action["domain"], ("due_ids", "=", False)]}

    def action_view_differences(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_parcel_due_action"
        )
        domain = [("line_ids.remittance_id", "in", self.ids), ("is_difference", "=", True)]
        return {**action, "domain": domain, "context": {}}

    # Reading

    @api.model
    def _receive(self, carrier, name, data):
        """Take a file in; a small one is read at once.

        :raises UserError: for a carrier whose files nobody has described yet
        """
        self.check_access("read")
        carrier.check_access("read")
        if not self._format_of(carrier):
            raise UserError(
                self.env._(
                    "Show first what the remittances of %s look like: Settlement, Formats.",
                    carrier.name,
                )
            )
        # sudo: tvshop.remittance – files are kept by this step only and changed by nobody
        record = self.sudo().create(
            {
                "name": name,
                "carrier_id": carrier.id,
                "company_id": (carrier.company_id or self.env.company).id,
                "file": b64encode(data),
                "digest": hashlib.sha256(data).hexdigest(),
            }
        )
        if len(data) <= AT_ONCE:
            record._read()
        else:
            self.env.ref("tvshop_settlement.ir_cron_remittance")._trigger()
        return record.with_env(self.env)

    @api.model
    def _format_of(self, carrier):
        return self.env["tvshop.remittance.format"].search([("carrier_id", "=", carrier.id)])

    @api.model
    def _cron_read(self):
        for record in self.search([("state", "=", "waiting")], order="id"):
            record.with_context(lang=record.company_id.partner_id.lang)._read()
            self.env["ir.cron"]._commit_progress(1)

    def _read(self):
        """Read the file: all of it, or nothing and the reason."""
        self.ensure_one()
        form, data = self._format_of(self.carrier_id), self._content()
        try:
            with self.env.cr.savepoint():
                if form.is_line_ended and is_cut(data):
                    raise Refused("cut")
                latest = fields.Date.context_today(self) + timedelta(days=1)
                self._take_rows(read_rows(read_table(data), form._form(), latest))
        except Refused as refused:
            self.env.invalidate_all()
            self.write(
                {"state": "refused", "refusal": refusal_text(self.env, refused.code, refused.value)}
            )
            return
        dues = self.env["tvshop.parcel.due"].with_company(self.company_id)
        dues._charge(self.company_id)

    def _content(self):
        # sudo: ir.attachment – the bytes of the file that this record is about
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", "file"),
                ]
            )
            .raw
        )

    def _take_rows(self, rows):
        returned, taken, new = ReturnedRows(), 0, 0
        while batch := list(islice(rows, BATCH)):
            good = self._sort_out(batch, returned)
            taken += len(good)
            new += self.env["tvshop.remittance.line"]._insert(good)
        self._note(returned, taken, new)

    def _sort_out(self, batch, returned):
        """The readable rows of a batch as values; the others are put with `returned`."""
        good = []
        for row in batch:
            if isinstance(row, BadRow):
                line, cells, code, value = row
                returned.add(cells, line, problem_text(self.env, code, value))
            elif row[2] is None:
                returned.add_header(row[1], self.env._("Line"), self.env._("Why not taken"))
            else:
                good.append(self._prepare_line(row[0], row[2]))
        return good

    def _prepare_line(self, line, told):
        return (
            self.id,
            self.carrier_id.id,
            self.company_id.id,
            line,
            " ".join(told.waybills),
            told.day,
            told.reference,
            told.amount,
            told.fee or 0,
            told.fee is not None,
        )

    def _note(self, returned, taken, new):
        self.env.invalidate_all()
        vals = {
            "state": "done",
            "row_count": taken + returned.count,
            "new_count": new,
            "repeated_count": taken - new,
            "bad_count": returned.count,
            "net_amount": sum(self.line_ids.mapped("net_amount")),
        }
        if returned.count:
            stem = self.name.rsplit(".", 1)[0]
            vals |= {
                "bad_file": b64encode(returned.data),
                "bad_file_name": f"{stem}-{self.env._('not taken')}.csv",
                "problems": "\n".join(f"{line}: {reason}" for line, reason in returned.reasons),
            }
        self.write(vals)
