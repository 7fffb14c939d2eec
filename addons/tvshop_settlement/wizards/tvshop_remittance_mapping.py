from odoo import models

from ..matching.rows import HEADERS


class TvshopRemittanceMapping(models.TransientModel):
    _name = "tvshop.remittance.mapping"
    _inherit = "tvshop.carrier.mapping"
    _description = "Describe a Carrier's Remittances"
    _file_model = "tvshop.remittance"
    _titles = HEADERS
