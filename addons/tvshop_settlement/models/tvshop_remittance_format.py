from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..matching import rows

ROLES = [
    ("waybill", "Waybill number"),
    ("date", "Day of payment"),
    ("amount", "Amount"),
    ("fee", "Fee kept"),
    ("reference", "Number of the payment"),
]


class TvshopRemittanceFormat(models.Model):
    _name = "tvshop.remittance.format"
    _description = "Format of a Carrier's Remittances"
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
    column_ids = fields.One2many("tvshop.remittance.column", "format_id", "Columns", copy=True)

    _carrier_uniq = models.Constraint(
        "UNIQUE (carrier_id)", "This carrier has a format already; change that one."
    )

    @api.constrains("column_ids")
    def _check_columns(self):
        labels = dict(self.env["tvshop.remittance.column"]._roles())
        for record in self:
            for role in rows.NEEDED:
                if role not in record.column_ids.mapped("role"):
                    raise ValidationError(self.env._("Point at the column with: %s", labels[role]))

    def _form(self):
        """The format as the reader of rows takes it."""
        return rows.Format(
            tuple((c.role, c.position - 1, c.header or "") for c in self.column_ids),
            self.has_header,
        )
