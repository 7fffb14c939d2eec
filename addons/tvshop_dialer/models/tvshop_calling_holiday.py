from odoo import api, fields, models


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

    @api.model
    def _is_on(self, company, day):
        domain = [
            ("company_id", "=", company.id),
            ("date_from", "<=", day),
            ("date_to", ">=", day),
        ]
        return bool(self.search_count(domain, limit=1))
