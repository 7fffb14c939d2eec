from odoo import fields, models


class TvshopCampaignUpload(models.TransientModel):
    _name = "tvshop.campaign.upload"
    _inherit = "tvshop.upload.mixin"
    _description = "Import a Call List"

    campaign_id = fields.Many2one("tvshop.campaign", required=True, readonly=True)

    def _receive(self, data):
        name = self.file_name or self.campaign_id.name
        return self.env["tvshop.campaign.import"]._receive(self.campaign_id, name, data)
