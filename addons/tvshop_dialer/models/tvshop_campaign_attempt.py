from odoo import api, fields, models
from odoo.addons.tvshop_cti.bridge.gateway import to_datetime

from .. import results
from ..results import is_late, result_of

CLAIMED, RINGING, WAITING, TALKING, DONE = "claimed", "ringing", "waiting", "talking", "done"
STATES = [
    (CLAIMED, "To be dialled"),
    (RINGING, "Ringing"),
    (WAITING, "Waiting for an agent"),
    (TALKING, "Talking"),
    (DONE, "Over"),
]
RESULTS = [
    (results.LIVE, "Live person"),
    (results.ABANDONED, "Abandoned"),
    (results.MACHINE, "Answering machine"),
    (results.FAX, "Fax"),
    (results.MODEM, "Modem"),
    (results.BUSY, "Busy"),
    (results.NO_ANSWER, "No answer"),
    (results.UNREACHABLE, "Switched off or out of reach"),
    (results.SWITCHED_OFF, "Switched off"),
    (results.SUSPENDED, "Suspended"),
    (results.CALL_WAITING, "In another call"),
    (results.REFUSED, "Refused"),
    (results.VACANT, "Vacant number"),
    (results.CONGESTION, "Congestion"),
    (results.FAILED, "Failed"),
    (results.LIMIT, "Not dialled: a limit was reached"),
    (results.WITHDRAWN, "Not dialled: withdrawn"),
    (results.SKIPPED, "Skipped by the agent"),
    (results.UNKNOWN, "Unknown"),
]
LATER, KNOWN, UNFIT, WRONG = "later", "known", "unfit", "wrong"
SKIPS = [
    (LATER, "Better another day"),
    (KNOWN, "In touch with us already"),
    (UNFIT, "The offer doesn't suit"),
    (WRONG, "Something is wrong with the data"),
]
# How much longer than it may ring an attempt can go without a call on record.
GRACE_SECONDS = 60


