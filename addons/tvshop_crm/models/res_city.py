from odoo import api, fields, models
from odoo.tools import escape_psql

from ..pinyin import division_keys


class ResCity(models.Model):
    _inherit = "res.city"

    pinyin_initials = fields.Char(compute="_compute_pinyin_initials", store=True)

    @api.depends("name", "state_id.name")
    def _compute_pinyin_initials(self):
        for city in self:
            city.pinyin_initials = division_keys(city.state_id.name, city.name)

    def _prepare_address_vals(self, zipcode=False):
        """What a division says of an address in it, besides itself."""
        return {
            "city": self.name,
            "state_id": self.state_id.id,
            "country_id": self.country_id.id,
            "zip": zipcode or self.zipcode,
        }

    @api.model
    def desktop_complete(self, term, state_id=False, limit=10):
        """Divisions by a part of their Chinese name or by their initials.

        `南山`, `广东 南山`, `szns` and `gdszns` all find 深圳市南山区.
        Returns `[{id, name, full, state_id, zip}]`, at most `limit` (50).
        """
        words = escape_psql(str(term or "")).split()
        if not words:
            return []
        domain = [("country_id.code", "=", "CN")]
        if state_id:
            domain.append(("state_id", "=", state_id))
        for word in words:
            domain += self._word_domain(word)
        cities = self.search(domain, limit=min(limit, 50))
        return [city._desktop_division() for city in cities]

    @api.model
    def _word_domain(self, word):
        if word.isascii():
            return [("pinyin_initials", "ilike", f" {word.lower()}")]
        return ["|", ("name", "ilike", word), ("state_id.name", "ilike", word)]

    def _desktop_division(self):
        return {
            "id": self.id,
            "name": self.name,
            "full": " ".join(filter(None, (self.state_id.name, self.name))),
            "state_id": self.state_id.id,
            "zip": self.zipcode or "",
        }
