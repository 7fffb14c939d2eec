"""How many calls each campaign places now, and why; by pure code from what is seen.

The pacing itself is in `pacing/`; here its view is made of agents, calls and callers.
"""

import random
from collections import defaultdict
from typing import NamedTuple

from ..pacing.controller import NO_AGENT, Pacer, progressive
from ..pacing.shapes import ANSWERED, Event, View
from ..pacing.share import InboundDemand, give_way, split_agents, split_lines
from .sight import CLAIMED, DONE, ON_CALL, READY, RINGING, WAITING, WORKING, WRAP_UP

PREDICTIVE = "predictive"
# Why a campaign places no call, besides the pacing's own reasons.
CLOSED, NO_NUMBER, INBOUND, NO_LINE, BUSY = "closed", "no_number", "inbound", "no_line", "busy"
DIALLING = "dialling"
# Seconds until an answer is seen, before any was; at most, but for an outage; and how much one
# answer counts of their mean.
FIRST_LAG, MOST_LAG, LAG_WEIGHT = 0.5, 2.0, 0.1
# Seconds until who gets ready is put through to who waits: the queue learns of it, and rings.
HANDOVER = 0.5


class Plan(NamedTuple):
    """:param decision: what the pacing has reckoned with, JSON-able; None of one call per agent"""

    count: int
    reason: str
    decision: dict | None


class Planner:
    """Keeps the pacing of each campaign from tick to tick."""

    def __init__(self, rng=None):
        self._rng = rng or random.Random()
        self._pacers = {}
        self._demand = InboundDemand()
        self._share = {}
        self.lag = FIRST_LAG

    def unknown(self, sight):
        """The campaigns whose pacing has to be taken up, with `begin`, before the next plan."""
        return [
            one
            for one in sight.campaigns
            if one.mode == PREDICTIVE and self._pacers.get(one.id, (None,))[0] != one.day
        ]

    def begin(self, campaign, past, events):
        """Take up a campaign's pacing of a day.

        :param past: (answered, abandoned) in the 29 days before
        :param events: what has happened today
        """
        known = self._pacers.get(campaign.id)
        pacer = Pacer(campaign.cap, self._rng, *past)
        if known:  # a new day: what was learned of the customers holds
            pacer.learner = known[1].learner
        self._pacers[campaign.id] = campaign.day, pacer
        for event in events:
            pacer.observe(Event(*event))

    def observe(self, events, now):
        """:param events: {campaign id: [`Happening`]}, seen now"""
        for campaign_id, happened in events.items():
            _day, pacer = self._pacers.get(campaign_id, (None, None))
            for event in happened if pacer else ():
                pacer.observe(Event(*event))
                if event.kind == ANSWERED:
                    lag = min(max(now - event.at, 0.0), MOST_LAG)
                    self.lag += LAG_WEIGHT * (lag - self.lag)

    def plan(self, sight):
        """{campaign id: Plan} for all running campaigns."""
        weights = {one.id: 1.0 / rank for rank, one in enumerate(sight.campaigns, 1)}
        idle = _idle(sight)
        dialling = {key: weight for key, weight in weights.items() if key not in idle}
        self._share = split_agents(*_staff(sight, dialling), before=self._share)
        ahead = self._give_way(sight, dialling)
        agents, calls = self._by_campaign(sight)
        wanted, plans = {}, {}
        for one in sight.campaigns:
            view = _view(sight, agents[one.id], calls[one.id], ahead.get(one.id, 0), self.lag)
            reason = idle.get(one.id, sight.hindrance)
            plans[one.id] = Plan(0, reason, None) if reason else self._decide(one, view)
            wanted[one.id] = plans[one.id].count
        lines = split_lines(max(0, sight.lines), wanted, weights)
        return {key: _cut(plan, lines[key]) for key, plan in plans.items()}

    def _give_way(self, sight, weights):
        """{campaign: agents whom callers and call-backs get first}"""
        only_inbound = sum(
            agent.state == READY and agent.id not in self._share for agent in sight.agents.values()
        )
        need = self._demand.agents(
            sight.now, sum(sight.callers.values()), sight.arrived, sight.call_backs
        )
        queues = {one.id: one.queue_id for one in sight.campaigns}
        blended = dict.fromkeys(weights, 0)
        for agent_id, campaign_id in self._share.items():
            blended[campaign_id] += bool(sight.agents[agent_id].queues - {queues[campaign_id]})
        return give_way(max(0, need - only_inbound), blended, weights)

    def _by_campaign(self, sight):
        """({campaign: its share of the agents}, {campaign: its calls})"""
        agents, calls = defaultdict(list), defaultdict(list)
        for agent_id, campaign_id in self._share.items():
            agents[campaign_id].append(sight.agents[agent_id])
        for attempt in sight.attempts.values():
            calls[attempt.campaign_id].append(attempt)
        return agents, calls

    def _decide(self, campaign, view):
        if campaign.mode == PREDICTIVE:
            _day, pacer = self._pacers[campaign.id]
            count = pacer.dials(view)
            reason = pacer.decision["inputs"]["reason"]
            decision = {**pacer.decision, "lag": round(self.lag, 2)}
            return Plan(count, _reason(count, view, reason), decision)
        count = progressive(view)
        return Plan(count, _reason(count, view, NO_AGENT if view.agents <= 0 else ""), None)


def _view(sight, agents, calls, ahead, lag):
    """The floor as of `lag` ago, for what has happened since isn't seen yet: a call that rings was
    not answered by then, and may be by now. Who is in a call gets free by the handover later."""
    now = sight.now - lag

    def since(state):
        return [min(one.since + HANDOVER, now) for one in agents if one.state == state]

    return View(
        now=now,
        free=len(since(READY)),
        talking=since(ON_CALL),
        wrapping=since(WRAP_UP),
        ringing=[min(one.start, now) for one in calls if one.state in (CLAIMED, RINGING)],
        waiting=[one.reached_at for one in calls if one.state == WAITING],
        ahead=ahead,
        lines=max(0, sight.lines),
    )


def _idle(sight):
    """{campaign that needs no agents: why}; calls in the air need theirs until they are over."""
    in_the_air = {one.campaign_id for one in sight.attempts.values() if one.state != DONE}
    return {
        one.id: NO_NUMBER if one.is_open else CLOSED
        for one in sight.campaigns
        if not (one.is_open and (one.has_number or one.id in in_the_air))
    }


def _staff(sight, campaigns):
    """({agent: campaigns he may work for}, weights, {agent: campaign of his call})"""
    for_skill = defaultdict(list)
    for one in sight.campaigns:
        if one.id in campaigns:
            for_skill[one.queue_id].append(one.id)
    working = [agent for agent in sight.agents.values() if agent.state in WORKING]
    agents = {
        agent.id: [key for queue in agent.queues for key in for_skill.get(queue, ())]
        for agent in working
    }
    busy = {agent.id: agent.campaign_id for agent in working if agent.campaign_id}
    return {key: value for key, value in agents.items() if value}, campaigns, busy


def _reason(count, view, reason):
    """Why so many: `reason` is the pacing's own, "" for one call per agent."""
    if reason and reason != PREDICTIVE:
        return reason
    if count:
        return DIALLING
    if view.lines == 0:
        return NO_LINE
    return INBOUND if view.ahead and view.free else BUSY


def _cut(plan, lines):
    if plan.count <= lines:
        return plan
    return plan._replace(count=lines, reason=plan.reason if lines else NO_LINE)
