from odoo import models


class TvshopRemittanceUpload(models.TransientModel):
    _name = "tvshop.remittance.upload"
    _inherit = "tvshop.carrier.upload"
    _description = "Read a Remittance"
    _file_model = "tvshop.remittance"
