from odoo import api, models


class TvshopOrderTransition(models.TransientModel):
    _inherit = "tvshop.order.transition"

    @api.model
    def _is_allowed(self, target):
        """Orders are settled by a settlement, not by hand."""
        return target != "settled" and super()._is_allowed(target)
