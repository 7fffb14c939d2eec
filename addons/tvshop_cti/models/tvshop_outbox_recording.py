from odoo import fields, models

PAUSE, RESUME = "recording_pause", "recording_resume"


class TvshopOutbox(models.Model):
    """What the PBX did to a recording is told by the end of the command, and by nothing else."""

    _inherit = "tvshop.outbox"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "done":
            self.filtered(lambda row: row.kind in (PAUSE, RESUME))._follow_recording()
        return result

    def _follow_recording(self):
        now = fields.Datetime.now()
        for row in self:
            call = self.env["tvshop.call"].search(
                [("pbx_id", "=", row.pbx_id.id), ("linkedid", "=", row.payload["linkedid"])]
            )
            if row.kind == PAUSE:
                call._pause_recording(now)
            else:
                call._resume_recording(now)
            call._live_agents()._tell("call")
