from odoo import fields, models


class TvshopCarrierContract(models.Model):
    _inherit = "tvshop.carrier.contract"

    remit_days = fields.Integer(
        "Remits Within (days)",
        default=7,
        required=True,
        tracking=True,
        help="What was collected is missing when it has not come this long after delivery.",
    )

    _remit_days_positive = models.Constraint(
        "CHECK (remit_days BETWEEN 0 AND 365)", "A carrier remits within 0 to 365 days."
    )
