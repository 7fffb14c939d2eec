from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .tvshop_agent_desk import to_iso
from .tvshop_call_leg import RINGING
from .tvshop_callback import DIAL_SECONDS, GIVEN

# Whose turn it is for an agent. Who is in no queue, such as a supervisor, may help with all.
DUE = """
  FROM tvshop_callback
 WHERE pbx_id = %(pbx)s
   AND (state = 'open' OR state = 'given' AND given_until <= %(now)s)
   AND (due_at IS NULL OR due_at <= %(now)s) AND (retry_at IS NULL OR retry_at <= %(now)s)
   AND (reserved_agent_id IS NULL OR reserved_agent_id = %(agent)s OR late_at <= %(now)s)
   AND (
       queue_id IS NULL OR queue_id = ANY(%(queues)s) OR %(queues)s::int[] = '{}'
       OR reserved_agent_id = %(agent)s
   )
"""
FIRST = f"SELECT id {DUE} ORDER BY due_at, rank_at DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED"
COUNT = f"SELECT count(*), count(*) FILTER (WHERE late_at <= %(now)s) {DUE}"
MAX_AHEAD = timedelta(days=60)


class TvshopAgent(models.Model):
    """Call-backs on the desktop: how many there are, the one to make now, and new ones."""

    _inherit = "tvshop.agent"

    @api.model
    def desk_state(self):
        """With `callbacks` as of `desk_callbacks`, but for a call, which must pop fast."""
        state = super().desk_state()
        if state["agent"] and not state["call"]:
            state["callbacks"] = self._mine()._desk_callbacks()
        return state

    @api.model
    def desk_callbacks(self):
        """How many call-backs and callers wait for this agent, and the call-back to make now.

        :return: {waiting, late, callers, given}; `given` as of `desk_next_callback`, or False
        """
        return self._mine()._desk_callbacks()

    def _desk_callbacks(self):
        callbacks = self.env["tvshop.callback"]
        callbacks.flush_model()
        self.env.cr.execute(COUNT, self._callback_params())
        waiting, late = self.env.cr.fetchone()
        given = self._given_callback()
        return {
            "waiting": waiting,
            "late": late,
            "callers": self._count_callers(),
            "given": self._prepare_callback(given) if given else False,
        }

    def _callback_params(self):
        return {
            "pbx": self.pbx_id.id,
            "agent": self.id,
            "queues": self.skill_ids.queue_id.ids,
            "now": fields.Datetime.now(),
        }

    def _count_callers(self):
        """Callers in this agent's queues whom nobody has answered yet."""
        return self.env["tvshop.call"].search_count(
            [
                ("pbx_id", "=", self.pbx_id.id),
                ("state", "=", "open"),
                ("direction", "=", "in"),
                ("answered_at", "=", False),
                ("queue_id", "in", self.skill_ids.queue_id.ids),
                ("leg_ids", "not any", [("result", "=", RINGING)]),
            ]
        )

    def _given_callback(self):
        """What this agent has to dial now, or is dialling."""
        domain = [("agent_id", "=", self.id), ("state", "=", GIVEN)]
        given = self.env["tvshop.callback"].search(domain, limit=1)
        is_over = given.given_until and given.given_until <= fields.Datetime.now()
        return given.browse() if is_over else given

    def _prepare_callback(self, callback):
        partners = callback.partner_id or self.env["tvshop.contact.method"]._find_partners(
            callback.e164
        )
        # The rows are shown to the user, so the user's own rights decide.
        shown = partners.with_user(self.user_id)._filtered_access("read")
        return {
            "id": callback.id,
            "number_masked": callback.masked,
            "region": callback.region or "",
            "source": callback.source,
            "source_label": callback._source_label(),
            "asked_at": to_iso(callback.asked_at),
            "last_asked_at": to_iso(callback.last_asked_at),
            "due_at": to_iso(callback.due_at),
            "given_until": to_iso(callback.given_until),
            "wait_seconds": callback.wait_seconds,
            "asked_count": len(callback.call_ids),
            "attempt": callback.attempt_count + 1,
            "attempts": callback.pbx_id.company_id.tvshop_callback_attempts,
            "is_late": callback.is_late,
            "note": callback.note or "",
            "partners": shown._desktop_rows(),
            "partner_id": shown.id if len(shown) == 1 else False,
            **callback._pop_origin(),
        }

    @api.model
    def desk_next_callback(self):
        """Give this agent the next call-back to make; the same again until it is dialled.

        :return: {id, number_masked, …, partners, hotline, spot, channel} without the number, or
            False when none waits
        """
        agent = self._mine()
        agent._check_can_dial()
        given = agent._given_callback()
        if not given:
            given = agent._take_callback()
        return agent._prepare_callback(given) if given else False

    def _take_callback(self):
        callbacks = self.env["tvshop.callback"]
        callbacks.flush_model()
        self.env.cr.execute(FIRST, self._callback_params())
        found = callbacks.browse([row_id for (row_id,) in self.env.cr.fetchall()])
        if found:
            found._give(self, fields.Datetime.now() + timedelta(seconds=DIAL_SECONDS))
        return found

    @api.model
    def desk_dial_callback(self):
        """Dial the call-back that this agent has been given.

        :return: {outbox_id}
        """
        agent = self._mine()
        callback = agent._given_callback()
        if not callback:
            raise UserError(self.env._("Your call-back went back to the list. Take the next one."))
        return agent._dial(
            callback.e164,
            callback.masked,
            partner_id=callback.partner_id.id,
            callback_id=callback.id,
        )

    @api.model
    def desk_return_callback(self):
        """Put the call-back that this agent has been given back on the list."""
        agent = self._mine()
        given = agent._given_callback()
        if given.given_until:
            agent.env["tvshop.callback"]._release_of(agent)
        return agent._desk_callbacks()

    @api.model
    def desk_plan_callback(self, contact_method_id, due_at, is_mine=False, note=""):
        """Agree with a customer on a call at a time.

        :param contact_method_id: which of the customer's numbers
        :param due_at: UTC, "YYYY-MM-DD HH:MM:SS"
        :param is_mine: whether nobody else is to call, unless it becomes late
        :return: the customer's call-backs, as the desktop's profile has them
        """
        agent = self._mine()
        method = self.env["tvshop.contact.method"].browse(contact_method_id).exists()
        method.check_access("read")
        due = agent._check_due(due_at)
        # sudo: tvshop.callback, tvshop.contact.method – the agent never learns the number
        callbacks, number = self.env["tvshop.callback"].sudo(), method.sudo()
        agent._diallable(number.e164)
        callbacks._plan(agent, number, due, is_mine, " ".join(str(note or "").split())[:200])
        return method.partner_id._desktop_callbacks()

    @api.model
    def _check_due(self, due_at):
        now = fields.Datetime.now()
        try:
            due = fields.Datetime.to_datetime(due_at)
        except ValueError:
            due = None
        if not due or not now - timedelta(minutes=1) <= due <= now + MAX_AHEAD:
            raise UserError(
                self.env._("Choose a time from now on, within %s days.", MAX_AHEAD.days)
            )
        return due
