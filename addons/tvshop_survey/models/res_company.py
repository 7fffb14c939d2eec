from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tvshop_hotkey_survey = fields.Char("Survey", default="alt+shift+q")

    def _tvshop_hotkeys(self):
        key = (self.tvshop_hotkey_survey or "").replace(" ", "").lower()
        return {**super()._tvshop_hotkeys(), "survey": key}

    @api.constrains("tvshop_hotkey_survey")
    def _check_tvshop_hotkey_survey(self):
        self._check_tvshop_hotkeys()
