from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tvshop_hotkey_outcome = fields.Char("Outcome", default="f6")

    def _tvshop_hotkeys(self):
        keys = (self.tvshop_hotkey_outcome or "").replace(" ", "").lower()
        return {**super()._tvshop_hotkeys(), "outcome": keys}

    @api.constrains("tvshop_hotkey_outcome")
    def _check_tvshop_hotkey_outcome(self):
        self._check_tvshop_hotkeys()
