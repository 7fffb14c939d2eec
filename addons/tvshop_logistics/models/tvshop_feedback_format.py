from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

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
    _description = "Format of a Carrier's Feedback"
    _order = "carrier_id"
    _rec_name = "carrier_id"

    carrier_id = fields.Many2one(
        "delivery.carrier",
        required=True,
        ondelete="cascade",
        domain=[("tvshop_kind", "!=", False)],
    )
    has_header = fields.Boolean(
        "First Row Has the Titles", default=True, help="Columns are then found by their title."
    )
    is_line_ended = fields.Boolean(
        "Last Line Ends",
        help="The sample's last line had an end; a file whose last line has none is cut.",
    )
    tz = fields.Selection(
        lambda self: self.env["res.partner"]._fields["tz"]._description_selection(self.env),
        "Time Zone",
        required=True,
        default="Asia/Shanghai",
    )
    column_ids = fields.One2many("tvshop.feedback.column", "format_id", "Columns", copy=True)
    word_ids = fields.One2many("tvshop.feedback.word", "format_id", "Status Words", copy=True)

    _carrier_uniq = models.Constraint(
        "UNIQUE (carrier_id)", "This carrier has a format already; change that one."
    )

    @api.constrains("column_ids")
    def _check_columns(self):
        labels = dict(ROLES)
        for record in self:
            for role in rows.NEEDED:
                if role not in record.column_ids.mapped("role"):
                    raise ValidationError(self.env._("Point at the column with: %s", labels[role]))

    def _form(self):
        """The format as the reader of rows takes it."""
        return rows.Format(
            tuple((c.role, c.position - 1, c.header or "") for c in self.column_ids),
            {word.word: word.status for word in self.word_ids},
            ZoneInfo(self.tz),
            self.has_header,
        )
