from odoo import models

from ..matching.cents import to_cents


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _tvshop_unit(self):
        """Hundredths of the smallest amount, as matching and statements take it."""
        return max(1, to_cents(self.rounding))
