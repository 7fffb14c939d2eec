"""Gathers what a campaign teaches and makes the forecast of it."""

import math

import numpy as np

from .forecast import Forecast, Learned, share_by
from .learning import AnswerRate, Durations, RingTimes
from .shapes import ANSWERED, FAILED, NO_ANSWER, TALK_ENDED, WRAP_ENDED

# seconds between two looks at the answer rate, and at the times: often while they are new
_RATE_EVERY = 1.0
_TIMES_EVERY = (5.0, 60.0)


class Learner:
    """All that is learned of one campaign."""

    def __init__(self):
        self.rate, self.ring_times = AnswerRate(), RingTimes()
        self.talk, self.wrap = Durations(90.0), Durations(25.0)
        self._answered = self._unanswered = 0
        self._due = 0.0  # answers that were due at the last look, of calls that rang then
        self._sure_by = ()
        self._rate_at = self._began = self._times_due = None

    def observe(self, event):
        if event.kind in (ANSWERED, FAILED, NO_ANSWER):
            self.ring_times.learn(event.kind, event.lasted)
            self._answered += event.kind == ANSWERED
            self._unanswered += event.kind == NO_ANSWER
        elif event.kind == TALK_ENDED:
            self.talk.learn(event.lasted)
        elif event.kind == WRAP_ENDED:
            self.wrap.learn(event.lasted)

    def forecast(self, view, known):
        """The forecast at this moment; `known` (the one before) where nothing much has changed."""
        if known and view.now - self._rate_at < _RATE_EVERY:
            return known
        if known:
            self._learn_rate(view, known.learned)
        self._rate_at = view.now
        if known and view.now < self._times_due:
            return known.with_answer(self._answer())
        if self._began is None:
            self._began = view.now
        least, most = _TIMES_EVERY
        self._times_due = view.now + min(most, least + (view.now - self._began) / 20.0)
        return Forecast(self._learn_times(view))

    def _answer(self):
        return tuple((float(f"{p:.3g}"), weight) for p, weight in self.rate.chances())

    def _learn_times(self, view):
        ended = self.ring_times.incidence([view.now - at for at in view.ringing])
        answered_by = shares_of(ended[ANSWERED])
        weight = self.ring_times.answers
        # less one standard deviation: what is certain to have been due
        self._sure_by = [max(0.0, s - math.sqrt(s * (1.0 - s) / weight)) for s in answered_by]
        return Learned(
            answer=self._answer(),
            failed=round(float(ended[FAILED][-1]), 4),
            answered_by=answered_by,
            failed_by=shares_of(ended[FAILED]),
            unanswered_by=shares_of(ended[NO_ANSWER]),
            talk=self.talk.hazards([view.now - at for at in view.talking]),
            wrap=self.wrap.hazards([view.now - at for at in view.wrapping]),
        )

    def _learn_rate(self, view, learned):
        """What has happened since the last look, and what had been due."""
        due = sum(self._due_of(view.now - at, learned) for at in view.ringing)
        trials = due - self._due + self._answered + self._unanswered
        self.rate.learn(view.now - self._rate_at, self._answered, trials)
        self._due = due
        self._answered = self._unanswered = 0

    def _due_of(self, age, learned):
        """The answer that was due of a call that still rings, if it does not fail."""
        failing = learned.failed * (1.0 - share_by(learned.failed_by, age))
        return (
            share_by(self._sure_by, age) * (1.0 - learned.failed) / (1.0 - learned.failed + failing)
        )


def shares_of(incidence):
    """Of those that end so, the share that has by 0, 1, 2, … s."""
    return tuple(np.round(incidence / (incidence[-1] or 1.0), 5).tolist())
