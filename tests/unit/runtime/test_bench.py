import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from runtime import testing
from runtime.errors import Stop

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path.append(str(CHECKOUT / "tests" / "bench"))

import goals  # noqa: E402


def test_figures_stand_in_one_table_beside_their_goals(tmp_path, monkeypatch):
    kept = tmp_path / "results"
    monkeypatch.setenv("TVSHOP_BENCH_RESULTS", str(kept))
    assert goals.report("slow", 4, goals.UP_TO, 3) is False
    assert goals.report("fast", 4321, goals.AT_LEAST, 2000, "rows/s") is True
    rows = [json.loads(line) for line in kept.read_text().splitlines()]
    assert testing.markdown(rows).splitlines()[2:] == [
        "| slow | 4.00 × | ≤ 3 × | no |",
        "| fast | 4,321 rows/s | ≥ 2,000 rows/s | yes |",
    ]


def test_unknown_bench_is_refused_with_the_names_there_are():
    company = SimpleNamespace(settings=SimpleNamespace(checkout=CHECKOUT))
    with pytest.raises(Stop, match="nonsense.*ami.*orders"):
        testing.bench(company, ["nonsense"])
