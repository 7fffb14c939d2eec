from datetime import timedelta

from odoo import api, fields, models

PENDING, SENT, EXPIRED = "pending", "sent", "expired"
STATES = [
    (PENDING, "Waiting"),
    (SENT, "Sent"),
    ("done", "Done"),
    ("failed", "Failed"),
    (EXPIRED, "Expired"),
    ("unknown", "Unknown"),
]
PHONE_SECRET = "phone_secret"
KEPT_DAYS = 30


class TvshopOutbox(models.Model):
    """What people ask of the PBX. The bridge sends each row after commit, at most once.

    Payloads by kind (extensions and numbers are digits as text):

    - `phone_secret`: {extension, secret}; wiped when the bridge claims it
    - `phone_close`: {extension}
    - `dial`: {extension, number, shown, partner_id, callback_id}, the last two where known;
      a campaign's has {attempt_id, linkedid, variables} besides: what the call is to be known by,
      and what the dialplan's [to-carrier] is told
    - `resume`: {extension, linkedid}
    - `conference`: {extension, linkedid, target}
    - `refuse`: {extension, linkedid}
    - `recording_pause`, `recording_resume`: {extension, linkedid}
    """

    _name = "tvshop.outbox"
    _description = "Command to the PBX"
    _inherit = ["tvshop.bridge.mixin"]
    _order = "id DESC"
    _rec_name = "kind"

    pbx_id = fields.Many2one("tvshop.pbx", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [
            (PHONE_SECRET, "Open a phone"),
            ("phone_close", "Close a phone"),
            ("dial", "Dial"),
            ("resume", "Ring again after a reload"),
            ("conference", "Add to a conference"),
            ("refuse", "Turn a blacklisted caller away"),
            ("recording_pause", "Pause the recording"),
            ("recording_resume", "Resume the recording"),
        ],
        required=True,
        readonly=True,
    )
    payload = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    state = fields.Selection(STATES, required=True, readonly=True, default=PENDING)
    expires_at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, index=True)
    agent_id = fields.Many2one("tvshop.agent", readonly=True, ondelete="cascade")
    result = fields.Char(readonly=True)

    _pending = models.Index("(pbx_id, id) WHERE state = 'pending'")
    # Each pop looks for its call's pauses here, and each call out counts those of the day.
    _recent = models.Index("(kind, create_date)")

    @api.model
    def _post(self, agent, kind, payload, seconds=15):
        """Ask the PBX of `agent` for something, unless it takes longer than `seconds`."""
        # sudo: tvshop.outbox – nobody writes rows by hand; the caller checked the request
        row = self.sudo().create(
            {
                "pbx_id": agent.pbx_id.id,
                "kind": kind,
                "payload": {"extension": agent.extension, **payload},
                "expires_at": fields.Datetime.now() + timedelta(seconds=seconds),
                "user_id": self.env.uid,
                "agent_id": agent.id,
            }
        )
        self._notify_bridge("outbox")
        return row

    def _sendable(self):
        """Those of these claimed rows that may still be sent. An override closes the others."""
        return self

    @api.model
    def _expire(self, now):
        """Close what nobody claimed in time, and forget the secrets in it."""
        stale = self.search([("state", "=", PENDING), ("expires_at", "<=", now)])
        stale.write({"state": EXPIRED})
        stale.filtered(lambda row: row.kind == PHONE_SECRET).write({"payload": False})
        stale.agent_id._tell("outbox")
        return stale

    @api.model
    def _cron_expire(self):
        """With the bridge down, secrets must not lie here."""
        self._expire(fields.Datetime.now())

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("create_date", "<", limit), ("state", "!=", PENDING)], limit=10000).unlink()
