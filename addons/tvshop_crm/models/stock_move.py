from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _reservation_context(self, product, date):
        """Hook: the context in which goods for moves of this product on `date` are looked for."""
        return {}
