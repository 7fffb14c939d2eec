from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TvshopCarrierContract(models.Model):
    _name = "tvshop.carrier.contract"
    _description = "Carrier Contract"
    _inherit = ["tvshop.contract.mixin"]
    _order = "carrier_id, start DESC, id"

    carrier_id = fields.Many2one(
        "delivery.carrier",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("tvshop_kind", "!=", False)],
    )
    is_in_force = fields.Boolean("In Force", compute="_compute_is_in_force")
    line_ids = fields.One2many("tvshop.carrier.contract.line", "contract_id", "Fees", copy=True)

    @api.constrains("state", "start", "end", "carrier_id", "company_id")
    def _check_one_at_a_time(self):
        for contract in self.filtered(lambda contract: contract.state == "valid"):
            others = contract.carrier_id.tvshop_contract_ids - contract
            for other in others.filtered(
                lambda o, c=contract: o.state == "valid" and o.company_id == c.company_id
            ):
                if contract._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "%(name)s is valid in the same time. End it the day before.",
                            name=other.name,
                        )
                    )

    @api.depends("state", "start", "end")
    def _compute_is_in_force(self):
        today = fields.Date.context_today(self)
        for contract in self:
            contract.is_in_force = contract._is_in_force(today)

    def _check_complete(self):
        if not self.line_ids:
            raise ValidationError(self.env._("Enter the fees of contract %s.", self.name))

    def _is_in_force(self, day):
        return (
            self.state == "valid"
            and bool(self.start)
            and self.start <= day
            and (not self.end or day <= self.end)
        )

    def _tariffs(self):
        return tuple(line._tariff() for line in self.line_ids)
