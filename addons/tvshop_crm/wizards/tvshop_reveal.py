from odoo import api, fields, models
from odoo.exceptions import UserError


class TvshopReveal(models.TransientModel):
    """Asks why, then shows one full number. The number itself is not kept here."""

    _name = "tvshop.reveal"
    _description = "Show a Full Number"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    masked = fields.Char("Number", compute="_compute_masked")
    reason = fields.Char(required=True)

    @api.depends("res_model", "res_id")
    def _compute_masked(self):
        for wizard in self:
            record = wizard._get_record()
            wizard.masked = record[record._masked_field]

    def _get_record(self):
        model = self.env.get(self.res_model)
        if model is None or not hasattr(model, "reveal_number"):
            raise UserError(self.env._("There is no number."))
        return model.browse(self.res_id)

    def action_show(self):
        self.ensure_one()
        shown = self._get_record().reveal_number(self.reason)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": shown["number"],
                "message": self.env._("On record. Left for 24 hours: %s", shown["left"]),
                "type": "info",
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
