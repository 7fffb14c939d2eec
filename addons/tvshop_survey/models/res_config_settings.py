from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tvshop_hotkey_survey = fields.Char(related="company_id.tvshop_hotkey_survey", readonly=False)
