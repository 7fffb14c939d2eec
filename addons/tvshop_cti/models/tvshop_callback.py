from datetime import timedelta
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.addons.tvshop_crm.models.tvshop_blacklist_entry import ACTIVE
from odoo.addons.tvshop_crm.phone import national_digits
from odoo.exceptions import AccessError, ConcurrencyError
from psycopg2.errors import UniqueViolation

from .tvshop_agent_dial import DIALLABLE
from .tvshop_call import NUMBER_READER

OPEN, GIVEN, DONE, CLOSED = "open", "given", "done", "closed"
STATES = [(OPEN, "Waiting"), (GIVEN, "Given out"), (DONE, "Reached"), (CLOSED, "Closed")]
UNFINISHED = (OPEN, GIVEN)
ALLOWED_SOURCES = {OPEN: {GIVEN}, GIVEN: {OPEN, GIVEN}, DONE: {OPEN, GIVEN}, CLOSED: {OPEN, GIVEN}}
ABANDONED, OFFER, MENU, AGENT = "abandoned", "offer", "menu", "agent"
SOURCES = [
    (ABANDONED, "Gave up waiting"),
    (OFFER, "Asked for in the queue"),
    (MENU, "Asked for in the menu"),
    (AGENT, "Agreed with an agent"),
]
OTHER_WAY, ATTEMPTS, CANCELLED, BLOCKED, STALE = (
    "other_way", "attempts", "cancelled", "blocked", "stale",
)  # fmt: skip
REASONS = [
    (OTHER_WAY, "Got through by another way"),
    (ATTEMPTS, "Not reached in all attempts"),
    (CANCELLED, "Cancelled"),
    (BLOCKED, "Number is not to be called"),
    (STALE, "Nobody got to it in time"),
]
DIAL_SECONDS = 120
# What a supervisor may change by hand; the rest follows the calls.
FREE_FIELDS = frozenset({"reserved_agent_id", "note", "activity_ids", "message_follower_ids"})


class Move(NamedTuple):
    """Where a call-back goes: its new state, why, and the values that go with it."""

    state: str
    reason: str = ""
    vals: Any = {}


