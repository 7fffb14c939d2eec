from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tvshop_refusal_user_id = fields.Many2one(
        "res.users",
        "Refused Parcels Go To",
        help="Gets the to-dos for refused parcels; without one, the order's agent does.",
    )
