from odoo import fields, models


class TvshopFollowUpOccasion(models.Model):
    """An event that a follow-up has called about, once."""

    _name = "tvshop.follow.up.occasion"
    _description = "Occasion of a Follow-up Call"
    _order = "at DESC, id DESC"
    _rec_name = "partner_id"

    follow_up_id = fields.Many2one(
        "tvshop.follow.up", required=True, readonly=True, ondelete="cascade"
    )
    list_id = fields.Many2one(related="follow_up_id.list_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    key = fields.Char(required=True, readonly=True, help="Of the event; it counts once.")
    at = fields.Datetime("Happened", required=True, readonly=True)

    _key_uniq = models.Constraint("UNIQUE (follow_up_id, key)", "This event was taken already.")

    def _call_again(self):
        """Put on the list again whom the campaign was done with before these occasions."""
        if not self:
            return
        targets = self.env["tvshop.campaign.target"]
        done = targets.search(
            [
                ("campaign_id", "in", self.list_id.campaign_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "in", ("done", "left_out")),
            ]
        )
        done._begin_again()
        targets._put_away(done.list_id)
