from odoo import api, models


class TvshopOpeningHoursLine(models.Model):
    """When a campaign that was approved calls is a part of it."""

    _inherit = "tvshop.opening.hours.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_campaigns()
        return lines

    def write(self, vals):
        self._check_campaigns()
        result = super().write(vals)
        if "hours_id" in vals:
            self._check_campaigns()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        self._check_campaigns()

    def _check_campaigns(self):
        self.env["tvshop.campaign"]._check_using("hours_id", self.hours_id)
