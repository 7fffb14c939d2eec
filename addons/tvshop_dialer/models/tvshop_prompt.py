from odoo import models


class TvshopPrompt(models.Model):
    """What a campaign that was approved says to machines is a part of it."""

    _inherit = "tvshop.prompt"

    def write(self, vals):
        if set(vals) - {"name"}:
            self.env["tvshop.campaign"]._check_using("message_id", self)
        return super().write(vals)
