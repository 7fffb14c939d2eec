from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .. import recording_file
from .tvshop_call import ANSWERED, DONE, OPEN
from .tvshop_recording import DELETED, INCOMPLETE, MISSING, PENDING, RECORDED, STATES

OFF = "off"
# The worst of several files speaks for the call.
WORST_FIRST = (MISSING, INCOMPLETE, PENDING, DELETED, RECORDED)
# How long after its end a call may still get the mark of its recording.
LATE = timedelta(minutes=2)


class TvshopCall(models.Model):
    """A call and its sound."""

    _inherit = "tvshop.call"

    recording_ids = fields.One2many("tvshop.recording", "call_id", "Recordings")
    recording_pause_ids = fields.One2many("tvshop.recording.pause", "call_id", "Left Out")
    recording_state = fields.Selection(
        [*STATES, (OFF, "Not to be recorded")], "Recording", readonly=True, index=True
    )
    is_recording_held = fields.Boolean(
        "Recording Kept", readonly=True, help="Not deleted when its time is over."
    )

    def action_play_recording(self):
        self.ensure_one()
        recordings = self.recording_ids._filtered_access("read")
        if not recordings:
            raise AccessError(self.env._("This recording is not for you to hear."))
        if len(recordings) == 1:
            return recordings.action_play()
        return recordings._action_of(("call_id", "=", self.id))

    # What the dialplan says

    @api.model
    def _mark_recording(self, marks):
        """Files of answered calls, once each; of unanswered ones there is nothing to hear."""
        self._mark_off([call for call, value, _at in marks if value == OFF])
        wanted = {
            name: (call, at)
            for call, name, at in marks
            if call.answered_at and recording_file.is_name(name, call.pbx_id.system_name)
        }
        recordings = self.env["tvshop.recording"]
        known = set(recordings.search([("name", "in", list(wanted))]).mapped("name"))
        new = recordings.create(
            [
                {"call_id": call.id, "name": name, "start": call.answered_at}
                for name, (call, _at) in wanted.items()
                if name not in known
            ]
        )
        new.call_id._refresh_recording_state()
        # An agent is on a call before the customer is, and may hear of nothing else by then.
        new.call_id._live_agents()._tell("call")

    @api.model
    def _mark_off(self, calls):
        for call in calls:
            if not call.recording_state:
                call.recording_state = OFF

    @api.model
    def _mark_recording_paused(self, marks):
        """At the call's end the PBX tells all pauses: "p<epoch>-r<epoch>-p<epoch>…"."""
        for call, value, _at in marks:
            told = _read_pauses(value)
            if len(told) > len(call.recording_pause_ids):
                call.recording_pause_ids.unlink()
                call._add_pauses(told)

    def _add_pauses(self, told):
        self.env["tvshop.recording.pause"].create(
            [{"call_id": self.id, "start": start, "end": end} for start, end in told]
        )

    # Pauses, while the call lasts

    def _pause_recording(self, at):
        """The PBX says that the recording leaves out what is said from now on."""
        if not self._open_pauses():
            self.env["tvshop.recording.pause"].create({"call_id": self.id, "start": at})

    def _resume_recording(self, at):
        self._open_pauses().write({"end": at})

    def _open_pauses(self):
        return self.recording_pause_ids.filtered(lambda pause: not pause.end)

    def _close_pauses(self):
        """What is paused when the call ends stays out of the recording."""
        for call in self.filtered("end"):
            call._open_pauses().write({"end": call.end})

    # The figure: answered calls have recordings

    def _refresh_recording_state(self):
        for call in self:
            states = set(call.recording_ids.mapped("state"))
            call.recording_state = next((one for one in WORST_FIRST if one in states), False)

    @api.model
    def _cron_check_recordings(self):
        """Answered customers' calls of which the PBX announced no recording: there is none."""
        now = fields.Datetime.now()
        self.search(
            [
                ("state", "=", DONE),
                ("outcome", "=", ANSWERED),
                ("direction", "!=", "internal"),
                ("recording_state", "=", False),
                ("end", "<", now - LATE),
                ("end", ">", now - timedelta(days=1)),
            ]
        ).write({"recording_state": MISSING})

    # What the agent sees

    def _live_agents(self):
        return self.leg_ids.filtered(lambda leg: leg.answer and not leg.end).agent_id

    def _pop_recording(self):
        """What the recording does: "off", "on" or "paused"; False while there is none."""
        if self.state != OPEN or self.recording_state != PENDING:
            return OFF if self.recording_state == OFF else False
        return "paused" if self._open_pauses() else "on"


def _read_pauses(value):
    """Text "p<epoch>-r<epoch>…" → [(start, end or False)] as naive UTC datetimes."""
    pauses = []
    for word in value.split("-"):
        try:
            at = datetime.fromtimestamp(float(word[1:]), timezone.utc).replace(tzinfo=None)
        except (ValueError, OverflowError, OSError):
            continue
        is_open = bool(pauses) and not pauses[-1][1]
        if word[0] == "p" and not is_open:
            pauses.append((at, False))
        elif word[0] == "r" and is_open:
            pauses[-1] = (pauses[-1][0], at)
    return pauses
