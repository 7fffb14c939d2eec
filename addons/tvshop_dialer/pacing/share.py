"""Divides agents and lines among campaigns, and lets outbound give way to inbound.

What the engine does at each tick, for all campaigns together:

1. `split_agents` tells which agent belongs to which campaign's share;
2. `InboundDemand.agents` says how many of the agents who also take inbound calls are spoken for,
   `give_way` from which campaigns they are taken: `View.ahead`;
3. each campaign's `Pacer.dials` says how many calls it wants;
4. `split_lines` cuts that to what the trunk carries.
"""

import heapq
import math


def split_agents(agents, weights, busy=None, before=None):
    """Divide agents in proportion to the campaigns' weights, as far as their skills allow.

    Who is in a call counts for its campaign. Who is ready stays where he was, unless another
    campaign is short of more than one agent against it. Agents with the fewest campaigns choose
    first.

    :param agents: {agent: campaigns he may work for}
    :param weights: {campaign: priority above 0}, of those that are dialling
    :param busy: {agent: campaign of the call he is in or wraps up}
    :param before: the answer of the tick before
    :return: {agent: campaign}; without those who may work for none
    """
    busy, before = busy or {}, before or {}
    given, share = dict.fromkeys(weights, 0), {}

    def load(campaign):
        return ((given[campaign] + 1) / weights[campaign], str(campaign))

    def give(agent, campaign):
        share[agent] = campaign
        given[campaign] += 1

    for agent, campaign in busy.items():
        if agent in agents and campaign in weights:
            give(agent, campaign)
    ready = sorted((len(set(c)), str(a), a) for a, c in agents.items() if a not in share)
    for _, _, agent in ready:
        choices = [campaign for campaign in agents[agent] if campaign in weights]
        if choices:
            best, old = min(choices, key=load), before.get(agent)
            stays = old in choices and load(old)[0] <= load(best)[0] + 1.0 / weights[old]
            give(agent, old if stays else best)
    return share


def split_lines(lines, wanted, weights):
    """Divide lines: one after the other to the campaign with the least for its weight.

    :param lines: how many more calls the trunk carries now
    :param wanted: {campaign: calls it wants to place}
    :return: {campaign: calls it may place}, at most what it wants
    """
    given = dict.fromkeys(wanted, 0)
    turns = [(1.0 / weights[c], str(c), c) for c, count in wanted.items() if count > 0]
    heapq.heapify(turns)
    for _ in range(max(0, lines)):
        if not turns:
            break
        _, name, campaign = heapq.heappop(turns)
        given[campaign] += 1
        if given[campaign] < wanted[campaign]:
            heapq.heappush(turns, ((given[campaign] + 1) / weights[campaign], name, campaign))
    return given


class InboundDemand:
    """How many agents inbound callers and fresh call-backs need before outbound may have any."""

    RATE_OVER = 60.0  # seconds over which arrivals are averaged
    LOOK_AHEAD = 12.0  # seconds: a call dialled now is answered within about so many
    HOLD = 30.0  # seconds for which the need is kept after its peak

    def __init__(self):
        self._rate, self._at = 0.0, None
        self._peaks = []

    def agents(self, now, waiting, arrived, call_backs=0):
        """
        :param waiting: inbound callers who wait for an agent
        :param arrived: how many have arrived since the last call of this method
        :param call_backs: fresh call-backs that are due
        :return: agents: those who wait now, and the arrivals of the seconds for which outbound
            calls dialled now would ring: their mean and a standard deviation, if any come at all
        """
        if self._at is not None and now > self._at:
            fade = math.exp((self._at - now) / self.RATE_OVER)
            self._rate = self._rate * fade + arrived / self.RATE_OVER
        self._at = now
        expected = self._rate * self.LOOK_AHEAD
        coming = math.ceil(expected + math.sqrt(expected)) if expected > 0.1 else 0
        # only a real need is held: callers who found nobody
        self._peaks = [(at, need) for at, need in self._peaks if now - at < self.HOLD]
        if waiting:
            self._peaks.append((now, waiting))
        held = max((need for _, need in self._peaks), default=0)
        return max(waiting + coming, held) + call_backs


def give_way(needed, blended, weights):
    """From which campaigns the agents for inbound are taken: those of the least priority first.

    :param blended: {campaign: agents of its share, ready or busy, who also take inbound calls}
    :return: {campaign: for `View.ahead`}
    """
    taken = {}
    for campaign in sorted(blended, key=lambda c: (weights[c], str(c))):
        taken[campaign] = min(needed, blended[campaign])
        needed -= taken[campaign]
    return taken
