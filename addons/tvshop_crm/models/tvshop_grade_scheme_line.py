from odoo import fields, models


class TvshopGradeSchemeLine(models.Model):
    _name = "tvshop.grade.scheme.line"
    _description = "What a Grade Takes"
    _order = "scheme_id, amount"

    scheme_id = fields.Many2one("tvshop.grade.scheme", required=True, ondelete="cascade")
    grade_id = fields.Many2one("tvshop.grade", required=True, ondelete="restrict")
    amount = fields.Monetary("From", required=True)
    currency_id = fields.Many2one(related="scheme_id.currency_id")

    _grade_uniq = models.Constraint(
        "UNIQUE (scheme_id, grade_id)", "A scheme names each grade once."
    )
    _amount_uniq = models.Constraint(
        "UNIQUE (scheme_id, amount)", "Two grades can't begin at the same amount."
    )
    _amount_positive = models.Constraint("CHECK (amount >= 0)", "An amount can't be negative.")
