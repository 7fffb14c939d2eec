import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .tvshop_agent import ON_CALL, PAUSED, READY, SIGNED_OUT, WRAP_UP

SECRET = re.compile(r"[A-Za-z0-9_-]{16,128}")
EXTENSION = re.compile(r"1\d{3}")
RESUME_SECONDS = 20
TARGETS_LIMIT = 20


class TvshopAgent(models.Model):
    """What the softphone calls. Everything acts on the agent of the user who asks."""

    _inherit = "tvshop.agent"

    @api.model
    def _mine(self, required=True):
        # sudo: tvshop.agent – one's own record only, whose state the user may not write by hand
        agent = self.sudo().search([("user_id", "=", self.env.uid)], limit=1)
        if required and not agent:
            raise AccessError(self.env._("You have no extension. Ask your supervisor for one."))
        return agent

    @api.model
    def desk_state(self):
        """What is true now for the softphone and the desktop of this user.

        :return: {agent, pause_reasons, phone, call, hotkeys, pbx, last_hint}; `agent` and `call`
            can be False; notifications up to number `last_hint` tell nothing newer
        """
        agent = self._mine(required=False)
        if not agent:
            return {
                "agent": False,
                "pause_reasons": [],
                "phone": False,
                "call": False,
                "hotkeys": {},
                "pbx": {"connected": False},
                "last_hint": 0,
            }
        reasons = self.env["tvshop.pause.reason"].search_fetch(
            [("system_code", "=", False)], ["name"]
        )
        return {
            "agent": agent._desk_agent(),
            "pause_reasons": [{"id": reason.id, "name": reason.name} for reason in reasons],
            "phone": agent._desk_phone(),
            "call": agent._desk_pop(),
            "hotkeys": agent.pbx_id.company_id._tvshop_hotkeys(),
            "pbx": {"connected": agent.pbx_id._is_reachable()},
            # sudo: bus.bus – how many notifications there were, none of what they say
            "last_hint": self.env["bus.bus"].sudo()._bus_last_id(),
        }

    def _desk_agent(self):
        return {
            "id": self.id,
            "extension": self.extension,
            "state": self.state,
            "state_since": to_iso(self.state_since),
            "pause_reason_id": self.pause_reason_id.id,
            "pause_reason": self.pause_reason_id.name or "",
            "next_state": self.next_state if self.state in (ON_CALL, WRAP_UP) else False,
            "wrap_until": to_iso(self.wrap_until),
            "queues": self.skill_ids.queue_id.mapped("name"),
            "is_phone_lost": self.is_phone_lost,
        }

    def _desk_phone(self):
        return {
            "ws_url": self.pbx_id.ws_url,
            "sip_domain": self.pbx_id.sip_domain,
            "extension": self.extension,
            "display_name": self.user_id.name,
        }

    @api.model
    def desk_open_phone(self, secret):
        """Give this page's phone its secret for the session, and sign the agent in.

        :param secret: 16 to 128 of A–Z a–z 0–9 _ -, invented by the page
        :return: {ws_url, sip_domain, extension, display_name}
        """
        agent = self._mine()
        if not isinstance(secret, str) or not SECRET.fullmatch(secret):
            raise UserError(self.env._("The phone's secret is malformed."))
        self.env["tvshop.outbox"]._post(agent, "phone_secret", {"secret": secret}, 30)
        if agent.state == SIGNED_OUT:
            agent.is_phone_lost = False
            agent._set_state(PAUSED)
        else:
            agent._regain_phone(fields.Datetime.now())
        return agent._desk_phone()

    @api.model
    def desk_set_state(self, state, pause_reason_id=False):
        """Become ready, paused or signed out; during a call: afterwards."""
        agent = self._mine()
        reason = self._check_request(state, pause_reason_id)
        agent._request_state(state, reason)
        return agent._desk_agent()

    @api.model
    def _check_request(self, state, pause_reason_id):
        """The pause reason's record, if one goes with the state."""
        if state not in (READY, PAUSED, SIGNED_OUT):
            raise UserError(self.env._("Agents can become ready, paused or signed out."))
        if state != PAUSED:
            return None
        reason = self.env["tvshop.pause.reason"].browse(pause_reason_id or False).exists()
        if not reason or reason.system_code or not reason.active:
            raise UserError(self.env._("Choose a reason for the pause."))
        return reason

    @api.model
    def desk_finish_wrap(self):
        """End the wrap-up now."""
        agent = self._mine()
        if agent.state == WRAP_UP:
            agent._move(agent._after_call(fields.Datetime.now()))
        return agent._desk_agent()

    @api.model
    def desk_dial(self, contact_method_id):
        """Ring this agent's phone, then the customer's.

        :return: {outbox_id}
        """
        agent = self._mine()
        method = self.env["tvshop.contact.method"].browse(contact_method_id).exists()
        method.check_access("read")
        # sudo: tvshop.contact.method – agents dial numbers that they may not read
        return agent._dial(method.sudo().e164, method.masked, partner_id=method.partner_id.id)

    def _check_can_dial(self):
        if self.state == SIGNED_OUT:
            raise UserError(self.env._("Sign in before you dial."))
        if self.state == ON_CALL:
            raise UserError(self.env._("You are on a call."))
        if not self.pbx_id._is_reachable():
            raise UserError(self.env._("The telephone system can't be reached right now."))

    @api.model
    def desk_resume_call(self):
        """After a reload in mid-call: have the customer put through to the new page.

        :return: {outbox_id}
        """
        agent = self._mine()
        call = agent.call_id
        if not agent._can_resume(call):
            raise UserError(self.env._("There is no call to go back to."))
        agent._set_state(ON_CALL, call=call)
        agent.resume_until = fields.Datetime.now() + timedelta(seconds=RESUME_SECONDS)
        row = self.env["tvshop.outbox"]._post(agent, "resume", {"linkedid": call.linkedid})
        return {"outbox_id": row.id}

    def _can_resume(self, call):
        """A call of this agent that is still up, and that nobody else has taken."""
        others = call.leg_ids.filtered(
            lambda leg: leg.agent_id != self and leg.answer and not leg.end
        )
        return call.state == "open" and self.state in (ON_CALL, WRAP_UP) and not others

    @api.model
    def desk_conference(self, target):
        """Bring a colleague into the call this agent is in.

        :param target: the colleague's extension
        :return: {outbox_id}
        """
        agent = self._mine()
        if agent.state != ON_CALL or agent.call_id.state != "open":
            raise UserError(self.env._("A conference starts from a call."))
        if not EXTENSION.fullmatch(str(target or "")) or target == agent.extension:
            raise UserError(self.env._("Choose a colleague's extension."))
        payload = {"linkedid": agent.call_id.linkedid, "target": target}
        return {"outbox_id": self.env["tvshop.outbox"]._post(agent, "conference", payload).id}

    @api.model
    def desk_targets(self, term=""):
        """Colleagues to transfer to: [{extension, name, state}], those who are ready first."""
        agent = self._mine()
        domain = [
            ("pbx_id", "=", agent.pbx_id.id),
            ("id", "!=", agent.id),
            ("state", "!=", SIGNED_OUT),
        ]
        if term:
            domain += ["|", ("extension", "=like", f"{term}%"), ("user_id.name", "ilike", term)]
        colleagues = agent.search(domain, limit=TARGETS_LIMIT)
        return [
            {"extension": one.extension, "name": one.user_id.name, "state": one.state}
            for one in colleagues.sorted(lambda one: (one.state != READY, one.extension))
        ]

    @api.model
    def desk_attach_partner(self, call_id, partner_id):
        """Say which customer a call of one's own is with."""
        self._mine()
        partner = self.env["res.partner"].browse(partner_id).exists()
        partner.check_access("read")
        call = self.env["tvshop.call"]._own(call_id)
        if not call:
            raise AccessError(self.env._("This is not a call of yours."))
        call.partner_id = partner
        return True


def to_iso(moment):
    """A naive UTC datetime as text that JavaScript understands; False for none."""
    return f"{moment.isoformat(timespec='milliseconds')}Z" if moment else False
