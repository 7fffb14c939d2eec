from runtime.company import addon_hashes, changes, last_error
from runtime.testing import LOAD, SIDE_BY_SIDE, TRIED_AGAIN, Tally, divide


def addon(folder, name, **files):
    for path, text in {"__manifest__.py": '{"depends": []}', **files}.items():
        target = folder / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def test_a_changed_model_changes_the_hash(tmp_path):
    addon(tmp_path, "a", **{"models/x.py": "1"})
    before = addon_hashes(tmp_path)
    addon(tmp_path, "a", **{"models/x.py": "2"})
    assert addon_hashes(tmp_path) != before


def test_tests_and_scripts_do_not_change_the_hash(tmp_path):
    addon(tmp_path, "a")
    before = addon_hashes(tmp_path)
    addon(tmp_path, "a", **{"tests/test_x.py": "1", "static/src/a.js": "2", "readme/USAGE.md": "3"})
    assert addon_hashes(tmp_path) == before


def test_a_renamed_file_changes_the_hash(tmp_path):
    addon(tmp_path, "a", **{"models/x.py": "1"})
    before = addon_hashes(tmp_path)
    (tmp_path / "a/models/x.py").rename(tmp_path / "a/models/y.py")
    assert addon_hashes(tmp_path) != before


def test_new_and_changed_addons_are_told_apart():
    known, present = {"a": "1", "b": "1"}, {"a": "1", "b": "2", "c": "1"}
    assert changes(known, present) == (["c"], ["b"])


def test_nothing_changed_means_nothing_to_do():
    assert changes({"a": "1"}, {"a": "1"}) == ([], [])


def test_paths_go_to_their_phase_and_options_to_all(tmp_path):
    for path in ("addons/a/tests/test_a.py", "tests/unit/test_u.py", "tests/e2e/test_e.py"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).touch()
    arguments = ["tests/e2e/test_e.py::test_sells", "addons/a/tests/test_a.py", "-x"]
    assert divide(arguments, tmp_path) == [
        ("addons", ["addons/a/tests/test_a.py", "-x"]),
        ("company", ["tests/e2e/test_e.py::test_sells", "-x"]),
    ]
    assert [phase for phase, _arguments in divide([], tmp_path)] == ["unit", "addons", "company"]


def test_everything_runs_on_both_cores_but_faults_and_load_are_alone(tmp_path):
    for folder in ("e2e", "faults"):
        (tmp_path / "tests" / folder).mkdir(parents=True)
        (tmp_path / "tests" / folder / "test_it.py").touch()
    phases = dict(divide([], tmp_path))
    assert phases["unit"] == ["tests/unit", *SIDE_BY_SIDE]
    assert phases["addons"] == ["addons", *SIDE_BY_SIDE]
    assert phases["company"] == ["tests/e2e", f"--ignore={LOAD}", *SIDE_BY_SIDE, *TRIED_AGAIN]
    assert phases["faults"] == ["tests/faults", LOAD, *TRIED_AGAIN]
    assert divide(["tests/e2e"], tmp_path) == [("company", ["tests/e2e"])]


def test_a_failed_installation_is_told_by_its_exception():
    log = "INFO loading\nTraceback:\nodoo.tools.convert.ParseError: while parsing a.xml\n<record>"
    assert last_error(log) == "odoo.tools.convert.ParseError: while parsing a.xml"


def test_closing_lines_add_up():
    tally = Tally()
    tally.add("=== 3 passed, 1 skipped in 0.1s ===", 0)
    tally.add("=== 2 failed, 4 passed, 1 error, 1 rerun in 0.1s ===", 1)
    assert (tally.passed, tally.failed, tally.again) == (7, 3, 1)


def test_a_run_that_broke_without_a_closing_line_is_a_failure():
    tally = Tally()
    tally.add("", 3)
    assert tally.failed == 1
