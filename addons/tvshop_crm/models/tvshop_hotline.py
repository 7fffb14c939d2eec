import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
        """The spot that made a caller dial `did` at the UTC time `at`, or an empty record.

        On air comes first, of several the one that started last; else the last one to have
        ended within the company's window.
        """
        hotline = self.search([("did", "=", did)], limit=1)
        if not hotline:
            return self.env["tvshop.spot"]
        return self.env["tvshop.spot"]._aired_before(hotline, at)
