from odoo import api, models
from odoo.tools import OrderedSet

from .tvshop_agent import ON_CALL, WRAP_UP
from .tvshop_agent_desk import to_iso

RINGING, TALKING, ENDED = "ringing", "talking", "ended"


class TvshopAgent(models.Model):
    """The call that an agent's screen is to show."""

    _inherit = "tvshop.agent"

    def _desk_pop(self, ringing=None):
        """The call as the desktop's pop, or False.

        The call one is in keeps the screen, then comes what rings, then what is wrapped up.

        :param ringing: `_ringing_calls` of this agent and others, if known
        """
        if self.state == ON_CALL and self.call_id:
            return self._prepare_pop(self.call_id, TALKING)
        ringing = self._ringing_calls() if ringing is None else ringing
        if self.id in ringing:
            return self._prepare_pop(ringing[self.id].with_env(self.env), RINGING)
        if self.state == WRAP_UP and self.call_id:
            return self._prepare_pop(self.call_id, ENDED)
        return False

    def _ringing_calls(self):
        """{agent's id: the call that rings there, of several the last}, read together later on"""
        legs = self.env["tvshop.call.leg"].search_fetch(
            [
                ("agent_id", "in", self.ids),
                ("answer", "=", False),
                ("end", "=", False),
                ("call_id.state", "=", "open"),
            ],
            order="ring_start, id",
        )
        return {leg.agent_id.id: leg.call_id for leg in legs}

    def _tell_pop(self):
        """Hint with the agents and their calls themselves, so that no page needs to ask.

        Once for each agent, with what is true at the end of the transaction.
        """
        precommit = self.env.cr.precommit
        if "tvshop_cti.pops" not in precommit.data:
            precommit.data["tvshop_cti.pops"] = OrderedSet()
            precommit.add(self.browse()._send_pops)
        precommit.data["tvshop_cti.pops"].update(self.ids)

    @api.model
    def _send_pops(self):
        agents = self.browse(self.env.cr.precommit.data.pop("tvshop_cti.pops"))
        ringing = agents._ringing_calls()
        for agent in agents:
            user = agent.user_id
            own = agent.with_user(user).with_context(lang=user.lang, tz=user.tz)
            # sudo: tvshop.agent – oneself and one's call, with one's own rights as of `desk_state`
            own = own.sudo()
            hint = {"reason": "call", "agent": own._desk_agent(), "call": own._desk_pop(ringing)}
            user._bus_send("tvshop_cti.hint", hint)

    def _prepare_pop(self, call, state):
        # The rows are shown to the user, so the user's own rights decide.
        customer = call.partner_id.with_user(self.user_id)._filtered_access("read")
        find = customer._desktop_find
        rows = customer._desktop_rows() if call.partner_id else find(call.caller_e164)
        # Together with those of the calls beside it: a surge shows many at once.
        shown = customer.browse([row["id"] for row in rows]).with_prefetch(customer._prefetch_ids)
        return {
            "id": call.id,
            "linkedid": call.linkedid,
            "direction": call.direction,
            "state": state,
            "number_masked": call.caller_masked or "",
            "is_withheld": call.is_withheld,
            "region": call.region or "",
            **call._pop_origin(),
            "queue": call.queue_id.name or "",
            "menu_path": call.menu_path or "",
            "wait_seconds": call._waited_until(state),
            "start": to_iso(call.start),
            "answered_at": to_iso(call.answered_at),
            "partners": rows,
            "partner_id": call.partner_id.id,
            "flags": shown._desktop_flags() if len(shown) == 1 else [],
            "can_resume": self._can_resume(call),
            "outcome": call.outcome,
        }
