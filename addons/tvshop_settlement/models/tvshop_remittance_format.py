from odoo import fields, models

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
    _inherit = "tvshop.carrier.format"
    _description = "Format of a Carrier's Remittances"
    _needed = rows.NEEDED

    column_ids = fields.One2many("tvshop.remittance.column", "format_id", "Columns", copy=True)

    def _form(self):
        """The format as the reader of rows takes it."""
        return rows.Format(self._columns(), self.has_header)
