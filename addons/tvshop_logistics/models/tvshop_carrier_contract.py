from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TvshopCarrierContract(models.Model):
    _name = "tvshop.carrier.contract"
    _description = "Carrier Contract"
    _inherit = ["mail.thread"]
    _order = "carrier_id, start DESC, id"

    name = fields.Char("Number", required=True, tracking=True)
    carrier_id = fields.Many2one(
        "delivery.carrier",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("tvshop_kind", "!=", False)],
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    start = fields.Date(required=True, default=fields.Date.context_today, tracking=True)
    end = fields.Date(tracking=True, help="The last day; empty is until further notice.")
    state = fields.Selection(
        [("draft", "Draft"), ("valid", "Valid")], default="draft", required=True, tracking=True
    )
    is_in_force = fields.Boolean("In Force", compute="_compute_is_in_force")
    line_ids = fields.One2many("tvshop.carrier.contract.line", "contract_id", "Fees", copy=True)
    note = fields.Html()

    _dates = models.Constraint(
        'CHECK ("end" IS NULL OR "end" >= start)', "A contract ends after it begins."
    )

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

    def action_make_valid(self):
        for contract in self:
            if not contract.line_ids:
                raise ValidationError(self.env._("Enter the fees of contract %s.", contract.name))
        self.state = "valid"

    def action_reopen(self):
        self.state = "draft"

    def _is_in_force(self, day):
        return (
            self.state == "valid"
            and bool(self.start)
            and self.start <= day
            and (not self.end or day <= self.end)
        )

    def _overlaps(self, other):
        return (not other.end or self.start <= other.end) and (
            not self.end or other.start <= self.end
        )

    def _tariffs(self):
        return tuple(line._tariff() for line in self.line_ids)
