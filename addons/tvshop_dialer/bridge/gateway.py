"""The dialler's door to Odoo. Every method is one short transaction of its own."""

import time
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.addons.tvshop_cti.bridge.gateway import Gateway, to_datetime, to_epoch

from ..models.tvshop_campaign import BY_ENGINE
from ..models.tvshop_campaign_target import GIVEN
from .sight import Agent, Attempt, Campaign, Sight, happenings

# Interest has faded in call-backs that are older: outbound doesn't wait for them.
FRESH = timedelta(minutes=10)
PAST_DAYS = 29
READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"
# By SQL, for this is read for hundreds of agents twice a second. Who has lost the telephone is rung
# by nobody, whatever the state says, and who looks at a customer is about to dial.
AGENTS = """
SELECT a.id,
       CASE WHEN a.state = 'ready' AND (a.is_phone_lost OR g.agent_id IS NOT NULL) THEN 'paused'
            ELSE a.state END,
       a.state_since,
       ARRAY(SELECT s.queue_id FROM tvshop_agent_skill s WHERE s.agent_id = a.id),
       c.campaign_id
  FROM tvshop_agent a
  LEFT JOIN tvshop_call c ON c.id = a.call_id
  LEFT JOIN tvshop_campaign_target g
    ON g.agent_id = a.id AND g.state = %(given)s AND g.given_until > %(now)s
 WHERE a.pbx_id = %(pbx)s AND a.active AND a.state != 'signed_out'
"""


class DiallerGateway(Gateway):
    def settle(self):
        """After a start: what was to be dialled and of which there is no call is unknown."""

        def work(pbx):
            attempts = pbx.env["tvshop.campaign.attempt"]
            return len(attempts._close_unknown(pbx, fields.Datetime.now(), is_after_start=True))

        return self._transact(work)

    def look(self, attempt_ids, since):
        """What there is to decide from, with these attempts even if they are over.

        :param since: when it was last looked, epoch
        """

        def work(pbx):
            attempts = pbx.env["tvshop.campaign.attempt"]
            attempts._close_unknown(pbx, fields.Datetime.now())
            pbx.env["tvshop.campaign.target"]._release_overdue(pbx)
            live = attempts.search(attempts._live_domain(pbx)) | attempts.browse(attempt_ids)
            return Sight(
                time.time(),
                _campaigns(pbx),
                _agents(pbx),
                {one.id: _attempt(one) for one in live.exists()},
                _callers(pbx),
                _arrived(pbx, since),
                _fresh_call_backs(pbx),
                pbx.dial_concurrent - _open_calls(pbx, live),
                pbx._is_dial_full(),
                bool(pbx._describe_unrecorded()),
            )

        return self._transact(work)

    def past(self, campaign_id):
        """What a campaign's pacing is taken up with.

        :return: ((answered, abandoned) in the 29 days before today, what happened today)
        """

        def work(pbx):
            campaign = pbx.env["tvshop.campaign"].browse(campaign_id)
            today = campaign._day_start(fields.Datetime.now())
            sums = campaign._count_answered(today - timedelta(days=PAST_DAYS), today)
            of_today = [("campaign_id", "=", campaign_id), ("start", ">=", today)]
            attempts = pbx.env["tvshop.campaign.attempt"].search(of_today)
            seen = Sight(0.0, attempts={one.id: _attempt(one) for one in attempts})
            return sums, happenings(Sight(0.0), seen).get(campaign_id, [])

        return self._transact(work)

    def decided(self, decisions):
        """Put decisions on record: [(campaign id, epoch, dials, reason, inputs or None)]."""

        def work(pbx):
            pbx.env["tvshop.campaign.decision"].create(
                [
                    {
                        "campaign_id": campaign_id,
                        "date": to_datetime(at),
                        "dials": dials,
                        "reason": reason,
                        "decision": decision or False,
                    }
                    for campaign_id, at, dials, reason, decision in decisions
                ]
            )

        if decisions:
            self._transact(work)

    def claim(self, counts):
        """Take numbers for campaigns and put the attempts on record.

        :param counts: {campaign id: how many at most}
        :return: `Dial`s
        """

        def work(pbx):
            # What another has claimed and committed meanwhile is passed over, and is no conflict.
            pbx.env.cr.execute(READ_COMMITTED)
            campaigns = pbx.env["tvshop.campaign"]
            dials = []
            for campaign_id, count in counts.items():
                attempts = campaigns.browse(campaign_id)._claim(count)
                dials += [campaigns._prepare_dial(attempt) for attempt in attempts]
            return dials

        return self._transact(work)

    def dial(self, attempt_ids, send):
        """Call `send(ids)` with those that may be dialled, while nobody can forbid it.

        Tried once only, for what was sent can't be taken back. `send` waits for the PBX.
        :return: (what `send` returned, ids that may not be dialled)
        """
        with self.registry.check_signaling().cursor() as cr:
            cr.execute(READ_COMMITTED)
            env = api.Environment(cr, SUPERUSER_ID, {})
            allowed, refused = (
                env["tvshop.campaign.attempt"].browse(attempt_ids)._lock_for_dialling()
            )
            return send(allowed.ids), refused.ids

    def withdraw(self, attempt_ids):
        """These were certainly not dialled."""

        def work(pbx):
            pbx.env["tvshop.campaign.attempt"].browse(attempt_ids)._withdraw()

        if attempt_ids:
            self._transact(work)


