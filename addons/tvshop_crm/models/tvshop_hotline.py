import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .tvshop_blacklist_entry import POLICIES


class TvshopHotline(models.Model):
    _name = "tvshop.hotline"
    _description = "Hotline"
    _order = "did"
    _rec_names_search = ["name", "did"]

    name = fields.Char(required=True, translate=True)
    did = fields.Char("Number Dialled", required=True, help="Digits only, as the carrier sends it.")
    channel_id = fields.Many2one("tvshop.media.channel", required=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    blacklist_policy = fields.Selection(
        POLICIES,
        "Blacklisted Callers",
        required=True,
        default=lambda self: self.env.company.tvshop_blacklist_policy or "warn",
    )
    spot_ids = fields.One2many("tvshop.spot", "hotline_id")

    _did_uniq = models.Constraint("UNIQUE (did)", "Another hotline has this number.")

    @api.depends("name", "did")
    def _compute_display_name(self):
        for hotline in self:
            hotline.display_name = f"{hotline.did} {hotline.name}"

    @api.constrains("did")
    def _check_did(self):
        for hotline in self:
            if not re.fullmatch(r"[0-9]{3,15}", hotline.did):
                raise ValidationError(
                    self.env._("A hotline's number has 3 to 15 digits and nothing else.")
                )

    @api.model
    def _spot_at(self, did, at):
        """The spot that made a caller dial `did` at `at`; see `_spots_at`."""
        return self._spots_at([(did, at)])[did, at]

    @api.model
    def _spots_at(self, pairs):
        """The spots that made callers dial, for many calls in two queries.

        On air comes first, of several the one that started last; else the last one to have
        ended within the company's window.

        :param pairs: `[(number dialled, UTC time)]`
        :return: {pair: spot, or an empty record}
        """
        domain = [("did", "in", list({did for did, _at in pairs}))]
        hotlines = self.with_context(active_test=False).search(domain).grouped("did")
        spots = self._spots_around(pairs, self.union(*hotlines.values()))
        none = self.env["tvshop.spot"]
        return {
            (did, at): spots.get(hotlines.get(did), none)._aired_at(at) for did, at in set(pairs)
        }

    @api.model
    def _spots_around(self, pairs, hotlines):
        """{hotline: its spots that may have made these calls}"""
        if not hotlines:
            return {}
        times = [at for _did, at in pairs]
        window = timedelta(minutes=max(hotlines.company_id.mapped("tvshop_spot_window")))
        domain = [
            ("hotline_id", "in", hotlines.ids),
            ("start", "<=", max(times)),
            ("end", ">=", min(times) - window),
        ]
        return self.env["tvshop.spot"].search(domain).grouped("hotline_id")
