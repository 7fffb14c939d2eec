from odoo import fields, models


class TvshopSpot(models.Model):
    _inherit = "tvshop.spot"

    call_count = fields.Integer(compute="_compute_call_count")

    def _compute_call_count(self):
        counts = dict(
            self.env["tvshop.call"]._read_group(
                [("spot_id", "in", self.ids)], ["spot_id"], ["__count"]
            )
        )
        for spot in self:
            spot.call_count = counts.get(spot, 0)

    def action_view_calls(self):
        self.ensure_one()
        return self.env["tvshop.call"]._action_of(("spot_id", "=", self.id))

    def _pop_spot(self):
        return {"id": self.id, "name": self.name} if self else False
