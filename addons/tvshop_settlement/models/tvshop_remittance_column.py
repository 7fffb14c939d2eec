from odoo import fields, models

from .tvshop_remittance_format import ROLES


class TvshopRemittanceColumn(models.Model):
    _name = "tvshop.remittance.column"
    _inherit = "tvshop.carrier.column"
    _description = "Column of a Carrier's Remittances"

    format_id = fields.Many2one(
        "tvshop.remittance.format", required=True, index=True, ondelete="cascade"
    )
    role = fields.Selection(ROLES, "Meaning", required=True)
