from datetime import timedelta
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from psycopg2.errors import UniqueViolation

from .tvshop_callback import (
    ATTEMPTS,
    CLOSED,
    DONE,
    GIVEN,
    OPEN,
    OTHER_WAY,
    UNFINISHED,
    Move,
)  # fmt: skip
from .tvshop_callback_watch import STALE_AFTER

GAVE_UP = ("abandoned", "no_answer")
# The first later talk of a call-back's number, or of its customer by any number.
THROUGH = """
SELECT DISTINCT ON (callback_id) callback_id, call_id, at, agent_id, is_ours FROM (
    SELECT b.id AS callback_id, c.id AS call_id, c.answered_at AS at, c.agent_id,
           c.direction = 'out' AS is_ours
      FROM tvshop_callback b
      JOIN tvshop_call c ON c.caller_e164 = b.e164 AND c.answered_at >= b.last_asked_at
                        AND c.pbx_id = b.pbx_id
     WHERE b.id = ANY(%(ids)s)
    UNION ALL
    SELECT b.id, c.id, c.answered_at, c.agent_id, c.callback_id = b.id
      FROM tvshop_callback b
      JOIN tvshop_call c ON c.partner_id = b.partner_id AND c.answered_at >= b.last_asked_at
                        AND c.pbx_id = b.pbx_id
     WHERE b.id = ANY(%(ids)s)
) talks ORDER BY callback_id, is_ours DESC NULLS LAST, at, call_id
"""
TRIES = """
SELECT callback_id, min(start) AS first, bool_or(state = 'open') AS is_dialling,
       (array_agg(agent_id ORDER BY start DESC) FILTER (WHERE state = 'open'))[1] AS agent_id,
       count(*) FILTER (WHERE state = 'done' AND answered_at IS NULL) AS failed,
       max("end") FILTER (WHERE state = 'done' AND answered_at IS NULL) AS failed_at
  FROM tvshop_call
 WHERE callback_id = ANY(%(ids)s) AND direction = 'out' AND caller_e164 > ''
 GROUP BY callback_id
"""


class Ask(NamedTuple):
    """A wish to be called back that came in a call."""

    call: Any
    e164: str
    masked: str
    region: str
    source: str
    at: Any


