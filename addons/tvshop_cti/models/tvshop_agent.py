from datetime import timedelta
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .tvshop_pause_reason import PBX_LOST, PHONE_LOST

SIGNED_OUT, READY, PAUSED = "signed_out", "ready", "paused"
ON_CALL, WRAP_UP = "on_call", "wrap_up"
STATES = [
    (SIGNED_OUT, "Signed out"),
    (READY, "Ready"),
    (PAUSED, "Paused"),
    (ON_CALL, "On a call"),
    (WRAP_UP, "Wrap-up"),
]
CLOSING_SECONDS = 7 * 24 * 3600
NEXT_STATES = [state for state in STATES if state[0] in (SIGNED_OUT, READY, PAUSED)]
FIRST_EXTENSION, LAST_EXTENSION = 1001, 1999
# The state moves by `_move` alone; these fields are closed to every other writer.
STATE_FIELDS = frozenset(
    (
        "state",
        "state_since",
        "pause_reason_id",
        "call_id",
        "wrap_until",
        "next_state",
        "next_reason_id",
        "is_phone_lost",
        "resume_until",
    )
)


class Move(NamedTuple):
    """What an agent is to be in from `at` (naive UTC) on. `reason`, `call`: records or None."""

    state: str
    at: Any
    reason: Any = None
    call: Any = None


