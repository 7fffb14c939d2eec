from odoo import models

from .tvshop_reveal_log import EXPORT, READ

NUMBER_READER = "tvshop_crm.group_number_reader"
SUBJECT_LENGTH = 500


class Base(models.AbstractModel):
    """Every export, and every reading of full numbers, is on record before it is handed out."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        rows = super().export_data(fields_to_export)
        subject = ", ".join(fields_to_export)[:SUBJECT_LENGTH]
        self.env["tvshop.reveal.log"]._record(EXPORT, subject, self)
        return rows

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if rows and not self.env.su and (closed := self._closed_numbers(fnames)):
            self.env["tvshop.reveal.log"]._record(READ, ", ".join(closed), self)
        return rows

    def _closed_numbers(self, fnames):
        """Those of the fields that only readers of full numbers have."""
        return [name for name in fnames if NUMBER_READER in (self._fields[name].groups or "")]