def _campaigns(pbx):
    campaigns = (
        pbx.env["tvshop.campaign"]
        .search([("pbx_id", "=", pbx.id), ("state", "=", "running"), ("mode", "in", BY_ENGINE)])
        .filtered(lambda campaign: not campaign._running_trial())
    )
    now = fields.Datetime.now()
    zones = {one: one._open_zones(now) for one in campaigns}
    having_due = campaigns._having_due(now, zones)
    return [
        Campaign(
            one.id,
            one.mode,
            one.queue_id.id,
            bool(zones[one]),
            one.cap / 100,
            str(one._day_start(now)),
            one in having_due,
        )
        for one in campaigns
    ]


def _agents(pbx):
    pbx.env.flush_all()
    pbx.env.cr.execute(AGENTS, {"pbx": pbx.id, "given": GIVEN, "now": fields.Datetime.now()})
    return {
        row_id: Agent(row_id, state, to_epoch(since), frozenset(queues), campaign_id)
        for row_id, state, since, queues, campaign_id in pbx.env.cr.fetchall()
    }


def _attempt(attempt):
    def epoch(name):
        return to_epoch(attempt[name]) if attempt[name] else None

    return Attempt(
        attempt.id,
        attempt.campaign_id.id,
        attempt.agent_id.id or None,
        attempt.state,
        attempt.result or None,
        *map(epoch, ("start", "reached_at", "connected_at", "end")),
        attempt.is_late,
    )


def _callers(pbx):
    """{queue id: callers from outside whom nobody has answered yet}"""
    groups = pbx.env["tvshop.call"]._read_group(
        [
            ("pbx_id", "=", pbx.id),
            ("state", "=", "open"),
            ("direction", "=", "in"),
            ("answered_at", "=", False),
            ("queue_id", "!=", False),
        ],
        ["queue_id"],
        ["__count"],
    )
    return {queue.id: count for queue, count in groups}


def _arrived(pbx, since):
    domain = [
        ("pbx_id", "=", pbx.id),
        ("direction", "=", "in"),
        ("start", ">=", to_datetime(since)),
    ]
    return pbx.env["tvshop.call"].search_count(domain) if since else 0


def _fresh_call_backs(pbx):
    now = fields.Datetime.now()
    return pbx.env["tvshop.callback"].search_count(
        [
            ("pbx_id", "=", pbx.id),
            ("state", "=", "open"),
            ("last_asked_at", ">=", now - FRESH),
            ("due_at", "=", False),
            ("retry_at", "=", False),
        ]
    )


def _open_calls(pbx, live):
    """Calls out that take a line: those on record, and attempts of which there is no call yet."""
    calls = pbx.env["tvshop.call"].search_count(
        [("pbx_id", "=", pbx.id), ("state", "=", "open"), ("direction", "=", "out")]
    )
    return calls + len(live.filtered(lambda one: one.state == "claimed"))
