from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    call_consent = fields.Selection(
        [("given", "Given"), ("withdrawn", "Withdrawn")],
        "Consent to Be Called",
        tracking=True,
        help="Who has withdrawn it is called by no campaign.",
    )
