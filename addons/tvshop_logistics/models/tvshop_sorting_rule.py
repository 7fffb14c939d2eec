from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..sorting import decide
from ..sorting.decide import Rule, World


class TvshopSortingRule(models.Model):
    _name = "tvshop.sorting.rule"
    _description = "Rule for Choosing a Carrier"
    _inherit = ["tvshop.area.mixin"]
    _order = "sequence, id"
    _rec_name = "sentence"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    method_ids = fields.Many2many(
        "delivery.carrier",
        "tvshop_sorting_rule_method_rel",
        string="Delivery Methods",
        help="A carrier that the customer pays for is left for another one"
        " only by a rule that names it here.",
    )
    min_weight = fields.Float("Weight From (kg)")
    max_weight = fields.Float("Weight Under (kg)")
    max_volume = fields.Float("Volume Under (m³)")
    min_amount = fields.Monetary("Amount From")
    max_amount = fields.Monetary("Amount Under")
    payment = fields.Selection([("cod", "Cash on delivery"), ("paid", "Paid otherwise")], "Payment")
    choice = fields.Selection(
        [
            (decide.FIXED, "This carrier"),
            (decide.CHEAPEST, "The cheapest by contract"),
            (decide.BEST, "The one with the best success"),
        ],
        required=True,
        default=decide.FIXED,
    )
    carrier_id = fields.Many2one(
        "delivery.carrier", domain=[("tvshop_kind", "!=", False)], ondelete="restrict"
    )
    sentence = fields.Char("Rule", compute="_compute_sentence")

    _limits = models.Constraint(
        "CHECK (min_weight >= 0 AND max_weight >= 0 AND max_volume >= 0"
        " AND min_amount >= 0 AND max_amount >= 0)",
        "Limits can't be negative.",
    )

    @api.constrains("choice", "carrier_id")
    def _check_carrier(self):
        for rule in self:
            if rule.choice == decide.FIXED and not rule.carrier_id:
                raise ValidationError(self.env._("Name the carrier that this rule chooses."))

    @api.constrains("min_weight", "max_weight", "min_amount", "max_amount")
    def _check_ranges(self):
        for rule in self:
            if (rule.max_weight and rule.max_weight <= rule.min_weight) or (
                rule.max_amount and rule.max_amount <= rule.min_amount
            ):
                raise ValidationError(self.env._("No parcel is both over and under these limits."))

    @api.depends(
        *("method_ids", "tvshop_state_ids", "tvshop_cities", "tvshop_city_ids", "payment"),
        *("min_weight", "max_weight", "max_volume", "min_amount", "max_amount"),
        *("choice", "carrier_id.name"),
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for rule in self:
            conditions = rule._condition_texts()
            values = {
                "conditions": self.env._(" and ").join(conditions),
                "choice": rule._choice_text(),
            }
            rule.sentence = (
                self.env._("If %(conditions)s: %(choice)s", **values)
                if conditions
                else self.env._("Always: %(choice)s", **values)
            )

    def _choice_text(self):
        if self.choice == decide.FIXED:
            return self.carrier_id.name or "…"
        labels = dict(self._fields["choice"]._description_selection(self.env))
        return labels.get(self.choice, "…")

    def _condition_texts(self):
        _ = self.env._
        texts = [
            self.method_ids
            and _("the delivery method is %s", _(" or ").join(self.method_ids.mapped("name"))),
            (area := self._tvshop_area_text()) and _("the address is in %s", area),
            self.min_weight and _("the weight is at least %s kg", f"{self.min_weight:g}"),
            self.max_weight and _("the weight is under %s kg", f"{self.max_weight:g}"),
            self.max_volume and _("the volume is under %s m³", f"{self.max_volume:g}"),
            self.min_amount and _("the amount is at least %s", f"{self.min_amount:g}"),
            self.max_amount and _("the amount is under %s", f"{self.max_amount:g}"),
            self.payment == "cod" and _("it is paid on delivery"),
            self.payment == "paid" and _("it is not paid on delivery"),
        ]
        return [text for text in texts if text]

    def _rule(self):
        return Rule(
            self.id,
            self.choice,
            self.carrier_id.id or 0,
            frozenset(self.method_ids.ids),
            self._tvshop_area(),
            self.min_weight,
            self.max_weight,
            self.max_volume,
            self.min_amount,
            self.max_amount,
            self.payment or "",
        )

    @api.model
    def _world(self, company, places):
        """The company's rules and carriers, and their success at these `Place`s."""
        rules = self.search([("company_id", "=", company.id)])
        # What a carrier costs is agreed with each company.
        carriers = self.env["delivery.carrier"].with_company(company)
        carriers = carriers.search(
            [("tvshop_kind", "!=", False), ("company_id", "in", (False, company.id))]
        )
        return World(
            tuple(rule._rule() for rule in rules),
            tuple(carrier._tvshop_terms() for carrier in carriers),
            self.env["tvshop.carrier.score"]._of(carriers, places),
        )
