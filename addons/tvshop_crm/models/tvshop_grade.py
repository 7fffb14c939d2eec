from odoo import fields, models


class TvshopGrade(models.Model):
    _name = "tvshop.grade"
    _description = "Customer Grade"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    queue_priority = fields.Integer(
        default=0, help="Callers with a higher one are answered first; 0 waits in turn."
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        ondelete="restrict",
        help="Prices for customers of this grade who have no price list of their own.",
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE (name)", "Another grade has this name.")
    _priority_positive = models.Constraint(
        "CHECK (queue_priority BETWEEN 0 AND 100)", "A queue priority is from 0 to 100."
    )
