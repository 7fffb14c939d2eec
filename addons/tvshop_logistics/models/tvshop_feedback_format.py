from zoneinfo import ZoneInfo

from odoo import fields, models

from ..feedback import rows

STATUSES = [
    (rows.DELIVERED, "Delivered"),
    (rows.REFUSED, "Refused"),
    (rows.RETURNED, "Returned"),
    (rows.LOST, "Lost"),
    (rows.IN_TRANSIT, "In transit"),
]
ROLES = [
    ("waybill", "Waybill number"),
    ("status", "Status"),
    ("time", "Time"),
    ("reason", "Reason"),
    ("signed_by", "Signed by"),
    ("amount", "Amount collected"),
]


class TvshopFeedbackFormat(models.Model):
    _name = "tvshop.feedback.format"
    _inherit = "tvshop.carrier.format"
    _description = "Format of a Carrier's Feedback"
    _needed = rows.NEEDED

    tz = fields.Selection(
        lambda self: self.env["res.partner"]._fields["tz"]._description_selection(self.env),
        "Time Zone",
        required=True,
        default="Asia/Shanghai",
    )
    column_ids = fields.One2many("tvshop.feedback.column", "format_id", "Columns", copy=True)
    word_ids = fields.One2many("tvshop.feedback.word", "format_id", "Status Words", copy=True)

    def _form(self):
        """The format as the reader of rows takes it."""
        return rows.Format(
            self._columns(),
            {word.word: word.status for word in self.word_ids},
            ZoneInfo(self.tz),
            self.has_header,
        )
