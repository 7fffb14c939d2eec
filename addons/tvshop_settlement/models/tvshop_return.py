from odoo import models

from ..matching import match


class TvshopReturn(models.Model):
    _inherit = "tvshop.return"

    def _was_paid(self):
        """Not if the carrier gives the customer's money back: by the company's method, or as its
        remittances show already."""
        order = self.order_id
        if order.payment_method_kind == "cod" and self.kind != "exchange":
            # sudo: tvshop.parcel.due – the warehouse that books sees no amounts
            causes = order.sudo().tvshop_due_ids.mapped("cause")
            is_posted_back = self.kind == "posted"
            if match.TAKEN_BACK in causes or (
                is_posted_back and order.company_id.tvshop_cod_return_method == "carrier"
            ):
                return False
        return super()._was_paid()
