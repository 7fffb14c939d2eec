"""How many abandoned calls the cap still allows, and the risk that follows for the next call."""

import math

from .shapes import ABANDONED, ANSWERED

# the shortfall or surplus of the budget is made good over so many answered calls
_SPREAD = 100.0
# one-sided 95%: how many standard deviations of the budget are kept in reserve
_CONFIDENCE = 1.645
_HIGHEST = 0.5
_MOST = 2.0  # times the cap, when there is a surplus


class Budget:
    """The abandoned calls of a campaign today and over the rule's days before.

    The rate aimed at is r = cap + (credit - reserve) / spread, with credit = cap * answered -
    abandoned. The credit then is an Ornstein-Uhlenbeck process of variance cap * spread / 2 about
    the reserve; a reserve of 1.645 standard deviations leaves it above zero, that is the share of
    abandoned below the cap, at any later moment with 95% confidence.
    """

    def __init__(self, cap, answered_before=0, abandoned_before=0):
        """:param answered_before, abandoned_before: of the days before in the rule's window"""
        self.cap = cap
        self.answered = self.abandoned = 0
        self._before = cap * answered_before - abandoned_before
        # risk of a call dialled / limit, and abandoned calls that happened / foreseen
        self._ratio, self._happened, self._foreseen = 0.4, 8.0, 6.0
        self.reserve = _CONFIDENCE * math.sqrt(cap * _SPREAD / 2.0)

    def observe(self, event):
        self.answered += event.kind == ANSWERED
        self.abandoned += event.kind == ABANDONED
        self._happened += event.kind == ABANDONED

    def placed(self, calls, risk, limit, answer_chance):
        """Calls were dialled at this risk under this limit."""
        self._ratio += min(0.5, 0.01 * calls) * (risk / limit - self._ratio)
        self._foreseen += calls * answer_chance * risk

    @property
    def credit(self):
        """How many calls may still be abandoned before the cap is reached, today and in all."""
        today = self.cap * self.answered - self.abandoned
        return min(today, today + self._before)

    def rate(self):
        """The share of answered calls that may be abandoned from now on."""
        wanted = self.cap + (self.credit - self.reserve) / _SPREAD
        return min(max(0.0, wanted), _MOST * self.cap)

    def limit(self):
        """The largest risk of finding nobody at which a call may be dialled; 0: none.

        Most calls are dialled at less, and what is dialled after them adds to their risk: both
        factors are learned.
        """
        error = min(3.0, max(0.5, self._happened / self._foreseen))
        return min(_HIGHEST, self.rate() / (self._ratio * error))
