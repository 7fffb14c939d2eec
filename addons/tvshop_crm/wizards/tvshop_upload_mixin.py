from base64 import b64decode

from odoo import fields, models


class TvshopUploadMixin(models.AbstractModel):
    """A window in which a file is brought; it then shows what was read."""

    _name = "tvshop.upload.mixin"
    _description = "Upload of a File"

    file = fields.Binary(required=True)
    file_name = fields.Char()

    def action_read(self):
        self.ensure_one()
        record = self._receive(b64decode(self.file))
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _receive(self, data):
        """Take the bytes in; the record that keeps them."""
        raise NotImplementedError
