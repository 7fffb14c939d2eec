"""How many abandoned calls the cap still allows, and the risk that follows for the next call."""

import math

from .shapes import ABANDONED, ANSWERED

# a shortfall or surplus of the budget is made good over so many answered calls:
_SPREAD_LEAST, _SPREAD_PER_AGENT, _SPREAD_OF_ANSWERED = 60.0, 12.0, 0.05
# one-sided 90%: how many standard deviations of the budget are kept in reserve
_CONFIDENCE = 1.282
_HIGHEST = 0.5
_MOST = 2.0  # times the cap, when there is a surplus
# the two factors of `limit`, by call dialled
_LEARNING = 0.003


class Budget:
    """The abandoned calls of a campaign today and over the rule's days before.

    The share aimed at is r = cap + (credit - reserve) / spread, with credit = cap * answered -
    abandoned. The credit then is an Ornstein-Uhlenbeck process about the reserve of variance
    cap * spread / 2 (Uhlenbeck & Ornstein 1930); a reserve of 1.282 standard deviations keeps it
    above zero, that is the share of abandoned below the cap, with 90% confidence at any moment
    after the first calls. Nothing is risked when r is 0 or less.
    """

    def __init__(self, cap, answered_before=0, abandoned_before=0):
        """:param answered_before, abandoned_before: of the days before in the rule's window"""
        self.cap = cap
        self.answered = self.abandoned = 0
        self._before = cap * answered_before - abandoned_before
        # risk of a call dialled / limit, and abandoned calls that happened / foreseen
        self._ratio, self._happened, self._foreseen = 0.4, 12.0, 6.0

    def observe(self, event):
        """Count an event."""
        self.answered += event.kind == ANSWERED
        self.abandoned += event.kind == ABANDONED
        self._happened += event.kind == ABANDONED

    def placed(self, risks, limit, answer_chance):
        """Calls were dialled at these risks under this limit."""
        for risk in risks:
            self._ratio += _LEARNING * (risk / limit - self._ratio)
            self._foreseen += answer_chance * risk

    @property
    def credit(self):
        """How many calls may still be abandoned before the cap is reached, today and in all."""
        today = self.cap * self.answered - self.abandoned
        return min(today, today + self._before)

    def rate(self, agents):
        """The share of answered calls that may be abandoned from now on."""
        spread = _SPREAD_LEAST + _SPREAD_PER_AGENT * agents + _SPREAD_OF_ANSWERED * self.answered
        reserve = min(self.cap * spread, _CONFIDENCE * math.sqrt(self.cap * spread / 2.0))
        wanted = self.cap + (self.credit - reserve) / spread
        return min(max(0.0, wanted), _MOST * self.cap)

    def limit(self, agents):
        """The largest risk at which a call may be dialled; 0: none.

        Most calls are dialled at less, and what is dialled after them adds to their risk: both
        factors are learned.
        """
        error = min(5.0, max(0.5, self._happened / self._foreseen))
        return min(_HIGHEST, self.rate(agents) / (self._ratio * error))
