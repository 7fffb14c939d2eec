import hashlib
from base64 import b64encode
from datetime import timedelta
from itertools import islice

from odoo import api, fields, models
from odoo.addons.tvshop_crm.tables.returned import ReturnedRows
from odoo.addons.tvshop_crm.tables.table import Refused, is_cut, read_table
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..feedback.rows import BadRow, read_rows
from ..feedback.texts import problem_text, refusal_text

BATCH = 2000
# Clocks differ; what is told for later than that is a mistake.
AHEAD = timedelta(hours=1)
# Larger files are read by the scheduler, while the user goes on.
AT_ONCE = 2**20


class TvshopFeedbackImport(models.Model):
    _name = "tvshop.feedback.import"
    _description = "Carrier's Feedback File"
    _order = "id DESC"

    name = fields.Char("File Name", required=True, readonly=True)
    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    source = fields.Selection(
        [("file", "File"), ("push", "Sent by the carrier"), ("demo", "Demo carrier")],
        required=True,
        default="file",
        readonly=True,
    )
    event_key = fields.Char("Event", readonly=True, help="The carrier's own id of what it sent.")
    file = fields.Binary(required=True, attachment=True, readonly=True)
    digest = fields.Char("SHA-256", readonly=True, index=True)
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
    event_ids = fields.One2many("tvshop.feedback.event", "import_id", "Events")

    _event_key_uniq = models.UniqueIndex(
        "(carrier_id, event_key) WHERE event_key IS NOT NULL", "This was sent before."
    )

    # Buttons

    def action_view_events(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_feedback_event_action"
        )
        return {**action, "domain": [("import_id", "in", self.ids)], "context": {}}

    # Reading

    @api.model
    def _receive(self, carrier, name, data, source="file"):
        """Take a file in; a small one is read at once.

        :raises UserError: for a carrier whose files nobody has described yet
        """
        carrier.check_access("read")
        if not self.env["tvshop.feedback.format"].search_count(
            [("carrier_id", "=", carrier.id)], limit=1
        ):
            raise UserError(
                self.env._(
                    "Show first what the files of %s look like: Warehouse, Carriers,"
                    " Feedback Formats.",
                    carrier.name,
                )
            )
        # sudo: tvshop.feedback.import – files are kept by this step only and changed by nobody
        record = self.sudo()._put_down(carrier, name, data, source)
        if len(data) <= AT_ONCE or source == "demo":
            record._read()
        else:
            self.env.ref("tvshop_logistics.ir_cron_feedback")._trigger()
        return record.with_env(self.env)

    @api.model
    def _put_down(self, carrier, name, data, source, event_key=False):
        return self.create(
            {
                "name": name,
                "carrier_id": carrier.id,
                "company_id": (carrier.company_id or self.env.company).id,
                "source": source,
                "event_key": event_key,
                "file": b64encode(data),
                "digest": hashlib.sha256(data).hexdigest(),
            }
        )

    @api.model
    def _cron_read(self):
        for record in self.search([("state", "=", "waiting")], order="id"):
            record._in_company_language()._read()
            self.env["ir.cron"]._commit_progress(1)

    def _read(self):
        """Read the file: all of it, or nothing and the reason.

        :return: the ReturnedRows, None if the file is refused
        """
        self.ensure_one()
        form = self.env["tvshop.feedback.format"].search([("carrier_id", "=", self.carrier_id.id)])
        data = self._content()
        try:
            with self.env.cr.savepoint():
                if form.is_line_ended and is_cut(data):
                    raise Refused("cut")
                return self._take_rows(read_rows(read_table(data), form._form(), self._latest()))
        except Refused as refused:
            self.env.invalidate_all()
            self.write(
                {"state": "refused", "refusal": refusal_text(self.env, refused.code, refused.value)}
            )
            self._report_refused()
            return None

    def _in_company_language(self):
        """What is told of the file is read by this company's people, whoever reads it in."""
        return self.with_context(lang=self.company_id.partner_id.lang)

    def _content(self):
        # sudo: ir.attachment – the bytes of the file that this record is about
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                Domain("res_model", "=", self._name)
                & Domain("res_id", "=", self.id)
                & Domain("res_field", "=", "file")
            )
            .raw
            or b""
        )

    def _latest(self):
        """The last moment that can have been told of; the demo carrier's days are short."""
        now = fields.Datetime.now()
        if self.source == "demo":
            now = max(now, self.carrier_id.tvshop_demo_clock or now)
        return now + AHEAD

    def _take_rows(self, rows):
        returned, counts = ReturnedRows(), [0, 0]
        touched = set()
        while batch := list(islice(rows, BATCH)):
            new, waybill_ids, taken = self._take_batch(batch, returned)
            counts[0] += taken
            counts[1] += new
            touched |= waybill_ids
            self._settle(waybill_ids)
        self._note(returned, *counts)
        return returned

    def _take_batch(self, batch, returned):
        """`(new, ids of the waybills with new events, rows read)`."""
        if batch[0][2] is None:
            returned.add_header(batch[0][1], self.env._("Line"), self.env._("Why not taken"))
            batch = batch[1:]
        good = [row for row in batch if not isinstance(row, BadRow)]
        waybills = self._find_waybills({event.waybill for _line, _cells, event in good})
        values = []
        for row in batch:
            if isinstance(row, BadRow):
                self._return(returned, *row)
            elif row[2].waybill in waybills:
                values.append(self._prepare_event(row[2], waybills[row[2].waybill]))
            else:
                self._return(returned, *row[:2], "unknown", row[2].waybill)
        new, waybill_ids = self.env["tvshop.feedback.event"]._insert(values)
        return new, waybill_ids, len(values)

    def _return(self, returned, line, cells, code, value):
        returned.add(cells, line, problem_text(self.env, code, value))

    def _find_waybills(self, names):
        """`{number: (id, order id)}` of this carrier's waybills."""
        # sudo: tvshop.waybill – the numbers that the carrier itself has told
        waybills = self.env["tvshop.waybill"].sudo()
        rows = waybills.search_fetch(
            [("carrier_id", "=", self.carrier_id.id), ("name", "in", list(names))],
            ["name", "order_id"],
        )
        return {waybill.name: (waybill.id, waybill.order_id.id or None) for waybill in rows}

    def _prepare_event(self, event, waybill):
        return (
            self.carrier_id.id,
            event.waybill,
            *waybill,
            event.status,
            event.time,
            event.reason or None,
            event.signed_by or None,
            event.amount,
            self.id,
        )

    def _settle(self, waybill_ids):
        # sudo: tvshop.waybill – what was told is applied by the system, whoever brought the file
        self.env["tvshop.waybill"].sudo().browse(waybill_ids)._apply_feedback(f"feedback-{self.id}")
        self.env.flush_all()
        self.env.invalidate_all()

    def _note(self, returned, taken, new):
        self.write(
            {
                "state": "done",
                "row_count": taken + returned.count,
                "new_count": new,
                "repeated_count": taken - new,
                "bad_count": returned.count,
            }
        )
        if returned.count:
            stem, behind = self.name.rsplit(".", 1)[0], self.env._("not taken")
            self.write(
                {
                    "bad_file": b64encode(returned.data),
                    "bad_file_name": f"{stem}-{behind}.csv",
                    "problems": "\n".join(f"{line}: {reason}" for line, reason in returned.reasons),
                }
            )
            self._report_unreadable()

    # Exceptions

    def _report_refused(self):
        self._report(self.env._("%(name)s: %(why)s", name=self.name, why=self.refusal))

    def _report_unreadable(self):
        self._report(
            self.env._(
                "%(name)s: %(count)s rows were not taken", name=self.name, count=self.bad_count
            )
        )

    def _report(self, text):
        self.env["tvshop.logistics.exception"]._report(
            [
                {
                    "kind": "unreadable",
                    # The same file again is the same problem.
                    "key": f"file-{self.carrier_id.id}-{self.digest}",
                    "name": text,
                    "carrier_id": self.carrier_id.id,
                    "company_id": self.company_id.id,
                }
            ]
        )
