from odoo import api, fields, models
from odoo.tools import escape_psql

SHORTEST_PART = 2


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _desktop_search(self, term, limit):
        """Products for sale by code, by a part of the name, or by the name's initials.

        What has the code or begins with the initials comes first.
        """
        term = escape_psql(" ".join(str(term or "").split()))
        found = self.browse()
        for domain in self._desktop_search_steps(term) if term else ():
            if len(found) < limit:
                found |= self.search([("sale_ok", "=", True), *domain], limit=limit)
        return found[:limit]

    @api.model
    def _desktop_search_steps(self, term):
        """Domains for `term`, the closest match first."""
        steps = [[("default_code", "=ilike", term)]]
        key = term.replace(" ", "").lower()
        if key.isascii():
            steps.append([("pinyin_initials", "ilike", f" {key}")])
        steps.append(["|", ("default_code", "ilike", term), ("name", "ilike", term)])
        if key.isascii() and len(key) >= SHORTEST_PART:
            steps.append([("pinyin_initials", "ilike", key)])
        return steps

    def _desktop_incoming_days(self):
        """`{product: "2026-12-01"}`: when the first of what is on its way should come."""
        # sudo: stock.move – only the day, for agents who see how many come
        rows = (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", self.ids),
                    ("state", "in", ("waiting", "confirmed", "partially_available", "assigned")),
                    ("location_id.usage", "!=", "internal"),
                    ("location_dest_id.usage", "=", "internal"),
                    ("company_id", "=", self.env.company.id),
                ],
                ["product_id"],
                ["date:min"],
            )
        )
        local = fields.Datetime.context_timestamp
        return {product: str(local(self, moment).date()) for product, moment in rows}
