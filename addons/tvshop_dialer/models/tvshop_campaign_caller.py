from odoo import fields, models


class TvshopCampaignCaller(models.Model):
    """Which number is shown to the people of a region."""

    _name = "tvshop.campaign.caller"
    _inherit = "tvshop.campaign.part"
    _description = "Number Shown in a Region"
    _order = "campaign_id, region"

    campaign_id = fields.Many2one("tvshop.campaign", required=True, index=True, ondelete="cascade")
    region = fields.Char(
        required=True,
        help="A province, or a province and city as numbers tell them, such as 广东 or 广东深圳. "
        "The longest that fits counts.",
    )
    number = fields.Char("Number Shown", required=True)

    _region_uniq = models.Constraint(
        "UNIQUE (campaign_id, region)", "This region has its number already."
    )
    _number_valid = models.Constraint(
        "CHECK (number ~ '^[0-9]{3,15}$')",
        "The number shown to customers has 3 to 15 digits and nothing else.",
    )

    def _number_for(self, region):
        """The number that is shown in a region, or an empty string."""
        fitting = self.filtered(lambda one: (region or "").startswith(one.region.strip()))
        return max(fitting, key=lambda one: len(one.region)).number if fitting else ""
