"""A caller's menu as values: what is wrong with it, and what the dialplan reads of it.

A menu is a tree of steps; each is reached from its parent by one branch. A caller who does
nothing at all follows the quiet branches, which must lead out of the menu from everywhere.
"""

from collections import Counter, defaultdict
from typing import NamedTuple

SAY, KEYS, HOURS, QUEUE = "say", "keys", "hours", "queue"
CALLBACK, GOTO, HANGUP = "callback", "goto", "hangup"

DIGITS = tuple("1234567890")
STAR, HASH = "star", "hash"
DEFAULT, OPEN, CLOSED, NEXT = "default", "open", "closed", "next"
PRESSED = (*DIGITS, STAR, HASH)
# how a kind of step goes on; the others end the caller's way
BRANCHES = {SAY: (NEXT,), KEYS: (*PRESSED, DEFAULT), HOURS: (OPEN, CLOSED)}
QUIET = {SAY: (NEXT,), KEYS: (DEFAULT,), HOURS: (OPEN, CLOSED)}
ALL_BRANCHES = (NEXT, *PRESSED, DEFAULT, OPEN, CLOSED)
SIGNS = {**{digit: digit for digit in DIGITS}, STAR: "*", HASH: "#"}
# kinds that make no sense without a detail or an announcement
DETAILED = (HOURS, QUEUE, GOTO)
SPOKEN = (SAY, KEYS)


class Step(NamedTuple):
    """`detail` is the PBX's name of the queue or the hours, or the number of the step to go to."""

    id: int
    parent: int | None
    branch: str
    kind: str
    detail: str = ""
    prompt: int | None = None
    timeout: int = 5
    tries: int = 3


class Problem(NamedTuple):
    """`code` says what is wrong with a step (None: with the whole menu), `branch` where."""

    code: str
    step: int | None
    branch: str = ""


class Tree:
    def __init__(self, steps):
        self.steps = {step.id: step for step in steps}
        self.children = defaultdict(list)
        for step in self.steps.values():
            self.children[step.parent].append(step)

    @property
    def start(self):
        """The first step, or None."""
        return self.children[None][0] if self.children[None] else None

    def problems(self):
        """What keeps the menu from being put in service, in the order of its steps."""
        if not self.start:
            return [Problem("empty", None)]
        found = [Problem("unreached", step.id) for step in self.children[None][1:]]
        for step in self.steps.values():
            found += self._problems_of(step)
        return found or [Problem("endless", step) for step in self._endless()]

    def _problems_of(self, step):
        possible = BRANCHES.get(step.kind, ())
        counts = Counter(child.branch for child in self.children[step.id])
        if step.kind in DETAILED and not step.detail:
            yield Problem(f"no_{step.kind}", step.id)
        if step.kind in SPOKEN and not step.prompt:
            yield Problem("no_prompt", step.id)
        if step.kind == KEYS and not any(branch in PRESSED for branch in counts):
            yield Problem("no_key", step.id)
        for branch in QUIET.get(step.kind, ()):
            if branch not in counts:
                yield Problem("missing", step.id, branch)
        for branch, count in counts.items():
            if branch not in possible:
                yield Problem("impossible", step.id, branch)
            elif count > 1:
                yield Problem("twice", step.id, branch)

    def _endless(self):
        """The first step from which a caller who presses nothing never leaves, in a list."""
        safe = set()

        def goes_round(step, way):
            if step in safe:
                return False
            way = way | {step}
            if any(other in way or goes_round(other, way) for other in self.quiet_steps(step)):
                return True
            safe.add(step)
            return False

        return [step for step in self.steps if goes_round(step, frozenset())][:1]

    def quiet_steps(self, step_id):
        """Where a caller who presses nothing comes from a step: none ends the way."""
        step = self.steps[step_id]
        if step.kind == GOTO:
            return [int(step.detail)]
        quiet = QUIET.get(step.kind, ())
        return [child.id for child in self.children[step_id] if child.branch in quiet]

    def store(self):
        """The keys that the dialplan reads, below those of the menu's version."""
        keys = {}
        for step in self.steps.values():
            keys[f"{step.id}/kind"] = step.kind
            if step.prompt:
                keys[f"{step.id}/prompt"] = str(step.prompt)
            if step.kind in DETAILED:
                keys[f"{step.id}/{step.kind}"] = step.detail
            if step.kind == KEYS:
                keys[f"{step.id}/timeout"] = str(step.timeout)
                keys[f"{step.id}/tries"] = str(step.tries)
            for child in self.children[step.id]:
                keys[f"{step.id}/to/{child.branch}"] = str(child.id)
        if self.start:
            keys["start"] = str(self.start.id)
        return keys
