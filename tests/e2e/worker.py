"""An agent at work, for tests with many of them in one thread."""

import time

GLANCE = "document.querySelector('.o_tvshop_systray')?.dataset.state"
# what an agent presses in which state of the phone
KEYS = {"ringing": "answer", "talking": "hangup", "wrap_up": "ready"}


class Worker:
    """A glance at the phone, and a key when it is time.

    `delays` is {state of the phone: function that gives seconds until the key}; else at once.
    `keys` is {state: what is pressed in it}.
    """

    def __init__(self, page, delays, keys=None):
        self.page = page
        self._keys = keys or KEYS
        self.state = None
        self._delays = delays
        self._act_at = 0.0

    def step(self):
        now, state = time.monotonic(), self.page.page.evaluate(GLANCE)
        if state != self.state:
            self.state = state
            self._act_at = now + self._delays.get(state, float)()
        if state in self._keys and now >= self._act_at:
            self.page.press(self._keys[state])
            self._act_at = now + 3  # pressed again if nobody heard
