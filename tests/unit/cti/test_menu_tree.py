"""A menu's tree: what is wrong with it, what the dialplan gets, and that nobody is caught in it."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tvshop_cti import menu_tree
from tvshop_cti.menu_tree import BRANCHES, Problem, Step, Tree

ASK = Step(1, None, "next", "keys", prompt=7, timeout=4, tries=2)
SALES = Step(2, 1, "1", "queue", "sales")
OTHERS = Step(3, 1, "default", "queue", "service")
GOOD = [ASK, SALES, OTHERS]


def codes(*steps):
    return [problem.code for problem in Tree(steps).problems()]


def test_l5_menu_is_what_the_dialplan_reads():
    assert not Tree(GOOD).problems()
    assert Tree(GOOD).store() == {
        "start": "1",
        "1/kind": "keys",
        "1/prompt": "7",
        "1/timeout": "4",
        "1/tries": "2",
        "1/to/1": "2",
        "1/to/default": "3",
        "2/kind": "queue",
        "2/queue": "sales",
        "3/kind": "queue",
        "3/queue": "service",
    }


def test_l5_empty_menu_is_said_to_be_empty():
    assert codes() == ["empty"]


def test_l5_second_beginning_is_never_reached():
    assert codes(*GOOD, Step(4, None, "next", "hangup")) == ["unreached"]


def test_l5_key_given_twice_is_found():
    assert Tree([*GOOD, Step(4, 1, "1", "hangup")]).problems() == [Problem("twice", 1, "1")]


def test_l5_callers_who_press_nothing_need_a_way():
    assert Tree([ASK, SALES]).problems() == [Problem("missing", 1, "default")]


def test_l5_choice_without_a_key_is_none():
    assert codes(ASK, OTHERS) == ["no_key"]


def test_l5_round_without_a_key_is_found():
    back = Step(3, 1, "default", "goto", "1")
    assert codes(ASK, SALES, back) == ["endless"]


def test_l5_round_by_a_key_is_allowed():
    assert not codes(*GOOD, Step(4, 1, "star", "goto", "1"))


def test_l5_closed_hours_that_lead_back_to_themselves_are_found():
    hours = Step(1, None, "next", "hours", "hours1")
    back = Step(3, 1, "closed", "goto", "1")
    assert codes(hours, Step(2, 1, "open", "hangup"), back) == ["endless"]


def test_l5_what_a_step_lacks_is_found():
    kinds = {"queue": "no_queue", "goto": "no_goto"}
    for kind, code in kinds.items():
        assert codes(Step(1, None, "next", kind)) == [code]
    assert codes(Step(1, None, "next", "hours")) == ["no_hours", "missing", "missing"]
    assert codes(Step(1, None, "next", "say")) == ["no_prompt", "missing"]


def test_l5_nothing_comes_after_a_queue():
    after = Step(2, 1, "next", "hangup")
    assert codes(Step(1, None, "next", "queue", "sales"), after) == ["impossible"]


@st.composite
def trees(draw):
    """Steps put together at random, many of them wrong."""
    kinds = ("say", "keys", "hours", "queue", "callback", "goto", "hangup")
    steps = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        parents = [s for s in steps if s.kind in BRANCHES]
        parent = draw(st.sampled_from(parents)) if parents else None
        if number > 1 and parent is None:
            break
        branch = draw(st.sampled_from(BRANCHES[parent.kind])) if parent else "next"
        kind = draw(st.sampled_from(kinds))
        detail = str(draw(st.integers(1, number))) if kind == "goto" else "x"
        steps.append(Step(number, parent and parent.id, branch, kind, detail, 1))
    return complete(steps) if draw(st.booleans()) else steps


def complete(steps):
    """The steps with every branch that a quiet caller needs."""
    steps = list(steps)
    for step in list(steps):
        taken = {one.branch for one in steps if one.parent == step.id}
        needed = (*menu_tree.QUIET.get(step.kind, ()), *(("1",) if step.kind == "keys" else ()))
        for branch in needed:
            if branch not in taken:
                steps.append(Step(len(steps) + 100, step.id, branch, "hangup"))
    return steps


class Caller:
    """Walks through the stored keys as the dialplan does."""

    def __init__(self, store):
        self.store = store

    def walk(self, keys):
        """The kind of step at which the way ends; None when it doesn't within the keys."""
        keys, at = iter(keys), self.store["start"]
        for _step in range(200):
            kind = self.store[f"{at}/kind"]
            if kind in ("queue", "callback", "hangup"):
                return kind
            at = self.after(at, kind, keys)
        return None

    def after(self, at, kind, keys):
        if kind == "goto":
            return self.store[f"{at}/goto"]
        branch = {"say": "next", "hours": next(keys, 0) % 2 and "open" or "closed"}.get(kind)
        if kind == "keys":
            pressed = f"{at}/to/{next(keys, None)}"
            return self.store.get(pressed) or self.store[f"{at}/to/default"]
        return self.store[f"{at}/to/{branch}"]


@settings(max_examples=400)
@given(trees(), st.lists(st.integers(0, 9), max_size=20))
def test_l5_every_menu_without_a_problem_lets_every_caller_out(steps, keys):
    tree = Tree(steps)
    if not tree.problems():
        assert Caller(tree.store()).walk(keys)


@given(trees())
def test_l5_problems_of_any_tree_are_told_not_raised(steps):
    assert all(isinstance(problem, Problem) for problem in Tree(steps).problems())
