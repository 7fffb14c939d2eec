"""All calls of one process, a frame of each at a time."""

import numpy as np

from .classifier import Classifier
from .decision import BEEP, EARLY
from .matching import Matcher, as_decision
from .spectrum import FRAME, analyse

# A machine's greeting is in part what networks say: behind the answer it must be very like.
SURE = 0.8


class Ear:
    """Hears any number of calls; a call is known by any key."""

    def __init__(self):
        self._calls = {}
        self._matcher = Matcher()

    def __len__(self):
        return len(self._calls)

    def teach(self, prints):
        """Know these announcements from now on, and no others.

        :param prints: `matching.Print`s
        """
        self._matcher = Matcher(prints)
        for key, (classifier, _samples) in self._calls.items():
            if classifier.phase != BEEP:
                self._matcher.begin(key)

    def begin(self, key, phase):
        self.end(key)
        self._calls[key] = Classifier(phase), np.zeros(FRAME, np.int16)
        if phase != BEEP:
            self._matcher.begin(key)

    def end(self, key):
        self._calls.pop(key, None)
        self._matcher.end(key)

    def feed(self, frames):
        """Hear 20 ms of some calls.

        :param frames: {key: 160 samples of 16 bits, as an array or as bytes}
        :return: {key: Decision} of the calls that are decided by them
        """
        keys = [key for key in frames if key in self._calls]
        if not keys:
            return {}
        now = np.stack([_samples(frames[key]) for key in keys])
        before = np.stack([self._calls[key][1] for key in keys])
        heard, power = analyse(before, now)
        decided = {}
        for key, frame, samples in zip(keys, heard, now, strict=True):
            classifier = self._calls[key][0]
            self._calls[key] = classifier, samples
            decision = classifier.feed(frame)
            if decision is not None:
                decided[key] = decision
        matches = self._matcher.feed(keys, dict(zip(keys, heard, strict=True)), power)
        for key, match in matches.items():
            classifier = self._calls[key][0]
            is_sure = classifier.phase == EARLY or match[1] >= SURE
            if key not in decided and classifier.decision is None and is_sure:
                classifier.decision = decided[key] = as_decision(match, classifier.now)
        return decided


def _samples(frame):
    return frame if isinstance(frame, np.ndarray) else np.frombuffer(frame, np.dtype("<i2"))
