from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tvshop_hotkey_outcome = fields.Char(related="company_id.tvshop_hotkey_outcome", readonly=False)
    tvshop_hotkey_number = fields.Char(related="company_id.tvshop_hotkey_number", readonly=False)
    tvshop_hotkey_script = fields.Char(related="company_id.tvshop_hotkey_script", readonly=False)
    tvshop_needs_trial = fields.Boolean(related="company_id.tvshop_needs_trial", readonly=False)
