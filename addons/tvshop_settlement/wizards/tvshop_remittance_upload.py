from base64 import b64decode

from odoo import fields, models


class TvshopRemittanceUpload(models.TransientModel):
    _name = "tvshop.remittance.upload"
    _description = "Read a Remittance"

    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, domain=[("tvshop_kind", "!=", False)]
    )
    file = fields.Binary(required=True)
    file_name = fields.Char()

    def action_read(self):
        self.ensure_one()
        record = self.env["tvshop.remittance"]._receive(
            self.carrier_id, self.file_name or self.carrier_id.name, b64decode(self.file)
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
