from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _purchase_terms(self, company):
        """(supplier or none, days a proposal covers, the least the supplier takes).

        The supplier is the first on the product's list; the days are its delivery time, the
        company's own days to purchase, and the time until somebody looks again.
        """
        self.ensure_one()
        sellers = self._get_filtered_sellers(quantity=None)
        sellers = sellers.filtered(lambda seller: seller.partner_id == sellers[0].partner_id)
        days = company.days_to_purchase + company.tvshop_review_days
        if not sellers:
            return self.env["res.partner"], days, 0
        least = min(sellers, key=lambda seller: (seller.min_qty, seller.sequence))
        minimum = least.product_uom_id._compute_quantity(
            least.min_qty, self.uom_id, rounding_method="UP"
        )
        return least.partner_id, days + least.delay, minimum

    def _scan_codes(self):
        """What a scanner tells of the product; one that nobody gave a code is typed by its name."""
        return [code for code in (self.barcode, self.default_code) if code] or [self.name]
