from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..sorting.parcel import Area


class TvshopAreaMixin(models.AbstractModel):
    """A part of the country: provinces, whole cities by name, single divisions."""

    _name = "tvshop.area.mixin"
    _description = "Part of the Country"

    tvshop_state_ids = fields.Many2many(
        "res.country.state", string="Provinces", domain=[("country_id.code", "=", "CN")]
    )
    tvshop_cities = fields.Char(
        "Cities",
        help="Cities with all their districts, such as 深圳市 东莞市, with spaces between them.",
    )
    tvshop_city_ids = fields.Many2many(
        "res.city", string="Districts", domain=[("country_id.code", "=", "CN")]
    )

    @api.constrains("tvshop_cities")
    def _check_tvshop_cities(self):
        for record in self:
            for name in record._tvshop_city_names():
                if not self.env["res.city"].search_count([("name", "=like", f"{name}%")], limit=1):
                    raise ValidationError(
                        self.env._("No division's name begins with “%s”. Check the name.", name)
                    )

    def _tvshop_city_names(self):
        return tuple((self.tvshop_cities or "").replace("、", " ").replace(",", " ").split())

    def _tvshop_area(self):
        return Area(
            frozenset(self.tvshop_state_ids.ids),
            frozenset(self.tvshop_city_ids.ids),
            self._tvshop_city_names(),
        )

    def _tvshop_area_text(self):
        """The area in words, empty for an empty one; long lists are cut."""
        names = [
            *self.tvshop_state_ids.mapped("name"),
            *self._tvshop_city_names(),
            *self.tvshop_city_ids.mapped("name"),
        ]
        shown = self.env._(", ").join(names[:6])
        if len(names) > 6:
            return self.env._("%(names)s and %(count)s more", names=shown, count=len(names) - 6)
        return shown
