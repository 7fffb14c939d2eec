"""The controller as a yardstick of pacing wants it: `pacing.yardstick:Controller`, on a path."""

import random

from .controller import Pacer
from .shapes import View


class Controller:
    """A campaign without a limit of lines, from a cold start."""

    def __init__(self, cap):
        self.pacer = Pacer(cap, random.Random(1))
        self.observe = self.pacer.observe

    def dials(self, view):
        lists = (view.talking, view.wrapping, view.ringing, view.waiting)
        return self.pacer.dials(View(view.now, view.free, *lists))
