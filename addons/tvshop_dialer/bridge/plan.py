"""How many calls each campaign places now."""

from .sight import CLAIMED, READY, RINGING, WAITING, team


class Planner:
    """Shares agents and lines by the campaigns' priority."""

    def plan(self, before, sight):
        """{campaign id: calls to place}, of those that place any.

        :param before: the sight of the tick before
        """
        counts, lines = {}, max(0, sight.lines)
        taken = []
        for campaign in sight.campaigns:
            agents = team(sight, campaign.queue_id)
            free = sum(agent.state == READY for agent in agents.values())
            free -= self._claims_on(agents, taken) + self._callers_for(agents, sight)
            in_air = in_the_air(sight, campaign.id)
            wanted = min(max(0, free - in_air), lines) if campaign.is_open else 0
            if wanted:
                counts[campaign.id] = wanted
            lines -= wanted
            taken.append((agents.keys(), in_air + wanted))
        return counts

    def _claims_on(self, agents, taken):
        """Calls of campaigns before this one that may need one of these agents."""
        return sum(count for others, count in taken if not agents.keys().isdisjoint(others))

    def _callers_for(self, agents, sight):
        """Callers who wait for one of these agents: they come first."""
        queues = frozenset().union(*(agent.queues for agent in agents.values()))
        return sum(count for queue, count in sight.callers.items() if queue in queues)


def in_the_air(sight, campaign_id):
    """The campaign's calls that may still need an agent."""
    return sum(
        attempt.campaign_id == campaign_id and attempt.state in (CLAIMED, RINGING, WAITING)
        for attempt in sight.attempts.values()
    )
