from odoo import fields, models


class TvshopRecordingPause(models.Model):
    """A time in a call that its recording leaves out: silence of both sides."""

    _name = "tvshop.recording.pause"
    _description = "Pause in a Recording"
    _order = "start, id"

    call_id = fields.Many2one(
        "tvshop.call", required=True, readonly=True, index=True, ondelete="cascade"
    )
    start = fields.Datetime(required=True, readonly=True)
    end = fields.Datetime(readonly=True)
