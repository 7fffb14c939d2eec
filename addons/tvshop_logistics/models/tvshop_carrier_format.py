from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TvshopCarrierFormat(models.AbstractModel):
    """How a carrier's files are read. Who inherits has `column_ids`."""

    _name = "tvshop.carrier.format"
    _description = "Format of a Carrier's Files"
    _order = "carrier_id"
    _rec_name = "carrier_id"
    _needed = ()  # roles without which nothing can be read

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

    _carrier_uniq = models.Constraint(
        "UNIQUE (carrier_id)", "This carrier has a format already; change that one."
    )

    @api.constrains("column_ids")
    def _check_columns(self):
        labels = dict(self.column_ids._roles())
        for record in self:
            for role in self._needed:
                if role not in record.column_ids.mapped("role"):
                    raise ValidationError(self.env._("Point at the column with: %s", labels[role]))

    def _columns(self):
        """`((role, position from 0, title), …)` as the readers of rows take them."""
        return tuple((c.role, c.position - 1, c.header or "") for c in self.column_ids)
