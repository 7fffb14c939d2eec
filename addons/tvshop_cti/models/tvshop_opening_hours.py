from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get


class TvshopOpeningHours(models.Model):
    _name = "tvshop.opening.hours"
    _description = "Opening Hours"
    _inherit = ["tvshop.bridge.mixin"]
    _order = "name"
    _pbx_fields = frozenset({"tz", "line_ids"})

    name = fields.Char(required=True, translate=True)
    tz = fields.Selection(
        _tz_get,
        "Time Zone",
        required=True,
        default=lambda self: self.env.company.partner_id.tz or "Asia/Shanghai",
    )
    line_ids = fields.One2many("tvshop.opening.hours.line", "hours_id", copy=True)
    hotline_ids = fields.One2many("tvshop.hotline", "hours_id")
    summary = fields.Char(compute="_compute_summary")

    @api.depends("line_ids.weekdays", "line_ids.hour_from", "line_ids.hour_to")
    def _compute_summary(self):
        for hours in self:
            hours.summary = ", ".join(hours.line_ids.mapped("display_name"))

    def _pbx_name(self):
        """A key of the PBX's store: a name in Chinese, or one that is edited, makes none."""
        self.ensure_one()
        return f"hours{self.id}"

    def _pbx_specs(self):
        """One GotoIfTime specification per line; without lines the hotline never opens."""
        self.ensure_one()
        return [f"{line._pbx_time()},{line.weekdays},*,*,{self.tz}" for line in self.line_ids]

    def _prepare_store(self):
        """These hours' keys in the PBX's own store."""
        specs = enumerate(self._pbx_specs(), 1)
        return {f"hours/{self._pbx_name()}/{number}": spec for number, spec in specs}
