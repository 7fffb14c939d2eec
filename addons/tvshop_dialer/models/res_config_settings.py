from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tvshop_hotkey_outcome = fields.Char(related="company_id.tvshop_hotkey_outcome", readonly=False)
    tvshop_hotkey_number = fields.Char(related="company_id.tvshop_hotkey_number", readonly=False)