class TvshopCallback(models.Model):
    """A customer to be called back: one open row per number, made by the calls themselves.

    Each telephone system has its own, for its agents: its company's and no other's.

    They are given out in the order `due_at, rank_at DESC`: first the wishes whose time has come,
    then by freshness. Interest fades by the same factor in the same time whoever the caller is, so
    a grade that is worth a fixed factor more ranks like one who asked a fixed time later:
    `rank_at` = when the customer last asked + one minute for each point of the grade's queue
    priority. The order never changes by waiting alone, and one index keeps it. Highest are thus
    those who have just given up, with the phone in their hand and the spot before their eyes:
    in a surge there are never agents enough for all, and each minute of an agent is best spent
    where the chance to sell has faded least.
    """

    _name = "tvshop.callback"
    _description = "Call-back"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "due_at, rank_at DESC, id"
    _rec_name = "masked"

    state = fields.Selection(
        STATES, required=True, readonly=True, default=OPEN, index=True, group_expand=True
    )
    pbx_id = fields.Many2one("tvshop.pbx", "Telephone System", required=True, ondelete="cascade")
    e164 = fields.Char("Full Number", required=True, index=True, groups=NUMBER_READER)
    masked = fields.Char("Number", required=True, readonly=True)
    region = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index="btree_not_null", ondelete="set null"
    )
    source = fields.Selection(SOURCES, required=True, readonly=True)
    asked_at = fields.Datetime("First Asked", required=True, readonly=True)
    last_asked_at = fields.Datetime("Last Asked", required=True, readonly=True)
    wait_seconds = fields.Integer("Had Waited (s)", readonly=True, aggregator="avg")
    hotline_id = fields.Many2one("tvshop.hotline", readonly=True, ondelete="restrict")
    channel_id = fields.Many2one(related="hotline_id.channel_id", store=True)
    spot_id = fields.Many2one(
        "tvshop.spot", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    queue_id = fields.Many2one("tvshop.queue", readonly=True, ondelete="restrict")
    due_at = fields.Datetime("Wished For", readonly=True, help="Not called before.")
    retry_at = fields.Datetime("Next Try", readonly=True)
    rank_at = fields.Datetime(
        "Rank",
        compute="_compute_rank_at",
        store=True,
        help="The later, the sooner it is given out: when last asked, and a minute for each "
        "point of the grade's queue priority.",
    )
    late_at = fields.Datetime("Late From", compute="_compute_late_at", store=True)
    is_late = fields.Boolean(compute="_compute_is_late")
    alerted_at = fields.Datetime("Supervisors Alerted", readonly=True)
    reserved_agent_id = fields.Many2one(
        "tvshop.agent", "Only For", ondelete="restrict", help="Once late, anybody gets it."
    )
    agent_id = fields.Many2one(
        "tvshop.agent", "Agent", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    given_until = fields.Datetime(readonly=True, help="Dialled until then, or given to others.")
    call_ids = fields.One2many(
        "tvshop.call", "callback_id", "Calls That Led to It", domain=[("direction", "=", "in")]
    )
    attempt_ids = fields.One2many(
        "tvshop.call", "callback_id", "Attempts", domain=[("direction", "=", "out")]
    )
    call_count = fields.Integer(compute="_compute_call_count")
    attempt_count = fields.Integer("Failed Attempts", readonly=True)
    first_dial_at = fields.Datetime("First Called Back", readonly=True)
    reached_at = fields.Datetime("Reached", readonly=True)
    closed_at = fields.Datetime("Closed", readonly=True)
    # Plain fields, for a computed one would be 0 and not empty before, and pull averages down.
    seconds_to_dial = fields.Integer("Until Called Back (s)", readonly=True, aggregator="avg")
    seconds_to_reach = fields.Integer("Until Reached (s)", readonly=True, aggregator="avg")
    close_reason = fields.Selection(REASONS, readonly=True)
    note = fields.Char()
    event_ids = fields.One2many("tvshop.callback.event", "callback_id", "Course")

    _open_uniq = models.UniqueIndex(
        "(pbx_id, e164) WHERE state IN ('open', 'given')",
        "This number waits for a call-back already.",
    )
    _given_uniq = models.UniqueIndex(
        "(agent_id) WHERE state = 'given'", "This agent has a call-back already."
    )
    _waiting = models.Index("(due_at, rank_at DESC, id) WHERE state IN ('open', 'given')")

    @api.depends("last_asked_at", "partner_id.grade_id.queue_priority")
    def _compute_rank_at(self):
        for callback in self:
            bonus = callback.partner_id.grade_id.queue_priority
            callback.rank_at = callback.last_asked_at and (
                callback.last_asked_at + timedelta(minutes=bonus)
            )

    @api.depends("asked_at", "due_at", "retry_at")
    def _compute_late_at(self):
        for callback in self:
            times = filter(None, (callback.asked_at, callback.due_at, callback.retry_at))
            ready = max(times, default=False)
            minutes = callback.pbx_id.company_id.tvshop_callback_late_minutes
            callback.late_at = ready and ready + timedelta(minutes=minutes)

    @api.depends("late_at", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for callback in self:
            is_over = callback.late_at and callback.late_at <= now
            callback.is_late = bool(is_over and callback.state in UNFINISHED)

    def _compute_call_count(self):
        counts = dict(
            self.env["tvshop.call"]._read_group(
                [("callback_id", "in", self.ids)], ["callback_id"], ["__count"]
            )
        )
        for callback in self:
            callback.call_count = counts.get(callback, 0)

    def write(self, vals):
        if not self.env.su and not FREE_FIELDS.issuperset(vals):
            raise AccessError(self.env._("A call-back follows the calls; it is not edited."))
        return super().write(vals)

    def action_view_calls(self):
        self.ensure_one()
        return self.env["tvshop.call"]._action_of(("callback_id", "=", self.id))

    # The door

    @api.model
    def _move(self, moves):
        """The one door to a call-back's state.

        :param moves: {call-back: Move}. From a state that can't be left this way, it stays as it
            is: the same event may be told twice.
        :return: the call-backs that moved
        :raises ConcurrencyError: another transaction gave this agent something at the same time
        """
        moves = {
            one: move for one, move in moves.items() if one.state in ALLOWED_SOURCES[move.state]
        }
        # sudo: tvshop.callback – the callers have checked who may ask
        callbacks = self.browse([one.id for one in moves]).sudo()
        # sudo: tvshop.callback.event – follows from the move
        self.env["tvshop.callback.event"].sudo()._note(callbacks, moves)
        try:
            with self.env.cr.savepoint():
                for callback in callbacks:
                    callback.write(callback._prepare_move_vals(moves[callback]))
                callbacks.flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError(self.env._("Somebody else was given a call-back.")) from error
        callbacks.filtered(lambda one: one.state not in UNFINISHED).activity_ids.unlink()
        return callbacks

    def _prepare_move_vals(self, move):
        vals = {"state": move.state, "given_until": False, **move.vals}
        if move.state == OPEN:
            vals["agent_id"] = False
        elif move.state in (DONE, CLOSED):
            vals.setdefault("closed_at", fields.Datetime.now())
        return vals

    def _give(self, agent, until):
        """Lock the call-back to an agent; whatever the agent held goes back to the list.

        :param until: by when it is dialled, False while a call goes on
        """
        self._release_of(agent, self)
        vals = {"agent_id": agent.id, "given_until": until}
        return self._move({self: Move(GIVEN, vals=vals)})

    @api.model
    def _release_of(self, agents, but=None):
        held = self.search([("agent_id", "in", agents.ids), ("state", "=", GIVEN)])
        return self._move({one: Move(OPEN) for one in held - (but or self.browse())})

    def _close(self, reason, **vals):
        return self._move(
            {one: Move(CLOSED, vals={"close_reason": reason, **vals}) for one in self}
        )

    def _seconds_until(self, moment):
        """From when the customer could first be called."""
        since = max(filter(None, (self.asked_at, self.due_at)))
        return max(round((moment - since).total_seconds()), 0)

    # Numbers

    @api.model
    def _is_callable(self, e164):
        return bool(DIALLABLE.fullmatch(national_digits(e164 or "")))

    @api.model
    def _blocked(self, company, e164s):
        """Those of these numbers that the company wants nothing to do with."""
        now = fields.Datetime.now()
        # sudo: tvshop.blacklist.entry – looked up by numbers that the caller has
        entries = (
            self.env["tvshop.blacklist.entry"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("e164", "in", list(set(e164s))),
                    ("state", "=", ACTIVE),
                    ("is_warned_only", "=", False),
                    "|",
                    ("until", "=", False),
                    ("until", ">", now),
                ]
            )
        )
        return set(entries.mapped("e164"))