class TvshopCallback(models.Model):
    """Call-backs follow the calls on record. All of it is for sets and bears repetition."""

    _inherit = "tvshop.callback"

    # Made

    @api.model
    def _ask(self, asks):
        """Make or join the open call-backs of these `Ask`s of one PBX; each call counts once.

        :return: the call-backs made or joined
        :raises ConcurrencyError: another transaction made one for the same number
        """
        asks = self._sift(asks)
        if not asks:
            return self.browse()
        waiting = self.search(
            [
                ("pbx_id", "=", asks[0].call.pbx_id.id),
                ("e164", "in", list({ask.e164 for ask in asks})),
                ("state", "in", UNFINISHED),
            ]
        )
        by_number = {callback.e164: callback for callback in waiting}
        new = {}
        for ask in sorted(asks, key=lambda ask: ask.at):
            if ask.e164 not in by_number:
                new.setdefault(ask.e164, ask)
        by_number.update((one.e164, one) for one in self._make(list(new.values())))
        for ask in asks:
            by_number[ask.e164]._join(ask)
        return self.browse().union(*(by_number[ask.e164] for ask in asks))

    @api.model
    def _sift(self, asks):
        """Those that are new, not too old, and of a number that may be called."""
        since = fields.Datetime.now() - STALE_AFTER
        asks = [
            ask
            for ask in asks
            if not ask.call.callback_id and ask.at >= since and self._is_callable(ask.e164)
        ]
        if not asks:
            return []
        company = asks[0].call.pbx_id.company_id
        blocked = self._blocked(company, [ask.e164 for ask in asks])
        return [ask for ask in asks if ask.e164 not in blocked]

    @api.model
    def _make(self, asks):
        if not asks:
            return self.browse()
        partners = self.env["tvshop.call"]._match_partners(asks)
        return self._insert([self._prepare_ask_vals(ask, partners) for ask in asks])

    @api.model
    def _insert(self, vals_list):
        """:raises ConcurrencyError: another transaction made one for the same number"""
        quiet = self.with_context(tracking_disable=True, mail_create_nosubscribe=True)
        try:
            with self.env.cr.savepoint():
                made = quiet.create(vals_list)
                made.flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError(self.env._("This number waits already.")) from error
        return made.with_env(self.env)

    @api.model
    def _prepare_ask_vals(self, ask, partners):
        partner = partners.get(ask.e164)
        return {
            "pbx_id": ask.call.pbx_id.id,
            "e164": ask.e164,
            "masked": ask.masked,
            "region": ask.region,
            "partner_id": ask.call.partner_id.id or (partner.id if partner else False),
            "last_asked_at": ask.at,
            **self._prepare_first_vals(ask),
        }

    @api.model
    def _prepare_first_vals(self, ask):
        return {
            "source": ask.source,
            "asked_at": ask.at,
            "wait_seconds": ask.call.wait_seconds,
            "hotline_id": ask.call.hotline_id.id,
            "spot_id": ask.call.spot_id.id,
            "queue_id": ask.call.queue_id.id,
        }

    def _join(self, ask):
        """The customer wants it now: a wish for later or the pause after a try no longer counts."""
        vals = {}
        if ask.at < self.asked_at:
            vals.update(self._prepare_first_vals(ask))
        if ask.at > self.last_asked_at:
            due = self.due_at and min(self.due_at, ask.at)
            vals.update(last_asked_at=ask.at, retry_at=False, due_at=due)
        if vals:
            self.write(vals)
        ask.call.callback_id = self

    # Followed

    @api.model
    def _follow(self, calls):
        """Bring call-backs up to date with calls that have just been recorded."""
        asked = self._ask([ask for call in calls if (ask := call._prepare_ask())])
        waiting = self._waiting_for(calls)
        waiting._adopt(calls)
        tried = waiting.filtered(lambda one: one in calls.callback_id)
        tried._count_tries()
        (asked | waiting)._end_if_through()

    @api.model
    def _waiting_for(self, calls):
        """Unfinished call-backs of the numbers and customers in these calls."""
        numbers = list(set(filter(None, calls.mapped("caller_e164"))))
        return self.search(
            [
                ("pbx_id", "in", calls.pbx_id.ids),
                ("state", "in", UNFINISHED),
                "|",
                ("e164", "in", numbers),
                "|",
                ("partner_id", "in", calls.partner_id.ids),
                ("id", "in", calls.callback_id.ids),
            ]
        )

    def _adopt(self, calls):
        """Whoever dials a number that waits for its call-back makes an attempt at it."""
        by_number = {callback.e164: callback for callback in self}
        for call in calls:
            callback = by_number.get(call.caller_e164)
            is_try = call.direction == "out" and not call.callback_id
            if callback and is_try and call.start >= callback.asked_at:
                call.callback_id = callback

    def _count_tries(self):
        if not self:
            return
        self.env.flush_all()
        self.env.cr.execute(TRIES, {"ids": self.ids})
        for row in self.env.cr.dictfetchall():
            self.browse(row["callback_id"])._follow_tries(row)

    def _follow_tries(self, tries):
        """:param tries: a row of TRIES"""
        if not self.first_dial_at:
            self.write(
                {
                    "first_dial_at": tries["first"],
                    "seconds_to_dial": self._seconds_until(tries["first"]),
                }
            )
        if tries["is_dialling"]:
            self._hold_for(tries["agent_id"])
        elif tries["failed"] > self.attempt_count:
            self._plan_retry(tries["failed"], tries["failed_at"])
        elif self.state == GIVEN and not self.given_until:
            self._move({self: Move(OPEN)})

    def _hold_for(self, agent_id):
        """While it is dialled nobody else gets it, however it came to be dialled."""
        agent = self.env["tvshop.agent"].browse(agent_id or self.agent_id.id)
        if agent and (self.state == OPEN or self.given_until or self.agent_id != agent):
            self._give(agent, until=False)
            agent._tell("callback")

    def _plan_retry(self, failed, failed_at):
        company = self.pbx_id.company_id
        if failed >= company.tvshop_callback_attempts:
            self._close(ATTEMPTS, attempt_count=failed)
            return
        delays = company._tvshop_callback_delays()
        delay = timedelta(minutes=delays[min(failed, len(delays)) - 1])
        vals = {"attempt_count": failed, "retry_at": failed_at + delay}
        if self.state == GIVEN:
            self._move({self: Move(OPEN, self.env._("Not reached"), vals)})
        else:
            self.write(vals)

    def _end_if_through(self):
        """Close those whose customer has talked with us since."""
        unfinished = self.filtered(lambda one: one.state in UNFINISHED)
        if not unfinished:
            return
        self.env.flush_all()
        self.env.cr.execute(THROUGH, {"ids": unfinished.ids})
        rows = self.env.cr.dictfetchall()
        self._move({self.browse(row["callback_id"]): self._end_move(row) for row in rows})

    def _end_move(self, row):
        """:param row: of THROUGH"""
        if not row["is_ours"]:
            return Move(CLOSED, vals={"close_reason": OTHER_WAY, "closed_at": row["at"]})
        callback = self.browse(row["callback_id"])
        vals = {
            "agent_id": row["agent_id"],
            "reached_at": row["at"],
            "closed_at": row["at"],
            "seconds_to_reach": callback._seconds_until(row["at"]),
        }
        return Move(DONE, vals=vals)
