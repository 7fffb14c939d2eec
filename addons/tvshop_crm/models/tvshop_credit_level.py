from odoo import api, fields, models

from ..credit.points import DEPOSIT, NO_COD, NONE, STOP, WARN

EFFECTS = [
    (NONE, "Nothing"),
    (WARN, "Warn the agent"),
    (DEPOSIT, "Cash on delivery with a deposit only"),
    (NO_COD, "No cash on delivery"),
    (STOP, "No orders"),
]


class TvshopCreditLevel(models.Model):
    """From so many points on, this is what a company does."""

    _name = "tvshop.credit.level"
    _description = "Credit Level"
    _order = "company_id, points"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    points = fields.Float("From (points)", required=True)
    effect = fields.Selection(EFFECTS, "What It Does", required=True, default=WARN)
    deposit_percent = fields.Float("Deposit (%)", default=30.0)

    _points_uniq = models.Constraint(
        "UNIQUE (company_id, points)", "Two levels can't begin at the same points."
    )
    _points_valid = models.Constraint("CHECK (points > 0)", "A level begins at more than 0 points.")
    _deposit_valid = models.Constraint(
        "CHECK (deposit_percent > 0 AND deposit_percent <= 100)",
        "A deposit is more than 0 and at most 100 %.",
    )

    @api.model
    def _copy_to(self, companies):
        """New companies begin with the levels of the first one."""
        main = self.env["res.company"].search([], order="id", limit=1)
        levels = self.search([("company_id", "=", main.id)])
        for company in companies - main:
            levels.copy({"company_id": company.id})

    def _says(self):
        """What this level means for an order, as a sentence."""
        return {
            WARN: self.env._("Be careful with this customer."),
            DEPOSIT: self.env._(
                "Cash on delivery only with a deposit of %s %%.", f"{self.deposit_percent:g}"
            ),
            NO_COD: self.env._("No cash on delivery."),
            STOP: self.env._("No orders are taken."),
        }.get(self.effect, "")
