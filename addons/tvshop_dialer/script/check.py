"""What keeps a script from being used: pure, on the steps and where their answers lead."""

from typing import NamedTuple

NO_OPENING, UNREACHABLE, DEAD_END, ENDLESS = "no_opening", "unreachable", "dead_end", "endless"


class Answer(NamedTuple):
    """`leads_to` is a step's key; None for the end or, of a side step, for the way back."""

    leads_to: object = None
    is_conditional: bool = False


class Step(NamedTuple):
    """`is_side`: it can be opened at any moment, and the talk comes back from it."""

    key: object
    is_opening: bool = False
    is_side: bool = False
    answers: tuple = ()


def first_step(steps):
    """The step that a talk begins with, None without one."""
    return next((step for step in steps if step.is_opening and not step.is_side), None)


def problems(steps):
    """[(code, key of the step or None)], in the steps' order; empty when all is well.

    A step without answers ends the talk (of a side step: leads back). A side step is reachable at
    any moment. Endless is a step of the main line from which no way leads to an end.
    """
    opening = first_step(steps)
    if not opening:
        return [(NO_OPENING, None)]
    by_key = {step.key: step for step in steps}
    reached = _closure(
        {opening.key} | {step.key for step in steps if step.is_side},
        {step.key: _following(step, by_key) for step in steps},
    )
    ending = _closure({step.key for step in steps if _is_end(step)}, _reversed(steps, by_key))
    found = []
    for step in steps:
        if step.key not in reached:
            found.append((UNREACHABLE, step.key))
        if step.answers and all(answer.is_conditional for answer in step.answers):
            found.append((DEAD_END, step.key))
        elif step.key not in ending:
            found.append((ENDLESS, step.key))
    return found


def _following(step, by_key):
    return {one.leads_to for one in step.answers if one.leads_to in by_key}


def _is_end(step):
    return not step.answers or any(answer.leads_to is None for answer in step.answers)


def _reversed(steps, by_key):
    before = {step.key: set() for step in steps}
    for step in steps:
        for key in _following(step, by_key):
            before[key].add(step.key)
    return before


def _closure(keys, edges):
    reached, waiting = set(keys), list(keys)
    while waiting:
        for key in edges[waiting.pop()] - reached:
            reached.add(key)
            waiting.append(key)
    return reached
