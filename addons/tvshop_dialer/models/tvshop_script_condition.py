from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TvshopScriptCondition(models.AbstractModel):
    """What is meant for some customers only."""

    _name = "tvshop.script.condition"
    _description = "Customers of a Script"

    partner_domain = fields.Char(
        "Only Customers", help="For these customers only, such as those of a stage. Empty: for all."
    )

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for one in self:
            try:
                self.env["res.partner"]._search(one._domain())
            except (ValueError, SyntaxError, KeyError, TypeError) as error:
                raise ValidationError(
                    self.env._("The customers of “%s” can't be read. Choose them again.", one.name)
                ) from error

    def _domain(self):
        return literal_eval(self.partner_domain or "[]")

    def _fits_partner(self, partner):
        """Whether it is meant for this customer, maybe an unknown one."""
        domain = self._domain()
        return not domain or bool(partner.filtered_domain(domain))
