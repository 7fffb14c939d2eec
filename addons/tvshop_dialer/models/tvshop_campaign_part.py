from odoo import api, models


class TvshopCampaignPart(models.AbstractModel):
    """What a campaign consists of: once approved, it changes as the campaign itself does."""

    _name = "tvshop.campaign.part"
    _description = "Part of a Campaign"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_editable()
        return parts

    def write(self, vals):
        self._check_editable()
        result = super().write(vals)
        if "campaign_id" in vals:  # into an approved one nothing is moved either
            self._check_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_editable(self):
        self._check_editable()

    def _check_editable(self):
        if not self.env.su:
            self.campaign_id._check_editable()
