"""A few callers whom nobody wants on the line again, and some who may become that."""

# Number, and what agents said of its calls.
MARKED = (
    ("+8613655559001", ("abuse", "abuse", "harassment", "abuse")),
    ("+8613655559002", ("false_order", "false_order", "prank")),
    ("+8613655559003", ("silent", "silent")),
    ("+8613655559004", ("advertising",)),
    ("+8613655559005", ("prank", "prank", "silent")),
)
LIFTED = "+8613655559005"
WHY_LIFTED = "号码已换机主"


def make_marks(env, staff):
    entries = env["tvshop.blacklist.entry"]
    for number, reasons in MARKED:
        for index, reason in enumerate(reasons):
            agent = staff[f"agent{1 + index % 8}"]
            # sudo: tvshop.blacklist.entry – agents mark by their calls, which are not here yet
            entries.with_user(agent).sudo()._mark(number, f"demo-{number}-{index}", reason)
    entries._current(LIFTED).with_user(staff["supervisor"])._lift(WHY_LIFTED)
