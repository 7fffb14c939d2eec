from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .tvshop_call import OPEN
from .tvshop_call_blacklist import WARNED


class TvshopAgent(models.Model):
    """What agents do about nuisance callers, in and after their own calls."""

    _inherit = "tvshop.agent"

    @api.model
    def desk_mark_nuisance(self, call_id, reason, note=""):
        """Put a call of one's own down as a nuisance.

        :param reason: a key of the reasons in the pop's `nuisance`
        :return: the pop's `nuisance`
        """
        call = self._own_call(call_id)
        reasons = dict(self.env["tvshop.blacklist.mark"]._fields["reason"].selection)
        if reason not in reasons:
            raise UserError(self.env._("Choose what was wrong with the call."))
        call._mark_nuisance(reason, " ".join(str(note or "").split())[:200])
        return self._tell_nuisance(call)

    @api.model
    def desk_unmark_nuisance(self, call_id):
        """Take one's mark back while one is still busy with the call."""
        call = self._own_call(call_id)
        mark = call._own_nuisance_mark(self.env.user)
        if not mark or not self._mine()._is_busy_with(call):
            raise UserError(
                self.env._("The call is over: ask a supervisor to lift the number's entry.")
            )
        mark._withdraw()
        return self._tell_nuisance(call)

    @api.model
    def desk_refuse_call(self, call_id):
        """Turn a blacklisted caller away, ringing or talking.

        :return: {outbox_id}
        """
        call = self._own_call(call_id)
        if call.state != OPEN or call.blacklist_action != WARNED:
            raise UserError(self.env._("Only a blacklisted caller on the line is turned away."))
        row = self.env["tvshop.outbox"]._post(self._mine(), "refuse", {"linkedid": call.linkedid})
        return {"outbox_id": row.id}

    @api.model
    def _own_call(self, call_id):
        call = self.env["tvshop.call"]._own(call_id)
        if not call:
            raise AccessError(self.env._("This is not a call of yours."))
        return call

    def _is_busy_with(self, call):
        return call.state == OPEN or self.call_id == call

    @api.model
    def _tell_nuisance(self, call):
        # sudo: tvshop.agent – everybody in the call is shown that it is marked
        (call.leg_ids.agent_id.sudo())._tell("call")
        return self._mine()._desk_nuisance(call)

    def _prepare_pop(self, call, state):
        return {**super()._prepare_pop(call, state), "nuisance": self._desk_nuisance(call)}

    def _desk_nuisance(self, call):
        """What the agent is told of a call's number.

        :return: {can_mark, is_blacklisted, can_refuse, marks, needed, reasons, mine}; `reasons`
            are the words of the marks so far, `mine` is {label, note, can_undo} or False
        """
        entries = self.env["tvshop.blacklist.entry"].with_company(call.pbx_id.company_id)
        entry = entries._current(call.caller_e164)
        mark = bool(entry) and call._own_nuisance_mark(self.user_id)
        is_warned = call.blacklist_action == WARNED
        return {
            "can_mark": bool(call.caller_e164 and call.direction != "internal"),
            "is_blacklisted": is_warned or entry.state == "active",
            "can_refuse": is_warned and call.state == OPEN,
            "marks": len(entry._counted_marks()),
            "needed": call.pbx_id.company_id.tvshop_blacklist_marks,
            "reasons": entry._reasons_text(),
            "choices": self._nuisance_choices(),
            "mine": mark and mark._desk_mark(self._is_busy_with(call)),
        }

    @api.model
    def _nuisance_choices(self):
        reason = self.env["tvshop.blacklist.mark"]._fields["reason"]
        return [
            {"value": value, "label": label}
            for value, label in reason._description_selection(self.env)
        ]
