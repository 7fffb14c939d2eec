from odoo import fields, models


class TvshopCarrierUpload(models.AbstractModel):
    _name = "tvshop.carrier.upload"
    _inherit = "tvshop.upload.mixin"
    _description = "Read a Carrier's File"
    _file_model = ""

    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, domain=[("tvshop_kind", "!=", False)]
    )

    def _receive(self, data):
        name = self.file_name or self.carrier_id.name
        return self.env[self._file_model]._receive(self.carrier_id, name, data)
