import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .. import recording_file

_logger = logging.getLogger(__name__)

PENDING, RECORDED, INCOMPLETE = "pending", "recorded", "incomplete"
MISSING, DELETED = "missing", "deleted"
STATES = [
    (PENDING, "In progress"),
    (RECORDED, "Recorded"),
    (INCOMPLETE, "Shorter than the call"),
    (MISSING, "Missing"),
    (DELETED, "Deleted"),
]
PLAYABLE = (RECORDED, INCOMPLETE)
# The PBX closes its file a moment after the call's end.
CLOSING = timedelta(seconds=3)
# How much shorter than the talk a whole recording may be: it begins with its first sound.
TOLERANCE = 5
BATCH = 500


class TvshopRecording(models.Model):
    """A sound file that the PBX wrote of a call. Its row stays when the file is deleted."""

    _name = "tvshop.recording"
    _description = "Call Recording"
    _order = "start DESC, id DESC"

    call_id = fields.Many2one("tvshop.call", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="call_id.pbx_id.company_id", store=True)
    partner_id = fields.Many2one(related="call_id.partner_id")
    agent_id = fields.Many2one(related="call_id.agent_id")
    is_held = fields.Boolean(related="call_id.is_recording_held", string="Kept")
    name = fields.Char("File", required=True, readonly=True)
    start = fields.Datetime(required=True, readonly=True, index=True)
    seconds = fields.Integer("Length (s)", readonly=True)
    size = fields.Integer("Size (bytes)", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default=PENDING, index=True)
    deleted_at = fields.Datetime(readonly=True)
    access_ids = fields.One2many(
        "tvshop.recording.access",
        "recording_id",
        "Heard By",
        groups="tvshop_crm.group_manager",
    )
    is_playable = fields.Boolean(compute="_compute_is_playable")
    pause_ids = fields.One2many(related="call_id.recording_pause_ids")

    _name_uniq = models.Constraint("UNIQUE (name)", "This file is on record already.")
    _pending = models.Index("(id) WHERE state = 'pending'")

    @api.depends("state")
    def _compute_is_playable(self):
        for recording in self:
            recording.is_playable = recording.state in PLAYABLE

    @api.depends("call_id", "start")
    def _compute_display_name(self):
        for recording in self:
            recording.display_name = recording.call_id.display_name

    def action_play(self):
        """The recording with its player, over what one was looking at."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Recording"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "medium"},
        }

    @api.model
    def _action_of(self, *domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("tvshop_cti.recording_action")
        return {**action, "domain": list(domain), "context": {}}

    def action_hold(self):
        """Keep it whatever the time limit says, for instance because of a complaint."""
        self._set_held(True)

    def action_release(self):
        self._set_held(False)

    def _set_held(self, is_held):
        if not self.env.user.has_group("tvshop_crm.group_supervisor"):
            raise AccessError(self.env._("Only a supervisor decides what is kept."))
        self.check_access("read")
        # sudo: tvshop.call – nobody writes calls by hand; the right to keep was checked above
        self.call_id.sudo().write({"is_recording_held": is_held})

    def _path(self):
        """Where its file lies, or None."""
        self.ensure_one()
        # sudo: tvshop.call – its telephone system says where the file must lie
        system_name = self.sudo().call_id.pbx_id.system_name
        return recording_file.locate(recording_file.root(), self.name, system_name)

    def _absence_text(self):
        """Why there is nothing to hear."""
        if self.state == DELETED:
            return self.env._("This recording was deleted when its time was over.")
        if self.state == PENDING:
            return self.env._("Nothing of this call has been recorded yet.")
        return self.env._("The file of this recording is missing. Tell your manager.")

    # After the call

    @api.model
    def _measure_ended(self, pbx, now):
        """Say of ended calls' recordings how long they are, or that they are missing."""
        domain = [
            ("state", "=", PENDING),
            ("call_id.pbx_id", "=", pbx.id),
            ("call_id.state", "=", "done"),
            ("call_id.end", "<=", now - CLOSING),
        ]
        recordings = self.search(domain, limit=BATCH)
        for recording in recordings:
            recording.write(recording._prepare_measured_vals())
        recordings.call_id._close_pauses()
        recordings.call_id._refresh_recording_state()
        return recordings

    def _prepare_measured_vals(self):
        path = self._path()
        if path is None:
            return {"state": MISSING}
        try:
            recording_file.repair(path)
        except OSError as error:
            _logger.error("The recording %s can't be looked into: %s", self.name, error)
        size, seconds = recording_file.measure(path)
        is_whole = seconds >= self.call_id.talk_seconds - TOLERANCE
        return {"state": RECORDED if is_whole else INCOMPLETE, "size": size, "seconds": seconds}

    # Retention

    @api.model
    def _cron_delete_old(self):
        """Delete what was kept long enough, a batch at a time; the rows stay and say so."""
        folder = recording_file.root()
        if folder is None or not folder.is_dir():
            _logger.error("No recording can be deleted: the folder TVSHOP_RECORDINGS is not there.")
            return
        for company in self.env["res.company"].search([]):
            limit = fields.Datetime.now() - timedelta(days=company.tvshop_recording_days)
            domain = [
                ("company_id", "=", company.id),
                ("state", "in", (RECORDED, INCOMPLETE)),
                ("start", "<", limit),
                ("call_id.is_recording_held", "=", False),
            ]
            last = 0
            while batch := self.search([*domain, ("id", ">", last)], limit=BATCH, order="id"):
                last = batch[-1].id
                batch._delete_files()
                self.env["ir.cron"]._commit_progress(len(batch))

    def _delete_files(self):
        gone = self.browse()
        for recording in self:
            path = recording._path()
            try:
                if path:
                    path.unlink()
            except OSError as error:
                _logger.error("The recording %s can't be deleted: %s", recording.name, error)
                continue
            gone |= recording
        gone.write({"state": DELETED, "deleted_at": fields.Datetime.now()})
        gone.call_id._refresh_recording_state()
