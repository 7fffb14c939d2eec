from datetime import timedelta

from odoo import api, fields, models


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

    @api.model
    def _aired_before_each(self, pairs):
        """`_aired_before` for many at once, in one query.

        :param pairs: {key: (hotline, UTC time)}
        :return: {key: spot}, without the keys that have none
        """
        if not pairs:
            return {}
        hotlines = self.env["tvshop.hotline"].union(*[hotline for hotline, _at in pairs.values()])
        times = [at for _hotline, at in pairs.values()]
        window = timedelta(minutes=max(hotlines.company_id.mapped("tvshop_spot_window")))
        spots = self.search(
            [
                ("hotline_id", "in", hotlines.ids),
                ("start", "<=", max(times)),
                ("end", ">=", min(times) - window),
            ]
        ).grouped("hotline_id")
        found = {key: spots.get(hotline, self)._pick(at) for key, (hotline, at) in pairs.items()}
        return {key: spot for key, spot in found.items() if spot}

    def _pick(self, at):
        """Of a hotline's spots: the last started of those on air, else the last one ended."""
        on_air = self.filtered(lambda spot: spot.start <= at < spot.end)
        if on_air:
            return on_air.sorted(lambda spot: (spot.start, spot.id))[-1]
        window = timedelta(minutes=self.hotline_id.company_id.tvshop_spot_window)
        ended = self.filtered(lambda spot: at - window <= spot.end <= at)
        return ended.sorted(lambda spot: (spot.end, spot.start, spot.id))[-1:]

    def _pop_spot(self):
        return {"id": self.id, "name": self.name} if self else False
