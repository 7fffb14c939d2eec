from odoo import api, fields, models
from odoo.tools import format_duration

# The keys are the day specifications of Asterisk's GotoIfTime.
WEEKDAYS = [
    ("*", "Every day"),
    ("mon-fri", "Monday to Friday"),
    ("sat-sun", "Weekend"),
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
]


class TvshopOpeningHoursLine(models.Model):
    _name = "tvshop.opening.hours.line"
    _description = "Opening Hours of a Day"
    _inherit = ["tvshop.bridge.mixin"]
    _order = "hours_id, id"
    _pbx_fields = frozenset({"weekdays", "hour_from", "hour_to", "hours_id"})

    hours_id = fields.Many2one(
        "tvshop.opening.hours", required=True, index=True, ondelete="cascade"
    )
    weekdays = fields.Selection(WEEKDAYS, "Days", required=True, default="*")
    hour_from = fields.Float("Opens", required=True, default=9.0)
    hour_to = fields.Float("Closes", required=True, default=21.0)

    _hours_valid = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "Closing comes after opening, between 0:00 and 24:00. Split what runs over midnight.",
    )

    @api.depends("weekdays", "hour_from", "hour_to")
    def _compute_display_name(self):
        labels = dict(self._fields["weekdays"]._description_selection(self.env))
        for line in self:
            opens, closes = format_duration(line.hour_from), format_duration(line.hour_to)
            line.display_name = f"{labels.get(line.weekdays)} {opens}–{closes}"

    def _pbx_time(self):
        """The last minute counts in full on the PBX, so it is the one before closing."""
        first, last = round(self.hour_from * 60), round(self.hour_to * 60) - 1
        return f"{first // 60:02d}:{first % 60:02d}-{last // 60:02d}:{last % 60:02d}"