class TvshopCampaignAttempt(models.Model):
    """One call of the dialler, on record before it is asked of the PBX.

    From then on it follows the call of its linked id, which the dialler has chosen, so nothing is
    lost with the bridge. Without a call it is unknown, and nobody is rung twice because of that.
    """

    _name = "tvshop.campaign.attempt"
    _description = "Attempt of a Campaign"
    _order = "id DESC"
    _rec_name = "masked"

    campaign_id = fields.Many2one(
        "tvshop.campaign", required=True, readonly=True, ondelete="restrict"
    )
    list_id = fields.Many2one(
        "tvshop.campaign.list", readonly=True, index=True, ondelete="set null"
    )
    target_id = fields.Many2one(
        "tvshop.campaign.target",
        "Number on the List",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    pbx_id = fields.Many2one(
        "tvshop.pbx", "Telephone System", required=True, readonly=True, ondelete="restrict"
    )
    linkedid = fields.Char("Call Identifier", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index=True, ondelete="set null"
    )
    contact_method_id = fields.Many2one(
        "tvshop.contact.method", readonly=True, index=True, ondelete="set null"
    )
    masked = fields.Char("Number", related="contact_method_id.masked")
    call_id = fields.Many2one("tvshop.call", readonly=True, index=True, ondelete="set null")
    agent_id = fields.Many2one("tvshop.agent", readonly=True, ondelete="restrict")
    state = fields.Selection(STATES, required=True, readonly=True, default=CLAIMED)
    result = fields.Selection(RESULTS, readonly=True)
    cause = fields.Integer("Q.850 Cause", readonly=True)
    start = fields.Datetime(required=True, readonly=True)
    reached_at = fields.Datetime("Answered", readonly=True)
    connected_at = fields.Datetime("With an Agent", readonly=True)
    is_late = fields.Boolean(
        "Agent Came Late",
        readonly=True,
        help="More than two seconds after the greeting: the call counts as abandoned besides.",
    )
    end = fields.Datetime(readonly=True)
    talk_seconds = fields.Integer("Talking (s)", readonly=True)
    outcome_id = fields.Many2one(
        "tvshop.campaign.outcome", readonly=True, index=True, ondelete="restrict"
    )
    skip_reason = fields.Selection(SKIPS, "Skipped Because", readonly=True)
    note = fields.Char(readonly=True)

    _linkedid_uniq = models.Constraint(
        "UNIQUE (pbx_id, linkedid)", "This attempt is on record already."
    )
    _live = models.Index("(pbx_id) WHERE state != 'done'")
    _by_campaign = models.Index("(campaign_id, start)")
    _by_start = models.Index("(start)")

    @api.model
    def _of_calls(self, pbx, linkedids):
        return self.search([("pbx_id", "=", pbx.id), ("linkedid", "in", list(linkedids))])

    @api.model
    def _follow(self, pbx, folded, calls):
        """Bring attempts up to date with their calls; the same call again changes nothing.

        :param folded: `fold.Call`s
        :param calls: their records
        """
        folded = {call.linkedid: call for call in folded}
        attempts = self._of_calls(pbx, folded)
        records = {call.linkedid: call for call in calls}
        ended = self.browse()
        for attempt in attempts:
            vals = attempt._prepare_course_vals(folded[attempt.linkedid])
            call = records[attempt.linkedid]
            vals |= {"call_id": call.id, "agent_id": (call.agent_id or attempt.agent_id).id}
            was_result = attempt.result
            attempt.write({k: v for k, v in vals.items() if attempt._differs(k, v)})
            if attempt.state == DONE and attempt.result != was_result:
                ended |= attempt
        self._end(ended)

    def _differs(self, name, value):
        present = self[name]
        if self._fields[name].relational:
            present = present.id
        return (present or False) != (value or False)

    def _prepare_course_vals(self, call):
        is_given_up = any(mark.name == "abandoned" for mark in call.marks)
        vals = {
            "start": to_datetime(call.start),
            "reached_at": to_datetime(call.reached_at) if call.reached_at else False,
            "connected_at": to_datetime(call.answered_at) if call.answered_at else False,
            "is_late": is_late(call),
            "talk_seconds": round(call.talk),
            "cause": call.cause or 0,
        }
        if call.end is not None or (is_given_up and call.answered_at is None):
            end = to_datetime(call.end) if call.end is not None else fields.Datetime.now()
            return {**vals, "state": DONE, "result": result_of(call), "end": end}
        if call.answered_at is not None:
            return {**vals, "state": TALKING}
        # A machine is told from a person before the person waits for an agent.
        is_waiting = call.reached_at is not None and call.queue_enter is not None
        return {**vals, "state": WAITING if is_waiting else RINGING}

    @api.model
    def _end(self, attempts):
        """Settle the numbers of attempts that have just ended."""
        last = {attempt.target_id: attempt for attempt in attempts.sorted("id")}
        last.pop(self.env["tvshop.campaign.target"], None)
        targets = self.env["tvshop.campaign.target"].union(*last)
        targets._settle(list(last.values()))

    def _close(self, result):
        """End attempts of which there is no call."""
        live = self.filtered(lambda attempt: attempt.state != DONE)
        live.write({"state": DONE, "result": result, "end": fields.Datetime.now()})
        self._end(live)

    @api.model
    def _live_domain(self, pbx):
        return [("pbx_id", "=", pbx.id), ("state", "!=", DONE)]

    @api.model
    def _close_unknown(self, pbx, now, is_after_start=False):
        """Give up attempts of which the PBX knows nothing: whether they rang, nobody can say.

        :param is_after_start: the bridge has just begun, so that none is on its way any more
        """
        live = self.search(self._live_domain(pbx))
        stale = live.filtered(
            lambda attempt: (
                (is_after_start and attempt.state == CLAIMED)
                or (now - attempt.start).total_seconds()
                > attempt.campaign_id.ring_seconds + GRACE_SECONDS
            )
        )
        if not stale:
            return stale
        calls = self.env["tvshop.call"].search(
            [("pbx_id", "=", pbx.id), ("linkedid", "in", stale.mapped("linkedid"))]
        )
        stale -= self._of_calls(pbx, calls.mapped("linkedid"))
        stale._close(results.UNKNOWN)
        return stale

    @api.model
    def _lose(self, calls):
        """The calls of a PBX that is gone: who talked has talked, the others are unknown."""
        attempts = self.search([("call_id", "in", calls.ids), ("state", "!=", DONE)])
        talked = attempts.filtered("connected_at")
        talked._close(results.LIVE)
        (attempts - talked)._close(results.UNKNOWN)
