from odoo import api, fields, models

from .. import recording_file
from .tvshop_queue import RECORDING_HELP, RECORDING_MODES

PROBLEMS = [("low", "Disk nearly full"), ("full", "Disk full"), ("unreachable", "Folder unusable")]


class TvshopPbx(models.Model):
    """What a telephone system records, and whether it has room for it."""

    _name = "tvshop.pbx"
    _inherit = ["tvshop.pbx", "mail.thread", "mail.activity.mixin"]
    _pbx_fields = frozenset({"system_name", "active", "outbound_number", "recording_mode"})

    recording_mode = fields.Selection(
        RECORDING_MODES, "Recording", required=True, default="on", help=RECORDING_HELP
    )
    recording_least_mb = fields.Integer(
        "Room for Recordings (MB)",
        default=1024,
        help="With less left on the disk an alarm is raised. An hour of talk takes 58 MB.",
    )
    recording_problem = fields.Selection(PROBLEMS, readonly=True)
    recording_problem_since = fields.Datetime(readonly=True)
    recording_free_mb = fields.Integer("Room Left (MB)", readonly=True)
    unrecorded_count = fields.Integer(compute="_compute_unrecorded_count")

    _recording_least_mb_valid = models.Constraint(
        "CHECK (recording_least_mb >= 1)", "The room to keep for recordings is 1 MB or more."
    )

    def _compute_unrecorded_count(self):
        for pbx in self:
            pbx.unrecorded_count = self.env["tvshop.call"].search_count(pbx._unrecorded_domain())

    def _unrecorded_domain(self):
        """Answered calls of the last 30 days of which not all is there to hear."""
        return [
            ("pbx_id", "=", self.id),
            ("start", ">=", "today -30d"),
            ("recording_state", "in", ("missing", "incomplete")),
        ]

    def action_view_unrecorded(self):
        self.ensure_one()
        return self.env["tvshop.call"]._action_of(*self._unrecorded_domain())

    def _prepare_store(self):
        store = super()._prepare_store()
        modes = {"recording/pbx": self.recording_mode}
        for hotline in self.hotline_ids:
            modes[f"recording/hotline/{hotline.did}"] = hotline.recording_mode
        for queue in self.queue_ids:
            modes[f"recording/queue/{queue.pbx_queue}"] = queue.recording_mode
        return {**store, **{key: mode for key, mode in modes.items() if mode != "on"}}

    # The bridge's look after it

    def _check_recordings(self):
        """Measure what ended, and look for room. Returns the alarm's text, "" for none."""
        self.ensure_one()
        now = fields.Datetime.now()
        folder = recording_file.root()
        # While the folder is gone, no file in it is known to be missing.
        if folder is None or folder.is_dir():
            self.env["tvshop.recording"]._measure_ended(self, now)
        room = recording_file.room(folder, self.recording_least_mb)
        if room.free_mb != self.recording_free_mb:
            self.recording_free_mb = room.free_mb
        if (room.problem or False) != self.recording_problem:
            self._change_problem(room.problem, now)
        return self._recording_alarm()

    def _change_problem(self, problem, now):
        self.write(
            {"recording_problem": problem or False, "recording_problem_since": problem and now}
        )
        managers = self._recording_people("tvshop_crm.group_manager")
        self.activity_unlink(["mail.mail_activity_data_warning"])
        for user in managers if problem else managers.browse():
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.with_context(lang=user.lang)._recording_alarm(),
                user_id=user.id,
            )
        for user in self._recording_people("tvshop_crm.group_supervisor"):
            user._bus_send("tvshop_cti.recording_alarm", {})

    def _recording_people(self, group):
        users = self.env.ref(group).all_user_ids
        return users.filtered(lambda user: self.company_id in user.company_ids and not user.share)

    def _recording_alarm(self):
        texts = {
            "low": self.env._(
                "Recordings: %(mb)s MB left on the disk of %(pbx)s. Make room soon: when it is"
                " full, calls go on unrecorded.", mb=self.recording_free_mb, pbx=self.name,
            ),
            "full": self.env._(
                "Recordings: the disk of %(pbx)s is full. Calls go on, but they are not recorded.",
                pbx=self.name,
            ),
            "unreachable": self.env._(
                "Recordings: the folder of %(pbx)s can't be written to. Calls go on, but they are"
                " not recorded.", pbx=self.name,
            ),
        }  # fmt: skip
        return texts.get(self.recording_problem, "")

    @api.model
    def recording_alarms(self):
        """What supervisors are shown on every page: texts, none when all is well."""
        return [pbx._recording_alarm() for pbx in self.search([("recording_problem", "!=", False)])]
