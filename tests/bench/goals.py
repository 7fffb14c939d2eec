"""What the benches reached, for the one table at the end of `./tvshop bench`."""

import json
import os
from pathlib import Path

UP_TO, AT_LEAST = "≤", "≥"


def report(what, value, sense, goal, unit="×"):
    """Print one figure beside its goal, and keep it for the table if one is being made.

    :param sense: UP_TO or AT_LEAST
    :return: whether the goal was reached
    """
    is_reached = value <= goal if sense == UP_TO else value >= goal
    row = {
        "what": what,
        "value": f"{value:,.2f} {unit}" if value < 10 else f"{value:,.0f} {unit}",
        "goal": f"{sense} {goal:,g} {unit}",
        "reached": "yes" if is_reached else "no",
    }
    print(f"\n{row['what']}: {row['value']} (goal {row['goal']}: {row['reached']})", flush=True)
    if path := os.environ.get("TVSHOP_BENCH_RESULTS"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
    return is_reached
