from odoo import api, models
from odoo.tools import escape_psql


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _desktop_search(self, term, limit):
        """Products for sale by code, by a part of the name, or by the name's initials."""
        term = escape_psql(" ".join(str(term or "").split()))
        if not term:
            return self.browse()
        sellable = [("sale_ok", "=", True)]
        exact = self.search([*sellable, ("default_code", "=ilike", term)], limit=limit)
        any_of = [("default_code", "ilike", term), ("name", "ilike", term)]
        if term.isascii():
            any_of.append(("pinyin_initials", "ilike", f" {term.lower()}"))
        domain = [*sellable, *["|"] * (len(any_of) - 1), *any_of]
        return (exact | self.search(domain, limit=limit))[:limit]
