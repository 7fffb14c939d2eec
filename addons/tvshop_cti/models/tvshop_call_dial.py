from odoo import api, fields, models

DAILY_LIMIT = "trunk"


class TvshopCall(models.Model):
    _inherit = "tvshop.call"

    dial_refused = fields.Selection(
        [
            ("caller", "Not dialled by an agent's phone"),
            ("prefix", "No rule allows the number"),
            ("concurrent", "Too many calls at once"),
            ("agent", "The agent's limit of the day"),
            (DAILY_LIMIT, "The company's limit of the day"),
        ],
        "Dialling Refused By the PBX",
    )

    _refused = models.Index("(pbx_id, start) WHERE dial_refused IS NOT NULL")

    @api.model
    def _mark_dial_refused(self, marks):
        known = dict(self._fields["dial_refused"].selection)
        for call, value, _at in marks:
            if value in known and call.dial_refused != value:
                call.dial_refused = value
