from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .tvshop_agent import ON_CALL
from .tvshop_outbox import PENDING, SENT
from .tvshop_outbox_recording import PAUSE, RESUME

# The agent waits for the answer with a customer on the line.
PATIENCE = 8


class TvshopAgent(models.Model):
    """Card data: the recording pauses while the customer reads them out."""

    _inherit = "tvshop.agent"

    @api.model
    def desk_pause_recording(self):
        """Ask the PBX to leave out what is said from now on; `desk_state` says when it does.

        :return: {outbox_id}
        """
        return self._mine()._ask_recording(PAUSE)

    @api.model
    def desk_resume_recording(self):
        """Ask the PBX to record again.

        :return: {outbox_id}
        """
        return self._mine()._ask_recording(RESUME)

    def _ask_recording(self, kind):
        call = self.call_id
        if self.state != ON_CALL or call._pop_recording() not in ("on", "paused"):
            raise UserError(self.env._("This call is not being recorded."))
        row = self.env["tvshop.outbox"]._post(self, kind, {"linkedid": call.linkedid}, PATIENCE)
        return {"outbox_id": row.id}

    def _prepare_pop(self, call, state):
        pop = super()._prepare_pop(call, state)
        return {**pop, "recording": call._pop_recording(), **self._pop_recording_request(call)}

    def _pop_recording_request(self, call):
        """`recording_request`: what the PBX has not answered yet, "pause", "resume" or False;
        `recording_failed`: that of the last request nobody knows or it went wrong."""
        if not call.answered_at:
            return {"recording_request": False, "recording_failed": False}
        domain = [
            ("agent_id", "=", self.id),
            ("kind", "in", (PAUSE, RESUME)),
            ("create_date", ">=", call.start),
        ]
        last = self.env["tvshop.outbox"].search(domain, limit=1)
        is_waiting = (
            last.state in (PENDING, SENT)
            and last.expires_at + timedelta(seconds=1) > fields.Datetime.now()
        )
        return {
            "recording_request": is_waiting and last.kind.removeprefix("recording_"),
            "recording_failed": bool(last) and not is_waiting and last.state != "done",
        }
