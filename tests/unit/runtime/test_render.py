import pytest

from runtime.errors import Stop
from runtime.render import fill, render


def test_placeholders_are_filled_and_dialplan_variables_stay():
    assert fill("@{HOST}:${EXTEN}", {"HOST": "127.0.0.1"}) == "127.0.0.1:${EXTEN}"


def test_an_unknown_placeholder_is_named():
    with pytest.raises(Stop, match="pjsip.conf asks for @{NOBODY}"):
        fill("@{NOBODY}", {}, "pjsip.conf")


def test_a_folder_is_rendered_and_what_left_it_goes(tmp_path):
    source, target = tmp_path / "templates", tmp_path / "etc"
    (source / "deep").mkdir(parents=True)
    (source / "deep" / "a.conf").write_text("port=@{PORT}")
    (source / "README.md").write_text("not for the target")
    target.mkdir()
    (target / "old.conf").write_text("left the templates")
    render(source, target, {"PORT": 1})
    assert [p.relative_to(target).as_posix() for p in target.rglob("*.*")] == ["deep/a.conf"]
    assert (target / "deep" / "a.conf").read_text() == "port=1"


def test_a_file_that_did_not_change_is_not_written(tmp_path):
    source, target = tmp_path / "templates", tmp_path / "etc"
    source.mkdir()
    (source / "a.conf").write_text("x")
    render(source, target, {})
    (target / "a.conf").chmod(0o444)
    before = (target / "a.conf").stat().st_mtime_ns
    render(source, target, {})
    assert (target / "a.conf").stat().st_mtime_ns == before
