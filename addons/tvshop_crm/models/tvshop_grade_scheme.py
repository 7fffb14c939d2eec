from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount

from ..grading.decide import KEEP, REACHED, ROLLING, STEP, TOTAL, YEAR, Scheme, period_start

PERIODS = [
    (TOTAL, "Everything so far"),
    (YEAR, "The calendar year"),
    (ROLLING, "The last months"),
]
FALLS = [
    (KEEP, "Keep the grade"),
    (STEP, "Fall by one grade"),
    (REACHED, "Fall to the grade reached"),
]


class TvshopGradeScheme(models.Model):
    """What it takes to be of which grade, from a day on; the latest one that has begun counts."""

    _name = "tvshop.grade.scheme"
    _description = "Grading Scheme"
    _inherit = ["mail.thread"]
    _order = "valid_from DESC"

    name = fields.Char(required=True)
    valid_from = fields.Date(required=True, tracking=True, default=fields.Date.context_today)
    period = fields.Selection(PERIODS, "What Counts", required=True, default=ROLLING, tracking=True)
    months = fields.Integer(default=12, tracking=True, help="How many last months count.")
    fall = fields.Selection(
        FALLS, "Who No Longer Reaches It", required=True, default=STEP, tracking=True
    )
    hold_months = fields.Integer(
        "Kept At Least (months)", default=12, tracking=True, help="Nobody falls before."
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    line_ids = fields.One2many("tvshop.grade.scheme.line", "scheme_id", copy=True)
    is_in_force = fields.Boolean("In Force", compute="_compute_is_in_force")

    _valid_from_uniq = models.Constraint(
        "UNIQUE (valid_from)", "Another scheme begins on this day."
    )
    _months_valid = models.Constraint(
        "CHECK (months BETWEEN 1 AND 120 AND hold_months BETWEEN 0 AND 120)",
        "A scheme counts 1 to 120 months, and a grade is kept for 0 to 120.",
    )

    @api.depends("valid_from")
    def _compute_is_in_force(self):
        current = self._in_force()
        for scheme in self:
            scheme.is_in_force = scheme == current

    @api.constrains("line_ids")
    def _check_lines(self):
        for scheme in self:
            if not scheme.line_ids:
                raise ValidationError(self.env._("Say what each grade takes."))

    @api.model
    def _in_force(self, day=None):
        day = day or fields.Date.context_today(self)
        return self.search([("valid_from", "<=", day)], limit=1)

    def _values(self):
        """The scheme as pure values; grades are ids."""
        self.ensure_one()
        steps = sorted((line.amount, line.grade_id.id) for line in self.line_ids)
        return Scheme(tuple(steps), self.period, self.months, self.fall, self.hold_months)

    def _amounts(self, partners, day=None):
        """`{partner id: what he brought in within the period}`, of all companies together."""
        self.ensure_one()
        day = day or fields.Date.context_today(self)
        sums = partners._contribution_between(period_start(self._values(), day), day)
        amounts = {}
        for (partner_id, company), amount in sums.items():
            amount = company.currency_id._convert(amount, self.currency_id, company, day)
            amounts[partner_id] = amounts.get(partner_id, 0) + amount
        return {key: self.currency_id.round(amount) for key, amount in amounts.items()}

    def _basis(self, before, after):
        """Why somebody's grade changed, as a key of `tvshop.grade.change.basis`."""
        if not self:
            return "hand"
        amounts = {line.grade_id: line.amount for line in self.line_ids}
        return "rise" if amounts.get(after, -1) > amounts.get(before, -1) else "fall"

    def _period_text(self, amount):
        text = format_amount(self.env, amount, self.currency_id)
        if self.period == YEAR:
            return self.env._("%s this year", text)
        return self.env._(
            "%(amount)s in the last %(months)s months", amount=text, months=self.months
        )

    def _next_text(self, missing, grade_id):
        return self.env._(
            "%(amount)s more for %(grade)s",
            amount=format_amount(self.env, missing, self.currency_id),
            grade=self.env["tvshop.grade"].browse(grade_id).name,
        )
