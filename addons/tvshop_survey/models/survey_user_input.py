from odoo import fields, models


class SurveyUserInput(models.Model):
    """Answers that a customer gave on the telephone."""

    _inherit = "survey.user_input"

    call_id = fields.Many2one("tvshop.call", readonly=True, ondelete="set null")
    company_id = fields.Many2one(related="call_id.pbx_id.company_id", store=True)
    campaign_id = fields.Many2one(related="call_id.campaign_id", store=True, index="btree_not_null")
    customer_id = fields.Many2one(related="call_id.partner_id", string="Customer", store=True)

    _call_uniq = models.UniqueIndex(
        "(call_id) WHERE call_id IS NOT NULL", "This call has its answers already."
    )
