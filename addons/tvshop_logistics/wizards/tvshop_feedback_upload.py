from odoo import models


class TvshopFeedbackUpload(models.TransientModel):
    _name = "tvshop.feedback.upload"
    _inherit = "tvshop.carrier.upload"
    _description = "Read a Carrier's Feedback"
    _file_model = "tvshop.feedback.import"
