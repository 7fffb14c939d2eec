from odoo import api, fields, models
from odoo.exceptions import UserError

PHONE_LOST = "phone_lost"
PBX_LOST = "pbx_lost"


class TvshopPauseReason(models.Model):
    _name = "tvshop.pause.reason"
    _description = "Pause Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_productive = fields.Boolean("Counts as Work", help="Training or meetings, not breaks.")
    system_code = fields.Char(
        readonly=True, copy=False, help="Set by the system itself, never chosen by an agent."
    )

    _system_code_uniq = models.UniqueIndex(
        "(system_code) WHERE system_code IS NOT NULL", "This system reason exists already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_system(self):
        if any(self.mapped("system_code")):
            raise UserError(self.env._("Reasons that the system sets by itself can't be deleted."))

    @api.model
    def _system(self, code):
        return self.with_context(active_test=False).search([("system_code", "=", code)], limit=1)
