from odoo import models


class TvshopPbx(models.Model):
    _inherit = "tvshop.pbx"

    def _lose_calls(self, at, linkedids=None):
        """What the dialler had in the air when the PBX was lost is over, too."""
        calls = super()._lose_calls(at, linkedids)
        self.env["tvshop.campaign.attempt"]._lose(calls)
        return calls