class TvshopAgent(models.Model):
    _name = "tvshop.agent"
    _description = "Call-Centre Agent"
    _inherit = ["tvshop.bridge.mixin"]
    _order = "extension"
    _rec_names_search = ["user_id.name", "extension"]
    _pbx_fields = frozenset({"pbx_id", "extension", "user_id", "active"})

    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    active = fields.Boolean(default=True)
    pbx_id = fields.Many2one(
        "tvshop.pbx",
        "Telephone System",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["tvshop.pbx"]._of_company(),
    )
    extension = fields.Char(
        compute="_compute_extension", store=True, readonly=False, precompute=True, copy=False
    )
    skill_ids = fields.One2many("tvshop.agent.skill", "agent_id")
    state = fields.Selection(
        STATES, required=True, readonly=True, default=SIGNED_OUT, index=True, group_expand=True
    )
    state_since = fields.Datetime(readonly=True, default=fields.Datetime.now)
    pause_reason_id = fields.Many2one("tvshop.pause.reason", readonly=True, ondelete="restrict")
    call_id = fields.Many2one("tvshop.call", "Current Call", readonly=True)
    wrap_until = fields.Datetime(readonly=True)
    next_state = fields.Selection(
        NEXT_STATES, readonly=True, required=True, default=PAUSED, help="After the call."
    )
    next_reason_id = fields.Many2one("tvshop.pause.reason", readonly=True, ondelete="restrict")
    is_phone_lost = fields.Boolean("Phone Lost", readonly=True)
    resume_until = fields.Datetime(readonly=True)
    log_ids = fields.One2many("tvshop.agent.state.log", "agent_id", readonly=True)
    call_count = fields.Integer(compute="_compute_call_count")

    _user_uniq = models.Constraint("UNIQUE (user_id)", "This user is an agent already.")
    _extension_uniq = models.Constraint(
        "UNIQUE (pbx_id, extension)", "This extension is given to somebody else."
    )

    @api.constrains("extension")
    def _check_extension(self):
        for agent in self:
            number = agent.extension or ""
            is_valid = number.isascii() and number.isdigit() and len(number) == 4
            if not is_valid or not FIRST_EXTENSION <= int(number) <= LAST_EXTENSION:
                raise ValidationError(
                    self.env._(
                        "An agent's extension lies between %(first)s and %(last)s.",
                        first=FIRST_EXTENSION,
                        last=LAST_EXTENSION,
                    )
                )

    @api.depends("user_id", "extension")
    def _compute_display_name(self):
        for agent in self:
            agent.display_name = f"{agent.user_id.name or ''} ({agent.extension or ''})"

    @api.depends("pbx_id")
    def _compute_extension(self):
        for pbx, agents in self.grouped("pbx_id").items():
            taken = pbx._taken_extensions(excluding=agents)
            taken.update(agent.extension for agent in agents if agent.extension)
            for agent in agents.filtered(lambda agent: not agent.extension):
                agent.extension = next(
                    (
                        str(number)
                        for number in range(FIRST_EXTENSION, LAST_EXTENSION + 1)
                        if str(number) not in taken
                    ),
                    False,
                )
                taken.add(agent.extension)

    def _compute_call_count(self):
        counts = dict(
            self.env["tvshop.call"]._read_group(
                [("agent_id", "in", self.ids)], ["agent_id"], ["__count"]
            )
        )
        for agent in self:
            agent.call_count = counts.get(agent, 0)

    @api.model_create_multi
    def create(self, vals_list):
        agents = super().create(vals_list)
        if not self.env.su and any(one.state != SIGNED_OUT or one.call_id for one in agents):
            self._refuse_state()
        # sudo: tvshop.agent.state.log – the history is written by the system only
        self.env["tvshop.agent.state.log"].sudo().create(
            [
                {"agent_id": agent.id, "state": agent.state, "start": agent.state_since}
                for agent in agents
            ]
        )
        return agents

    def write(self, vals):
        if not self.env.su and not STATE_FIELDS.isdisjoint(vals):
            self._refuse_state()
        return super().write(vals)

    def _refuse_state(self):
        raise AccessError(self.env._("An agent's state is changed by the phone, not by hand."))

    def action_view_calls(self):
        self.ensure_one()
        return self.env["tvshop.call"]._action_of(("agent_id", "=", self.id))

    def action_view_log(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("tvshop_cti.agent_state_log_action")
        return {**action, "domain": [("agent_id", "=", self.id)], "context": {}}

    def action_pause(self):
        """A supervisor takes agents out of the queues, for instance at a fire alarm."""
        self._check_supervisor()
        self.filtered(lambda agent: agent.state == READY)._set_state(PAUSED)

    def action_sign_out(self):
        self._check_supervisor()
        self._request_state(SIGNED_OUT)

    def _check_supervisor(self):
        if not self.env.user.has_group("tvshop_crm.group_supervisor"):
            raise AccessError(self.env._("Only a supervisor changes other agents' states."))
        self.check_access("write")

    def _set_state(self, state, reason=None, call=None, at=None):
        """Move all of these agents at once; see `_move`."""
        at = at or fields.Datetime.now()
        self._move({agent: Move(state, at, reason, call) for agent in self})

    def _request_state(self, state, reason=None):
        """What an agent asks for: during a call it is kept for afterwards."""
        busy = self.filtered(lambda agent: agent.state == ON_CALL)
        # sudo: tvshop.agent – the callers have checked whose agents these are
        busy.sudo().write({"next_state": state, "next_reason_id": reason.id if reason else False})
        (self - busy)._set_state(state, reason)
        busy._tell("state")
        self._notify_bridge("agents")

    @api.model
    def _move(self, moves):
        """The one door to an agent's state.

        :param moves: {agent: Move}. What changes nothing is left out. A move in the past begins
            where the present state began, so that the history has no gaps and no overlaps.
        :return: the agents who moved; their browsers are hinted
        """
        moves = {agent: move for agent, move in moves.items() if agent._is_new(move)}
        if not moves:
            return self.browse()
        # sudo: tvshop.agent – the callers have checked who may ask; nobody writes by hand
        agents = self.browse([agent.id for agent in moves]).sudo()
        # sudo: tvshop.agent.state.log – follows from the move
        starts = self.env["tvshop.agent.state.log"].sudo()._append(agents, moves)
        agents._add_wrap_time(starts)
        for agent in agents:
            agent.write(agent._prepare_move_vals(moves[agent], starts[agent.id]))
        agents.filtered(lambda agent: agent._is_phone_over())._close_phone()
        in_call = agents.filtered(lambda agent: agent.state in (ON_CALL, WRAP_UP))
        in_call._tell_pop()
        (agents - in_call)._tell("state")
        self._notify_bridge("agents")
        return agents

    def _is_phone_over(self):
        """A phone lost in mid-call may come back to it, or the PBX ends the call by itself."""
        return self.state == SIGNED_OUT or (self.is_phone_lost and self.state != ON_CALL)

    def _close_phone(self):
        """Whoever signed them out, and however: their phones' secrets must not live on.

        With the bridge away the command waits for it.
        """
        for agent in self:
            self.env["tvshop.outbox"]._post(agent, "phone_close", {}, CLOSING_SECONDS)

    def _is_new(self, move):
        if move.state == WRAP_UP and self.state != ON_CALL:
            return False
        new = (move.state, (move.reason or self.pause_reason_id.browse()).id)
        call = (move.call or self.call_id.browse()).id
        return (self.state, self.pause_reason_id.id, self.call_id.id) != (*new, call)

    def _prepare_move_vals(self, move, start):
        vals = {
            "state": move.state,
            "state_since": start,
            "pause_reason_id": move.reason.id if move.reason else False,
            "call_id": move.call.id if move.call else False,
            "wrap_until": False,
        }
        if move.state == WRAP_UP:
            vals["wrap_until"] = start + timedelta(seconds=self._wrap_seconds(move.call))
        elif move.state == ON_CALL:
            if self.state in (SIGNED_OUT, READY, PAUSED):
                vals["next_state"] = self.state
                vals["next_reason_id"] = self.pause_reason_id.id
            vals["resume_until"] = False
        return vals

    def _add_wrap_time(self, stops):
        for agent in self.filtered(lambda agent: agent.state == WRAP_UP and agent.call_id):
            spent = (stops[agent.id] - agent.state_since).total_seconds()
            agent.call_id.wrap_seconds += round(spent)

    def _after_call(self, at):
        """{agent: Move} to where each of these agents goes from wrap-up, or without one."""
        phone_lost = self.env["tvshop.pause.reason"]._system(PHONE_LOST)
        moves = {}
        for agent in self:
            if agent.is_phone_lost and agent.next_state == READY:
                moves[agent] = Move(PAUSED, at, phone_lost)
            else:
                moves[agent] = Move(agent.next_state, at, agent.next_reason_id)
        return moves

    def _wrap_seconds(self, call):
        """How long this agent may wrap up after a call; 0: not at all."""
        return self.pbx_id.company_id.tvshop_wrap_seconds

    def _moves_off_call(self):
        """{agent: Move} of agents on a call whose leg in it has ended."""
        moves = {}
        for agent in self:
            call, now = agent.call_id, fields.Datetime.now()
            if agent.resume_until and agent.resume_until > now and call.state == "open":
                continue
            legs = call.leg_ids.filtered(lambda leg, agent=agent: leg.agent_id == agent and leg.end)
            at = max(legs.mapped("end"), default=call.end or now)
            if call.direction == "internal" or not agent._wrap_seconds(call):
                moves.update(agent._after_call(at))
            else:
                moves[agent] = Move(WRAP_UP, at, None, call)
        return moves

    def _lose_phone(self, at):
        """The phones of these agents are gone: nobody may be rung there, and nobody else may come
        back with what the closed page knew. A page that is back asks for a new secret."""
        agents = self.filtered(lambda agent: agent.state != SIGNED_OUT)
        agents.write({"is_phone_lost": True})
        ready = agents.filtered(lambda agent: agent.state == READY)
        ready.write({"next_state": READY, "next_reason_id": False})
        ready._set_state(PAUSED, self.env["tvshop.pause.reason"]._system(PHONE_LOST), at=at)
        others = agents - ready
        others.filtered(lambda agent: agent._is_phone_over())._close_phone()
        others._tell("state")

    def _regain_phone(self, at):
        lost = self.filtered("is_phone_lost")
        lost.write({"is_phone_lost": False})
        if lost:  # who said ready meanwhile moves nowhere, and waits paused in the queues
            self._notify_bridge("agents")
        paused = self.filtered(lambda agent: agent.pause_reason_id.system_code == PHONE_LOST)
        self._move(paused._after_call(at))

    def _lose_pbx(self, at):
        """The telephone system is gone with its calls; agents say themselves when to go on."""
        signed_in = self.filtered(lambda agent: agent.state != SIGNED_OUT)
        signed_in._set_state(PAUSED, self.env["tvshop.pause.reason"]._system(PBX_LOST), at=at)

    def _queue_pause(self):
        """(paused, reason) in the queues. Who talks is not rung there anyway, and what was asked
        for during a call begins in the queues at once."""
        state = self.next_state if self.state == ON_CALL else self.state
        if state == READY and not self.is_phone_lost:
            return False, ""
        return True, self.pause_reason_id.system_code or state

    def _expire_states(self, now):
        """End wrap-ups that are over; take agents off calls in which they have no part."""
        over = self.filtered(
            lambda agent: agent.state == WRAP_UP and agent.wrap_until and agent.wrap_until <= now
        )
        moves = {}
        for until, agents in over.grouped("wrap_until").items():
            moves.update(agents._after_call(until))
        on_call = self.filtered(lambda agent: agent.state == ON_CALL)
        talking = self.env["tvshop.call.leg"]._live_by_agent(on_call)
        stuck = on_call.filtered(lambda agent: agent not in talking)
        moves.update(stuck._moves_off_call())
        self._move(moves)

    def _tell(self, reason):
        """Hint to the agents' browsers that `desk_state` has news."""
        for user in self.user_id:
            user._bus_send("tvshop_cti.hint", {"reason": reason})
