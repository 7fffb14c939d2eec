from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.tvshop_crm.tables.cells import Unreadable
from odoo.exceptions import UserError

from ..feedback.rows import read_rows

# Clocks differ; what is told for later than that is a mistake.
AHEAD = timedelta(hours=1)


class TvshopFeedbackImport(models.Model):
    _name = "tvshop.feedback.import"
    _inherit = "tvshop.carrier.file"
    _description = "Carrier's Feedback File"
    _format_model = "tvshop.feedback.format"
    _cron = "tvshop_logistics.ir_cron_feedback"

    source = fields.Selection(
        [("file", "File"), ("push", "Sent by the carrier"), ("demo", "Demo carrier")],
        required=True,
        default="file",
        readonly=True,
    )
    event_key = fields.Char("Event", readonly=True, help="The carrier's own id of what it sent.")
    digest = fields.Char(index=True)
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
        return super()._receive(carrier, name, data, source=source)

    def _raise_unknown_format(self, carrier):
        raise UserError(
            self.env._(
                "Show first what the files of %s look like: Warehouse, Carriers, Feedback Formats.",
                carrier.name,
            )
        )

    def _is_read_at_once(self, data):
        return self.source == "demo" or super()._is_read_at_once(data)

    def _read_rows(self, table, form):
        return read_rows(table, form, self._latest())

    def _latest(self):
        """The last moment that can have been told of; the demo carrier's days are short."""
        now = fields.Datetime.now()
        if self.source == "demo":
            now = max(now, self.carrier_id.tvshop_demo_clock or now)
        return now + AHEAD

    def _look_up(self, told):
        """`{number: (id, order id)}` of this carrier's waybills."""
        names = {event.waybill for event in told}
        # sudo: tvshop.waybill – the numbers that the carrier itself has told
        waybills = self.env["tvshop.waybill"].sudo()
        rows = waybills.search_fetch(
            [("carrier_id", "=", self.carrier_id.id), ("name", "in", list(names))],
            ["name", "order_id"],
        )
        return {waybill.name: (waybill.id, waybill.order_id.id or None) for waybill in rows}

    def _prepare_row(self, line, event, waybills):
        if event.waybill not in waybills:
            raise Unreadable("unknown", event.waybill)
        return (
            self.carrier_id.id,
            event.waybill,
            *waybills[event.waybill],
            event.status,
            event.time,
            event.reason or None,
            event.signed_by or None,
            event.amount,
            self.id,
        )

    def _take(self, values):
        new, waybill_ids = self.env["tvshop.feedback.event"]._insert(values)
        self._settle(waybill_ids)
        return new

    def _settle(self, waybill_ids):
        # sudo: tvshop.waybill – what was told is applied by the system, whoever brought the file
        self.env["tvshop.waybill"].sudo().browse(waybill_ids)._apply_feedback(f"feedback-{self.id}")
        self.env.flush_all()
        self.env.invalidate_all()

    def _note(self, returned, taken, new):
        super()._note(returned, taken, new)
        if returned.count:
            self._report(
                self.env._(
                    "%(name)s: %(count)s rows were not taken", name=self.name, count=self.bad_count
                )
            )

    def _refuse(self, text):
        super()._refuse(text)
        self._report(self.env._("%(name)s: %(why)s", name=self.name, why=text))

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
