from datetime import timedelta

from odoo import api, fields, models

# A player asks for one recording in several parts.
SAME_HEARING = timedelta(minutes=5)


class TvshopRecordingAccess(models.Model):
    """Who heard a recording, when and from where. Written by the system, never changed."""

    _name = "tvshop.recording.access"
    _description = "Recording Heard"
    _order = "time DESC, id DESC"
    _rec_name = "recording_id"

    recording_id = fields.Many2one(
        "tvshop.recording", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    time = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    address = fields.Char("From Address", readonly=True)
    kind = fields.Selection(
        [("play", "Played"), ("download", "Downloaded"), ("refused", "Refused")],
        required=True,
        readonly=True,
    )

    @api.model
    def _log(self, recording, kind, address):
        """Put a hearing on record, in a transaction of its own: it stays whatever comes after."""
        with self.env.registry.cursor() as cr:
            # sudo: tvshop.recording.access – everybody's hearings are logged, nobody writes the log
            log = self.with_env(self.env(cr=cr)).sudo()
            vals = {"recording_id": recording.id, "user_id": self.env.uid, "kind": kind}
            same = [(field, "=", value) for field, value in vals.items()]
            since = fields.Datetime.now() - SAME_HEARING
            if not log.search_count([*same, ("address", "=", address), ("time", ">", since)]):
                log.create({**vals, "address": address})
