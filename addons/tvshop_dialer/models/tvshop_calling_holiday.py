from odoo import api, fields, models
from odoo.tools import ormcache


class TvshopCallingHoliday(models.Model):
    """Days on which no campaign of the company calls anybody."""

    _name = "tvshop.calling.holiday"
    _description = "Holiday Without Calls"
    _order = "date_from DESC"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date("First Day", required=True)
    date_to = fields.Date("Last Day", required=True)

    _days_valid = models.Constraint(
        "CHECK (date_from <= date_to)", "A holiday's last day doesn't come before the first."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @ormcache("company.id", "day")
    def _is_on(self, company, day):
        """Whether nobody is called on that day. The dialler asks for each campaign at each look."""
        domain = [
            ("company_id", "=", company.id),
            ("date_from", "<=", day),
            ("date_to", ">=", day),
        ]
        # sudo: tvshop.calling.holiday – the same answer for everybody, whoever asks first
        return bool(self.sudo().search_count(domain, limit=1))
